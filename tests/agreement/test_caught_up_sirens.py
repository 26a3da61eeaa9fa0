"""I1, I3: sirens that were put while the desk could not hear of them, each counted once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models.rows.reports import Report
from tests.agreement.caught_up import cases, catches_up, nobody_hears, reader
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.usefixtures("initech_is_read")


def test_a_siren_that_nobody_heard(desk: DeskUnderTest) -> None:
    """On what Eve wrote at 03:10; of ours and hers, hers counts."""
    desk.at("Sat 2026-06-06 03:10")
    with nobody_hears(desk):
        ts = desk.says("eve", "Login is gone", "#initech")
        for who in ("ada", "eve"):
            desk.slack.react(who, "#initech", ts, "rotating_light")
    desk.at("Sat 2026-06-06 03:40")
    catches_up(desk)
    assert [(case.severity, case.by) for case in cases(desk)] == [(1, "U0EVE")]


def test_a_siren_on_what_had_been_heard_before(desk: DeskUnderTest) -> None:
    """Written and heard at 10:00, marked at 13:00 while nobody hears; of 10:00, and overdue."""
    desk.at("Sat 2026-06-06 10:00")
    ts = desk.says("eve", "Login is gone", "#initech")
    desk.at("Sat 2026-06-06 10:01")
    desk.says("eve", "For all of us", "#initech")
    desk.at("Sat 2026-06-06 10:06")
    catches_up(desk)
    desk.at("Sat 2026-06-06 13:00")
    with nobody_hears(desk):
        desk.slack.react("eve", "#initech", ts, "rotating_light")
    desk.at("Sat 2026-06-06 13:20")
    reader(desk).catch_up()
    desk.works()
    [case] = cases(desk)
    assert (case.severity, case.by, case.thread_ts) == (1, "U0EVE", ts)
    assert case.reported_at.replace(microsecond=0) == desk.moment_of("Sat 2026-06-06 10:00")


def test_a_siren_on_a_reply_that_had_been_heard(desk: DeskUnderTest) -> None:
    """In the thread of a severity 3: it is that case's."""
    desk.at("Wed 2026-06-03 10:00")
    thread = desk.says("eve", "@desk the export is slow", "#initech")
    reply = desk.says("eve", "It stands still", "#initech", thread_ts=thread)
    desk.works()
    desk.at("Wed 2026-06-03 10:30")
    catches_up(desk)
    desk.at("Wed 2026-06-03 11:00")
    with nobody_hears(desk):
        desk.slack.react("eve", "#initech", reply, "rotating_light")
    desk.at("Wed 2026-06-03 11:20")
    catches_up(desk)
    assert [case.severity for case in cases(desk)] == [1]


def test_a_siren_on_what_a_case_was_opened_from_days_ago(desk: DeskUnderTest) -> None:
    """As long as the case is open, however old the message is."""
    desk.at("Mon 2026-06-01 10:00")
    ts = desk.says("eve", "@desk the export is slow", "#initech")
    desk.works()
    desk.at("Thu 2026-06-04 10:00")
    desk.says("eve", "@desk status", "#initech")
    catches_up(desk)
    desk.at("Thu 2026-06-04 11:00")
    with nobody_hears(desk):
        desk.slack.react("eve", "#initech", ts, "rotating_light")
    desk.at("Thu 2026-06-04 11:20")
    catches_up(desk)
    assert [case.severity for case in cases(desk)] == [1]


def test_a_siren_that_was_heard_is_not_counted_again(desk: DeskUnderTest) -> None:
    """However often the desk comes back, and also after ours have lowered the case."""
    desk.at("Sat 2026-06-06 03:10")
    ts = desk.says("eve", "Login is gone", "#initech")
    desk.slack.react("eve", "#initech", ts, "rotating_light")
    desk.works()
    desk.types("ben", "/case severity 1 3")
    for wall in ("04:40", "06:10"):
        desk.at(f"Sat 2026-06-06 {wall}")
        catches_up(desk)
    assert [case.severity for case in cases(desk)] == [3]
    with desk.reading("dana") as turn:
        assert turn.session.scalars(select(Report.seen)).all() == [1]
