"""I3, I4: which threads are read for what was said while the desk could not hear it, and when."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.rows.reports import WaitingMessage
from slackapp.worker import catching_up
from tests.agreement.caught_up import (
    DOWN,
    cases,
    catches_up,
    nobody_hears,
    reader,
    the_further_channel,
)
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.usefixtures("initech_is_read")


@pytest.mark.parametrize("back", ["Wed 2026-06-03 12:02", "Wed 2026-06-03 12:30"])
def test_what_is_said_in_a_case_s_thread_is_read_at_once(desk: DeskUnderTest, back: str) -> None:
    """A severity 3 of 10:00; `@desk critical` in its thread at 12:00, which nobody heard, however
    short that was.
    """
    desk.at("Wed 2026-06-03 10:00")
    ts = desk.says("eve", "@desk the export is slow", "#initech")
    desk.works()
    desk.at("Wed 2026-06-03 11:59")
    catches_up(desk)
    desk.at("Wed 2026-06-03 12:00")
    with nobody_hears(desk):
        desk.says("eve", "@desk critical", "#initech", thread_ts=ts)
    desk.at(back)
    catches_up(desk)
    assert [case.severity for case in cases(desk)] == [1]


def replied(desk: DeskUnderTest, many: int) -> list[str]:
    """So many threads that Ada has begun on Monday, in each of which Eve has written today."""
    desk.at("Mon 2026-06-01 10:00")
    begun = [desk.says("ada", f"News {number}", "#initech") for number in range(many)]
    desk.works()
    desk.at("Wed 2026-06-03 11:59")
    catches_up(desk)
    desk.at("Wed 2026-06-03 12:00")
    return begun


def test_any_thread_that_has_gone_on_is_read(desk: DeskUnderTest) -> None:
    """However many there are, whoever has begun them, and whether anything waits there."""
    begun = replied(desk, 30)
    with nobody_hears(desk):
        for number, ts in enumerate(begun):
            desk.says("eve", f"@desk problem {number}", "#initech", thread_ts=ts)
    desk.at("Wed 2026-06-03 13:00")
    assert catches_up(desk) == len(begun)
    assert sorted(case.thread_ts or "" for case in cases(desk)) == begun


def test_of_more_threads_than_are_read_the_admins_are_told(
    desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that went on last are read; it is said once, however often that is tried."""
    monkeypatch.setattr(catching_up, "MOST_THREADS", 3)
    begun = replied(desk, 5)
    with nobody_hears(desk):
        for number, ts in enumerate(begun):
            desk.says("eve", f"@desk problem {number}", "#initech", thread_ts=ts)
    desk.at("Wed 2026-06-03 13:00")
    catches_up(desk)
    assert [case.thread_ts for case in cases(desk)] == begun[2:]
    told = [each.text for each in desk.slack.messages_seen_by("dana", "#desk-admin")]
    assert told[-1].startswith(":warning: 2 more threads in <#C0INITECH> went on")


def test_threads_are_read_after_what_failed(desk: DeskUnderTest) -> None:
    """Of a case that one of ours opened by the shortcut; Slack is away when the desk is back."""
    desk.at("Wed 2026-06-03 10:00")
    ts = desk.says("eve", "The export is slow", "#initech")
    desk.shortcut("ada", "open_support_case", "#initech", ts)
    desk.submits("ada")
    desk.at("Wed 2026-06-03 11:59")
    catches_up(desk)
    desk.at("Wed 2026-06-03 12:00")
    with nobody_hears(desk):
        desk.says("eve", "@desk critical", "#initech", thread_ts=ts)
    desk.at("Wed 2026-06-03 12:01")
    desk.slack.faults.set(unreachable=True, methods=["conversations.history"])
    catches_up(desk)
    desk.slack.faults.clear()
    desk.at("Wed 2026-06-03 12:06")
    reader(desk).catch_up()
    assert [case.severity for case in cases(desk)] == [1]


def test_all_are_read_once_at_whatever_pace(
    desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A read takes three seconds: whoever was read is not due again by that."""
    reads, started = reader(desk), desk.at("Wed 2026-06-03 12:00")
    waited: list[float] = []

    class Passing(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waited.append(timeout or 0)
            moment = started + timedelta(seconds=sum(waited))
            desk.clock.move_to(moment)
            if len(waited) > 10:
                self.set()
            return self.is_set()

    monkeypatch.setattr(reads, "stop", Passing())
    monkeypatch.setattr(reads, "_pace", 1.5)
    reads.at_once()
    reads.catch_up()
    assert waited == [1.5] * 2  # messages, and threads


def test_what_was_said_in_any_channel_comes_before_older_threads(desk: DeskUnderTest) -> None:
    """Away for an hour: nobody who is in need waits until the threads of others were read."""
    the_further_channel(desk)
    desk.at("Wed 2026-06-03 10:00")
    ts = desk.says("eve", "@desk the export is slow", "#initech")
    desk.at("Wed 2026-06-03 12:00")
    with nobody_hears(desk):
        desk.says("eve", "@desk critical", "#initech", thread_ts=ts)
        desk.says("eve", f"@desk {DOWN}", "#globex")
    desk.at("Wed 2026-06-03 13:00")
    desk.slack.faults.set(unreachable=True, methods=["conversations.replies"])
    catches_up(desk)
    assert [case.severity for case in cases(desk)] == [3, 1]
    desk.slack.faults.clear()
    desk.at("Wed 2026-06-03 13:05")
    catches_up(desk)
    assert [case.severity for case in cases(desk)] == [1, 1]


def test_what_was_said_below_a_new_message_comes_with_it(
    desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ada answered it while the desk was away, as is known before any older thread is read."""
    desk.at("Wed 2026-06-03 12:00")
    with nobody_hears(desk):
        ts = desk.says("eve", "The export is slow", "#initech")
        desk.says("ada", "I am looking at it.", "#initech", thread_ts=ts)
    desk.at("Wed 2026-06-03 13:00")
    monkeypatch.setattr(reader(desk), "_in_threads", lambda _: iter(()))
    catches_up(desk)
    with desk.reading("dana") as turn:
        [message] = turn.session.scalars(select(WaitingMessage)).all()
    assert message.answered_at is not None
