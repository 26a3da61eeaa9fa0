"""I3: what was edited while the desk could not hear of it."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from tests.agreement.caught_up import DOWN, cases, catches_up, nobody_hears
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.usefixtures("initech_is_read")


def test_what_was_edited_meanwhile(desk: DeskUnderTest) -> None:
    """It counts as it reads now."""
    desk.at("Sat 2026-06-06 03:10")
    with nobody_hears(desk):
        ts = desk.says("eve", "@desk critical: login is dwon", "#initech")
        desk.slack.edit("eve", "#initech", ts, f"@desk {DOWN}")
    desk.at("Sat 2026-06-06 03:40")
    catches_up(desk)
    assert [case.title for case in cases(desk)] == ["login is down for everybody"]


@pytest.mark.parametrize("is_heard", [True, False])
def test_a_mention_that_came_by_an_edit(desk: DeskUnderTest, is_heard: bool) -> None:
    """Eve forgot whom she asks, and adds it an hour later: it is a report of what waits, from its
    own instant; told by Slack, or found.
    """
    desk.at("Sat 2026-06-06 03:10")
    ts = desk.says("eve", "Login is gone", "#initech")
    desk.works()
    desk.at("Sat 2026-06-06 03:16")
    catches_up(desk)
    desk.at("Sat 2026-06-06 04:10")
    with nullcontext() if is_heard else nobody_hears(desk):
        desk.slack.edit("eve", "#initech", ts, f"@desk {DOWN}")
    desk.at("Sat 2026-06-06 04:20")
    catches_up(desk)
    [case] = cases(desk)
    assert (case.title, case.severity, case.thread_ts) == ("login is down for everybody", 1, ts)
    assert case.reported_at.replace(microsecond=0) == desk.moment_of("Sat 2026-06-06 03:10")
    assert desk.types("ada", "/case waiting").text == "No message waits."


def test_an_edit_of_a_report_changes_nothing(desk: DeskUnderTest) -> None:
    """Also when it is read again in the channel; nor does one of ours that mentions the desk."""
    desk.at("Wed 2026-06-03 10:00")
    ts = desk.says("eve", "@desk the export is slow", "#initech")
    ours = desk.says("ada", "A case for it?", "#initech")
    desk.works()
    desk.slack.edit("eve", "#initech", ts, f"@desk {DOWN}")
    desk.slack.edit("ada", "#initech", ours, "@desk open initech Another")
    desk.at("Wed 2026-06-03 11:30")
    catches_up(desk)
    assert [(case.title, case.severity) for case in cases(desk)] == [("the export is slow", 3)]
