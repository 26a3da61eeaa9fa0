"""Which command is meant by words that name none, and by where they are said."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handlers.intents import COMMANDS, UNDERSTAND
from handlers.intents.first_words import (
    Place,
    asks_for_help,
    asks_nothing,
    line_meant,
    may_be_urgent,
    without_greeting,
)
from handlers.intents.pieces.command import Help
from models.problems import Choice, Problem
from tests.office import TYPED

from .at_ten import MONDAY_TEN

READING = replace(
    MONDAY_TEN,
    customers=(("acme", "Acme AG"), ("globex", "Globex"), ("initech", "Initech")),
    rotations=("primary", "nights"),
    people=(("ben", "U0BEN"),),
    channels=(("acme", "C0ACME"),),
)
SOMEWHERE = Place(READING)
IN_CHANNEL = Place(READING, customer="acme")
IN_THREAD = Place(READING, 12, "acme")

EVERYWHERE = {
    "log 2h acme": "/escalation log 2h acme",
    "2h acme yesterday": "/escalation 2h acme yesterday",
    "acme 2h": "/escalation acme 2h",
    "balance acme": "/balance acme",
    "acme": "/balance acme",
    "Acme AG": "/balance Acme AG",
    "acme balance": "/balance acme",
    "acme forecast": "/balance acme forecast",
    "acme pack M": "/customer pack acme M",
    "how many escalations does acme have left?": "/balance acme",
    "open acme sev1 Login is down": "/case open acme sev1 Login is down",
    "page acme the portal is down": "/oncall page acme the portal is down",
    "sev1 acme Login is down": "/case open sev1 acme Login is down",
    "critical: acme cannot log in": "/case open critical: acme cannot log in",
    "who": "/oncall who",
    "who is on call": "/oncall who is on call",
    "who's on call?": "/oncall who's on call",
    "WHO is on call tomorrow?": "/oncall WHO is on call tomorrow",
    "close 12": "/case close 12",
    "close #14 it was the proxy": "/case close #14 it was the proxy",
    "12": "/case 12",
    "12 sev2": "/case 12 sev2",
    "show acme": "/customer show acme",
    "take primary until fri 09:00": "/oncall take primary until fri 09:00",
    "list mine": "/case list mine",
    "list me": "/escalation list me",
    "list queue": "/case list queue",
    "/case show 12": "/case show 12",
    "case show 12": "/case show 12",
    "oncall": "/oncall",
    "/oncall check": "/oncall check",
    "customer show acme": "/customer show acme",
    "customer 12 globex because opened wrongly": "/case customer 12 globex because opened wrongly",
    "assign 12 <@U0BEN|ben>": "/case assign 12 <@U0BEN|ben>",
    "pack acme M": "/customer pack acme M",
    "help log": "/escalation log help",
    "help case": "/case help",
    "log 2h acme was it DNS?": "/escalation log 2h acme was it DNS?",
}
"""What is said, and the line that is meant wherever it is said, but for the thread of a case."""

OF_THE_THREAD = {
    "undo": "/escalation undo #12",
    "log 2h traced the loop": "/escalation log #12 2h traced the loop",
    "2h traced the loop": "/escalation #12 2h traced the loop",
    "log 2h yesterday": "/escalation log #12 2h yesterday",
    "log": "/escalation log #12",
    "close": "/case close #12",
    "close the proxy it was": "/case close #12 the proxy it was",
    "/case close": "/case close #12",
    "case close": "/case close #12",
    "take": "/case take #12",
    "show": "/case show #12",
    "clock": "/case clock #12",
    "severity 1": "/case severity #12 1",
    "critical": "/case severity #12 critical",
    "sev2": "/case severity #12 sev2",
    "kind defect": "/case kind #12 defect",
    "respond at 09:00": "/case respond #12 at 09:00",
    "respond 10 minutes ago": "/case respond #12 10 minutes ago",
    "title Login loops again": "/case title #12 Login loops again",
    "assign <@U0BEN|ben>": "/case assign #12 <@U0BEN|ben>",
    "customer globex because opened wrongly": "/case customer #12 globex because opened wrongly",
    "withdraw": "/case withdraw #12",
    "explain": "/escalation explain #12",
    "decide consulting": "/escalation decide #12 consulting",
    "list": "/escalation list #12",
    "page": "/oncall page #12",
    "page the portal is down": "/oncall page #12 the portal is down",
    "ack": "/oncall ack #12",
    "stop false alarm": "/oncall stop #12 false alarm",
    "balance": "/balance acme",
}
"""What is said in the thread of #12, acme's, and the line that is meant."""

