"""Ten commands a second about four cases of one channel: what it is told does not pile up."""

from __future__ import annotations

import time

from tests.faults.harness.fault import Fault, Figures
from tests.faults.harness.site import Site

RATE = 10  # commands and presses a second
PATIENCE = 120.0  # seconds


def befalls(site: Site, times: int) -> Figures:
    """Log for so many seconds; count the letters that wait then."""
    site.serve()
    site.furnish()
    site.sends_all()
    with site.people.busy(site.people.logs, site.people.presses, rate=RATE):
        time.sleep(times)
    site.people.hear_all()
    waiting = site.letters()
    last = site.sends_all(PATIENCE)
    return {**site.figures(), "letters waiting": waiting, "last letter after": last}


FAULT = Fault(befalls, short=15, long=60, at_most={"letters waiting": 150, "last letter after": 30})
