"""Slack is away for a while: few calls fail meanwhile, and soon afterwards everything is said."""

from __future__ import annotations

import time
from math import inf

from tests.faults.harness.fault import Fault, Figures
from tests.faults.harness.site import Site

PATIENCE = 700.0  # seconds


def befalls(site: Site, times: int) -> Figures:
    """Be away for so many seconds, in which people log time and open cases."""
    site.serve()
    site.furnish()
    site.sends_all()
    before = len(site.calls.made)
    site.slack.faults.set(unreachable=True)
    begins = time.monotonic()
    with (
        site.people.busy(site.people.logs, rate=1),
        site.people.busy(site.people.opens, site.open_sev1, rate=0.2),
    ):
        time.sleep(times)
    lasted = time.monotonic() - begins
    waiting = site.letters()
    site.slack.faults.clear()
    back = time.monotonic()
    last = site.sends_all(PATIENCE)
    rings = [site.calls.first_ring(each.mark) or back + PATIENCE for each in site.sev1s]
    failed = sum(not call.is_well for call in site.calls.made[before:])
    return {
        **site.figures(),
        "failed calls a minute": failed * 60 / lasted,
        "letters waiting": waiting,
        "last page after": max(rings) - back,
        "last letter after": last,
    }


FAULT = Fault(
    befalls,
    short=10,
    long=1800,
    at_most={"last page after": 3, "last letter after": 60, "from commit p99": inf},
)
