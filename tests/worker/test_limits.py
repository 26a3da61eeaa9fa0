"""What holds nobody up: urgent letters go first, slow recipients and busy rows are passed by."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from slack_sdk import WebClient
from sqlalchemy import select, text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from handlers.outside import NotReached
from models.rows.customers import Customer
from models.rows.oncall import LadderRow
from models.rows.outbox import OutboxRow
from models.rows.pages import Attempt, Page
from models.rules.ladder import Ladder, Rung, Target, written
from models.usecases import (
    answering,
    boards,
    cases,
    contacts,
    outbox,
    paging,
    ringing,
    self_watch,
)
from models.usecases.ladders import ladder_of
from models.usecases.oncall_check import CHECK
from models.usecases.pages import SEV1
from models.usecases.self_watch import OVERDUE
from slackapp import slack_out
from slackapp import worker as workers
from slackapp.heartbeat import Heartbeat
from slackapp.outside import ByApprise
from slackapp.sandbox.clock import SandboxClock
from slackapp.sandbox.loopback import Loopback
from slackapp.slack_out import DESK_ITSELF, Sender
from slackapp.worker import Worker
from tests.outside.receiver import Receiver
from tests.worker.mortal import TestDatabase, over
from tests.worker.ordeal import BEGINNING, TEAM, Place
from tests.worker.post import MoodySlack
from tests.worker.wire import LittleSlack

ROOT = Path(__file__).parents[2]
SOON = 20.0  # seconds; a busy machine is no failure of the desk's
LONG = 60.0  # a poll for which nobody waits


class Listener(LittleSlack):
    """A Slack that remembers when it took what, for whom."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[tuple[str, str, float]] = []

    def answer(self, method: str, said: dict[str, Any]) -> dict[str, Any]:
        if method == "chat_postMessage":
            self.taken.append((said["channel"], said["text"], time.monotonic()))
        return super().answer(method, said)

    def __getattr__(self, method: str) -> Callable[..., dict[str, Any]]:
        return lambda **said: self.answer(method, said)

    def took(self, words: str) -> float:
        """When it took a message with these words."""
        return next(at for _, said, at in self.taken if words in said)


class DeafSlack:
    """A Slack that nobody reaches."""

    def __getattr__(self, method: str) -> Callable[..., dict[str, Any]]:
        def nobody_answers(**_: object) -> dict[str, Any]:
            raise ConnectionResetError("nobody answers")

        return nobody_answers


@pytest.fixture
def house(database_url: str) -> Iterator[Place]:
    place = Place(database_url)
    yield place
    place.close()


def worker_of(
    house: Place, slack: Listener, pace: float = 0.0, **more: Callable[[], None]
) -> Worker:
    clock = SandboxClock(BEGINNING, running=True)
    client = cast(WebClient, slack)
    sender = Sender(house.desk, client, ByApprise(local=True).send, pace)
    return Worker(house.desk, clock, sender, **more)


def says_later(house: Place, recipient: str = "C0SEV1", at: datetime = BEGINNING) -> None:
    """Leave something in the outbox that nobody is in a hurry for."""
    with house.desk.writing(DESK_ITSELF, at) as turn:
        turn.say_later(recipient, CHECK, {})


def pages(house: Place, *people: str) -> None:
    """Page these people at once."""
    with house.desk.writing(house.persons["U0DANA"], BEGINNING) as turn:
        rung = Rung(timedelta(), tuple(Target("person", person) for person in people))
        ladder = written(Ladder((rung,), timedelta(hours=9)))
        turn.session.add(LadderRow(customer_id=None, ladder=ladder, **turn.stamp))
        turn.session.flush()
        paging.begin(turn, SEV1, ladder_of(turn, None), None, None, "Help")


def waits_until(holds: Callable[[], bool], seconds: float = SOON) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def outcomes(house: Place) -> dict[tuple[str, str], str]:
    with house.desk.database.reading() as session:
        return {(a.recipient, a.way): a.outcome for a in session.scalars(select(Attempt))}


