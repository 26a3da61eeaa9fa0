"""The database is away when a process begins: it waits for it, and works when it is there."""

from __future__ import annotations

import time

from tests.database import Postgres
from tests.faults.harness.fault import POSTGRES, Fault, Figures
from tests.faults.harness.site import Site
from tests.waiting import SOON, waits_until

AWAY = 8.0  # seconds


def befalls(site: Site, times: int) -> Figures:
    """Start it so many times while the database is stopped."""
    assert isinstance(site.place, Postgres)
    desk = site.serve()
    site.furnish()
    ended, waits = 0, []
    for _ in range(times):
        desk.end()
        with site.place.stopped():
            desk.start(waits=False)
            time.sleep(AWAY)
        began = time.monotonic()
        gave_up = desk.running.poll() is not None
        ended += gave_up
        if gave_up:
            desk.start(waits=False)
        waits_until(lambda: desk.is_up, SOON)
        waits.append(time.monotonic() - began)
        site.people.logs()
    return {**site.figures(), "gave up": ended, "up after": max(waits)}


FAULT = Fault(befalls, short=1, long=10, at_most={"gave up": 0, "up after": 10}, on=(POSTGRES,))
