"""The laws of all grammars: typed() reads back, and nothing but a Problem is raised."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handlers import DOORS
from handlers.intents import COMMANDS
from handlers.intents.case.grammar import CASE
from handlers.intents.customer.balance import BALANCE
from handlers.intents.escalation.grammar import ESCALATION
from handlers.intents.escalation.log import LogTime
from handlers.intents.oncall import grammar as oncall
from handlers.intents.oncall.grammar import ONCALL
from handlers.intents.oncall.ladders import SetLadder
from handlers.intents.oncall.pages import PageCustomer
from handlers.intents.oncall.rotations import SetRotation
from handlers.intents.pieces.command import Command, Help
from handlers.intents.pieces.intent import Intent
from handlers.intents.pieces.reading import Reading
from models.problems import Choice, Problem
from models.rules.ladder import Ladder, Reach, ReachKind, Rung
from models.rules.service_definition import KINDS, LEVELS

from .at_ten import MONDAY_TEN
from .strategies import of_command

Understand = Callable[[str, Reading], Intent]

KNOWN = replace(MONDAY_TEN, rotations=("primary", "secondary", "nights"))
GRAMMARS: dict[str, Understand] = {door.name.removeprefix("/"): door.understand for door in DOORS}


def _reads_back(understand: Understand, intent: Intent) -> None:
    understood = understand(intent.typed(), MONDAY_TEN)
    assert understood == intent
    assert understood.typed() == intent.typed()  # equal wall times may be two instants
    assert type(understood) is type(intent)
    if form := intent.word.opens:  # the text alone decides whether a form opens
        assert understand(intent.typed(), Reading(MONDAY_TEN.now)).word.opens == form


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_reads_back(command: Command[Any]) -> None:
    """What a button carries is understood as what it was made from."""

    @settings(max_examples=400)
    @given(of_command(command))
    def reads_back(intent: Intent) -> None:
        _reads_back(GRAMMARS[command.name.removeprefix("/")], intent)

    reads_back()


@given(of_command(CASE) | of_command(ESCALATION) | of_command(ONCALL))
def test_fits_into_a_button(intent: Intent) -> None:
    """A typed command with the longest note or title fits into the 2000 characters of a button."""
    assert len(intent.typed()) < 2000


def test_the_longest_note_fits_into_a_button() -> None:
    """Even a note of nothing but quotes or markup fits into the 2000 characters of a button."""
    for worst in ('"' * 700, "<@" * 350, "&lt;" * 175):
        assert len(LogTime(1439, 999_999_999, None, None, worst, True, 999_999_999).typed()) < 2000
        assert len(PageCustomer('"' * 80, worst).typed()) < 2000


def test_the_longest_ladder_and_rotation_fit_into_a_button() -> None:
    """As many rungs, names and people as there may be fit into the 2000 characters of a button."""
    names = [Reach(ReachKind.EVERYONE, f"{'x' * 19}{number}") for number in range(3)]
    rungs = tuple(Rung(timedelta(minutes=1000 + after), tuple(names)) for after in range(10))
    ladder = Ladder(rungs, timedelta(minutes=1440))
    assert len(SetLadder("<@" * 40, ladder).typed()) < 2000
    people = tuple(f"U{number:020}" for number in range(30))
    zone = "America/Argentina/ComodRivadavia"
    rotation = SetRotation("x" * 20, 91, 0, time(9), date(2026, 6, 8), people, zone)
    assert len(rotation.typed()) < 2000


_WORDS = sorted(
    {
        *(word for command in COMMANDS for word in command.grammar),
        *KINDS,
        *LEVELS,
        "acme",
        "Acme AG",
    }
    | {"12", "#12", "#", "0", "-1", "2h", "1h", "30", "1.5h", "8", "jun", "8.6.", "31.2.", "mon"}
    | {"last", "on", "from", "to", "until", "at", "because", "reported", "14:05", "99:99", "sev"}
    | {"sev9", '"', "“x y”", "'", "--", "--again", "<@U1|ben>", "<#C1>", "<@", "&lt;", "quote"}
    | {"primary", "weekly", "daily", "every", "in", "days", "everyone", "+", "every 15", "0 nights"}
    | {
        "fri 18:00",
        "09:00",
        "2026-06-12",
        "tomorrow",
        "now",
        "-",
        "18:00-22:00",
        "for",
        "edit",
        ",",
    }
    | {"Europe/London", "take primary", "override primary me", "ladder acme", "rotation primary"}
    | {"block", "off", "me", "S", "5", "2500", "²", "٣", "\u200f", "\u202e", "\x00", "🔥", "?"}
)
_sentences = st.lists(st.sampled_from(_WORDS), max_size=9).map(" ".join)


@settings(max_examples=400)
@given(st.sampled_from(sorted(GRAMMARS)), _sentences | st.text())
@example("case", "open acme " + "x" * 10_000)
@example("case", "list overdue " + "x" * 10_000)
@example("balance", "acme qoute " + "x" * 10_000)
@example("escalation", "log 2h mon for acme " + "x" * 10_000)
@example("escalation", "log 1h75 acme " + "x" * 10_000)
@example("customer", "adjust acme +1 because " + "x" * 10_000)
@example("case", "open acme " + '"a ' * 3_333)
@example("case", "\x00\x01\ud800 \u202e")
@example("escalation", "log 2h " + "é🔥\u200f" * 3_000)
@example("escalation", "log " + "9" * 10_000 + "h")
@example("escalation", "list " + "june " * 2_000)
@example("balance", "on " * 3_333)
@example("customer", "add " + "<@U1|" * 2_000)
@example("oncall", "ladder 0 " + "primary + " * 1_000)
@example("oncall", "ladder " + "0 a1, " * 1_600)
@example("oncall", "rotation primary daily 09:00 " + "<@U1|ben>, " * 900)
@example("oncall", "rotation primary every " + "9" * 5_000 + " days 09:00")
@example("oncall", "override primary me " + "fri 18:00 to " * 700)
def test_nothing_but_a_problem(command: str, text: str) -> None:
    """Whatever is typed is understood or refused with a sentence; what is understood reads back."""
    understand = GRAMMARS[command]
    try:
        intent = understand(text, MONDAY_TEN)
    except Problem as raised:
        problem = raised
    else:
        _reads_back(understand, intent)
        return
    assert str(problem).strip()
    assert len(str(problem)) < 700
    assert len(str(problem.then)) < 500


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_help_is_true(command: Command[Any]) -> None:
    """The examples of each help are understood, and write or show what they say."""
    for line in command.help.examples:
        name, _, text = line.removeprefix("/").partition(" ")
        assert not isinstance(GRAMMARS[name](text, MONDAY_TEN), Help)


_ALIASES = {"rotations", "hand", "acknowledge", "handover", "handoff", "swap", "who's"}
_BEHIND_A_CUSTOMER = BALANCE.grammar.keys()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
@pytest.mark.parametrize("help_", ["help", "HELP", "?"])
def test_each_word_has_help(command: Command[Any], help_: str) -> None:
    """`help` behind a command's word gives what the table has of that word, and reads back."""
    understand = GRAMMARS[command.name.removeprefix("/")]
    for word in command.grammar.keys() - _ALIASES - _BEHIND_A_CUSTOMER:
        found = understand(f"{word} {help_}", MONDAY_TEN)
        assert isinstance(found, Help), word
        assert 0 < len(found.rows) < len(command.help.rows), f"{command.name} {word} has no help"
        assert all(f" {word}" in typed for typed, _ in found.rows)
        assert understand(found.typed(), MONDAY_TEN) == found
    assert oncall.understand("rotations help", MONDAY_TEN) == ONCALL.help


