"""A storm: an alert every 60 ms of one source, and 30 customers critical at once: few rings."""

from __future__ import annotations

import time
from math import inf

from models.rules.reports import MOST_A_MINUTE
from tests.faults.harness.calls import POSTS, spread
from tests.faults.harness.fault import Fault, Figures
from tests.faults.harness.outside import Outside, Report
from tests.faults.harness.site import Site

EVERY = 0.06  # seconds: a thousand in a minute
CUSTOMERS = 30
_MANAGED = '/customer add {0} "Customer {0}" managed escalations 12 from 2026-01-01'


def befalls(site: Site, times: int) -> Figures:
    """Let so many alerts come in; in the midst of them each customer reports something critical."""
    site.serve()
    site.furnish()
    with Outside(site) as outside:
        names = [f"m{number}x" for number in range(CUSTOMERS + 1)]
        storming, *others = [_new_customer(site, outside, name) for name in names]
        site.sends_all()
        for number in range(times):
            if number == times // 2:
                beside = [outside.alerts(key) for key in others]
            outside.alerts(storming)
            time.sleep(EVERY)
        outside.all_taken(outside.reports)
        site.sends_all()
        begun = site.begun()
        rings = [len(site.calls.rung(mark)) for mark in begun]
        return {
            **outside.figures(),
            "pages": len(begun),
            "pages beside": len(begun) - CUSTOMERS - 1,
            "wrongly paged": outside.pages_of(outside.reports)[1],
            "rings": sum(rings),
            "rings of a page worst": max(rings),
            "told the admins": _warnings(site),
            **spread("ring", [_rings_after(site, each) for each in beside]),
            **spread("from commit", site.calls.rung_since(begun)),
        }


def _rings_after(site: Site, report: Report) -> float:
    """After how many seconds somebody was rung for a report; infinite: nobody was."""
    rung = site.calls.first_ring(report.mark)
    return inf if rung is None else rung - report.at


def _new_customer(site: Site, outside: Outside, name: str) -> str:
    """Add a Managed customer, and return the key of its monitoring."""
    site.types("dana", _MANAGED.format(name))
    return outside.new_key(name)


def _warnings(site: Site) -> int:
    """How often the admins were told that a source is too loud."""
    posts = (call for call in site.calls.made if call.method == POSTS and call.is_well)
    return sum(f"{MOST_A_MINUTE} times a minute" in call.about for call in posts)


FAULT = Fault(
    befalls,
    short=100,
    long=1000,
    at_most={
        "pages beside": 0,
        "wrongly paged": 0,
        "rings of a page worst": 2,
        "told the admins": 1,
        "from commit p99": 30,
    },
    alone={"from commit p99": 5},
)
