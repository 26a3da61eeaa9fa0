"""What a dead worker had in hand is taken up by another, or the next, within seconds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from models.rows.base import Database
from models.rows.outbox import OutboxRow
from models.usecases import outbox, outcomes
from models.usecases.oncall.check import DailyCheck
from models.usecases.turn import Turn
from slackapp.pretend_slack.state.story_clock import StoryClock
from slackapp.worker import Worker, postman
from slackapp.worker.listening import listen
from tests.waiting import SOON, waits_until
from tests.worker.busy import Listener, says_later, worker_of
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
    monkeypatch.setattr(postman, "_RECORDS_AGAIN_AFTER", (0.01, 0.01))
    slack = Listener()
    worker = worker_of(house.desk, slack, clock := StoryClock(BEGINNING))
    says_later(house)
    record, tries = outcomes.record, iter((True, True, False))

    def loses(turn: Turn, envelope: outbox.Envelope, outcome: outcomes.Outcome) -> None:
        if next(tries):
            turn.session.execute(text("SELECT 1"))
            raise OperationalError("UPDATE", {}, ConnectionResetError("lost"))
        record(turn, envelope, outcome)

    monkeypatch.setattr(outcomes, "record", loses)
    assert worker.send_all() == 1
    monkeypatch.setattr(outcomes, "record", record)
    clock.advance(timedelta(hours=1))
    assert worker.send_all() == 0
    assert len(slack.taken) == 1


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
