"""Twelve hundred connections that say nothing, where 1,024 files may be open: the desk goes on."""

from __future__ import annotations

import time

from tests.faults.harness.fault import Fault, Figures
from tests.faults.harness.site import Site
from tests.faults.harness.strangers import crowd

CROWD = 1200
FILES = 1024
RATE = 5  # commands a second
EVERY = 2.0  # seconds between two Sev-1s


def befalls(site: Site, times: int) -> Figures:
    """Let them stay for so many seconds, while people type and cases are opened."""
    desk = site.serve()
    desk.may_open(FILES)
    site.furnish()
    with (
        crowd(site.port, CROWD),
        site.people.busy(site.people.logs, rate=RATE),
        site.people.busy(site.open_sev1, rate=1 / EVERY),
        site.watched() as healthz,
    ):
        time.sleep(times)
    site.people.hear_all(3)
    site.rings_all()
    asked = site.people.asked.values()
    return {
        **site.figures(),
        "not taken": sum(not each.is_taken for each in asked),
        "healthz worst": max(healthz),
        "no files": desk.said.count("Too many open files") + desk.said.count("unable to open"),
        "memory MB": desk.most_memory,
    }


FAULT = Fault(
    befalls,
    short=15,
    long=120,
    at_most={"not taken": 0, "no files": 0, "ring worst": 5, "healthz worst": 3, "memory MB": 300},
)
