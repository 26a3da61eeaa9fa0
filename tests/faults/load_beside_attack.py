"""Strangers do all they can, and colleagues' addresses drip: people work and Sev-1s ring."""

from __future__ import annotations

import time
from contextlib import ExitStack
from itertools import count

from tests.faults.harness.calls import spread
from tests.faults.harness.fault import Fault, Figures
from tests.faults.harness.site import Site
from tests.faults.harness.strangers import crowd, floods
from tests.faults.harness.telephones import Telephones

RATE = 10  # commands and presses a second
EVERY = 5.0  # seconds between two Sev-1s
CROWD = 1000  # connections that say nothing
BODY = 100_000_000  # bytes, unsigned, one after the other: announced, and not
ON_CALL = ("ada", "ben")  # each has a telephone, and addresses that drip
KEPT = 4  # of each
TRIED = 32
TRIES = 2  # of them a second


def befalls(site: Site, times: int) -> Figures:
    """Keep it up for so many seconds."""
    desk = site.serve()
    site.furnish()
    with ExitStack() as attack:
        telephones = attack.enter_context(Telephones())
        _keep(site, telephones)
        numbers = count()

        def tries() -> None:
            site.people.tries("cleo", telephones.address(f"tried{next(numbers) % TRIED}"))

        attack.enter_context(site.people.busy(tries, rate=TRIES))
        attack.enter_context(crowd(site.port, CROWD))
        refused = attack.enter_context(floods(site.port, BODY))
        healthz = attack.enter_context(site.watched())
        with (
            site.people.busy(site.people.logs, site.people.logs, site.people.presses, rate=RATE),
            site.people.busy(site.open_sev1, rate=1 / EVERY),
        ):
            time.sleep(times)
        site.people.hear_all()
        site.rings_all()
        time.sleep(1)  # telephones ring beside
        heard = [telephones.heard_after(ON_CALL, each) for each in site.sev1s]
    return {
        **site.figures(),
        **spread("telephone", heard),
        "bodies": len(refused),
        "not refused": sum(status != 413 for status in refused),
        "dripped": telephones.dripped,
        "healthz worst": max(healthz),
        "memory MB": desk.most_memory,
    }


def _keep(site: Site, telephones: Telephones) -> None:
    """Let whoever is on call keep a telephone behind addresses that will drip."""
    for who in ON_CALL:
        dripping = [f"{who}{number}" for number in range(KEPT)]
        for name in (*dripping, who):
            site.people.keeps(who, telephones.address(name))
        telephones.dripping |= {*dripping}
    telephones.dripping |= {f"tried{number}" for number in range(TRIED)}


FAULT = Fault(
    befalls,
    short=15,
    long=60,
    at_most={
        "told it broke": 0,
        "unanswered": 0,
        "not refused": 0,
        "ring p99": 5,
        "telephone p99": 10,
        "memory MB": 300,
    },
    alone={"ring p99": 1, "telephone p99": 1, "answer worst": 3},
)
