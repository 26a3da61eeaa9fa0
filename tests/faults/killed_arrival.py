"""The desk is killed between what comes in by itself and what follows of it: it is done, once."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from tests.faults.harness.fault import Fault, Figures
from tests.faults.harness.outside import Outside, Report
from tests.faults.harness.process import Process
from tests.faults.harness.site import Site
from tests.waiting import SOON

AT_ONCE = 6  # reports
WITHIN = 0.4  # seconds after they were sent
COMES_IN_ANY_CASE = 3.0  # seconds after them


@dataclass(frozen=True)
class Struck:
    """What came of one kill: pages too many or too few, reports that are paged, or not, wrongly
    (R1, I7), and whom each page rang by Slack, as often as it did.
    """

    pages_beside: int
    wrongly_paged: int
    rung: list[list[str]]


def befalls(site: Site, times: int) -> Figures:
    """Kill it once per seed, which decides what comes in, the instant, and who is killed."""
    desk = site.serve(*(() if site.is_sqlite else ("--no-worker",)))
    processes = [desk] if site.is_sqlite else [desk, site.work()]
    site.furnish()
    with Outside(site) as outside:
        struck = [_strike(site, outside, processes, Random(seed)) for seed in range(times)]
        rung = [people for each in struck for people in each.rung]
        return {
            **outside.figures(),
            "pages": len(rung),
            "pages beside": sum(each.pages_beside for each in struck),
            "wrongly paged": sum(each.wrongly_paged for each in struck),
            "not rung": sum(not people for people in rung),
            "rung again": sum(len(people) - len({*people}) for people in rung),
        }


def _strike(site: Site, outside: Outside, processes: Sequence[Process], seeds: Random) -> Struck:
    """Let reports come in, kill, start again, and look at what came of it."""
    comes = _when(site, outside, seeds)
    reports = _come_in(outside, seeds)
    _wait(comes, COMES_IN_ANY_CASE)
    killed = seeds.sample(processes, seeds.randint(1, len(processes)))
    for process in killed:
        process.kill()
    for process in killed:
        process.start(waits=False)
    for process in killed:
        process.waits()
    outside.all_taken(reports)
    site.takes_up_all()
    begun = site.begun().keys() & {report.mark for report in reports}
    _wait(lambda: all(map(site.calls.rung, begun)), SOON)
    rung = [[call.to for call in site.calls.rung(mark)] for mark in begun]
    pages, wrongly = outside.pages_of(reports)
    for number in outside.cases_of(reports):
        site.types("ada", f"/case respond {number}")  # else the next would join its page (I7)
    return Struck(abs(pages - any(report.rings for report in reports)), wrongly, rung)


def _wait(comes: Callable[[], bool], seconds: float) -> None:
    """Wait, at most so long, until it comes."""
    end = time.monotonic() + seconds
    while not comes() and time.monotonic() < end:
        time.sleep(0.001)


def _come_in(outside: Outside, seeds: Random) -> list[Report]:
    doors = (
        outside.mentions_critical,
        outside.mentions,
        outside.writes,
        outside.puts_siren,
        outside.alerts_by_pagerduty,
        outside.alerts_by_alertmanager,
        outside.alerts_by_grafana,
        outside.alerts_of_acmes,
        outside.warns,
    )
    outside.lives()
    return [door() for door in seeds.sample(doors, AT_ONCE)]


def _when(site: Site, outside: Outside, seeds: Random) -> Callable[[], bool]:
    """Draw the instant: some time after they are sent, when so many of them are acknowledged, or
    when so much was said to Slack.
    """
    after, number = seeds.uniform(0, WITHIN), seeds.randint(1, AT_ONCE)
    at, answers, calls = time.monotonic() + after, outside.answers, len(site.calls.made)
    return seeds.choice(
        (
            lambda: time.monotonic() >= at,
            lambda: outside.answers >= answers + number,
            lambda: len(site.calls.made) >= calls + number,
        )
    )


FAULT = Fault(
    befalls,
    short=3,
    long=200,
    at_most={"pages beside": 0, "wrongly paged": 0, "not rung": 0},
    alone={"given up by Slack": 0},
)
