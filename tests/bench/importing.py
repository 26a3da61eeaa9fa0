"""100,000 lines of ten years brought in: how long that takes, what memory, and how long somebody
who logs time meanwhile waits at most.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from models.rows.base import Database
from models.rows.migrate import migrate
from models.rows.outage import DatabaseAway, patiently
from models.usecases import finding
from models.usecases.case.opening import CaseReport, open_case
from models.usecases.escalation import time_entries
from models.usecases.following import FOLLOWERS
from models.usecases.people import DESK_ITSELF
from models.usecases.turn import Desk, Turn
from tests.bench.desks import KINDS
from tests.serving import ROOT

LINES, CUSTOMERS, CASES, PEOPLE, DAYS = 100_000, 300, 10_000, 40, 3600
FIRST = date(2016, 1, 4)
# What a process had at most: elsewhere the system counts in what has begun it.
_SAYS_ITS_MEMORY = (
    "import runpy, sys\n"
    "try:\n"
    "    runpy.run_module('slackapp', run_name='__main__', alter_sys=True)\n"
    "finally:\n"
    "    sys.stderr.write(open('/proc/self/status').read())\n"
)


def lines() -> None:
    """100,000 lines looked through and then written: seconds, memory, and the longest wait."""
    for kind, place in KINDS.items():
        with tempfile.TemporaryDirectory() as folder:
            write_files(Path(folder))
            databases = place()
            try:
                _measure(kind, databases.fresh_database("imported"), Path(folder))
            finally:
                databases.stop()


def _measure(kind: str, url: str, folder: Path) -> None:
    database = Database(url)
    migrate(database)
    run(url, folder, "customers.csv", "contracts.csv", "--apply")
    files = ("customers.csv", "contracts.csv", "cases.csv", "time.csv")
    looked = run(url, folder, *files)
    with logging(database) as waits:
        written = run(url, folder, *files, "--apply")
    again = run(url, folder, *files, "--apply")
    database.close()
    print(
        f"{kind}: {LINES} lines looked through in {looked}, written in {written}, while who logs "
        f"waited {max(waits):.1f} s at most (in all {len(waits)} times); once more in {again}"
    )


def run(url: str, folder: Path, *words: str) -> str:
    """Import in a process of its own; return how long that took, and its memory."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _SAYS_ITS_MEMORY, "import", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "DATABASE_URL": url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=True,
    )
    seconds = time.perf_counter() - began
    found = re.search(rb"VmHWM:\s+(\d+) kB", done.stderr)
    assert found is not None
    return f"{seconds:.1f} s ({int(found[1]) / 1024:.0f} MB)"


@contextmanager
def logging(database: Database) -> Iterator[list[float]]:
    """Log time as the desk does, again and again, on a customer whose past comes in; how long each
    took, or was waited for in vain.
    """
    desk, ends = Desk(database, FOLLOWERS), threading.Event()
    taken: list[float] = []
    with desk.writing(DESK_ITSELF, datetime.now(UTC)) as turn:
        report = CaseReport("Measured")
        number = open_case(turn, finding.customer(turn, "customer-0"), report).case.id

    def log(turn: Turn) -> None:
        time_entries.log(turn, finding.case(turn, number), 1, None, f"n{len(taken)}")

    def logs() -> None:
        while not ends.wait(0.05):
            began = time.perf_counter()
            with suppress(DatabaseAway):
                patiently(lambda: desk.write(DESK_ITSELF, datetime.now(UTC), log))
            taken.append(time.perf_counter() - began)

    logger = threading.Thread(target=logs)
    logger.start()
    try:
        yield taken
    finally:
        ends.set()
        logger.join()


def write_files(folder: Path) -> None:
    """Write the past of 300 customers: 10,000 cases, and the time on them."""
    chance = random.Random(1)
    days = [FIRST + timedelta(days=number % DAYS) for number in range(CASES)]
    entries = LINES - 2 * CUSTOMERS - CASES
    cases = [chance.randrange(CASES) for _ in range(entries)]
    _write(
        folder / "customers.csv", "customer;name", CUSTOMERS, lambda n: f"customer-{n};Nr {n} AG"
    )
    _write(
        folder / "contracts.csv",
        "key;customer;level;from",
        CUSTOMERS,
        lambda n: f"c{n};customer-{n};standard;{FIRST}",
    )
    _write(
        folder / "cases.csv",
        "key;customer;title;kind;severity;reported;responded;closed",
        CASES,
        lambda n: (
            f"T-{n};customer-{n % CUSTOMERS};Case {n};configuration;3;"
            f"{days[n]} 09:15;{days[n]} 10:00;{days[n]} 18:00"
        ),
    )
    _write(
        folder / "time.csv",
        "key;case;person;day;minutes;note",
        entries,
        lambda n: (
            f"{n};T-{cases[n]};U0P{n % PEOPLE:02};{days[cases[n]]};{15 + n % 20};worked on it"
        ),
    )


def _write(file: Path, headings: str, count: int, line: Callable[[int], str]) -> None:
    file.write_text("\n".join([headings, *map(line, range(count))]), "utf-8")


MEASURES = (lines,)
