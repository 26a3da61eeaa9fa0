"""E1 to E11, G6: from a customer's facts and a date to a statement. One pure function.

Facts in, statement out; this is how the worked example begins:

>>> acme = Facts(
...     contracts=(ContractFact(1, "start", date(2026, 1, 1), "standard"),),
...     grants=(BoughtGrant(1, "pack", "pack M", date(2026, 3, 10), date(2027, 3, 10), 3),),
...     cases=(CaseKind(1, "configuration"),),
...     entries=(TimeEntry(1, 1, date(2026, 3, 3), 15), TimeEntry(2, 1, date(2026, 3, 12), 286)),
...     decisions=(Decision(1, case=1, block=2, answer="escalation"),),
... )
>>> told = statement(acme, on=date(2026, 3, 13))
>>> [f"{line.remaining} of {line.grant.label}" for line in told.grants]
['2 of included 2026', '3 of pack M']
>>> [f"{c.day:%m-%d} block {c.block.number}, {c.grant.label} ({c.rule})" for c in told.charges]
['03-03 block 1, included 2026 (E4)', '03-12 block 2, included 2026 (E5)']

Preview, explanation, balance on any date are calls of `statement` with other facts. On the way
stands a `Ledger`: the same facts with each case worked out, which is what a process keeps.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from models.rules.case_account import CaseWork, folded, worked
from models.rules.contract_year import Contract, ContractFact, contracts, included_grants, level_on
from models.rules.facts import (
    BoughtGrant,
    Decision,
    Facts,
    GrantSource,
    Settlement,
    SettlementWay,
    TimeEntry,
)
from models.rules.statement import Block, Charge, Grant, GrantLine, Outcome, Statement

Drawn = TypeVar("Drawn")

_SOURCE_ORDER = {source: place for place, source in enumerate(GrantSource)}


def statement(facts: Facts, on: date) -> Statement:
    """Return the statement of a customer on a date (E11).

    What is known today counts, with the time entries dated up to `on` and the grants that begin up
    to it; entries and grants dated later change nothing.
    """
    return ledger(facts, on).statement(on)


@dataclass(frozen=True)
class Stock:
    """What was agreed and bought: the grants that there are to take from follow from it."""

    contracts: tuple[ContractFact, ...]
    bought: tuple[BoughtGrant, ...]
    _begun: dict[date, Sequence[Grant]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    @property
    def size(self) -> int:
        """About how much there is of it."""
        return len(self.contracts) + len(self.bought)

    @cached_property
    def agreed(self) -> tuple[Contract, ...]:
        """The contracts that follow from what was agreed (G5)."""
        return contracts(self.contracts)

    def grants(self, on: date) -> Sequence[Grant]:
        """Return all grants that begin up to a date, in the order in which they are taken from
        (E6); those of the latest date that was asked for are kept.
        """
        return _latest(self._begun, on, lambda: _grants(self.agreed, self.bought, on))


@dataclass(frozen=True)
class Ledger:
    """A customer's facts with each case worked out (`cases` by number, those with time on them).

    It draws statements of any date from `latest` on: the last day of what depends on one.
    """

    stock: Stock
    cases: Mapping[int, CaseWork]
    _followed: dict[Callable[[Ledger, date], Any], dict[date, Any]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    @property
    def size(self) -> int:
        """About how much there is of it: the cases, mostly."""
        return 1 + self.stock.size + len(self.cases)

    @cached_property
    def latest(self) -> date:
        """The last day of a time entry, or of settling from a grant."""
        days = [work.last[0] for work in self.cases.values()]
        days += [s.day for work in self.cases.values() for s in work.settlements]
        return max(days, default=date.min)

    def later(self, on: date) -> list[int]:
        """Return the cases with time, or settled from a grant, later than a date: on it they were
        not what they are here (E7, E11).
        """
        return [
            number
            for number, work in self.cases.items()
            if work.last[0] > on or any(settled.day > on for settled in work.settlements)
        ]

    def statement(self, on: date) -> Statement:
        """Return the statement on a date."""
        return self.follows(Ledger._draw, on)

    def follows(self, work: Callable[[Ledger, date], Drawn], on: date) -> Drawn:
        """Return what follows on a date by `work`, which looks at nothing else; that of the latest
        date is kept.
        """
        kept: dict[date, Drawn] = self._followed.setdefault(work, {})
        return _latest(kept, on, lambda: work(self, on))

    def _draw(self, on: date) -> Statement:
        accounts = tuple(work.account for work in self.cases.values())
        shelves = Shelves(self.stock.grants(on))
        due = (block for account in accounts for block in account.blocks if block.due)
        charges = _serve(due, shelves)
        return Statement(
            on=on,
            level=level_on(self.stock.agreed, on),
            every_grant=shelves.lines(),
            charges=tuple(charges),
            accounts=accounts,
            contracts=self.stock.agreed,
        )


def _latest(kept: dict[date, Drawn], on: date, draw: Callable[[], Drawn]) -> Drawn:
    """Return what is kept of a date; else it is drawn, and kept in place of another date's."""
    drawn = kept.get(on)
    if drawn is None:
        drawn = draw()
        kept.clear()
        kept[on] = drawn
    return drawn


