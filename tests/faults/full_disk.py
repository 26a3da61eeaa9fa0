"""SQLite's disk is full: people are told that nothing is recorded, and it goes on with room."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.faults.harness.fault import SQLITE, Fault, Figures, NotHere
from tests.faults.harness.site import Site
from tests.waiting import waits_until

SIZE = "64m"
RATE = 5  # commands and presses a second
EVERY = 5.0  # seconds between two Sev-1s
PATIENCE = 60.0  # seconds
KNOWN_WITHIN = 3.0  # seconds


def befalls(site: Site, times: int) -> Figures:
    """Fill it for so many seconds, while people work and Sev-1s are opened."""
    with _disk(site.folder / "disk") as disk:
        site.moves_to(f"sqlite:///{disk / 'desk.sqlite'}")
        site.serve()
        site.furnish()
        people = site.people
        with people.busy(people.logs, people.presses, rate=RATE):
            time.sleep(2)
            began = time.monotonic()
            with _full(disk):
                known = site.ill_after(KNOWN_WITHIN)
                while time.monotonic() < began + times:
                    site.open_sev1()
                    time.sleep(EVERY)
            back = time.monotonic()
            waits_until(lambda: site.status("/readyz") == 200, PATIENCE)
            asked = site.open_sev1()
            waits_until(lambda: site.calls.first_ring(asked.mark) is not None, PATIENCE)
        site.takes_up_all()
        people.hear_all()
        return {
            **site.figures(),
            "known after": known,
            "rings after": (site.calls.first_ring(asked.mark) or 0.0) - back,
            "not whole": not site.is_whole(),
        }


@contextmanager
def _disk(folder: Path) -> Iterator[Path]:
    """A small disk of its own; NotHere where none can be had."""
    folder.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder))
    made = subprocess.run(mount, capture_output=True, text=True, check=False)
    if made.returncode:
        raise NotHere(f"A small disk takes a root who may mount one: {made.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(("umount", "-l", str(folder)), check=True)


@contextmanager
def _full(disk: Path) -> Iterator[None]:
    """Leave no byte free on it."""
    filling = disk / "filling"
    with filling.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    try:
        yield
    finally:
        filling.unlink()


FAULT = Fault(
    befalls,
    short=10,
    long=120,
    at_most={
        "told it broke": 0,
        "unanswered": 0,
        "not whole": 0,
        "known after": KNOWN_WITHIN,
        "rings after": 30,
    },
    on=(SQLITE,),
)
