"""Somebody holds a customer that others wait for: a page, and what concerns others, do not wait."""

from __future__ import annotations

import time

from tests.faults.harness.fault import POSTGRES, Fault, Figures
from tests.faults.harness.site import Site

HELD = 8.0  # seconds; less than anybody's patience with a lock
RATE = 5  # commands a second, on the cases of that customer


def befalls(site: Site, times: int) -> Figures:
    """Hold it so many times for eight seconds; each second a Sev-1 of another customer's comes."""
    site.serve()
    site.furnish()
    for _ in range(times):
        site.sends_all()
        site.answered_long_ago()
        with (
            site.holds("globex"),
            site.people.busy(site.people.logs, rate=RATE),
            site.people.busy(site.open_sev1, rate=1),
        ):
            time.sleep(HELD)
        site.people.hear_all()
    site.takes_up_all()
    site.rings_all()
    return site.figures()


FAULT = Fault(
    befalls,
    short=1,
    long=10,
    at_most={"ring worst": 3, "told it broke": 0, "unanswered": 0},
    on=(POSTGRES,),
)
