"""E1 to E11, G6: from a customer's facts and a date to a statement. One pure function.

Preview, explanation, balance on any date are calls of `statement` with other facts.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import accumulate
from typing import TypeVar

from models.rules.contract_year import contracts, included_grants, level_on
from models.rules.facts import Answer, CaseKind, Decision, Facts, Settlement, TimeEntry
from models.rules.service_definition import (
    BLOCK_MINUTES,
    CHARGED_FROM_MINUTES,
    NEVER_CHARGED,
)
from models.rules.statement import (
    Block,
    CaseAccount,
    Charge,
    Grant,
    GrantLine,
    Outcome,
    Statement,
)

_SOURCE_ORDER = {"included": 0, "pack": 1, "adjustment": 2}


def statement(facts: Facts, on: date) -> Statement:
    """Return the statement of a customer on a date (E11).

    What is known today counts, with the time entries dated up to `on` and the grants that begin up
    to it; entries and grants dated later change nothing.
    """
    agreed = contracts(facts.contracts)
    grants = _grants(facts, on)
    cases = [_case_account(case, on) for case in _worked_on(facts, on)]
    charges = _serve([block for case in cases for block in case.blocks if block.due], grants)
    return Statement(
        on=on,
        level=level_on(agreed, on),
        every_grant=tuple(GrantLine(shelf.grant, shelf.taken) for shelf in grants),
        charges=tuple(charges),
        cases=_with_their_charges(cases, charges),
        contracts=agreed,
    )


# --- what a case asks for -------------------------------------------------------------------------


Fact = TypeVar("Fact", TimeEntry, Decision, Settlement)


@dataclass(frozen=True, slots=True)
class _WorkedOn:
    """A case with time on it, and what was said about its blocks."""

    case: CaseKind
    entries: list[TimeEntry]  # in order of day, then of recording (E1)
    decisions: list[Decision]
    settlements: list[Settlement]


def _worked_on(facts: Facts, on: date) -> list[_WorkedOn]:
    entries = _by_case(entry for entry in facts.entries if entry.day <= on)
    for listed in entries.values():
        listed.sort(key=lambda entry: (entry.day, entry.id))
    decisions, settlements = _by_case(facts.decisions), _by_case(facts.settlements)
    return [
        _WorkedOn(case, entries[number], decisions.get(number, []), settlements.get(number, []))
        for case in facts.cases
        if (number := case.number) in entries
    ]


def _by_case(facts: Iterable[Fact]) -> dict[int, list[Fact]]:
    found: dict[int, list[Fact]] = defaultdict(list)
    for fact in facts:
        found[fact.case].append(fact)
    return found


def _with_their_charges(
    cases: Iterable[CaseAccount], charges: Iterable[Charge]
) -> tuple[CaseAccount, ...]:
    found: dict[int, list[Charge]] = defaultdict(list)
    for charge in charges:
        found[charge.block.case].append(charge)
    return tuple(replace(case, charges=tuple(found[case.number])) for case in cases)


def _case_account(work: _WorkedOn, on: date) -> CaseAccount:
    kind, entries, settlements = work.case, work.entries, work.settlements
    reached = list(accumulate(entry.minutes for entry in entries))
    total = reached[-1]
    numbers = range(1, -(-total // BLOCK_MINUTES) + 1)
    charged = kind.kind not in NEVER_CHARGED and total >= CHARGED_FROM_MINUTES  # E2, E3
    blocks = tuple(
        _block(
            number,
            kind,
            entries,
            reached,
            _answer(number, work.decisions),
            charged,
            settlements,
            on,
        )
        for number in numbers
    )
    return CaseAccount(kind.number, kind.kind, kind.title, total, blocks)


def _block(
    number: int,
    case: CaseKind,
    entries: Sequence[TimeEntry],
    reached: Sequence[int],
    answer: Answer | None,
    charged: bool,
    settlements: Iterable[Settlement],
    on: date,
) -> Block:
    """Work out one block of a case: its minutes, when it falls due, and what was said about it."""
    begins = BLOCK_MINUTES * (number - 1)
    falls_due_at = CHARGED_FROM_MINUTES if number == 1 else begins + 1  # E4
    # A case that never reaches 15 minutes has no such entry; its block is not due anyway.
    index = min(bisect_left(reached, falls_due_at), len(entries) - 1)
    entry = entries[index]
    settled = max((s for s in settlements if s.block == number), key=lambda s: s.id, default=None)
    if settled is not None and settled.way == "grant" and settled.day > on:
        settled = None  # from the day of settling on (E7)
    return Block(
        case=case.number,
        number=number,
        minutes=min(reached[-1] - begins, BLOCK_MINUTES),
        day=entry.day,
        entry=entry.id,
        answer="escalation" if number == 1 else answer,
        charged=charged,
        settlement=settled,
    )


def _answer(block: int, decisions: Sequence[Decision]) -> Answer | None:
    """What was decided last about a block (E5)."""
    latest = max((d for d in decisions if d.covers(block)), key=lambda d: d.id, default=None)
    return latest.answer if latest else None


# --- what there is to take from -------------------------------------------------------------------


@dataclass(slots=True)
class _Shelf:
    """A grant while charges are served from it."""

    grant: Grant
    taken: int = field(default=0)

    def has_on(self, day: date) -> bool:
        return self.taken < self.grant.quantity and self.grant.valid_on(day)


def _grants(facts: Facts, on: date) -> list[_Shelf]:
    """All grants that begin up to `on`, in the order in which they are taken from (E6)."""
    found = [
        Grant(
            f"included {_year_name(g.year_start, g.year_end)}{', raised' if g.raised else ''}",
            "included",
            g.first_day,
            g.last_day,
            g.agreed_to,
            g.quantity,
            g.fact,
        )
        for contract in contracts(facts.contracts)
        for g in included_grants(contract, on)
    ]
    found += [
        Grant(g.label, g.source, g.first_day, g.last_day, g.last_day, g.quantity, g.id)
        for g in facts.grants
        if g.first_day <= on
    ]
    found.sort(key=lambda g: (g.agreed_to, _SOURCE_ORDER[g.source], g.first_day, g.recorded))
    return [_Shelf(grant) for grant in found]


def _year_name(first: date, last: date) -> str:
    if first.year == last.year:
        return str(first.year)
    return f"{first.year}/{last.year % 100:02d}"


# --- who takes what -------------------------------------------------------------------------------


def _serve(blocks: Iterable[Block], shelves: Sequence[_Shelf]) -> list[Charge]:
    """Serve the due charges in order (E6); what finds no grant is settled or uncovered (E7)."""
    charges: list[Charge] = []
    queue = [((block.day, block.entry, block.number), block.day, block) for block in blocks]
    heapq.heapify(queue)
    while queue:
        (_, entry, number), day, block = heapq.heappop(queue)
        shelf = next((shelf for shelf in shelves if shelf.has_on(day)), None)
        settled = block.settlement
        if shelf is not None:
            shelf.taken += 1
            outcome = Outcome.COVERED if day == block.day else Outcome.SETTLED_FROM_GRANT
            charges.append(Charge(block, day, shelf.grant, outcome))
        elif settled is None or day > block.day:
            charges.append(Charge(block, block.day, None, Outcome.UNCOVERED))
        elif settled.way == "consulting":
            charges.append(Charge(block, block.day, None, Outcome.SETTLED_AS_CONSULTING))
        elif settled.day > day:  # try again as if dated on the day of settling
            heapq.heappush(queue, ((settled.day, entry, number), settled.day, block))
        else:
            charges.append(Charge(block, block.day, None, Outcome.UNCOVERED))
    charges.sort(key=lambda c: (c.day, c.block.entry, c.block.number))
    return charges