@pytest.mark.parametrize(("typed", "_"), ONCALL.help.rows)
def test_each_line_of_the_help_is_right(typed: str, _: str) -> None:
    """Each line of `/oncall help` does what it says when it is typed, whatever may be left out."""
    for line in typed.removeprefix("/oncall").split(" · "):
        for text in (re.sub(r"[][]", "", line), re.sub(r"\[[^]]*\]", "", line)):
            understood = oncall.understand(_as_slack_sends(text), KNOWN)
            assert not isinstance(understood, Help), text


@settings(max_examples=400)
@given(_sentences | st.text(), st.sampled_from([MONDAY_TEN, KNOWN]))
@example("ladder 0 primry", KNOWN)
@example("page sev1", MONDAY_TEN)
@example("take primry for @ben", KNOWN)
@example("rotation primary weekly tue 09:00 from 2026-06-10 <@U1|ben>", KNOWN)
@example("pge <@U2>", KNOWN)
@example("wo <@U2|ben> & <script>", KNOWN)
def test_what_is_suggested_is_understood(text: str, reading: Reading) -> None:
    """Whatever a refusal of `/oncall` tells people to try is understood when they type it."""
    try:
        oncall.understand(text, reading)
    except Problem as problem:
        for line in _suggested(problem):
            assert line.startswith("/oncall")
            oncall.understand(line.partition(" ")[2], reading)


def _suggested(problem: Problem) -> list[str]:
    """What the buttons of a refusal type, or else what somebody copies, as Slack sends it."""
    if isinstance(problem, Choice) and problem.options:
        return [str(line) for _, line in problem.options]
    return [_as_slack_sends(str(problem.then))] if problem.then else []


def _as_slack_sends(text: str) -> str:
    """The text as Slack sends it when somebody types it and chooses whom `@` and `#` offer."""
    sent = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    sent = re.sub(r"(?<!\S)@[\w.-]+", lambda name: f"<@U{sum(map(ord, name[0]))}|x>", sent)
    return re.sub(r"(?<!\S)#[A-Za-z][\w-]*", "<#C1|x>", sent)


_HALVES = (
    *(
        " primary",
        " primary weekly",
        " primary fri",
        " primary fri 18:00",
        " 0 primary",
        " default",
    ),
    *(" primary every 3", " primary weekly tue 09:00 from 2026-06-10 @ben", " acme 5 primary"),
    *(" primary for", " primary until mon", " at fri", " take", " primary me fri 18:00 to mon"),
    *(" 0 primary, 5", " primary daily 09:00 in Europe/Londn <@U2>", " acme 0 <@U2|cleo>"),
)


_OF_BALANCE = ["acme on", *(f"acme {word}" for word in BALANCE.grammar)]


@pytest.mark.parametrize("command", sorted(GRAMMARS))
def test_examples_to_copy_are_understood(command: str) -> None:
    """Every example that a refusal of a half-typed command gives can be copied as it is."""
    words = {each.name: [*each.grammar] for each in COMMANDS} | {"/balance": _OF_BALANCE}
    halves = _HALVES if command == "oncall" else ()
    for start in words[f"/{command}"]:
        for more in ("", " 12", " acme", " acme 12", " zz", " umbrella", " 2h x x", *halves):
            try:
                GRAMMARS[command](start + more, MONDAY_TEN)
            except Problem as problem:
                for line in _suggested(problem):
                    name, _, text = line.removeprefix("/").partition(" ")
                    GRAMMARS[name](text, MONDAY_TEN)
