"""One desk of real processes: its database, the pretend Slack, its people, and the wires between.

Every process is ended by its own handle; all addresses are on loopback, all ports from the system.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from math import inf
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from sqlalchemy import Row, String, create_engine, inspect, text
from sqlalchemy.engine import Engine, make_url
from starlette.applications import Starlette

from models.rows.base import Instant
from slackapp.pretend_slack.slack import PretendSlack
from slackapp.pretend_slack.state.story_clock import StoryClock
from slackapp.pretend_slack.web.loopback import Loopback
from slackapp.pretend_slack.web.routes import routes_of
from slackapp.sandbox.run import CONTACTS_KEY, ROLES, SIGNING_SECRET, pretend_slack
from tests.database import Databases, Postgres
from tests.desk import Switch
from tests.faults.harness.between import Between
from tests.faults.harness.calls import Calls, spread
from tests.faults.harness.people import Asked, People, counted
from tests.faults.harness.process import BEGINS_WITHIN, Process
from tests.serving import ROOT, environ_of, free_port
from tests.waiting import SOON

_DUE = text(
    "SELECT count(*) FROM outbox WHERE done_at IS NULL AND (due_at <= :now OR attempts > 0)"
)
_CLAIMED = text("SELECT count(*) FROM outbox WHERE done_at IS NULL AND claimed_until > :now")
_BEGUN = text(
    "SELECT cases.title, pages.at FROM pages JOIN cases ON cases.id = pages.case_id"
).columns(title=String(), at=Instant())
_STEPPED = Path(__file__).with_name("stepped.py")
_SETTINGS = {
    "SLACK_SIGNING_SECRET": SIGNING_SECRET,
    "ADMIN_CHANNEL": "C0ADMIN",
    "SEV1_CHANNEL": "C0SEV1",
    "QUEUE_CHANNEL": "C0QUEUES",
    "CONTACTS_KEY": CONTACTS_KEY,
    **{name.upper(): group for name, group in ROLES.items()},
}
_FURNISHED = (
    '/customer add acme "Acme AG" standard from 2026-01-01',
    '/customer add globex "Globex" premium from 2026-01-01',
    '/customer add initech "Initech" managed escalations 12 from 2026-01-01',
    "/customer channel acme #acme",
    "/customer channel globex #globex",
    "/customer channel initech #initech",
    "/oncall rotation primary weekly mon 09:00 from 2026-01-05 @ada @ben --anyway",
    "/oncall rotation secondary weekly mon 09:00 from 2026-01-05 @ben @ada --anyway",
)
CASES = 4  # to log time on


class Site:
    """A desk to do harm to. `database` and `to_slack` are the wires that can be harmed."""

    def __init__(self, place: Databases, slack: PretendSlack, folder: Path, code: Path) -> None:
        self.place = place
        self.slack = slack
        self.folder = folder
        self.people = People(slack)
        self.calls = Calls()
        slack.traffic.onlooker = self.calls
        self.url = place.fresh_database("harmed")
        self._engine = create_engine(self.url)
        self.is_sqlite = not isinstance(place, Postgres)
        self.to_database: Between  # to PostgreSQL; SQLite has none
        self.to_slack: Between
        self.sev1s: list[Asked] = []
        self.processes: list[Process] = []
        self._clock = folder / "clock"  # by how many seconds it is off
        self._clock.write_text("0")
        self.code = code
        self.port = free_port()
        self._web = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=20)
        slack.wire.entrance = f"http://127.0.0.1:{self.port}/slack/events"

    # --- processes ----------------------------------------------------------------------------

    def serve(self, *options: str, clock: bool = False, **settings: str) -> Process:
        """Start `serve` and wait until it answers; there is one at a time.

        With `clock` it is on one that `step_clock` steps.
        """
        desk = ("-P", str(_STEPPED), str(self._clock)) if clock else ("-m", "slackapp")
        return self._begins((*desk, "serve", *options), settings)

    def work(self, **settings: str) -> Process:
        """Start `work`, of which PostgreSQL bears any number."""
        return self._begins(("-m", "slackapp", "work"), settings)

    def _begins(self, arguments: tuple[str, ...], settings: Mapping[str, str]) -> Process:
        environ = {**self._environ(), **settings}
        process = Process(arguments, environ, self.folder, lambda: self.status("/readyz") == 200)
        self.processes.append(process)  # to be ended, also if it does not come up
        process.start()
        return process

    def runs(self, *arguments: str | Path, code: Path | None = None) -> str:
        """Run a command of the desk's, of a checkout if one is named; return what it says."""
        environ = self._environ() | ({"PYTHONPATH": str(code)} if code else {})
        done = subprocess.run(
            [sys.executable, "-m", "slackapp", *map(str, arguments)],
            cwd=self.folder,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout + done.stderr

    def _environ(self) -> dict[str, str]:
        url = make_url(self.url)
        if not self.is_sqlite:
            url = url.set(
                host="127.0.0.1", port=self.to_database.port, query={"sslmode": "disable"}
            )
        environ = environ_of(
            url.render_as_string(hide_password=False),
            f"http://127.0.0.1:{self.to_slack.port}/api/",
            PORT=str(self.port),
            **_SETTINGS,
        )
        return environ | {"PYTHONPATH": str(self.code)}

    def moves_to(self, url: str) -> None:
        """Let what is started from now on have another database; what runs is ended."""
        self.close()
        self.url = url
        self._engine = create_engine(url)

    def step_clock(self, seconds: float) -> None:
        """Step the clock of a desk that is on one, forward or back."""
        off = self._clock.with_suffix(".next")
        off.write_text(str(float(self._clock.read_text()) + seconds))
        off.replace(self._clock)

    def status(self, path: str) -> int:
        """The status of a page of `serve`, as who asks anew sees it; 0 while nobody listens."""
        try:
            return self._web.get(path, headers={"Connection": "close"}).status_code
        except httpx.TransportError:
            return 0

    def ill_after(self, at_most: float) -> float:
        """After how many seconds `/healthz` says that something is wrong; infinite: not so soon."""
        began = time.monotonic()
        while self.status("/healthz") != 503:
            if time.monotonic() > began + at_most:
                return inf
            time.sleep(0.05)
        return time.monotonic() - began

    @contextmanager
    def watched(self) -> Iterator[list[float]]:
        """Ask `/healthz` all the time, and note how many seconds each answer took (a minute: none).

        What it yields is filled when the block is over.
        """
        took: list[float] = []
        over = threading.Event()

        def asks() -> None:
            while not over.wait(0.1):
                began = time.monotonic()
                is_well = self.status("/healthz") == 200
                took.append(time.monotonic() - began if is_well else 60.0)

        asking = threading.Thread(target=asks)
        asking.start()
        try:
            yield took
        finally:
            over.set()
            asking.join()

    def close(self) -> None:
        """End every process."""
        for process in self.processes:
            if process.lives:
                process.go_on()
                process.kill()
        self._engine.dispose()

    # --- what stands in it --------------------------------------------------------------------

    def furnish(self) -> None:
        """Give it customers, people on call, and cases to log time on."""
        for who in ("ada", "ben", "cleo", "dana"):
            self.types(who, "/balance help")
        for line in _FURNISHED:
            self.types("dana", line)
        for number in range(CASES):
            self.types("ada", f"/case open globex configuration Case {number}")
        self.people.cases = [str(number + 1) for number in range(CASES)]

    def types(self, who: str, line: str) -> None:
        """Type a command that has no mark."""
        answer = self.slack.type(who, "#support", line)
        assert answer is not None
        assert answer.failure is None, f"{line}: {answer}"

    def open_sev1(self) -> Asked:
        """Open a Sev-1 of a Managed customer, which rings whoever is on call."""
        asked = self.people.opens("initech", "sev1")
        self.sev1s.append(asked)
        return asked

    @contextmanager
    def holds(self, customer: str) -> Iterator[None]:
        """Hold a customer's row meanwhile, as whoever changes it does."""
        held = text("UPDATE customers SET name = name WHERE key = :customer")
        with self._engine.begin() as connection:
            connection.execute(held, {"customer": customer})
            yield

    def answered_long_ago(self) -> None:
        """Let there be an answer of long ago, which is to be forgotten."""
        answered = text("INSERT INTO deliveries (key, answer, at) VALUES (:key, '{}', :at)")
        at = datetime.now(UTC) - timedelta(hours=2)
        with self._engine.begin() as connection:
            connection.execute(answered, {"key": f"answered at {at}", "at": at})

    # --- what came of it ----------------------------------------------------------------------

    def read(self, query: str) -> Sequence[Row[Any]]:
        """What the database answers."""
        with self._engine.connect() as connection:
            return connection.execute(text(query)).all()

    def letters(self) -> int:
        """How many letters are due, or wait to be tried again."""
        with self._engine.connect() as connection:
            return int(connection.scalar(_DUE, {"now": _as_kept(self._engine)}) or 0)

    def claimed(self) -> int:
        """How many letters are in the hands of a worker."""
        with self._engine.connect() as connection:
            return int(connection.scalar(_CLAIMED, {"now": _as_kept(self._engine)}) or 0)

    def sends_all(self, seconds: float = BEGINS_WITHIN) -> float:
        """Wait, at most so long, until no letter is left; return how long that took."""
        began = time.monotonic()
        while self.letters() and time.monotonic() < began + seconds:
            time.sleep(0.05)
        return time.monotonic() - began

    def takes_up_all(self, seconds: float = BEGINS_WITHIN) -> None:
        """Wait, at most so long, until nothing stands in the inbox any more."""
        with self._engine.connect() as connection:
            if not inspect(connection).has_table("inbox"):
                return
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with self._engine.connect() as connection:
                if not connection.scalar(text("SELECT count(*) FROM inbox")):
                    return
            time.sleep(0.05)

    def kept(self) -> Counter[str]:
        """How often the database has the mark of each thing that was asked."""
        asked = "SELECT note FROM time_entries UNION ALL SELECT title FROM cases"
        with self._engine.connect() as connection:
            written = connection.scalars(text(asked)).all()
        return Counter(words.split()[-1] for words in written if words)

    def case_numbers(self) -> set[int]:
        """The numbers of all cases."""
        with self._engine.connect() as connection:
            return set(connection.scalars(text("SELECT id FROM cases")))

    def begun(self) -> dict[str, float]:
        """When each page of a Sev-1 was begun (in seconds of `time.monotonic`), by its mark.

        It is the instant of the transaction that was committed, so a little before its commit.
        """
        off = time.monotonic() - time.time()
        with self._engine.connect() as connection:
            pages = connection.execute(_BEGUN).all()
        return {title.split()[-1]: at.timestamp() + off for title, at in pages}

    def rings_all(self, seconds: float = SOON) -> None:
        """Wait, at most so long, until each Sev-1 that was confirmed has rung somebody."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            confirmed = [each for each in self.sev1s if each.is_confirmed]
            if all(self.calls.first_ring(each.mark) is not None for each in confirmed):
                return
            time.sleep(0.05)

    def is_whole(self) -> bool:
        """Whether SQLite finds nothing wrong with its file."""
        with self._engine.connect() as connection:
            return bool(connection.scalar(text("PRAGMA integrity_check")) == "ok")

    def figures(self) -> dict[str, float]:
        """Count all that was asked, and how long people waited for rings and answers."""
        asked = self.people.asked.values()
        answered = (each.answered_after for each in asked)
        return {
            **counted(asked, self.kept()),
            **spread("answer", [seconds for seconds in answered if seconds is not None]),
            **spread("ring", self.calls.rings(each for each in self.sev1s if each.is_confirmed)),
            **spread("from commit", self.calls.rung_since(self.begun())),
        }


def _as_kept(engine: Engine) -> object:
    now = datetime.now(UTC)
    return now.replace(tzinfo=None).isoformat(" ") if engine.dialect.name == "sqlite" else now


@contextmanager
def opened(place: Databases, folder: Path, code: Path = ROOT) -> Iterator[Site]:
    """Make a site on an empty database; no process of the desk's runs yet.

    `code`: the checkout whose desk is started.
    """
    switch = Switch()
    with ExitStack() as stack:
        loopback = stack.enter_context(Loopback(switch))
        slack = pretend_slack(StoryClock(datetime.now(UTC), running=True))
        slack.live_at(loopback.address)
        site = Site(place, slack, folder, code)
        stack.callback(site.close)
        site.people.address = loopback.address
        switch.app = Starlette(routes=[site.people.route(), *routes_of(slack)])
        host = urlsplit(loopback.address)
        site.to_slack = stack.enter_context(Between((str(host.hostname), host.port or 80)))
        if isinstance(place, Postgres):
            site.to_database = stack.enter_context(Between(place.socket))
        yield site
