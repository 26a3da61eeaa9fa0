"""Nothing is done to the desk: what all others are beside. A Sev-1 rings at once."""

from __future__ import annotations

import time

from tests.faults.harness.fault import Fault, Figures
from tests.faults.harness.site import Site

EVERY = 1.0  # seconds between two Sev-1s


def befalls(site: Site, times: int) -> Figures:
    """Open a Sev-1 every second, for so many seconds."""
    site.serve()
    site.furnish()
    site.sends_all()
    with site.people.busy(site.open_sev1, rate=1 / EVERY):
        time.sleep(times)
    site.rings_all()
    return site.figures()


FAULT = Fault(
    befalls,
    short=5,
    long=200,
    at_most={"told it broke": 0, "unanswered": 0},
    alone={"from commit p99": 0.1},
)
