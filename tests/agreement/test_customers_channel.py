"""Section I in the customer's channel: what people from outside say and press there, once."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from sqlalchemy import text

from models.rules.reports import CameOf, ReportDoor
from slackapp.pretend_slack.app import payloads
from slackapp.pretend_slack.app.deliveries import event_delivery
from tests.agreement.outsiders import (
    DAY,
    DOWN,
    NIGHT,
    answer,
    answers,
    arrived,
    at_home,
    case,
    cases,
    mentions,
    pages,
    shown,
    siren,
)
from tests.conversations.oncall.people_on_call import rung
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.usefixtures("initech_at_home")


# --- I1, I2: three words --------------------------------------------------------------------------


def test_three_words_get_an_engineer_out_of_bed(desk: DeskUnderTest) -> None:
    """I1, I2, R1: on a Saturday at 03:12; the answer in the thread is edited in place."""
    desk.at(NIGHT)
    thread = mentions(desk, f"critical: {DOWN}")
    opened = case(desk)
    assert (opened.title, opened.severity, opened.by) == (DOWN, 1, "U0EVE")
    assert (opened.channel_id, opened.thread_ts) == ("C0INITECH", thread)
    assert opened.link == f"https://proauth.slack.com/archives/C0INITECH/p{thread.replace('.', '')}"
    assert rung(desk) == {"ada": 1, "ben": 0}
    due = shown(desk, "Sat 2026-06-06 05:12")
    said = answer(desk, thread)
    assert said.text == (
        ":hourglass_flowing_sand: #1 is open, critical: an engineer is being rung; "
        f"first reply by {due}."
    )
    assert said.buttons == []
    assert said.says(f"“{DOWN}”")
    desk.types("ben", "/oncall ack 1")
    desk.works()
    taken = answers(desk, thread)[0]
    assert taken.ts == said.ts
    assert taken.text == (
        f":hourglass_flowing_sand: #1 “{DOWN}”, critical: Ben has it. First reply by {due}."
    )


def test_a_siren_before_the_words(desk: DeskUnderTest) -> None:
    """I2: Slack tells of an emoji that somebody writes by its name, with a colon before it."""
    desk.at(NIGHT)
    mentions(desk, ":rotating_light: nobody can log in")
    assert (case(desk).severity, case(desk).title) == (1, "nobody can log in")
    assert rung(desk) == {"ada": 1, "ben": 0}


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("@desk, the login is slow", "the login is slow"),
        ("@desk: the login is slow", "the login is slow"),
        ("Guten Morgen @desk, das Login ist langsam", "Guten Morgen, das Login ist langsam"),
        ("the login is slow @desk", "the login is slow"),
    ],
)
def test_a_title_has_no_trace_of_the_mention(desk: DeskUnderTest, said: str, title: str) -> None:
    desk.at(DAY)
    desk.slack.type("eve", "#initech", said)
    desk.waits()
    assert case(desk).title == title


def test_whatever_else_is_a_report(desk: DeskUnderTest) -> None:
    """I2, R2: severity 3, nobody is rung; one button calls it critical."""
    desk.at(DAY)
    thread = mentions(desk, "the export fails since the update")
    assert (case(desk).title, case(desk).severity) == ("the export fails since the update", 3)
    assert pages(desk) == []
    said = answer(desk, thread)
    assert said.text == (
        ":hourglass_flowing_sand: #1 is open: an engineer takes it in turn; "
        f"first reply by {shown(desk, 'Thu 2026-06-04 17:00')}."
    )
    assert said.buttons == ["This is critical"]


@pytest.mark.parametrize(
    ("level", "severity", "at", "due"),
    [
        ("basic", 1, "Wed 2026-06-03 10:00", "Thu 2026-06-04 17:00"),
        ("standard", 1, "Wed 2026-06-03 10:00", "Thu 2026-06-04 10:00"),
        ("premium", 1, "Wed 2026-06-03 10:00", "Wed 2026-06-03 14:00"),
        ("managed", 3, "Wed 2026-06-03 10:00", "Thu 2026-06-04 17:00"),
        ("basic", 1, "Fri 2026-06-05 18:30", "Tue 2026-06-09 17:00"),
        ("standard", 1, "Fri 2026-06-05 18:30", "Mon 2026-06-08 17:00"),
        ("premium", 1, "Fri 2026-06-05 18:30", "Mon 2026-06-08 13:00"),
        ("managed", 3, "Fri 2026-06-05 18:30", "Tue 2026-06-09 17:00"),
        ("premium", 1, "Sat 2026-10-24 12:00", "Mon 2026-10-26 13:00"),
        ("standard", 1, "Thu 2026-12-24 13:00", "Mon 2026-12-28 13:00"),
    ],
)
def test_nobody_is_rung_and_the_answer_says_so(
    desk: DeskUnderTest, level: str, severity: int, at: str, due: str
) -> None:
    """I2, S1: by day, on a Friday evening, before the clocks go back, before Christmas."""
    at_home(desk, "globex", level)
    desk.at(at)
    words = DOWN if severity == 1 else "the export fails"
    thread = mentions(desk, f"{words}, please have a look", "#globex")
    assert (case(desk).severity, pages(desk)) == (severity, [])
    is_open = at.endswith(("10:00", "13:00"))
    critical = ", critical" if severity == 1 else ""
    by_day = "nobody is rung, an engineer" if critical else "an engineer"
    who = f"{by_day} takes it in turn" if is_open else "nobody is rung at this hour"
    assert answer(desk, thread, "#globex").text == (
        f":hourglass_flowing_sand: #1 is open{critical}: {who}; first reply by {shown(desk, due)}."
    )


@pytest.mark.parametrize(
    "at",
    [
        "Wed 2026-06-03 10:00",
        "Fri 2026-06-05 18:30",
        "Sun 2026-10-25 01:30",  # an hour before the clocks go back
        "Fri 2026-12-25 03:00",
    ],
)
def test_a_managed_customers_critical_rings_at_any_hour(desk: DeskUnderTest, at: str) -> None:
    """I2, R1, T5: by day, on a Friday evening, across a clock change, at Christmas: two hours."""
    due = desk.at(at).astimezone(UTC) + timedelta(hours=2)
    thread = mentions(desk, f"kritisch: {DOWN}")
    assert len(pages(desk)) == 1
    assert answer(desk, thread).text.endswith(
        f"an engineer is being rung; first reply by {shown(desk, due)}."
    )


def test_when_nobody_is_rung_any_more_it_says_so(desk: DeskUnderTest) -> None:
    """R7: a page that is stopped rings nobody, and the answer does not say that it does."""
    desk.at(NIGHT)
    thread = mentions(desk, f"critical: {DOWN}")
    desk.types("ben", "/oncall stop 1 because a drill of theirs")
    desk.works()
    assert "critical: nobody is rung at this hour" in answer(desk, thread).text


# --- presses --------------------------------------------------------------------------------------


def test_this_is_critical(desk: DeskUnderTest) -> None:
    """I2, R4, S4: pressed by Eve at 03:20: it rings, due two hours after; the button is gone."""
    desk.at(NIGHT)
    thread = mentions(desk, "the export fails")
    desk.at("Sat 2026-06-06 03:20")
    desk.slack.click("eve", "This is critical", channel="#initech")
    desk.works()
    said = answers(desk, thread)[0]
    due = shown(desk, "Sat 2026-06-06 05:20")
    assert said.text.endswith(
        f"#1 is open, critical: an engineer is being rung; first reply by {due}."
    )
    assert said.buttons == []
    assert (rung(desk)["ada"], arrived(desk)[-1]) == (1, (ReportDoor.PRESS, CameOf.RAISED))


def test_what_ours_have_lowered_is_not_called_critical_again(desk: DeskUnderTest) -> None:
    """I2: ours may change it, and have the last word; a new message may say otherwise."""
    desk.at(NIGHT)
    thread = mentions(desk, f"critical: {DOWN}")
    desk.types("ben", "/case severity 1 3")
    desk.works()
    assert answers(desk, thread)[0].buttons == []
    mentions(desk, "critical again, please call", thread=thread)
    assert (case(desk).severity, len(pages(desk))) == (1, 2)


def test_one_of_ours_presses_it(desk: DeskUnderTest) -> None:
    """Then it is the command, with its answer."""
    desk.at(NIGHT)
    mentions(desk, "the export fails")
    said = desk.presses("ada", "This is critical", "#initech")
    assert said.text.startswith("#1 is Sev-1")
    assert len(pages(desk)) == 1


# --- I3: once -------------------------------------------------------------------------------------


def test_however_often_slack_tells_of_it(desk: DeskUnderTest) -> None:
    """I3: the mention, three retries, and a siren on it: one case, one page, one answer."""
    desk.at(NIGHT)
    thread = mentions(desk, f"critical: {DOWN}")
    message = desk.slack.workspace.timeline.find("C0INITECH", thread)
    assert message is not None
    for _ in range(3):
        desk.slack.wire.send(event_delivery(payloads.mentioned(desk.slack.workspace, message)))
    siren(desk, thread)
    assert len(cases(desk)) == len(pages(desk)) == len(answers(desk, thread)) == 1


def test_what_fails_is_told_again(desk: DeskUnderTest) -> None:
    """Not acknowledged, so that Slack tells it again; Eve reads that it is, and it rings once."""
    desk.at(NIGHT)
    with desk.house.desk.database.writing() as session:
        session.execute(text("ALTER TABLE outbox RENAME TO outbox_gone"))
    desk.slack.type("eve", "#initech", f"@desk critical: {DOWN}")
    with desk.house.desk.database.writing() as session:
        session.execute(text("ALTER TABLE outbox_gone RENAME TO outbox"))
    message, said = desk.slack.messages_seen_by("eve", "#initech")
    assert said.text.startswith(":warning: The desk could not note this just now")
    assert cases(desk) == []
    again = event_delivery(payloads.mentioned(desk.slack.workspace, message))
    assert [desk.slack.wire.send(again).status for _ in range(2)] == [200, 200]
    desk.works()
    assert (len(cases(desk)), len(pages(desk))) == (1, 1)


def test_edits_and_deletions_change_nothing(desk: DeskUnderTest) -> None:
    """What was said was said: who calls it critical by an edit is told so, once."""
    desk.at(NIGHT)
    thread = mentions(desk, "the export fails")
    desk.slack.edit("eve", "#initech", thread, "@desk the export failed")
    desk.works()
    assert len(answers(desk, thread)) == 1
    for at, end in (("Sat 2026-06-06 03:14", ""), ("Sat 2026-06-06 03:15", "!")):
        desk.at(at)
        desk.slack.edit("eve", "#initech", thread, f"@desk critical: the export fails{end}")
        desk.works()
        _, said = answers(desk, thread)
    assert said.text == (
        "An edit changes nothing that was said to the desk. If it is critical, please write "
        "`@desk critical: …` as a new message, press *This is critical*, or put :rotating_light: "
        "on this one."
    )
    desk.slack.edit("eve", "#initech", thread, "@desk critical: the export fails")
    desk.slack.delete("eve", "#initech", thread)
    desk.works()
    assert (case(desk).severity, pages(desk)) == (3, [])


def test_an_edit_of_what_rings_already_is_told_nothing(desk: DeskUnderTest) -> None:
    """Nor of a message on which somebody has put a siren."""
    desk.at(NIGHT)
    rings, marked = mentions(desk, f"critical: {DOWN}"), mentions(desk, "the export fails")
    siren(desk, marked)
    for ts in (rings, marked):
        before = answers(desk, ts)
        desk.slack.edit("eve", "#initech", ts, f"@desk critical: {DOWN}, at last")
        desk.works()
        assert answers(desk, ts) == before


def test_a_question_that_an_edit_makes_critical(desk: DeskUnderTest) -> None:
    """It opened nothing, and opens nothing; a siren on it does."""
    desk.at(NIGHT)
    thread = mentions(desk, "status")
    desk.slack.edit("eve", "#initech", thread, f"@desk critical: {DOWN}")
    desk.works()
    assert answers(desk, thread)[-1].says("An edit changes nothing")
    assert cases(desk) == []
    siren(desk, thread)
    assert (case(desk).severity, len(pages(desk))) == (1, 1)


def test_in_the_thread_of_their_case(desk: DeskUnderTest) -> None:
    """What is said in it is about that case, and is answered by how it stands."""
    desk.at(DAY)
    thread = mentions(desk, "the export fails")
    desk.types("ben", "/case take 1")
    desk.works()
    mentions(desk, "it fails for our admins too", thread=thread)
    assert len(cases(desk)) == 1
    assert "#1 “the export fails”: Ben has it. First reply by" in answers(desk, thread)[-1].text
    mentions(desk, "and it is critical", thread=thread)
    assert (case(desk).severity, len(pages(desk))) == (1, 1)


def test_in_the_thread_of_a_closed_case(desk: DeskUnderTest) -> None:
    """It is a case of its own, and the answer stands where it was asked for."""
    desk.at(DAY)
    thread = mentions(desk, "the export fails")
    for typed in ("respond 1", "kind 1 defect", "close 1"):
        desk.types("ben", f"/case {typed}")
    desk.works()
    mentions(desk, "it fails again", thread=thread)
    assert cases(desk)[1].title == "it fails again"
    assert "#2 is open: an engineer takes it in turn" in answers(desk, thread)[-1].text
