"""The machine's clock is set: nothing waits for it, and the admins hear of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from models.rows.outbox import OutboxRow
from models.rows.pages import Page
from models.usecases import inbox, outbox, outcomes
from models.usecases.inbox import KeptRequest
from models.usecases.people import DESK_ITSELF
from slackapp.pretend_slack.state.story_clock import StoryClock
from slackapp.worker import clock_watch
from tests.worker.busy import Listener, pages, says_later, worker_of
from tests.worker.ordeal import BEGINNING, Place

AN_HOUR = timedelta(hours=1)


class MachineClock(StoryClock):
    """A clock that can be set, while time passes as it does."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self.off = timedelta()

    def now(self) -> datetime:
        return super().now() + self.off

    def elapsed(self) -> float:
        return super().now().timestamp()


def page(house: Place) -> Page:
    with house.people.reading() as session:
        return session.scalars(select(Page)).one()


def letters(house: Place) -> list[OutboxRow]:
    with house.people.reading() as session:
        return list(session.scalars(select(OutboxRow).order_by(OutboxRow.id)))


def test_set_back_by_an_hour_the_next_rung_is_due_now(house: Place) -> None:
    """It would be due an hour late; the admins are told once, and the desk is not ready."""
    clock = MachineClock(BEGINNING)
    worker = worker_of(house.desk, slack := Listener(), clock)
    pages(house, "U0DANA")  # whose ladder rings again after nine hours
    worker.work_off()
    assert page(house).next_at == BEGINNING + timedelta(hours=9)
    clock.advance(timedelta(hours=8, minutes=59))
    clock.off = -AN_HOUR
    worker.watch_clock()
    worker.work_off()
    assert page(house).next_at == BEGINNING + timedelta(hours=9)  # within its own wait
    clock.off = timedelta(hours=-9)
    worker.watch_clock()
    assert page(house).next_at == clock.now()
    worker.work_off()
    rings = [said for to, said, _ in slack.taken if to == "U0DANA" and "Help" in said]
    assert len(rings) == 2
    told = [said for to, said, _ in slack.taken if to == "C0ADMIN" and "clock" in said]
    assert told[0] == (
        ":warning: The clock of the desk's machine was set back by 1h. "
        "What was due later by that is due now."
    )
    assert not worker.clock_watch.is_steady
    clock.advance(timedelta(seconds=clock_watch.SEEN_FOR + 1))
    worker.watch_clock()
    assert worker.clock_watch.is_steady


def test_what_waits_to_be_sent_is_due_now(house: Place) -> None:
    """What was written by a clock that was ahead, what failed then, and what was in hand."""
    clock = MachineClock(BEGINNING)
    worker = worker_of(house.desk, Listener(), clock)
    ahead = BEGINNING + AN_HOUR
    says_later(house, "U0ADA", ahead)
    says_later(house, "U0BEN", ahead)
    in_hand = outbox.claim(house.desk, ahead)
    assert in_hand is not None
    assert outbox.claim(house.desk, ahead) is not None
    with house.desk.writing(DESK_ITSELF, ahead) as turn:
        outcomes.record(turn, in_hand, outcomes.NotSent("internal_error"))
    assert worker.send_all() == 0
    worker.rounds.bring_back()
    failed, held = letters(house)
    assert (failed.due_at, held.claimed_until) == (BEGINNING, BEGINNING + outbox.CLAIMED_FOR)
    assert worker.send_all() == 1


def test_what_was_taken_in_is_taken_up_in_time(house: Place) -> None:
    """What a process holds in the inbox by a clock that was ahead it holds no longer than ever."""
    worker = worker_of(house.desk, Listener(), MachineClock(BEGINNING))
    ahead = BEGINNING + AN_HOUR
    inbox.record(house.desk.database, [KeptRequest("left", {}, ahead)], (), ahead)
    worker.rounds.bring_back()
    assert inbox.claim(house.desk.database, BEGINNING) is None
    assert inbox.claim(house.desk.database, BEGINNING + inbox.CLAIMED_FOR) is not None
    inbox.record(house.desk.database, (), {"left"}, ahead)


def test_time_that_passes_is_no_clock_that_is_set(house: Place) -> None:
    """However long nobody looked; and a clock that is set forward is told too."""
    clock = MachineClock(BEGINNING)
    worker = worker_of(house.desk, slack := Listener(), clock)
    clock.advance(timedelta(days=3))
    worker.watch_clock()
    assert worker.clock_watch.is_steady
    clock.off = AN_HOUR
    worker.watch_clock()
    worker.send_all()
    assert [said for to, said, _ in slack.taken if to == "C0ADMIN"] == [
        ":warning: The clock of the desk's machine was set forward by 1h: "
        "pages may have climbed too early."
    ]
