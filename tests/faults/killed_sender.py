"""A worker is killed with a page in its hands: another, or the next, takes it over soon."""

from __future__ import annotations

import time

from tests.faults.harness.calls import spread
from tests.faults.harness.fault import Fault, Figures
from tests.faults.harness.process import Process
from tests.faults.harness.site import Site
from tests.waiting import waits_until

PATIENCE = 120.0  # seconds


def befalls(site: Site, times: int) -> Figures:
    """Kill it so many times while Slack is silent and the page's letters are claimed.

    On PostgreSQL another worker runs beside it; on SQLite it is started again.
    """
    dies, takes_over = _workers(site)
    site.furnish()
    site.sends_all()
    took = [_takes_over(site, dies, takes_over) for _ in range(times)]
    return {**site.figures(), **spread("takeover", took)}


def _workers(site: Site) -> tuple[Process, Process]:
    if site.is_sqlite:
        desk = site.serve()
        return desk, desk
    site.serve("--no-worker")
    return site.work(), site.work()


def _takes_over(site: Site, dies: Process, takes_over: Process) -> float:
    """Return how many seconds after its death, or the next one's start, somebody was rung."""
    apart = dies is not takes_over
    site.sends_all()  # so that it has nothing in its hands but what this page says
    if apart:
        takes_over.pause()  # so that it is the other that claims
    site.to_slack.hold()
    asked = site.open_sev1()
    waits_until(lambda: asked.is_confirmed and site.claimed() > 0)
    dies.kill()
    site.to_slack.cut()  # else what it had begun to say would still arrive
    if apart:
        takes_over.go_on()
        began = time.monotonic()
    site.to_slack.mend()
    if not apart:
        dies.start()
        began = time.monotonic()
    waits_until(lambda: site.calls.first_ring(asked.mark) is not None, PATIENCE)
    if apart:
        dies.start()
    return (site.calls.first_ring(asked.mark) or 0.0) - began


FAULT = Fault(befalls, short=1, long=10, at_most={"takeover worst": 8, "from commit p99": PATIENCE})