def ledger(facts: Facts, on: date) -> Ledger:
    """Return the ledger of a customer on a date: with the time entries dated up to it (E11)."""
    entries = _by_case(entry for entry in facts.entries if entry.day <= on)
    decisions = _by_case(facts.decisions)
    settlements = _by_case(standing(facts.settlements, on))
    cases = {}
    for case in facts.cases:
        dated = sorted((e.day, e.id, e.minutes) for e in entries.get(case.number, ()))
        if time := folded(dated):
            said = decisions.get(case.number, ()), settlements.get(case.number, ())
            cases[case.number] = worked(case, time, *said)
    return Ledger(Stock(facts.contracts, facts.grants), cases)


def standing(settlements: Iterable[Settlement], on: date) -> tuple[Settlement, ...]:
    """Return what was settled last about each block, on a date: from a grant from its day on (E7).

    A block whose last settlement comes later is not settled.
    """
    latest = {(s.case, s.block): s for s in sorted(settlements, key=lambda s: s.id)}
    return tuple(s for s in latest.values() if s.way != SettlementWay.GRANT or s.day <= on)


Fact = TypeVar("Fact", TimeEntry, Decision, Settlement)


def _by_case(facts: Iterable[Fact]) -> dict[int, list[Fact]]:
    found: dict[int, list[Fact]] = defaultdict(list)
    for fact in facts:
        found[fact.case].append(fact)
    return found


# --- what there is to take from -------------------------------------------------------------------


def _grants(agreed: Iterable[Contract], bought: Iterable[BoughtGrant], on: date) -> list[Grant]:
    """All grants that begin up to `on`, in the order in which they are taken from (E6)."""
    found = [
        Grant(
            f"included {_year_name(g.year_start, g.year_end)}{', raised' if g.raised else ''}",
            GrantSource.INCLUDED,
            g.first_day,
            g.last_day,
            g.quantity,
            g.fact,
            g.said_to_last,
        )
        for contract in agreed
        for g in included_grants(contract, on)
    ]
    found += [
        Grant(g.label, g.source, g.first_day, g.last_day, g.quantity, g.id)
        for g in bought
        if g.first_day <= on
    ]
    found.sort(key=lambda g: _turn_of(g, on))
    return found


def _turn_of(grant: Grant, day: date) -> tuple[date, int, date, int]:
    """By what it is decided which of two grants is taken from first on a day (E6)."""
    return grant.expires(day), _SOURCE_ORDER[grant.source], grant.first_day, grant.recorded


def _year_name(first: date, last: date) -> str:
    if first.year == last.year:
        return str(first.year)
    return f"{first.year}/{last.year % 100:02d}"


class Shelves:
    """Grants in the order of E6 while charges are served from them, day after day.

    `served` are grants that charges of earlier days have taken from already.
    """

    def __init__(self, grants: Sequence[Grant], served: Iterable[GrantLine] = ()) -> None:
        taken = {line.grant.identity: line.charged for line in served}
        self._grants = grants
        self._taken = [taken.get(grant.identity, 0) for grant in grants]
        by_first_day = sorted(range(len(grants)), key=lambda place: grants[place].first_day)
        self._to_come = by_first_day[::-1]
        self._open: list[tuple[tuple[date, int, date, int], int]] = []  # a heap of those begun
        learned = {since for grant in grants for since, _ in grant.said_to_last}
        self._to_learn = sorted(learned, reverse=True)  # days on which an end was recorded

    def take(self, day: date) -> Grant | None:
        """Take an escalation from the first grant that has one; no day is before an earlier one."""
        self._look_at(day)
        while self._open:
            place = self._open[0][1]
            grant = self._grants[place]
            if self._taken[place] < grant.quantity and day <= grant.last_day:
                self._taken[place] += 1
                return grant
            heapq.heappop(self._open)  # empty or over, and so for every later day
        return None

    def _look_at(self, day: date) -> None:
        """Put in order what has begun by a day, by what was known at its end."""
        while self._to_come and self._grants[self._to_come[-1]].first_day <= day:
            place = self._to_come.pop()
            heapq.heappush(self._open, (_turn_of(self._grants[place], day), place))
        if self._to_learn and self._to_learn[-1] <= day:
            while self._to_learn and self._to_learn[-1] <= day:
                self._to_learn.pop()
            self._open = [(_turn_of(self._grants[place], day), place) for _, place in self._open]
            heapq.heapify(self._open)

    def lines(self) -> tuple[GrantLine, ...]:
        """Return each grant with what was taken from it."""
        return tuple(map(GrantLine, self._grants, self._taken))


# --- who takes what -------------------------------------------------------------------------------


def _serve(blocks: Iterable[Block], shelves: Shelves) -> list[Charge]:
    """Serve the due charges in order (E6); what finds no grant is settled or uncovered (E7)."""
    charges: list[Charge] = []
    queue = [(block.day, block.entry, block.number, block) for block in blocks]
    heapq.heapify(queue)
    while queue:
        day, entry, number, block = heapq.heappop(queue)
        settled = block.settlement
        if settled is not None and settled.way == SettlementWay.CONSULTING:
            charges.append(Charge(block, block.day, None, Outcome.SETTLED_AS_CONSULTING))
        elif (grant := shelves.take(day)) is not None:
            outcome = Outcome.COVERED if day == block.day else Outcome.SETTLED_FROM_GRANT
            charges.append(Charge(block, day, grant, outcome))
        elif settled is not None and day == block.day < settled.day:
            # Try again as if dated on the day of settling.
            heapq.heappush(queue, (settled.day, entry, number, block))
        else:
            charges.append(Charge(block, block.day, None, Outcome.UNCOVERED))
    charges.sort(key=lambda c: (c.day, c.block.entry, c.block.number))
    return charges
