"""Addresses that drip are tried: telephones ring still, and that none is reached is said."""

from __future__ import annotations

import time
from itertools import count

from tests.faults.harness.calls import spread
from tests.faults.harness.fault import SQLITE, Fault, Figures
from tests.faults.harness.site import Site
from tests.faults.harness.telephones import Telephones

TRIED = 32
RATE = 6  # of them a second
EVERY = 2.0  # seconds between two Sev-1s
ON_CALL = ("ada", "ben")  # each has a telephone
GIVES_UP_AFTER = 40.0  # seconds; a call has 20


def befalls(site: Site, times: int) -> Figures:
    """Try all of them again and again for so many seconds; then let the telephones drip as well."""
    site.serve()
    site.furnish()
    with Telephones() as telephones:
        for who in ON_CALL:
            site.people.keeps(who, telephones.address(who))
        numbers = count()
        telephones.dripping |= {str(number) for number in range(TRIED)}

        def tries() -> None:
            site.people.tries("cleo", telephones.address(str(next(numbers) % TRIED)))

        with site.people.busy(tries, rate=RATE), site.people.busy(site.open_sev1, rate=1 / EVERY):
            time.sleep(times)
        time.sleep(EVERY)
        heard = [telephones.heard_after(ON_CALL, each) for each in site.sev1s]
        told_in_vain = _telling(site)
        telephones.dripping |= {*ON_CALL}
        for who in ON_CALL:
            site.types(who, "/oncall test")
        end = time.monotonic() + GIVES_UP_AFTER
        while site.status("/readyz") != 503 and time.monotonic() < end:
            time.sleep(0.1)
        return {
            **site.figures(),
            **spread("telephone", heard),
            "tried addresses": next(numbers),
            "told in vain": told_in_vain,
            "not told": 3 - _telling(site),
        }


def _telling(site: Site) -> int:
    """How many tell that telephones can't be reached: `/readyz`, the doctor, `/oncall check`."""
    checked = site.slack.type("dana", "#support", "/oncall check")
    said = (site.runs("doctor"), checked.body if checked else "")
    telling = sum("elephones can't be reached" in each for each in said)
    return telling + (site.status("/readyz") == 503)


FAULT = Fault(
    befalls,
    short=6,
    long=120,
    at_most={
        "ring p99": 5,
        "telephone p99": 5,
        "told in vain": 0,
        "not told": 0,
    },
    alone={"ring p99": 1, "telephone p99": 1},
    on=(SQLITE,),
)
