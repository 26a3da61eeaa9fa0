"""A backup while people work, restored elsewhere: all is there, and no number is given twice."""

from __future__ import annotations

import time

from tests.faults.harness.fault import Fault, Figures
from tests.faults.harness.people import Asked, People
from tests.faults.harness.site import Site

RATE = 10  # commands, presses and new cases a second
AROUND = 2.0  # seconds before and after it
_REFUSED = "restored from a backup"


def befalls(site: Site, times: int) -> Figures:
    """Back it up so many times; the desk is lost then, and goes on with the last backup."""
    site.serve()
    site.furnish()
    people = site.people
    before: list[Asked] = []
    with people.busy(people.logs, people.presses, people.opens, rate=RATE):
        for number in range(times):
            time.sleep(AROUND)
            before = [each for each in people.asked.values() if each.is_confirmed]
            said = site.runs("backup", file := site.folder / f"{number}.backup")
            assert "read again and whole" in said, said
        time.sleep(AROUND)
    site.takes_up_all()
    people.hear_all()
    figures, numbers = site.figures(), site.case_numbers()
    site.moves_to(site.place.fresh_database("restored"))
    assert "Restored" in (said := site.runs("restore", file)), said
    site.serve()
    kept = site.kept()
    return {
        **figures,
        "not restored": sum(not kept[each.mark] for each in before),
        "old presses done": _not_refused(site),
        "numbers again": len(numbers & _next_numbers(site, people)),
    }


def _not_refused(site: Site) -> int:
    """How many presses on messages of before are not refused, of some."""
    old = [site.people.presses() for _ in range(5)]
    site.people.hear_all()
    kept = site.kept()
    return sum(kept[each.mark] > 0 or not each.was_told(_REFUSED) for each in old)


def _next_numbers(site: Site, people: People) -> set[int]:
    """Open some cases, and return their numbers."""
    before = site.case_numbers()
    for _ in range(5):
        people.opens()
    people.hear_all()
    return site.case_numbers() - before


FAULT = Fault(
    befalls,
    short=1,
    long=20,
    at_most={"told it broke": 0, "not restored": 0, "old presses done": 0, "numbers again": 0},
)
