"""The network to PostgreSQL swallows everything: it is known, and pages ring soon afterwards."""

from __future__ import annotations

import time

from tests.faults.harness.fault import POSTGRES, Fault, Figures
from tests.faults.harness.process import Process
from tests.faults.harness.site import Site
from tests.waiting import waits_until

RATE = 5  # commands and presses a second
PATIENCE = 100.0  # seconds
KNOWN_WITHIN = 5.0  # seconds


def befalls(site: Site, times: int) -> Figures:
    """Let nothing through for so many seconds while people work; nobody is told.

    A process that ends itself is started again, as an orchestrator does.
    """
    desk = site.serve()
    site.furnish()
    site.sends_all()
    with site.people.busy(site.people.logs, site.people.presses, rate=RATE):
        time.sleep(1)
        site.to_database.hold()
        known = site.ill_after(KNOWN_WITHIN)
        ended = _lives_on(desk, times)
        site.to_database.mend()
        back = time.monotonic()
        waits_until(lambda: _is_up(desk), PATIENCE)
        asked = site.open_sev1()
        waits_until(lambda: site.calls.first_ring(asked.mark) is not None, PATIENCE)
    site.takes_up_all()
    site.people.hear_all()
    return {
        **site.figures(),
        "known after": known,
        "ended itself": ended,
        "rings after": (site.calls.first_ring(asked.mark) or 0.0) - back,
    }


def _lives_on(desk: Process, seconds: float) -> int:
    """Start it again whenever it has ended itself; return how often that was."""
    ended, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        if not desk.lives:
            ended += 1
            desk.start(waits=False)
        time.sleep(0.1)
    return ended


def _is_up(desk: Process) -> bool:
    if not desk.lives:
        desk.start(waits=False)
    return desk.is_up


FAULT = Fault(
    befalls,
    short=10,
    long=90,
    at_most={"told it broke": 0, "known after": KNOWN_WITHIN, "rings after": 30},
    on=(POSTGRES,),
)
