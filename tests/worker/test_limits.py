"""What holds nobody up: slow recipients and busy rows are passed by."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from models.rows.base import Database
from models.rows.outbox import OutboxRow
from models.rows.pages import Page
from models.usecases import outbox
from models.usecases.case import clock_warnings
from models.usecases.derived import clocks
from models.usecases.oncall import contacts
from models.usecases.outcomes import NotSent, record
from models.usecases.paging import ringing
from models.usecases.people import DESK_ITSELF
from models.usecases.turn import Turn
from slackapp.pretend_slack.state.story_clock import StoryClock
from slackapp.worker import readers
from tests.outside.receiver import Receiver
from tests.waiting import SOON, waits_until
from tests.worker.busy import Listener, outcomes, pages, reached_at, says_later, worker_of
from tests.worker.mortal import over
from tests.worker.ordeal import BEGINNING, TEAM, Place


def test_a_slow_telephone_holds_up_nobody(house: Place) -> None:
    """O4: one recipient that cannot be reached does not hold up the others; `stop` is polite, and
    what is under way ends."""
    slack = Listener()
    with Receiver(slow=True) as slow, Receiver() as quick:
        reached_at(house, "U0ADA", slow.address)
        reached_at(house, "U0BEN", quick.address)
        pages(house, "U0ADA", "U0BEN", "U0CLEO")
        worker = worker_of(house.desk, slack)
        worker.start()
        waits_until(lambda: list(outcomes(house).values()).count("delivered") == 5)
        assert outcomes(house)["U0ADA", "outside"] == "waiting"
        assert (len(quick.taken), len(slow.taken)) == (1, 0)
        stops = threading.Thread(target=worker.stop)
        stops.start()
        stops.join(0.5)
        assert stops.is_alive()
        slow.go.set()
        stops.join(SOON)
        assert not stops.is_alive()
    assert outcomes(house)["U0ADA", "outside"] == "delivered"


def test_many_slow_telephones_hold_up_no_message(house: Place) -> None:
    """O4, however many of them there are: messages do not wait for them at all."""
    slack = Listener()
    with Receiver(slow=True) as slow:
        for who in ("U0ADA", "U0BEN"):
            reached_at(house, who, slow.address)
            with house.desk.writing(house.persons[who], BEGINNING) as turn:
                for number in range(contacts.MOST - 1):
                    contacts.add(turn, contacts.SEND, f"{slow.address}/{number}", "…")
        pages(house, "U0ADA", "U0BEN", "U0CLEO", "U0DANA")
        worker = worker_of(house.desk, slack)
        worker.start()
        try:
            waits_until(lambda: {to for to, _, _ in slack.taken} >= {"C0SEV1", *TEAM})
            ended = {o for (_, way), o in outcomes(house).items() if way == "outside"}
        finally:
            slow.go.set()
            worker.stop()
    assert ended == {"waiting"}


def test_what_another_holds_is_passed_by(house: Place) -> None:
    """Nobody waits for a row that another worker has in hand; there is other work (PostgreSQL)."""
    if house.people.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    url = house.people.url.update_query_dict({"options": "-c lock_timeout=3s"})
    database = Database(url.render_as_string(hide_password=False))
    impatient = over(house.desk, database)
    says_later(house)
    says_later(house, "C0SUPPORT")
    pages(house, "U0DANA")
    with house.people.writing() as session:
        for row in session.scalars(select(OutboxRow).where(OutboxRow.id != 2).with_for_update()):
            assert row.id != 2
        session.scalars(select(Page).with_for_update()).all()
        letter = outbox.claim(impatient, BEGINNING)
        assert letter is not None
        assert letter.id == 2
        assert outbox.claim(impatient, BEGINNING) is None
        with impatient.writing(DESK_ITSELF, BEGINNING) as turn:
            ringing.climb_page(turn, 1)
    database.close()


def test_what_fails_again_and_again_holds_up_nothing_new(house: Place) -> None:
    """Of what is urgent the least tried goes first: an address that hangs starves no other."""
    pages(house, "U0ADA", "U0BEN")
    first = outbox.claim(house.desk, BEGINNING)
    assert first is not None
    with house.desk.writing(DESK_ITSELF, BEGINNING) as turn:
        record(turn, first, NotSent("No answer within 20 seconds."))
    later = BEGINNING + timedelta(minutes=1)
    following = [outbox.claim(house.desk, later) for _ in range(2)]
    assert [letter.id for letter in following if letter] == [first.id + 1, first.id + 2]


def test_a_page_that_stumbles_holds_up_no_other(house: Place) -> None:
    """A row that nobody can read is one page's trouble."""
    pages(house, "U0DANA")
    pages(house, "U0BEN")
    with house.desk.database.writing() as session:
        session.get_one(Page, 1).ladder = {"rungs": "broken"}
        for page in session.scalars(select(Page)):
            page.next_at = BEGINNING
    worker_of(house.desk, Listener()).climb()
    with house.desk.database.reading() as session:
        assert session.get_one(Page, 2).step == 2


def test_a_page_climbs_though_the_database_ends_it_for_another(
    house: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two that wait for each other one is ended: it is done anew, and not at the next look."""
    pages(house, "U0DANA")
    climb, ends = ringing.climb_page, iter((True, False))

    def ended(turn: Turn, page_id: int) -> None:
        climb(turn, page_id)
        if next(ends):
            raise OperationalError("UPDATE", {}, psycopg.errors.DeadlockDetected("deadlock"))

    monkeypatch.setattr(ringing, "climb_page", ended)
    worker_of(house.desk, Listener(), StoryClock(BEGINNING + timedelta(hours=9))).climb()
    with house.desk.database.reading() as session:
        assert session.scalars(select(Page.step)).one() == 2


def test_a_slow_answer_leaves_room_in_the_claim(
    house: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack takes long to say who reads a channel: the post goes in an attempt of its own, whose
    claim no other sender takes up meanwhile."""
    monkeypatch.setattr(readers, "ASKS_WITHIN", 0.05)

    class Slow(Listener):
        def answer(self, method: str, said: dict[str, Any]) -> dict[str, Any]:
            if method == "conversations_info":
                time.sleep(0.1)
            return super().answer(method, said)

    slack = Slow()
    clock = StoryClock(BEGINNING, running=False)
    worker = worker_of(house.desk, slack, clock)
    says_later(house)
    worker.send_all()
    assert slack.taken == []
    clock.advance(timedelta(seconds=2))
    worker.send_all()
    assert [to for to, _, _ in slack.taken] == ["C0SEV1"]


def test_a_quiet_desk_is_not_looked_at_again(house: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """While nothing is written and no instant has come, no case is read; then each is at once."""
    if not house.people.is_sqlite:
        pytest.skip("others write to the same PostgreSQL")
    clock = StoryClock(BEGINNING, running=False)
    rounds = worker_of(house.desk, Listener(), clock).rounds
    looks: list[datetime] = []
    running = clocks.running

    def counted(turn: Turn) -> list[clocks.CaseClock]:
        looks.append(turn.moment)
        return running(turn)

    monkeypatch.setattr(clock_warnings, "running", counted)
    for _ in range(3):
        rounds.follow_the_clock()  # the first finds a handover to say
    looks.clear()
    for _ in range(5):
        clock.advance(timedelta(seconds=5))
        rounds.follow_the_clock()
    assert looks == []
    says_later(house)
    rounds.follow_the_clock()
    assert looks == [clock.now()]
    clock.advance(timedelta(days=1))  # a contract may have begun
    rounds.follow_the_clock()
    assert looks[1:] == [clock.now()]