def reached_at(house: Place, who: str, address: str) -> None:
    with house.desk.writing(house.persons[who], BEGINNING) as turn:
        for contact in contacts.of(turn, who):
            contacts.remove(turn, contact.id)
        contacts.add(turn, contacts.SEND, address, "…")


def test_urgent_letters_go_before_everything_else(house: Place) -> None:
    """What rings somebody goes out before what waited longer."""
    for _ in range(5):
        says_later(house, "U0BEN")
        says_later(house, "C0ADMIN")
    pages(house, "U0DANA")
    slack = Listener()
    worker_of(house, slack).send_all()
    assert [to for to, _, _ in slack.taken[:2]] == ["C0SEV1", "U0DANA"]
    assert len(slack.taken) == 12


def test_one_message_a_second_and_channel_and_no_wait_for_what_is_urgent(house: Place) -> None:
    """Slack takes about one message a second and channel, and bursts: the urgent one is one."""
    slack = Listener()
    worker = worker_of(house, slack, pace=3.0)
    says_later(house)
    says_later(house, "C0SUPPORT")
    worker.start()
    try:
        waits_until(lambda: len(slack.taken) == 2)
        says_later(house)
        time.sleep(0.5)
        pages(house, "U0DANA")
        waits_until(lambda: len(slack.taken) == 5)
    finally:
        worker.stop()
    times = [at for to, said, at in slack.taken if to == "C0SEV1" and "Help" not in said]
    assert times[1] - times[0] >= 2.9
    assert slack.took("Help") < times[1]


def test_a_slow_telephone_holds_up_nobody(house: Place) -> None:
    """O4: one recipient that cannot be reached does not hold up the others; `stop` is polite, and
    what is under way ends."""
    slack = Listener()
    with Receiver(slow=True) as slow, Receiver() as quick:
        reached_at(house, "U0ADA", slow.address)
        reached_at(house, "U0BEN", quick.address)
        pages(house, "U0ADA", "U0BEN", "U0CLEO")
        worker = worker_of(house, slack)
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
        worker = worker_of(house, slack)
        worker.start()
        try:
            waits_until(lambda: {to for to, _, _ in slack.taken} >= {"C0SEV1", *TEAM})
            ended = {o for (_, way), o in outcomes(house).items() if way == "outside"}
        finally:
            slow.go.set()
            worker.stop()
    assert ended == {"waiting"}


