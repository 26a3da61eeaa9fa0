"""The connection is lost between COMMIT and its answer: what is said of it is true."""

from __future__ import annotations

from tests.faults.harness.fault import POSTGRES, Fault, Figures
from tests.faults.harness.site import Site

COMMIT = b"COMMIT\0"  # as it is said to PostgreSQL; other statements hold the word as well


def befalls(site: Site, times: int) -> Figures:
    """Lose so many commits' answers, of a command and of a press in turn."""
    site.serve("--no-worker")
    site.furnish()
    site.people.logs()
    site.people.hear_all()
    for number in range(times):
        site.to_database.lose_the_answer_to(COMMIT)
        (site.people.presses if number % 2 else site.people.logs)()
        site.people.hear_all(10)
    return {**site.figures(), "answers lost": site.to_database.lost}


FAULT = Fault(
    befalls, short=4, long=20, at_most={"told it broke": 0, "unanswered": 0}, on=(POSTGRES,)
)
