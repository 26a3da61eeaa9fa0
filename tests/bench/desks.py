"""Desks to measure: filled once a run for each kind of database, and copied for each measurement.

`opened` gives the whole house in this process, as the tests have it; `apart` gives it a process of
its own, whose processor time and memory are the desk's alone.
"""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import count

import httpx
from sqlalchemy import func, select
from starlette.applications import Starlette

from models.rows.base import Database
from models.rows.migrate import migrate
from models.rows.outbox import OutboxRow
from slackapp.pretend_slack.slack import PretendSlack
from slackapp.pretend_slack.state.story_clock import StoryClock
from slackapp.pretend_slack.web.loopback import Loopback
from slackapp.pretend_slack.web.routes import routes_of
from slackapp.sandbox.run import ROLES, pretend_slack
from tests.bench.made_up import NOW, Desk, fill
from tests.database import Databases, Postgres, Sqlite
from tests.desk import DeskUnderTest, Switch
from tests.serving import ROOT, free_port

KINDS: dict[str, Callable[[], Databases]] = {"SQLite": Sqlite, "PostgreSQL": Postgres}
PATIENCE = 600.0  # seconds: a slow answer is measured, not given up
_copies = count()


@contextmanager
def opened(kind: str, desk: Desk) -> Iterator[tuple[DeskUnderTest, Loopback]]:
    """Open a desk in this process on a copy of a filled database; its worker is not started."""
    with _house(copy_of(kind, desk)) as house:
        yield house


@contextmanager
def _house(url: str) -> Iterator[tuple[DeskUnderTest, Loopback]]:
    switch = Switch()
    with Loopback(switch) as loopback:
        desk = DeskUnderTest(url, switch, loopback, patience=PATIENCE, changed=ROLES)
        desk.clock.move_to(NOW)
        desk.house.desk.database.kept.onlooker = None  # which reads everything once more
        try:
            yield desk, loopback
        finally:
            desk.close()


@dataclass(frozen=True)
class Used:
    """What a process has used: seconds of processor, SQL statements, MB now and at most."""

    cpu: float
    statements: int
    memory: float
    most_memory: float


@dataclass(frozen=True)
class Apart:
    """A desk in a process of its own, and the pretend Slack, in this one, that it talks to."""

    slack: PretendSlack
    address: str

    def used(self) -> Used:
        """What the process has used."""
        return Used(**httpx.get(f"{self.address}/used", timeout=PATIENCE).json())

    def types(self, who: str, text: str) -> str:
        """Let somebody type a command, and return what they are told, or what went wrong."""
        answer = self.slack.type(who, "#support", text)
        assert answer is not None
        told = answer.content
        return str(told.get("text", told) if isinstance(told, dict) else told or answer.failure)

    def opens_case(self, customer: str) -> str:
        """Open a case, and return its number."""
        return self.types("ada", f"/case open {customer} Measured").split()[1].removeprefix("#")

    def opens_home(self, who: str) -> str:
        """Let somebody look at their Home, and return how much it shows once it is there."""
        before = self.slack.home_of(who)
        self.slack.open_home(who)
        _wait(lambda: self.slack.home_of(who) is not before)
        shown = self.slack.home_of(who)
        assert shown is not None
        return f"{len(shown.blocks)} blocks"

    def sends_all(self) -> None:
        """Wait until the desk has nothing left to send."""
        _wait(lambda: httpx.get(f"{self.address}/quiet", timeout=PATIENCE).text == "True")


@contextmanager
def apart(kind: str, desk: Desk, *, worker: bool = False, pace: float = 0.0) -> Iterator[Apart]:
    """Serve a desk from a process of its own, on a copy of a filled database."""
    switch = Switch()
    slack = pretend_slack(StoryClock(NOW, running=True), PATIENCE)
    with Loopback(switch) as loopback:
        switch.app = Starlette(routes=routes_of(slack))
        address = f"http://127.0.0.1:{(port := free_port())}"
        slack.live_at(loopback.address, f"{address}/slack/events")
        asked = {
            "url": copy_of(kind, desk),
            "slack": loopback.address,
            "port": port,
            "now": NOW.isoformat(),
            "patience": PATIENCE,
            "pace": pace,
            "worker": worker,
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.in_a_process", json.dumps(asked)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
        )
        try:
            _wait(lambda: _answers(address) or process.poll() is not None)
            yield Apart(slack, address)
        finally:
            process.communicate()  # it ends with its input


def outbox_empties(desk: DeskUnderTest, seconds: float) -> None:
    """Wait, at most so long, until a desk whose worker has started has nothing left to send."""
    waiting = select(func.count()).select_from(OutboxRow).where(OutboxRow.done_at.is_(None))
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with desk.house.desk.database.reading() as session:
            if not session.scalar(waiting):
                return
        time.sleep(0.01)
    raise AssertionError("the outbox does not empty")


def copy_of(kind: str, desk: Desk) -> str:
    """Copy a desk that was filled and brought up to the moment; return the copy's address."""
    return _place(kind).fresh_database(f"copy_{next(_copies)}", _filled(kind, desk))


@cache
def _place(kind: str) -> Databases:
    place = KINDS[kind]()
    atexit.register(place.stop)
    return place


@cache
def _filled(kind: str, desk: Desk) -> str:
    """Fill a desk, set who is on call by typing it, and let the worker do what is due by then."""
    database = Database(_place(kind).fresh_database(desk.name))
    migrate(database)
    fill(database, desk)
    database.close()
    with _house(_place(kind).url(desk.name)) as (house, _):
        for who in ("ada", "ben", "cleo", "dana"):
            house.types(who, "/balance help")
        for rotation in ("primary", "secondary", "duty"):
            weekly = f"/oncall rotation {rotation} weekly mon 09:00 @ada @ben --anyway"
            house.types("dana", weekly)
        house.works()
    return desk.name


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/healthz", timeout=PATIENCE).is_success
    except httpx.TransportError:
        return False


def _wait(until: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < end, "nothing came of it"
        time.sleep(0.01)
