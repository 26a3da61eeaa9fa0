"""`serve` is killed while people type and press: nothing that was confirmed is lost or doubled."""

from __future__ import annotations

import time

from tests.faults.harness.fault import Fault, Figures
from tests.faults.harness.site import Site

RATE = 20  # commands and presses a second
LIVES = 1.5  # seconds between two kills


def befalls(site: Site, times: int) -> Figures:
    """Kill it so many times, each time while it is at work."""
    desk = site.serve()
    site.furnish()
    for _ in range(times):
        with site.people.busy(site.people.logs, site.people.presses, rate=RATE):
            time.sleep(LIVES)
            desk.kill()
        desk.start()
    site.takes_up_all()
    site.people.hear_all(3)
    return site.figures()


FAULT = Fault(befalls, short=3, long=20)
