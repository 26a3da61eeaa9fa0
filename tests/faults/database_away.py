"""The database is away when a process begins: it waits for it, and works when it is there."""

from __future__ import annotations

import time

from tests.database import Postgres
from tests.faults.harness.fault import POSTGRES, Fault, Figures
from tests.faults.harness.site import BEGINS_WITHIN, Process, Site
from tests.waiting import waits_until

AWAY = 5.0  # seconds after it was looked for first


def befalls(site: Site, times: int) -> Figures:
    """Start it so many times while the database is stopped."""
    desk = site.serve()
    site.furnish()
    gave_up, waits = 0, []
    for _ in range(times):
        desk.end()
        gave_up += not _survives(site, desk)
        began = time.monotonic()
        waits_until(lambda: desk.is_up, BEGINS_WITHIN)
        waits.append(time.monotonic() - began)
        site.people.logs()
    return {**site.figures(), "gave up": gave_up, "up after": max(waits)}


def _survives(site: Site, desk: Process) -> bool:
    """Start it without a database; whether it still waits for it when it is there again."""
    assert isinstance(site.place, Postgres)
    with site.place.stopped():
        refused = site.to_database.refused
        desk.start(waits=False)
        waits_until(lambda: site.to_database.refused > refused, BEGINS_WITHIN)
        time.sleep(AWAY)
        waited = desk.running.poll() is None
    if not waited:
        desk.start(waits=False)
    return waited


FAULT = Fault(befalls, short=1, long=10, at_most={"gave up": 0, "up after": 10}, on=(POSTGRES,))
