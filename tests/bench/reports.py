"""From what a customer says, and what a program reports, to the first person rung.

Beside a Sev-1 that one of ours types, in turn in one run: each from the moment at which it is sent
to the first message to a person at Slack's entrance, with a worker beside the request.
"""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count

from sqlalchemy import func, select

from models.rows.cases import Case
from slackapp.pretend_slack.state.traffic import Entry
from slackapp.pretend_slack.web.loopback import Loopback
from slackapp.sandbox.machines import Programs
from slackapp.sandbox.run import ROLES
from tests.bench.desks import KINDS, copy_of, outbox_empties
from tests.bench.made_up import EMPTY, NOW
from tests.bench.side_by_side import percentile
from tests.desk import DeskUnderTest, Switch
from tests.machines import program_of
from tests.shapes.made_up import plain

ROUNDS, WARM_UP = 100, 5  # a key reports at most 120 times a minute
PATIENCE = 30.0  # seconds
ASKED = "/case open initech sev1 configuration Login is down"
SAID = "@desk critical: login is down"
_numbers = count()


class Rings:
    """Notes when the first message to a person came after `forget`."""

    def __init__(self) -> None:
        self._came = threading.Event()
        self._at = 0.0

    def note(self, entry: Entry) -> None:
        """Look at what the desk tells Slack."""
        is_message = entry.sender == "desk" and entry.what == "chat.postMessage"
        to = str(entry.request.get("channel", "")) if isinstance(entry.request, dict) else ""
        if is_message and to.startswith("U") and not self._came.is_set():
            self._at = time.perf_counter()
            self._came.set()

    def forget(self) -> None:
        """Wait for another first one."""
        self._came.clear()

    def first(self) -> float:
        """Return when the first one came."""
        assert self._came.wait(PATIENCE), "nobody was rung"
        return self._at


@dataclass
class Place:
    """A desk with its sources of reports, and the delays by each way, in seconds."""

    name: str
    desk: DeskUnderTest
    rings: Rings
    report: Callable[[str], object]  # by a program, under a dedup key
    delays: dict[str, list[float]] = field(default_factory=dict)

    def ring_by_each(self) -> None:
        """Let a case be reported by each way in turn, and be replied to."""
        self._ring("typed by one of ours", lambda: self.desk.slack.type("ada", "#support", ASKED))
        self._ring("said by a customer", lambda: self.desk.slack.type("eve", "#initech", SAID))
        self._ring("reported by a program", lambda: self.report(f"login {next(_numbers)}"))

    def _ring(self, way: str, act: Callable[[], object]) -> None:
        self.rings.forget()
        began = time.perf_counter()
        act()
        self.delays.setdefault(way, []).append(self.rings.first() - began)
        with self.desk.reading("ada") as turn:
            newest = turn.session.scalar(select(func.max(Case.id)))
        self.desk.types("ada", f"/case respond {newest}")  # else the next would join its page
        outbox_empties(self.desk, PATIENCE)


def to_the_first_ring() -> None:
    """A critical report by each way, from its sending to the first person rung."""
    with ExitStack() as stack:
        places = [stack.enter_context(_place(kind)) for kind in KINDS]
        for _ in range(WARM_UP + ROUNDS):
            for place in places:
                place.ring_by_each()
    print(f"a Managed customer's critical, from its sending to the first ring ({ROUNDS} rounds)")
    for place in places:
        for way, delays in place.delays.items():
            _tell(f"{place.name}, {way}", delays)


def _tell(name: str, delays: list[float]) -> None:
    shown = sorted(1000 * delay for delay in delays[WARM_UP:])
    median, late = statistics.median(shown), percentile(shown, 0.99)
    print(f"  {name:36} p50 {median:7.2f} ms   p99 {late:7.2f} ms   worst {shown[-1]:7.2f} ms")


@contextmanager
def _place(kind: str) -> Iterator[Place]:
    switch = Switch()
    with Loopback(switch) as loopback:
        url = copy_of(kind, EMPTY)
        desk = DeskUnderTest(url, switch, loopback, patience=PATIENCE, changed=ROLES)
        desk.clock.move_to(NOW)
        desk.house.desk.database.kept.onlooker = None  # which reads everything once more
        desk.types("dana", "/customer channel initech #initech")
        report = _program(desk, loopback.address)
        rings = Rings()
        desk.slack.traffic.onlooker = rings.note
        desk.house.worker.start()
        try:
            yield Place(kind, desk, rings, report)
        finally:
            desk.close()


def _program(desk: DeskUnderTest, address: str) -> Callable[[str], object]:
    """Return how a program reports something critical, as little of its own time as that takes."""
    programs = Programs(desk.slack, address)
    bearer = {"Authorization": f"Bearer {program_of(desk, address, name='bench').key}"}
    return lambda key: programs.send("/in/events", plain(dedup_key=key), bearer)


MEASURES = (to_the_first_ring,)