NOT_OF_THE_THREAD = {
    "close #14": "/case close #14",
    "show 14": "/case show 14",
    "log 2h #14": "/escalation log 2h #14",
    "close 12": "/case close 12",
    "page <@U0BEN|ben> please look": "/oncall page <@U0BEN|ben> please look",
    "page globex please look": "/oncall page globex please look",
    "balance globex": "/balance globex",
    "open globex Login loops": "/case open globex Login loops",
    "critical: the portal is down": "/case open critical: the portal is down",
    "take primary until fri 09:00": "/oncall take primary until fri 09:00",
    "who is on call": "/oncall who is on call",
}
"""What names something else, or is about no case: it is meant as it stands."""

OF_THE_CHANNEL = {
    "balance": "/balance acme",
    "balance on 2026-03-31": "/balance acme on 2026-03-31",
    "quote 5": "/balance acme quote 5",
    "show": "/customer show acme",
    "extras": "/customer extras acme",
    "settle grant": "/escalation settle acme grant",
    "log 2h": "/escalation log 2h",
    "balance globex": "/balance globex",
}
"""What is said in acme's channel, and the line that is meant."""


@pytest.mark.parametrize("place", [SOMEWHERE, IN_CHANNEL], ids=["somewhere", "in a channel"])
@pytest.mark.parametrize("said", EVERYWHERE)
def test_the_first_word_finds_its_command(said: str, place: Place) -> None:
    """Also where it is a time, a case's number, or the name of the command."""
    assert str(line_meant(said, place)) == EVERYWHERE[said]


@pytest.mark.parametrize("said", OF_THE_THREAD | NOT_OF_THE_THREAD)
def test_in_the_thread_of_a_case(said: str) -> None:
    """That case is meant, unless something else is named."""
    assert str(line_meant(said, IN_THREAD)) == (OF_THE_THREAD | NOT_OF_THE_THREAD)[said]


@pytest.mark.parametrize("said", OF_THE_CHANNEL)
def test_in_the_channel_of_a_customer(said: str) -> None:
    """That customer is meant where its name is missing."""
    assert str(line_meant(said, IN_CHANNEL)) == OF_THE_CHANNEL[said]


@pytest.mark.parametrize("typed", TYPED)
def test_whatever_can_be_typed_can_be_said(typed: str) -> None:
    """With the command's name, with or without its `/`; and without it, for words that begin one.

    Where several commands have the word, they are what is asked about.
    """
    sent = as_sent(typed)
    name, _, text = sent.partition(" ")
    meant = UNDERSTAND[name](text, READING)
    assert said_as(sent.removeprefix("/")) == [meant]
    assert said_as(sent) == [meant]
    command = next(each for each in COMMANDS if each.name == name)
    if text.partition(" ")[0] in command.grammar and command.name != "/balance":
        assert meant in said_as(text)


def as_sent(typed: str) -> str:
    """A line as Slack sends it: with the people and channels that were chosen."""
    named = re.sub(r"@(\w+)", lambda match: f"<@U0{match[1].upper()}|{match[1]}>", typed)
    return re.sub(r"#([a-z]+)", lambda match: f"<#C0{match[1].upper()}|{match[1]}>", named)


def said_as(said: str) -> list[object]:
    """What is meant by something that is said, or may be."""
    try:
        lines = [str(line_meant(said, SOMEWHERE))]
    except Choice as asked:
        lines = [str(line) for _, line in asked.options]
    named = (line.partition(" ") for line in lines)
    return [UNDERSTAND[name](text, READING) for name, _, text in named]


