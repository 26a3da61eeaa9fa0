"""Fifty commands a second: a Sev-1 rings at once all the same; others are done, or told early."""

from __future__ import annotations

import time

from tests.faults.harness.fault import Fault, Figures
from tests.faults.harness.site import Site

RATE = 50  # commands a second
EVERY = 5.0  # seconds between two Sev-1s


def befalls(site: Site, times: int) -> Figures:
    """Keep it up for so many seconds."""
    site.serve()
    site.furnish()
    with (
        site.people.busy(site.people.logs, site.people.logs, site.people.presses, rate=RATE),
        site.people.busy(site.open_sev1, rate=1 / EVERY),
    ):
        time.sleep(times)
    site.people.hear_all()
    site.rings_all()
    return site.figures()


FAULT = Fault(
    befalls,
    short=10,
    long=60,
    at_most={"ring worst": 5},
)
