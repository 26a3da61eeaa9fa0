"""A desk of 300 customers, 100,000 cases (2,000 open, 500 waiting) and a million time entries."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import paging, processes
from tests.bench.desks import KINDS, Apart, apart, copy_of
from tests.bench.made_up import BIG, EMPTY
from tests.bench.side_by_side import Measured, tell

LISTS = (
    "/balance",
    "/balance on 2026-03-31",
    "/balance on 2020-12-31",
    "/case list queue",
    "/case list all",
    "/customer list",
)
FIGURES = ("/balance report", "/balance report last quarter", "/balance report Q1")
ROUNDS, WARM_UP, AT_ONCE = 15, 2, 5
RINGS = 20
SETTLES, RESTS = 10.0, 20.0  # seconds

# {case} is one of the customer's that was just opened, {n} is new each time.
EVERYDAY = (
    "/escalation log 1m {case} 2026-06-08 n{n}",
    "/case open {customer} Measured {n}",
    "/case show {case}",
    "/balance {customer}",
)


def lists() -> None:
    """The lists of all there is, a quarter's figures, and each Home: what they take and say; the
    memory afterwards.
    """
    for kind in KINDS:
        print(f"the big desk, {kind}")
        with apart(kind, BIG) as desk:
            print(f"  begun and warm     CPU {desk.used().cpu:6.2f} s")
            for text in LISTS:
                _say(text, desk, lambda text=text: desk.types("ada", text))  # type: ignore[misc]
            for text in FIGURES:
                _say(text, desk, lambda text=text: desk.types("dana", text))  # type: ignore[misc]
            for who in ("ada", "cleo", "dana"):
                _say(f"Home of {who}", desk, lambda who=who: desk.opens_home(who))  # type: ignore[misc]
            used = desk.used()
            print(f"  memory afterwards {used.memory:.0f} MB, at most {used.most_memory:.0f} MB")


def _say(what: str, desk: Apart, act: Callable[[], str]) -> None:
    before, began = desk.used(), time.perf_counter()
    told = " ".join(act().split())[:60]
    wall, after = time.perf_counter() - began, desk.used()
    cpu, statements = after.cpu - before.cpu, after.statements - before.statements
    print(f"  {what:18} CPU {cpu:6.2f} s   wall {wall:6.2f} s   {statements:5} SQL   {told}")


def beside_an_empty_one() -> None:
    """The processor time of what is typed every day, beside an empty desk's.

    `acme` has its share of the big desk's history, `initech` on both the same three cases.
    """
    for kind in KINDS:
        with apart(kind, BIG) as big, apart(kind, EMPTY) as empty:
            for customer in ("acme", "initech"):
                desks = [(desk, desk.opens_case(customer)) for desk in (big, empty)]
                for text in EVERYDAY:
                    pairs = _pairs(text, customer, desks)
                    what = " ".join(text.split()[:2]).format(customer=customer)
                    tell(f"{what} ({customer}), {kind}", Measured(pairs), ("big", "empty"))


def _pairs(
    text: str, customer: str, desks: list[tuple[Apart, str]]
) -> tuple[tuple[float, float], ...]:
    numbers = count()

    def cpu(desk: Apart, case: str) -> float:
        before = desk.used().cpu
        for _ in range(AT_ONCE):
            desk.types("ada", text.format(case=case, customer=customer, n=next(numbers)))
        return (desk.used().cpu - before) / AT_ONCE

    (big, big_case), (empty, empty_case) = desks
    rounds = range(WARM_UP + ROUNDS)
    return tuple((cpu(big, big_case), cpu(empty, empty_case)) for _ in rounds)[WARM_UP:]


def at_rest() -> None:
    """The worker when nobody does anything: its share of a core, beside an empty desk's."""
    for kind in KINDS:
        with apart(kind, BIG, worker=True) as big, apart(kind, EMPTY, worker=True) as empty:
            time.sleep(SETTLES)
            before = [desk.used() for desk in (big, empty)]
            time.sleep(RESTS)
            after = [desk.used() for desk in (big, empty)]
        shares = [100 * (b.cpu - a.cpu) / RESTS for a, b in zip(before, after, strict=True)]
        queries = [
            (b.statements - a.statements) / RESTS for a, b in zip(before, after, strict=True)
        ]
        print(
            f"{f'the worker at rest, {kind}':34} big {shares[0]:5.1f} % of a core,"
            f" {queries[0]:.0f} SQL/s   empty {shares[1]:5.1f} %, {queries[1]:.0f} SQL/s"
        )


def ring() -> None:
    """A Sev-1 on the big desk, from its commit to Slack's entrance, beside an empty desk's."""
    paging.on_desk(BIG, RINGS)
    paging.on_desk(EMPTY, RINGS)


def as_programs() -> None:
    """A quarter's figures by the command line, beside an empty desk's: time, and memory."""
    with TemporaryDirectory() as folder:
        files = (f"--{way}={Path(folder, 'figures')}.{way}" for way in ("csv", "xlsx"))
        words = ("report", "--quarter=2026-Q2", *files)
        for kind in KINDS:
            ran = [processes.desk(copy_of(kind, desk), *words) for desk in (EMPTY, BIG)]
            processes.tell(f"`report`, {kind}", ran, ("empty", "big"))


MEASURES = (lists, beside_an_empty_one, at_rest, ring, as_programs)