def test_another_processes_worker_is_woken(house: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's NOTIFY wakes it, long before it would have looked by itself."""
    if house.people.is_sqlite:
        pytest.skip("one process has an SQLite file, and a bell")
    monkeypatch.setattr(workers, "LOOKS_EVERY", LONG)
    slack = Listener()
    elsewhere = TestDatabase(house.people.url.render_as_string(hide_password=False))
    sender = Sender(over(house.desk, elsewhere), cast(WebClient, slack), ByApprise().send)
    worker = Worker(over(house.desk, elsewhere), SandboxClock(BEGINNING), sender)
    listens = text("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")

    def is_listening() -> bool:
        with house.people.reading() as session:
            return bool(session.scalar(listens))

    worker.start()
    waits_until(is_listening)
    time.sleep(1)  # its first looks are over
    began = time.monotonic()
    says_later(house)
    waits_until(lambda: len(slack.taken) == 1)
    assert time.monotonic() - began < LONG / 2
    stops = threading.Thread(target=worker.stop)
    stops.start()
    says_later(house)  # it listens for so long, and is woken to see that it should stop
    stops.join(SOON)
    assert not stops.is_alive()
    elsewhere.close()


def test_what_another_holds_is_passed_by(house: Place) -> None:
    """Nobody waits for a row that another worker has in hand; there is other work (PostgreSQL)."""
    if house.people.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    url = house.people.url.update_query_dict({"options": "-c lock_timeout=3s"})
    impatient = TestDatabase(url.render_as_string(hide_password=False))
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
        with over(house.desk, impatient).writing(DESK_ITSELF, BEGINNING) as turn:
            ringing.climb_page(turn, 1)
    impatient.close()


def test_overdue_is_said_once_and_all_is_well_only_when_it_is(house: Place) -> None:
    """The admins are told when something begins to be overdue, and when nothing is any more."""
    beats: list[bool] = []
    slack = Listener()
    worker = worker_of(house, slack, all_is_well=lambda: beats.append(True))
    assert worker.watch()
    assert len(beats) == 1
    says_later(house, at=BEGINNING - timedelta(minutes=2))
    for _ in range(3):
        assert not worker.watch()
    assert len(beats) == 1

    def alarms() -> list[str]:
        with house.desk.database.reading() as session:
            found = select(OutboxRow.recipient).where(OutboxRow.topic == OVERDUE)
            return list(session.scalars(found))

    assert alarms() == ["C0ADMIN"]
    worker.send_all()
    for _ in range(3):
        assert worker.watch()
    assert len(beats) == 4
    assert alarms() == ["C0ADMIN", "C0ADMIN"]


def test_all_is_not_well_while_messages_fail(house: Place) -> None:
    """What fails is overdue, though each failure puts off when it is due; what waits on purpose is
    not. An edit of a board is a message too."""
    clock = SandboxClock(BEGINNING, running=False)
    client = cast(WebClient, DeafSlack())
    worker = Worker(house.desk, clock, Sender(house.desk, client, ByApprise().send))
    with house.desk.writing(DESK_ITSELF, BEGINNING) as turn:
        turn.say_later("U0BEN", CHECK, {}, after=timedelta(hours=1))
    clock.advance(timedelta(minutes=5))
    assert worker.watch()
    pages(house, "U0DANA")
    with house.desk.writing(DESK_ITSELF, clock.now()) as turn:
        turn.say_later("C0SEV1", boards.BOARD, {"page": 1, "ts": "1780000000.000001"})
    for _ in range(10):
        worker.send_all()
        clock.advance(timedelta(seconds=20))
    worker.send_all()
    assert not worker.watch()
    with house.desk.reading(DESK_ITSELF, clock.now()) as turn:
        waiting = select(OutboxRow.topic).where(OutboxRow.done_at.is_(None))
        failing = turn.session.scalars(waiting.where(OutboxRow.error.is_not(None))).all()
        assert self_watch.overdue(turn).messages == len(failing)
    assert boards.BOARD in failing


def test_what_fails_again_and_again_holds_up_nothing_new(house: Place) -> None:
    """Of what is urgent the least tried goes first: an address that hangs starves no other."""
    pages(house, "U0ADA", "U0BEN")
    database = house.desk.database
    first = outbox.claim(database, BEGINNING)
    assert first is not None
    with house.desk.writing(DESK_ITSELF, BEGINNING) as turn:
        outbox.failed(turn, first, "No answer within 20 seconds.")
    later = BEGINNING + timedelta(minutes=1)
    following = [outbox.claim(database, later) for _ in range(2)]
    assert [letter.id for letter in following if letter] == [first.id + 1, first.id + 2]


def test_a_page_that_stumbles_holds_up_no_other(house: Place) -> None:
    """A row that nobody can read is one page's trouble."""
    pages(house, "U0DANA")
    pages(house, "U0BEN")
    with house.desk.database.writing() as session:
        session.get_one(Page, 1).ladder = {"rungs": "broken"}
        for page in session.scalars(select(Page)):
            page.next_at = BEGINNING
    worker_of(house, Listener()).climb()
    with house.desk.database.reading() as session:
        assert session.get_one(Page, 2).step == 2


def test_the_heartbeat_is_heard() -> None:
    """An address is really called; one at which nobody answers changes nothing."""
    beats: list[str] = []

    async def hears(request: Request) -> Response:
        beats.append(request.url.path)
        return Response()

    server = Loopback(Starlette(routes=[Route("/{path:path}", hears)]))
    with server:
        Heartbeat(f"{server.address}/beat")()
    assert beats == ["/beat"]
    Heartbeat(f"{server.address}/beat")()
    Heartbeat(None)()
    assert beats == ["/beat"]


def test_work_sends_what_waits_and_ends_when_it_is_told(house: Place, tmp_path: Path) -> None:
    """`python -m slackapp work` starts, sends, and ends on SIGTERM with status 0."""
    says_later(house, "C0ADMIN", datetime.now(UTC))
    slack = MoodySlack([])
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": house.people.url.render_as_string(hide_password=False),
        "SLACK_BOT_TOKEN": "xoxb-test",
        "SLACK_SIGNING_SECRET": "test",
        "SLACK_API_URL": f"{slack.server.address}/api/",
    }
    with slack.server:
        running = subprocess.Popen(
            [sys.executable, "-m", "slackapp", "work"],
            cwd=tmp_path,
            env=environ,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            waits_until(lambda: bool(slack.taken), 60)
            running.terminate()
            _, said = running.communicate(timeout=60)
        finally:
            running.kill()
    assert running.returncode == 0, said


def test_a_telephone_that_fails_for_an_answered_page_is_not_overdue(house: Place) -> None:
    """Who helps beside the owner is rung until the page is over (O5): a telephone there that nobody
    answers is not all of the desk. While nobody has the page, all is not well."""
    clock = SandboxClock(BEGINNING, running=False)

    def nobody_answers(*_: str) -> None:
        raise NotReached("Nobody answers at that address.")

    sender = Sender(house.desk, cast(WebClient, Listener()), nobody_answers)
    worker = Worker(house.desk, clock, sender)
    with house.desk.writing(house.persons["U0CLEO"], BEGINNING) as turn:
        hooli = turn.session.scalars(select(Customer)).one()
        cases.open_case(turn, hooli, "Login loops", 1)
    worker.send_all()
    clock.advance(timedelta(minutes=2))
    worker.send_all()
    assert not worker.watch()
    with house.desk.writing(house.persons["U0CLEO"], clock.now()) as turn:
        answering.acknowledge(turn, 1)
        ringing.call_the_secondary(turn, turn.session.get_one(Page, 1), "U0CLEO")
    for _ in range(5):
        clock.advance(timedelta(seconds=31))
        worker.send_all()
    with house.desk.database.reading() as session:
        waits = select(OutboxRow.error).where(OutboxRow.done_at.is_(None))
        assert session.scalars(waits).all() == ["Nobody answers at that address."]
    assert worker.watch()


def test_a_slow_answer_leaves_room_in_the_claim(
    house: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack takes long to say who reads a channel: the post goes in an attempt of its own, whose
    claim no other sender takes up meanwhile."""
    monkeypatch.setattr(slack_out, "ASKS_WITHIN", 0.05)

    class Slow(Listener):
        def answer(self, method: str, said: dict[str, Any]) -> dict[str, Any]:
            if method == "conversations_info":
                time.sleep(0.1)
            return super().answer(method, said)

    slack = Slow()
    sender = Sender(house.desk, cast(WebClient, slack), ByApprise().send)
    clock = SandboxClock(BEGINNING, running=False)
    worker = Worker(house.desk, clock, sender)
    says_later(house)
    worker.send_all()
    assert slack.taken == []
    clock.advance(timedelta(seconds=2))
    worker.send_all()
    assert [to for to, _, _ in slack.taken] == ["C0SEV1"]


@pytest.mark.parametrize("urgent", [True, False])
def test_retry_after_is_obeyed_for_a_minute_by_what_is_urgent(house: Place, urgent: bool) -> None:
    """A page does not wait an hour because Slack asks for it; what nobody waits for does."""
    with house.desk.writing(DESK_ITSELF, BEGINNING) as turn:
        turn.say_later("U0ADA", CHECK, {}, urgent=urgent)
    letter = outbox.claim(house.desk.database, BEGINNING)
    assert letter is not None
    with house.desk.writing(DESK_ITSELF, BEGINNING) as turn:
        outbox.failed(turn, letter, "ratelimited", retry_after=timedelta(hours=1))
    with house.desk.database.reading() as session:
        due = session.get_one(OutboxRow, letter.id).due_at
    assert due - BEGINNING == (timedelta(minutes=1) if urgent else timedelta(hours=1))
