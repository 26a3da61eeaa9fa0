"""The database is away when a process begins: it waits for it, and works when it is there."""

from __future__ import annotations

import time

from tests.database import Postgres
from tests.faults.harness.fault import POSTGRES, Fault, Figures
from tests.faults.harness.process import BEGINS_WITHIN, Process
from tests.faults.harness.site import Site
from tests.waiting import waits_until

AWAY = 5.0  # seconds after it was looked for first


def befalls(site: Site, times: int) -> Figures:
    """Start it so many times while the database is stopped."""
    desk = site.serve()
    site.furnish()
    gave_up, waits = 0, []
    for _ in range(times):
        desk.end()
        _starts_without(site, desk)
        began = time.monotonic()
        waits_until(lambda: desk.is_up or not desk.lives, BEGINS_WITHIN)
        if not desk.lives:
            gave_up += 1
            desk.start()
        waits.append(time.monotonic() - began)
        site.people.logs()
    return {**site.figures(), "gave up": gave_up, "up after": max(waits)}


def _starts_without(site: Site, desk: Process) -> None:
    """Start it, and let the database come back some seconds after it was looked for."""
    assert isinstance(site.place, Postgres)
    with site.place.stopped():
        refused = site.to_database.refused
        desk.start(waits=False)
        waits_until(lambda: site.to_database.refused > refused, BEGINS_WITHIN)
        time.sleep(AWAY)


FAULT = Fault(befalls, short=1, long=10, at_most={"gave up": 0, "up after": 10}, on=(POSTGRES,))