@pytest.mark.parametrize(
    ("said", "place", "options"),
    [
        ("list", SOMEWHERE, ["/case list", "/escalation list", "/customer list"]),
        ("list acme", SOMEWHERE, ["/case list acme", "/escalation list acme"]),
        ("undo 31", SOMEWHERE, ["/escalation undo 31", "/customer undo 31", "/oncall undo 31"]),
        ("close 14", IN_THREAD, ["/case close 14", "/case close #12 14"]),
        (
            "title 404 on login",
            IN_THREAD,
            ["/case title 404 on login", "/case title #12 404 on login"],
        ),
        ("lgo 2h acme", SOMEWHERE, ["/escalation log 2h acme"]),
        ("clsoe", IN_THREAD, ["/case close #12"]),
        ("clsoe", SOMEWHERE, ["/case close"]),
        ("wo is on call", SOMEWHERE, ["/oncall who is on call"]),
    ],
)
def test_what_may_mean_several_things_is_asked(said: str, place: Place, options: list[str]) -> None:
    """Where neither the word nor the place tells; and what is like a word that would read."""
    with pytest.raises(Choice) as asked:
        line_meant(said, place)
    assert [line for _, line in asked.value.options] == options


@pytest.mark.parametrize(
    "said", ["the export fails since the update", "is great", "/nothing here", "how much is left"]
)
def test_what_begins_with_no_word_is_refused(said: str) -> None:
    """Nothing is guessed that would do something else."""
    with pytest.raises(Problem, match="I don't know what to do with"):
        line_meant(said, SOMEWHERE)


@pytest.mark.parametrize(
    "said",
    [
        *("thanks", "Thank you so much!", "merci", "thanks <@U0BEN|ben>", "good morning"),
        *("ok :+1:", ":tada::tada:", "👍", "!!!"),
    ],
)
def test_who_asks_nothing(said: str) -> None:
    """Thanks, agreement and emoji are for people."""
    assert asks_nothing(said, READING)


@pytest.mark.parametrize("said", ["log 2h", "?", "help", "", "hi", "close", "ok close 12"])
def test_who_asks_something(said: str) -> None:
    """Whatever else is said is."""
    assert not asks_nothing(said, READING)


def test_greetings_are_no_first_words() -> None:
    """*Please* neither; and a greeting alone asks what the desk is for."""
    assert without_greeting("Hi, please log 2h <@U0BEN|ben>", READING) == "log 2h <@U0BEN|ben>"
    assert without_greeting("log 2h", READING) == "log 2h"
    assert asks_for_help(without_greeting("hello!", READING), READING)
    assert asks_for_help("?", READING)
    assert not asks_for_help("help log", READING)


@pytest.mark.parametrize(
    ("said", "place", "urgent"),
    [
        ("open acme sev1 Login is down", SOMEWHERE, True),
        ("page acme the portal is down", SOMEWHERE, True),
        ("ack", SOMEWHERE, True),
        ("critical: the portal is down", SOMEWHERE, True),
        ("critical", IN_THREAD, True),
        ("severity 1", IN_THREAD, True),
        ("page", IN_THREAD, True),
        ("severity 2", IN_THREAD, False),
        ("open acme Login loops", SOMEWHERE, False),
        ("log 2h acme", SOMEWHERE, False),
        ("hello", SOMEWHERE, False),
    ],
)
def test_what_a_sev1_hangs_on(said: str, place: Place, urgent: bool) -> None:
    """It is known by the text alone, as of what is typed."""
    assert may_be_urgent(said, place) is urgent


@example(said="0", place=SOMEWHERE)
@given(said=st.text(max_size=60), place=st.sampled_from([SOMEWHERE, IN_CHANNEL, IN_THREAD]))
def test_nothing_but_a_problem_is_raised(said: str, place: Place) -> None:
    """Whatever is said; and the line that is meant reads."""
    asks_nothing(said, READING)
    asks_for_help(without_greeting(said, READING), READING)
    may_be_urgent(said, place)
    try:
        line = line_meant(said, place)
    except Problem:
        return
    UNDERSTAND[line.command](line.text, READING)


def test_help_of_a_word() -> None:
    """`help log` is what `/escalation log help` is."""
    line = line_meant("help log", SOMEWHERE)
    assert isinstance(UNDERSTAND[line.command](line.text, READING), Help)
