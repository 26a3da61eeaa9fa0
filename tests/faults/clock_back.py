"""The machine's clock is stepped back by an hour: what was due soon is still due soon."""

from __future__ import annotations

import time

from tests.faults.harness.fault import Fault, Figures
from tests.faults.harness.site import Site
from tests.waiting import waits_until

AN_HOUR = 3600.0  # seconds
BEFORE = 10 * AN_HOUR  # who is on call was known long before
PATIENCE = 100.0  # seconds
NEXT_RUNG = 60.0  # seconds


def befalls(site: Site, times: int) -> Figures:
    """Step it back so many times while a page climbs whose next rung is due in a minute."""
    site.step_clock(-BEFORE)
    desk = site.serve(clock=True)
    site.furnish()
    site.types("dana", "/oncall ladder default 0 primary, 1 secondary, every 1")
    desk.end()
    site.step_clock(BEFORE)
    desk.start()
    waits = [_climbs(site) for _ in range(times)]
    return {**site.figures(), "next rung worst": max(waits)}


def _climbs(site: Site) -> float:
    """Return how many seconds after the first the second person was rung."""
    asked = site.open_sev1()
    waits_until(lambda: site.calls.rung(asked.mark), PATIENCE)
    began = time.monotonic()
    site.step_clock(-AN_HOUR)
    while len(site.calls.rung(asked.mark)) < 2 and time.monotonic() < began + PATIENCE:
        time.sleep(0.05)
    return time.monotonic() - began


FAULT = Fault(befalls, short=1, long=5, at_most={"next rung worst": NEXT_RUNG + 15})
