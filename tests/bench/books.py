"""Books: closing them, what is typed while they are closed, and proving what was kept of them.

By the number of a customer's entries, and by the customers of a desk.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from itertools import count

from models.rows.books import KeptStatement
from models.usecases import finding
from models.usecases.books import closing
from models.usecases.turn import Turn
from tests.bench import processes
from tests.bench.beside import beside
from tests.bench.desks import KINDS, Apart, opened
from tests.bench.made_up import BIG, Desk, of_customers, of_entries
from tests.bench.side_by_side import Act
from tests.bench.statement import FEW, SIZES, desks_of

CLOSED = (
    "2025-12-31",
    "2026-01-31",
    "2026-02-28",
    "2026-03-31",
    "2026-04-30",
    "2026-05-31",
)
DESKS = (of_customers(50), of_customers(500), BIG)

# {case} is one that was worked on before and behind the last closed day, {n} is new each time.
# Behind each stands how its answer begins: only what changes a kept statement is refused.
WHILE_CLOSED = (
    ("a log of today", "/escalation log 1m {case} 2026-06-08 n{n}", "Logged"),
    ("a decision", "/escalation decide {case} {answer} block 2", "Decided"),
    ("a title", "/case title {case} Measured {n}", "#"),
    ("a late log", "/escalation log 1m {case} 2026-05-29 n{n} --anyway", "acme's books are closed"),
)
ANSWERS = ("consulting", "escalation")


def closed(sizes: Sequence[int] = SIZES, kinds: Iterable[str] = KINDS) -> None:
    """Books closed month by month, what is typed then; the memory afterwards."""
    for kind in kinds:
        with beside(kind, desks_of(sizes)) as desks:
            cases = [_worked_on(desk) for desk in desks]
            desks.tell("books closed", map(_closes, desks), len(CLOSED) - 1)
            for desk, case in zip(desks, cases, strict=True):
                _told(desk, f"/escalation log 3h {case} 2026-06-08", "Logged")
            for what, text, begins in WHILE_CLOSED:
                acts = [_types(*of, text, begins) for of in zip(desks, cases, strict=True)]
                desks.tell(what, acts, FEW)
            lists = [partial(_told, desk, "/balance acme books", "acme's") for desk in desks]
            desks.tell("what was kept, listed", lists, FEW)
            desks.tell_memory()


def _worked_on(desk: Apart) -> str:
    """Open a case with time on it from before the last closed day."""
    case = desk.opens_case("acme")
    _told(desk, f"/case kind {case} configuration", "#")
    _told(desk, f"/escalation log 4h {case} 2026-05-28 --anyway", "Logged")
    return case


def _closes(desk: Apart) -> Act:
    days = iter(CLOSED)
    return lambda: _told(desk, f"/balance acme close {next(days)} --anyway", "acme's books")


def _types(desk: Apart, case: str, text: str, begins: str) -> Act:
    numbers = count()

    def types() -> None:
        number = next(numbers)
        answer = ANSWERS[number % len(ANSWERS)]
        _told(desk, text.format(case=case, n=number, answer=answer), begins)

    return types


def _told(desk: Apart, text: str, begins: str) -> None:
    told = desk.types("dana", text)
    assert told.startswith(begins), told


def kept(sizes: Sequence[int] = SIZES) -> None:
    """What is kept of one statement of a customer: how much of it there is."""
    for size in sizes:
        with opened("SQLite", of_entries(size)) as (desk, _), desk.writing("dana") as turn:
            issued = _close(turn, "acme")
            print(f"kept of {size:9,} entries {len(json.dumps(issued.statement)) / 1000:9,.0f} kB")


def verified(desks: Sequence[Desk] = DESKS, kinds: Iterable[str] = KINDS) -> None:
    """`python -m slackapp verify` of desks whose customers' books are closed: time, and memory."""
    for kind in kinds:
        ran = [processes.desk(_with_closed_books(kind, desk), "verify") for desk in desks]
        processes.tell(f"`verify`, {kind}", ran, [desk.name for desk in desks])


def _with_closed_books(kind: str, made_up: Desk) -> str:
    """Close the books of a desk's customers; return the address of its database."""
    with opened(kind, made_up) as (desk, _):
        for customer in made_up.customers:
            with desk.writing("dana") as turn:
                _close(turn, customer.key)
        return desk.house.desk.database.url.render_as_string(hide_password=False)


def _close(turn: Turn, customer: str) -> KeptStatement:
    day = date.fromisoformat(CLOSED[-1])
    return closing.close(turn, finding.customer(turn, customer), day, anyway=True).kept


MEASURES = (closed, kept, verified)
