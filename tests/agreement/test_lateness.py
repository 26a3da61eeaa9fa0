"""I4: how late the desk learned of what people wrote, where whoever runs it looks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.rows.reports import Source
from models.usecases.reports.lateness import lateness
from models.usecases.self_watch import Delays
from slackapp.pretend_slack.web.loopback import Loopback
from tests.agreement.coming_in import reports, writes
from tests.desk import DeskUnderTest
from tests.outside.oncall import client

pytestmark = pytest.mark.usefixtures("people_on_call")

LEARNED = "From a customer's message to when the desk learned of it"


def measured(desk: DeskUnderTest) -> Delays | None:
    """Lateness, as it is at this moment, to the second."""
    with desk.reading("dana") as turn:
        found = lateness(turn)
    return found and Delays(found.count, *map(round, (found.p50, found.p99, found.worst)))


def writes_late(desk: DeskUnderTest, text: str, seconds: int) -> str:
    """Somebody writes, and the desk learns of it so much later."""
    ts = desk.says("dana", text, "#initech")
    desk.clock.advance(timedelta(seconds=seconds))
    writes(desk, text, ts=ts)
    return ts


def test_median_and_worst_of_thirty_days(desk: DeskUnderTest, monitoring: Source) -> None:
    """Once a message, however often it arrives; programs, whose instant is the arrival, never."""
    desk.at("Wed 2026-06-03 11:00")
    assert measured(desk) is None
    assert desk.types("dana", "/oncall check").says(f"{LEARNED}: nothing measured")
    for seconds in (0, 2, 180):
        ts = writes_late(desk, f"It hangs, {seconds}", seconds)
    desk.clock.advance(timedelta(hours=2))
    writes(desk, "It hangs, 180", ts=ts)  # the same message again
    reports(desk, monitoring, "login")
    assert measured(desk) == Delays(3, 2, 180, 180)
    assert desk.types("dana", "/oncall check").says(
        f"{LEARNED}, last 30 days (3): p50 2.0 s, p99 3m, worst 3m."
    )
    assert f"{LEARNED}, last 30 days (3)" in desk.home("dana")
    desk.at("Sat 2026-07-04 11:00")
    assert measured(desk) is None
    assert LEARNED not in desk.home("dana")


def test_metrics_have_it(desk: DeskUnderTest, desk_loopback: Loopback) -> None:
    """By rank, in seconds."""
    desk.at("Wed 2026-06-03 11:00")
    writes_late(desk, "It hangs", 7)
    lines = client(desk_loopback).get("/metrics").text.splitlines()
    [worst] = [line for line in lines if line.startswith('desk_report_delay_seconds{rank="worst"}')]
    assert round(float(worst.rpartition(" ")[2])) == 7
