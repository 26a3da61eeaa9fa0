"""From the commit of a Managed Sev-1 to the first request that rings somebody, at Slack's entrance.

The worker is really started, on its threads: beside the request (SQLite, PostgreSQL), and apart,
with connections of its own, as another process has, so that only NOTIFY wakes it. The three take
turns in one run.
"""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field

from sqlalchemy import event
from sqlalchemy.orm import Session
from starlette.types import Receive, Scope, Send

from models.rows.pages import Page
from slackapp.assembly import assemble
from slackapp.pretend_slack.web.loopback import Loopback
from slackapp.sandbox.run import ROLES, sandbox_settings
from slackapp.worker import Worker
from tests.bench.desks import KINDS, copy_of, outbox_empties
from tests.bench.made_up import EMPTY, NOW, Desk
from tests.bench.side_by_side import percentile
from tests.desk import DeskUnderTest, Switch

ROUNDS, WARM_UP = 200, 10
PATIENCE = 30.0  # seconds
ASKED = "/case open initech sev1 configuration Login is down"
_BEGINS_A_PAGE = "begins a page"  # in a session's info


class Entrance(Switch):
    """Slack's entrance, which notes when the first message after `forget` came in."""

    def __init__(self) -> None:
        super().__init__()
        self.came_at: float | None = None
        self._came = threading.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note the instant, then let it in."""
        if scope.get("path") == "/api/chat.postMessage" and self.came_at is None:
            self.came_at = time.perf_counter()
            self._came.set()
        await super().__call__(scope, receive, send)

    def forget(self) -> None:
        """Wait for another first one."""
        self.came_at = None
        self._came.clear()

    def first(self) -> float:
        """Return when the first one came."""
        assert self._came.wait(PATIENCE), "nobody was rung"
        assert self.came_at is not None
        return self.came_at


class Commits:
    """When the last transaction that began a page was committed."""

    def __init__(self) -> None:
        self.at = 0.0
        event.listen(Session, "after_flush", self._looks)
        event.listen(Session, "after_commit", self._notes)

    def close(self) -> None:
        """Listen no more."""
        event.remove(Session, "after_flush", self._looks)
        event.remove(Session, "after_commit", self._notes)

    def _looks(self, session: Session, _: object) -> None:
        if any(isinstance(row, Page) for row in session.new):
            session.info[_BEGINS_A_PAGE] = True

    def _notes(self, session: Session) -> None:
        if session.info.pop(_BEGINS_A_PAGE, False):
            self.at = time.perf_counter()


@dataclass
class Place:
    """A desk, its entrance, the worker that serves it, and the delays measured, in seconds."""

    name: str
    desk: DeskUnderTest
    entrance: Entrance
    worker: Worker
    delays: list[float] = field(default_factory=list)

    def ring(self, commits: Commits) -> None:
        """Let a case be opened and replied to; keep how long nobody was rung."""
        self.entrance.forget()
        opened = self.desk.types("ada", ASKED)
        self.delays.append(self.entrance.first() - commits.at)
        number = opened.text.split()[1].removeprefix("#")
        self.desk.types("ada", f"/case respond {number}")
        outbox_empties(self.desk, PATIENCE)


def from_commit() -> None:
    """A Managed Sev-1 on a small desk, from its commit to the first request that rings somebody."""
    # Each on a database of its own: a worker takes whatever waits, and knows only its own Slack.
    _measure(
        ROUNDS,
        _place("SQLite", copy_of("SQLite", EMPTY)),
        _place("PostgreSQL", copy_of("PostgreSQL", EMPTY)),
        _place("PostgreSQL, worker apart", copy_of("PostgreSQL", EMPTY), apart=True),
    )


def on_desk(made_up: Desk, rounds: int) -> None:
    """Measure the same on another desk, with the worker beside the request."""
    _measure(rounds, *(_place(f"{made_up.name} desk, {k}", copy_of(k, made_up)) for k in KINDS))


def _measure(rounds: int, *places: AbstractContextManager[Place]) -> None:
    commits = Commits()
    with ExitStack() as stack:
        stack.callback(commits.close)
        entered = [stack.enter_context(place) for place in places]
        for _ in range(WARM_UP + rounds):
            for place in entered:
                place.ring(commits)
    print(f"a Managed Sev-1, from commit to Slack's entrance ({rounds} rounds)")
    for place in entered:
        _tell(place)


def _tell(place: Place) -> None:
    delays = sorted(1000 * delay for delay in place.delays[WARM_UP:])
    median, late = statistics.median(delays), percentile(delays, 0.99)
    print(
        f"  {place.name:32} p50 {median:7.2f} ms   p99 {late:7.2f} ms   worst {delays[-1]:7.2f} ms"
    )


@contextmanager
def _place(name: str, url: str, *, apart: bool = False) -> Iterator[Place]:
    """A desk with a Managed customer and somebody on call, and a worker that has started."""
    entrance = Entrance()
    with Loopback(entrance) as loopback:
        desk = DeskUnderTest(url, entrance, loopback, patience=PATIENCE, changed=ROLES)
        desk.clock.move_to(NOW)
        house = desk.house
        if apart:
            settings = sandbox_settings(url, loopback.address)
            house = assemble(settings, desk.clock, pace=0.0)
        house.worker.start()
        try:
            yield Place(name, desk, entrance, house.worker)
        finally:
            if apart:
                house.close()
            desk.close()


MEASURES = (from_commit,)
