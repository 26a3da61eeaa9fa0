"""What a dead worker had in hand is taken up by another, or the next, within seconds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from models.rows.base import Database
from models.rows.outage import InDoubt
from models.rows.outbox import OutboxRow
from models.rows.pages import Page
from models.usecases import outbox, outcomes
from models.usecases.oncall.check import DailyCheck
from models.usecases.outbox import Which
from models.usecases.paging import attempts
from models.usecases.turn import Desk, Turn, Whoever
from slackapp.pretend_slack.state.story_clock import StoryClock
from slackapp.worker import Worker
from slackapp.worker.listening import listen
from tests.waiting import SOON, waits_until
from tests.worker.busy import Listener, pages, says_later, worker_of
from tests.worker.busy import outcomes as outcomes_of
from tests.worker.mortal import over
from tests.worker.ordeal import BEGINNING, Place


@contextmanager
def another_process(house: Place) -> Iterator[tuple[Worker, Callable[[], None]]]:
    """A worker of another process, and what ends that: on PostgreSQL others see it while it is."""
    database = Database(house.people.url.render_as_string(hide_password=False))
    stop = threading.Event()
    listens = threading.Thread(target=listen, args=(database, stop, 0.05))
    if not database.is_sqlite:
        listens.start()
        waits_until(lambda: database.is_seen)

    def ends() -> None:
        stop.set()
        if not database.is_sqlite:
            listens.join(SOON)

    try:
        yield worker_of(over(house.desk, database), Listener(), StoryClock(BEGINNING)), ends
    finally:
        ends()
        database.close()


def letter(house: Place) -> OutboxRow:
    with house.people.reading() as session:
        return session.scalars(select(OutboxRow)).one()


def test_what_a_dead_process_had_in_hand_is_taken_up_at_once(house: Place) -> None:
    """At the second look, not when its lease of a minute ends; and not while it lives."""
    slack = Listener()
    worker = worker_of(house.desk, slack, StoryClock(BEGINNING))
    says_later(house)
    with another_process(house) as (other, ends):
        assert other.postman.take() is not None
        if not house.people.is_sqlite:  # which has one process: another's claim is of a dead one
            for _ in range(3):
                worker.postman.give_back()
            assert worker.send_all() == 0
        ends()
        worker.postman.give_back()
        assert worker.send_all() == 0
        worker.postman.give_back()
        assert worker.send_all() == 1
    assert [to for to, _, _ in slack.taken] == ["C0SEV1"]
    assert letter(house).attempts == 2


def test_who_comes_back_at_once_keeps_what_it_has(house: Place) -> None:
    """A session that is cut and made anew is no death (PostgreSQL)."""
    if house.people.is_sqlite:
        pytest.skip("SQLite has one process that sends")
    worker = worker_of(house.desk, Listener(), StoryClock(BEGINNING))
    says_later(house)
    with another_process(house) as (other, ends):
        assert other.postman.take() is not None
        ends()
        worker.postman.give_back()
        stop = threading.Event()
        again = threading.Thread(target=listen, args=(other._desk.database, stop, 0.05))
        again.start()
        waits_until(lambda: other._desk.database.is_seen)
        for _ in range(3):
            worker.postman.give_back()
        assert worker.send_all() == 0
        stop.set()
        again.join(SOON)


def test_a_process_that_others_do_not_see_has_its_lease(house: Place) -> None:
    """It has no session by which others see it, so its claims are held until they lapse."""
    if house.people.is_sqlite:
        pytest.skip("SQLite has one process that sends")
    worker = worker_of(house.desk, Listener(), clock := StoryClock(BEGINNING))
    says_later(house)
    assert outbox.claim(house.desk, BEGINNING) is not None
    for _ in range(3):
        worker.postman.give_back()
    assert worker.send_all() == 0
    clock.advance(outbox.CLAIMED_FOR)
    assert worker.send_all() == 1


def test_a_claim_whose_answer_was_lost_is_given_back(
    house: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database has it, and nobody knows: it is nobody's, while what is in hand stays there."""
    house.desk.database.is_seen = True
    slack = Listener()
    worker = worker_of(house.desk, slack, StoryClock(BEGINNING))
    says_later(house)
    says_later(house, "C0SUPPORT")
    claim = outbox.claim

    def loses(*args: object, **how: object) -> None:
        claim(*args, **how)  # type: ignore[arg-type]
        raise OperationalError("COMMIT", {}, ConnectionResetError("lost"))

    monkeypatch.setattr(outbox, "claim", loses)
    with pytest.raises(OperationalError):
        worker.postman.take()
    monkeypatch.setattr(outbox, "claim", claim)
    in_hand = worker.postman.take()
    assert in_hand is not None
    for _ in range(2):
        worker.postman.give_back()
    assert worker.send_all() == 1
    assert [to for to, _, _ in slack.taken] == ["C0SEV1"]
    worker.postman.bring(in_hand)
    house.desk.database.is_seen = house.people.is_sqlite


