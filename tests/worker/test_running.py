"""A worker that runs: it is woken, is heard, and ends when it is told."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.rows.base import Database
from models.rows.pages import Page
from slackapp import worker as workers
from slackapp.heartbeat import Heartbeat
from slackapp.pretend_slack.state.story_clock import StoryClock
from slackapp.pretend_slack.web.loopback import Loopback
from tests.outside.receiver import Dripping
from tests.waiting import SOON, waits_until
from tests.worker.busy import LONG, Listener, pages, says_later, worker_of
from tests.worker.mortal import over
from tests.worker.ordeal import BEGINNING, Place
from tests.worker.post import MoodySlack

ROOT = Path(__file__).parents[2]


def test_another_processes_worker_is_woken(house: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's NOTIFY wakes it, long before it would have looked by itself."""
    if house.people.is_sqlite:
        pytest.skip("one process has an SQLite file, and a bell")
    monkeypatch.setattr(workers, "LOOKS_EVERY", LONG)
    slack = Listener()
    elsewhere = Database(house.people.url.render_as_string(hide_password=False))
    worker = worker_of(over(house.desk, elsewhere), slack, StoryClock(BEGINNING))
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


def test_the_heartbeat_is_heard() -> None:
    """An address is really called; one at which nobody answers changes nothing."""
    beats: list[str] = []

    async def hears(request: Request) -> Response:
        beats.append(request.url.path)
        return Response()

    server = Loopback(Starlette(routes=[Route("/{path:path}", hears)]))
    with server:
        Heartbeat(f"{server.address}/beat")()
        waits_until(lambda: beats)
    assert beats == ["/beat"]
    Heartbeat(f"{server.address}/beat")()
    Heartbeat(None)()
    assert beats == ["/beat"]


def test_a_heartbeat_that_drips_holds_nobody_up() -> None:
    """Clocks warn and pages climb on, whatever answers there; it is called once at a time."""
    with Dripping() as dripping:
        beat = Heartbeat(f"http://127.0.0.1:{dripping.port}/beat")
        began = time.monotonic()
        for _ in range(3):
            beat()
        assert time.monotonic() - began < 1
        waits_until(lambda: dripping.taken)
        beat()
    assert dripping.taken == 1


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


def test_a_worker_that_hangs_is_noticed(house: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that has not looked for a minute ends its process; one that only stumbles does not."""
    monkeypatch.setattr(workers, "ALIVE_FOR", 2.0)
    monkeypatch.setattr(workers, "LOOKS_EVERY", 0.05)
    noticed, goes_on = threading.Event(), threading.Event()
    worker = worker_of(house.desk, Listener())

    def stumbles() -> None:
        raise ConnectionResetError("the database is away")

    monkeypatch.setattr(worker.rounds, "climb", stumbles)
    worker.start(hangs=noticed.set)
    try:
        assert not noticed.wait(4.0)
        assert not worker.is_alive
        monkeypatch.setattr(worker.rounds, "climb", lambda: goes_on.wait(SOON))
        assert noticed.wait(SOON)
    finally:
        goes_on.set()
        worker.stop()


def test_a_first_look_may_take_its_time(house: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that has just begun does not hang because it has not looked yet."""
    monkeypatch.setattr(workers, "LOOKS_EVERY", 0.05)
    noticed, goes_on = threading.Event(), threading.Event()
    worker = worker_of(house.desk, Listener())
    monkeypatch.setattr(worker.rounds, "bring_back", lambda: goes_on.wait(SOON))
    worker.start(hangs=noticed.set)
    try:
        assert not noticed.wait(1.0)
    finally:
        goes_on.set()
        worker.stop()


def test_a_page_waits_for_no_round(house: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long clocks, queues and the rest take to look at, pages climb when they are due."""
    goes_on = threading.Event()
    worker, at_it = worker_of(house.desk, slack := Listener()), threading.Event()

    def takes_long() -> None:
        at_it.set()
        goes_on.wait(SOON)

    monkeypatch.setattr(worker.rounds, "follow_the_clock", takes_long)
    pages(house, "U0DANA")
    worker.start()
    try:
        assert at_it.wait(SOON)
        waits_until(lambda: "U0DANA" in [to for to, _, _ in slack.taken])
        with house.desk.database.writing() as session:
            for page in session.scalars(select(Page)):
                page.next_at = BEGINNING
        waits_until(lambda: sum(to == "U0DANA" for to, _, _ in slack.taken) == 2, 5)
    finally:
        goes_on.set()
        worker.stop()


def test_it_is_alive_by_a_clock_that_nobody_sets(
    house: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine's clock that is set back makes no look newer than it is."""
    worker = worker_of(house.desk, Listener(), clock := StoryClock(BEGINNING))
    worker.climb()
    assert worker.is_alive
    clock.advance(timedelta(hours=1))
    assert worker.is_alive
    monkeypatch.setattr(workers, "ALIVE_FOR", 0.0)
    assert not worker.is_alive
