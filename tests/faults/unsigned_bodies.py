"""Bodies of 10 and 100 MB that nobody signed: they are refused, and nobody waits for them."""

from __future__ import annotations

import time

from tests.faults.harness.fault import Fault, Figures
from tests.faults.harness.site import Site
from tests.faults.harness.strangers import posts

SIZES = (10_000_000, 100_000_000)
EVERY = 2.0  # seconds between two Sev-1s


def befalls(site: Site, times: int) -> Figures:
    """Send each of them so many times, announced and not."""
    desk = site.serve()
    site.furnish()
    bodies = [(size, announced) for size in SIZES for announced in (True, False)] * times
    with site.people.busy(site.open_sev1, rate=1 / EVERY), site.watched() as healthz:
        statuses = [posts(site.port, size, announced=announced) for size, announced in bodies]
        time.sleep(EVERY)
    site.people.hear_all()
    site.rings_all()
    return {
        **site.figures(),
        "bodies": len(statuses),
        "not refused": sum(status != 413 for status in statuses),
        "healthz worst": max(healthz),
        "memory MB": desk.most_memory,
    }


FAULT = Fault(
    befalls,
    short=1,
    long=10,
    at_most={"ring worst": 5, "not refused": 0, "healthz worst": 3, "memory MB": 300},
)
