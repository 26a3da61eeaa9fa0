"""A worker stands still beside another: pages ring all the same, and nobody waits for its locks."""

from __future__ import annotations

import time

from tests.faults.harness.fault import POSTGRES, Fault, Figures
from tests.faults.harness.site import Site

PAUSE = 12.0  # seconds
BETWEEN = 3.0  # seconds


def befalls(site: Site, times: int) -> Figures:
    """Pause it so many times, in the middle of its work."""
    site.serve("--no-worker")
    paused, _ = site.work(), site.work()
    site.furnish()
    with (
        site.people.busy(site.people.logs, site.people.presses, rate=5),
        site.people.busy(site.open_sev1, rate=0.5),
    ):
        for _ in range(times):
            time.sleep(BETWEEN)
            paused.pause()
            time.sleep(PAUSE)
            paused.go_on()
    site.people.hear_all()
    site.rings_all()
    return site.figures()


FAULT = Fault(
    befalls, short=1, long=10, at_most={"ring worst": 10, "told it broke": 0}, on=(POSTGRES,)
)
