"""PostgreSQL is restarted under commands: all of them are done, and nobody is told it broke."""

from __future__ import annotations

import time

from tests.database import Postgres
from tests.faults.harness.fault import POSTGRES, Fault, Figures
from tests.faults.harness.site import Site

RATE = 20  # commands a second
EVERY = 2.0  # seconds between two Sev-1s
AWAY = 2.0  # seconds
AROUND = 2.0  # seconds before and after it


def befalls(site: Site, times: int) -> Figures:
    """Restart it so many times, each time while some 130 commands are typed."""
    assert isinstance(site.place, Postgres)
    site.serve()
    site.furnish()
    for _ in range(times):
        with (
            site.people.busy(site.people.logs, rate=RATE),
            site.people.busy(site.open_sev1, rate=1 / EVERY),
        ):
            time.sleep(AROUND)
            with site.place.stopped():
                time.sleep(AWAY)
            time.sleep(AROUND)
    site.takes_up_all()
    site.people.hear_all()
    site.rings_all()
    return site.figures()


FAULT = Fault(
    befalls, short=1, long=10, at_most={"told it broke": 0, "unanswered": 0}, on=(POSTGRES,)
)
