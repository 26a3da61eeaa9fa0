"""I9: what people from outside are told in a thread reaches them, also where Slack does not take it
just then, or the process ends that has done what they asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from handlers.blocks.pieces.from_outside import Press
from slackapp.pretend_slack.app import payloads
from slackapp.pretend_slack.app.deliveries import event_delivery
from tests.agreement.outsiders import (
    DOWN,
    SIREN,
    answer,
    answers,
    at_home,
    case,
    cases,
    mentions,
    press_it,
)
from tests.desk import DeskUnderTest

NIGHT = "Sat 2026-06-06 03:12"
LATER = "Sat 2026-06-06 03:14"
REOPENS = "Nobody is rung for it any more. If it can't wait, write `@desk critical: …`"


@pytest.fixture(autouse=True)
def _at_home(people_on_call: None, desk: DeskUnderTest) -> None:
    """initech is Managed and at home in #initech, where Eve of Initech reads."""
    at_home(desk, "initech")


@contextmanager
def slack_takes_nothing(desk: DeskUnderTest) -> Iterator[None]:
    """No message reaches anybody, and then all do again."""
    desk.slack.faults.set(answers=500, methods=["chat.postMessage"])
    yield
    desk.slack.faults.clear()
    desk.at(LATER)
    desk.works()


def closed(desk: DeskUnderTest) -> str:
    """A case of Eve's that is closed; the thread in which it lived."""
    thread = mentions(desk, "the export fails")
    for typed in ("respond 1", "kind 1 defect", "close 1"):
        desk.types("ben", f"/case {typed}")
    desk.works()
    return thread


@pytest.mark.parametrize("on_headline", [True, False])
def test_that_a_case_is_closed_is_said_when_slack_takes_it(
    desk: DeskUnderTest, on_headline: bool
) -> None:
    """A siren on its message, or on its headline: nobody is rung, and whoever is in need is told
    what rings: two minutes later, once.
    """
    desk.at(NIGHT)
    thread = closed(desk)
    ts = answers(desk, thread)[0].ts if on_headline else thread
    with slack_takes_nothing(desk):
        desk.slack.react("eve", "#initech", ts, SIREN)
        desk.works()
        assert said(desk, REOPENS) == 0
    assert said(desk, REOPENS) == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("status", "No case of yours is open."),
        ("help", "Tell the desk what is wrong"),
        ("balance", "Your contact at ProAuth will gladly tell you what is left."),
    ],
)
def test_what_was_asked_is_answered_when_slack_takes_it(
    desk: DeskUnderTest, words: str, says: str
) -> None:
    desk.at(NIGHT)
    with slack_takes_nothing(desk):
        thread = mentions(desk, words)
        assert answers(desk, thread) == []
    assert answer(desk, thread).text.startswith(says)


def test_that_a_report_is_refused_is_said_when_slack_takes_it(desk: DeskUnderTest) -> None:
    """Where the desk listens to nothing: whoever writes there calls somebody instead."""
    desk.types("dana", "/customer listens initech nothing")
    desk.at(NIGHT)
    with slack_takes_nothing(desk):
        thread = mentions(desk, f"critical: {DOWN}")
    assert answer(desk, thread).text.startswith("The desk takes no reports in this channel.")
    assert cases(desk) == []


@pytest.mark.both_databases
def test_a_process_that_ends_before_it_has_answered(desk: DeskUnderTest) -> None:
    """The door says nothing itself: what was done and what is said of it are one transaction, and
    whichever process is there next says it.
    """
    desk.at(NIGHT)
    thread = closed(desk)
    desk.slack.react("eve", "#initech", thread, SIREN)
    desk.waits()
    assert said(desk, REOPENS) == 0
    desk.works()
    assert said(desk, REOPENS) == 1


def test_it_is_said_once_however_often_it_is_told(desk: DeskUnderTest) -> None:
    """Three retries of Slack's, and a second person's siren on the same."""
    desk.at(NIGHT)
    thread = closed(desk)
    message = desk.slack.workspace.timeline.find("C0INITECH", thread)
    assert message is not None
    eve = desk.slack.workspace.people["U0EVE"]
    for _ in range(4):
        told_of = payloads.reacted(desk.slack.workspace, eve, message, SIREN)
        desk.slack.wire.send(event_delivery(told_of))
    desk.works()
    assert said(desk, REOPENS) == 1


def test_a_press_on_what_is_closed_is_answered_for_all_to_read(desk: DeskUnderTest) -> None:
    """What only one person sees may vanish; each press is answered."""
    desk.at(NIGHT)
    closed(desk)
    for presses in (1, 2):
        assert press_it(desk, "eve", Press.CASE_CRITICAL, 1) == ""
        assert said(desk, REOPENS) == presses
    assert case(desk).severity == 3


def said(desk: DeskUnderTest, words: str) -> int:
    """How often the desk says something in #initech, as Eve reads it."""
    seen = desk.slack.messages_seen_by("eve", "#initech")
    return sum(message.is_app and words in message.text for message in seen)