def test_what_became_of_a_letter_is_recorded_when_the_database_is_back(
    house: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack has it: it is not sent once more because the database was away for a moment."""
    slack = Listener()
    worker = worker_of(house.desk, slack, clock := StoryClock(BEGINNING))
    says_later(house)
    record, tries = outcomes.record, iter((True, True, False))

    def loses(turn: Turn, envelope: outbox.Envelope, outcome: outcomes.Outcome) -> None:
        if next(tries):
            turn.session.execute(text("SELECT 1"))
            raise OperationalError("UPDATE", {}, psycopg.OperationalError("lost"))
        record(turn, envelope, outcome)

    monkeypatch.setattr(outcomes, "record", loses)
    assert worker.send_all() == 1
    monkeypatch.setattr(outcomes, "record", record)
    clock.advance(timedelta(hours=1))
    assert worker.send_all() == 0
    assert len(slack.taken) == 1


@pytest.mark.parametrize("was_committed", [True, False])
def test_a_ring_whose_commit_is_in_doubt_is_recorded_once(
    house: Place, monkeypatch: pytest.MonkeyPatch, was_committed: bool
) -> None:
    """The connection is lost while it is committed that somebody was rung: they were, and are not
    rung again; nor is the next rung, as if nobody had been reached.
    """
    slack = Listener()
    worker = worker_of(house.desk, slack, StoryClock(BEGINNING))
    pages(house, "U0DANA")
    write, doubts, arrived = Desk.write, iter((True, False)), []

    def in_doubt(desk: Desk, who: Whoever, moment: datetime, work: Callable[[Turn], Any]) -> Any:
        is_lost = next(doubts, False)

        def stumbles(turn: Turn) -> Any:
            done = work(turn)
            if is_lost and not was_committed:
                raise InDoubt
            return done

        done = write(desk, who, moment, stumbles)
        if is_lost:
            raise InDoubt
        return done

    monkeypatch.setattr(Desk, "write", in_doubt)
    delivered = attempts.delivered

    def counts(turn: Turn, attempt: int, place: Any) -> None:
        arrived.append(attempt)
        delivered(turn, attempt, place)

    monkeypatch.setattr(attempts, "delivered", counts)
    assert worker.send_all(Which(urgent=True)) == 2  # she, and the channel
    rung = [to for to, said, _ in slack.taken if "Help" in said]
    assert sorted(rung) == ["C0SEV1", "U0DANA"]
    assert {*outcomes_of(house).values()} == {"delivered"}
    assert len(arrived) == (2 if was_committed else 3)
    with house.people.reading() as session:
        assert session.scalars(select(Page.step)).one() == 1


def test_what_cannot_be_recorded_counts_as_failed(
    house: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is tried again later and later, and not each minute for ever; the row says why."""
    worker = worker_of(house.desk, Listener(), StoryClock(BEGINNING))
    says_later(house)

    def stumbles(*_: object) -> None:
        raise ValueError("nobody thought of that")

    monkeypatch.setattr(DailyCheck, "arrived", stumbles)
    assert worker.send_all() == 1
    row = letter(house)
    assert (row.error, row.claimed_until) == ("ValueError: nobody thought of that", None)
    assert row.due_at == BEGINNING + timedelta(seconds=2)
