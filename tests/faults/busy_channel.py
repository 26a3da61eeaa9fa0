"""One channel has very much to be told: a page, and what concerns others, do not wait for it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.faults.harness.calls import spread
from tests.faults.harness.fault import Fault, Figures
from tests.faults.harness.people import Asked
from tests.faults.harness.site import Site
from tests.waiting import waits_until

CASES = 24
BUSY, OTHER = "C0ACME", "C0GLOBEX"
PATIENCE = 120.0  # seconds


def befalls(site: Site, times: int) -> Figures:
    """Open 24 cases in #acme at once, one in #globex, and a Sev-1; so many times."""
    site.serve()
    site.furnish()
    lines = [_line(site) for _ in range(times)]
    return {**site.figures(), **spread("line elsewhere", lines)}


def _line(site: Site) -> float:
    """Return after how many seconds #globex saw its case."""
    site.sends_all(PATIENCE)
    with ThreadPoolExecutor(CASES) as pool:
        for _ in range(CASES):
            pool.submit(site.people.opens, "acme", channel=BUSY)
    other = site.people.opens("globex", channel=OTHER)
    site.open_sev1()
    waits_until(lambda: _shown_at(site, other) is not None, PATIENCE)
    shown = _shown_at(site, other)
    site.rings_all()
    return (shown or 0.0) - other.at


def _shown_at(site: Site, asked: Asked) -> float | None:
    calls = (call for call in site.calls.made if call.is_well and call.to == OTHER)
    return next((call.at for call in calls if asked.mark in call.about), None)


FAULT = Fault(befalls, short=1, long=10, at_most={"line elsewhere worst": 5, "ring worst": 3})
