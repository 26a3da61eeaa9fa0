"""Sirens (🚨) by people from outside in their channel: what they open, what they raise (I1, I2)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.rules.reports import CameOf, ReportDoor
from tests.agreement.outsiders import (
    DOWN,
    NIGHT,
    SIREN,
    answer,
    answers,
    arrived,
    case,
    cases,
    joins,
    mentions,
    pages,
    person,
    siren,
)
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.usefixtures("initech_at_home")


def test_a_siren_on_a_message_of_theirs(desk: DeskUnderTest) -> None:
    """I1, I2, I4: a message of 03:12, a siren at 03:20: its words, its instant, its thread."""
    at = desk.at(NIGHT)
    ts = desk.says("eve", "Login is *down* for <everybody>\nsince 03:00", "#initech")
    desk.at("Sat 2026-06-06 03:20")
    siren(desk, ts)
    opened = case(desk)
    assert (opened.title, opened.severity) == ("Login is *down* for <everybody>", 1)
    assert opened.reported_at.replace(microsecond=0) == at
    assert answer(desk, ts).says("#1 is open, critical: an engineer is being rung")
    assert arrived(desk) == [
        (ReportDoor.MESSAGE, CameOf.WAITS),
        (ReportDoor.REACTION, CameOf.OPENED),
    ]
    assert desk.types("ada", "/case waiting").text == "No message waits."


def test_a_siren_on_a_reply(desk: DeskUnderTest) -> None:
    """What stands in a thread is told by another method; the case lives in that thread."""
    desk.at(NIGHT)
    root = desk.says("eve", "good morning", "#initech")
    reply = desk.says("eve", "login is down", "#initech", root)
    siren(desk, reply)
    assert (case(desk).title, case(desk).thread_ts) == ("login is down", root)


def test_a_siren_raises_what_was_reported(desk: DeskUnderTest) -> None:
    """I2, R4, S4: on the message that opened the case, or on the desk's answer; once."""
    desk.at(NIGHT)
    thread = mentions(desk, "the export fails")
    desk.at("Sat 2026-06-06 03:20")
    siren(desk, answer(desk, thread).ts)
    siren(desk, thread)
    assert (case(desk).severity, len(pages(desk))) == (1, 1)
    said = answers(desk, thread)[0]
    assert said.says("#1 is open, critical: an engineer is being rung")
    assert said.buttons == []


def test_a_siren_on_what_somebody_has(desk: DeskUnderTest) -> None:
    """I2, I7: Ben has it, and reads no page; Eve reads that it rings, and then that Ben has it."""
    desk.at(NIGHT)
    thread = mentions(desk, "the export fails")
    desk.types("ben", "/case take 1")
    mentions(desk, f"critical: {DOWN}")
    siren(desk, answers(desk, thread)[0].ts)
    assert len(pages(desk)) == 1
    said = answers(desk, thread)[0]
    assert said.says("#1 “the export fails”, critical: an engineer is being rung. Ben has it.")
    desk.types("ben", "/oncall ack 1")
    desk.works()
    assert answers(desk, thread)[0].says("#1 “the export fails”, critical: Ben has it. First reply")


def test_a_siren_on_what_the_desk_says_in_a_thread(desk: DeskUnderTest) -> None:
    """On its question whether a message is critical, and on its answer about a case."""
    desk.at(NIGHT)
    ts = desk.says("eve", DOWN, "#initech")
    desk.works()
    siren(desk, answer(desk, ts).ts)
    assert (case(desk).severity, case(desk).thread_ts, len(pages(desk))) == (1, ts, 1)
    thread = mentions(desk, "the export fails")
    mentions(desk, "also for our admins", thread=thread)
    siren(desk, answers(desk, thread)[-1].ts)
    assert [each.severity for each in cases(desk)] == [1, 1]


def test_a_siren_on_what_one_of_ours_says_in_a_thread(desk: DeskUnderTest) -> None:
    """On a question to Eve, in the thread of her case; elsewhere it calls nothing critical."""
    desk.at(NIGHT)
    thread = mentions(desk, "the export fails")
    desk.slack.type("ben", "#initech", "Since when?", thread_ts=thread)
    seen = desk.slack.messages_seen_by("eve", "#initech")
    siren(desk, next(each.ts for each in seen if each.text == "Since when?"))
    assert (case(desk).severity, len(pages(desk))) == (1, 1)
    siren(desk, desk.says("ben", "Good morning", "#initech"))
    assert len(cases(desk)) == 1


def test_a_siren_on_what_a_program_of_theirs_says(desk: DeskUnderTest) -> None:
    """I1, I2: Eve calls it critical; of a program of ours it says nothing."""
    theirs = replace(person("ibot", "T0INITECH"), is_bot=True)
    ours = replace(person("robbie"), is_bot=True)
    for program in (theirs, ours):
        joins(desk, program)
    desk.at(NIGHT)
    timeline = desk.slack.workspace.timeline
    siren(desk, timeline.add("C0INITECH", ours.id, "Deployed").ts)
    assert cases(desk) == []
    siren(desk, timeline.add("C0INITECH", theirs.id, "Login probe failed").ts)
    assert (case(desk).title, case(desk).severity) == ("Login probe failed", 1)
    assert (case(desk).by, len(pages(desk))) == ("U0EVE", 1)


def test_a_siren_without_the_scopes_to_read_the_message(desk: DeskUnderTest) -> None:
    """It rings all the same, and the title says what is known."""
    workspace = desk.slack.workspace
    few = [scope for scope in workspace.app.scopes if not scope.startswith(("channels:h", "gr"))]
    workspace.app = replace(workspace.app, scopes=tuple(few))
    desk.at(NIGHT)
    ts = desk.says("eve", DOWN, "#initech")
    siren(desk, ts)
    assert (case(desk).title, case(desk).severity) == ("Message of Eve, 6 Jun 2026 03:12", 1)
    assert len(pages(desk)) == 1
    assert desk.slack.refusals
    desk.slack.refusals.clear()


@pytest.mark.parametrize(
    ("who", "emoji", "author"),
    [("ada", SIREN, "eve"), ("eve", SIREN, "ada"), ("eve", "eyes", "eve"), ("ada", SIREN, "ada")],
)
def test_other_reactions_do_nothing(desk: DeskUnderTest, who: str, emoji: str, author: str) -> None:
    """Of ours, or on what ours wrote, or another emoji."""
    desk.at(NIGHT)
    ts = desk.says(author, DOWN, "#initech")
    desk.slack.react(who, "#initech", ts, emoji)
    desk.works()
    assert cases(desk) == []
    assert ReportDoor.REACTION not in dict(arrived(desk))
