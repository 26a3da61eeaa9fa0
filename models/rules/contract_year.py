"""G1, G2, G3, G5: contracts, their years, and what they include.

What was agreed is kept as facts (`ContractFact`); `contracts` works out the contracts that follow.
All dates are calendar dates in the business zone; a last day is included.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations
from typing import assert_never

from dateutil.relativedelta import relativedelta

from models.rules.closed_sets import Named
from models.rules.service_definition import LEVEL, PACK_MONTHS, Level, level_rank

ONE_DAY = timedelta(days=1)

LastDays = tuple[tuple[date, date], ...]  # from when a last day was known, and which it was


class Agreed(Named, called="something that is agreed"):
    """What can be agreed, and what is said of that afterwards."""

    START = "start"  # a contract from a day on, to its last day if that is known
    LEVEL = "level"  # another level from a day on
    END = "end"  # a contract ends with its last day
    CORRECTION = "correction"  # the level that a start or a level should have said
    TAKEN_BACK = "taken back"  # a fact counts no more


@dataclass(frozen=True, slots=True)
class ContractFact:
    """One thing that was agreed, as it was recorded.

    `id` is the order of recording, `recorded_on` its day; `escalations` is the number agreed for
    Managed; `about` is the fact that began the contract of an end, and the one that a correction
    or a taking back is of.
    """

    id: int
    what: Agreed
    day: date
    level: Level = Level.BASIC
    escalations: int | None = None
    last_day: date | None = None
    about: int | None = None
    recorded_on: date = date.min


@dataclass(frozen=True, slots=True)
class Term:
    """A stretch of a contract under one level. `fact` is what brought it about, perhaps a raise."""

    first_day: date
    level: Level
    escalations: int | None
    fact: int
    raised: bool = False

    @property
    def included(self) -> int:
        """Escalations included a contract year (G1)."""
        number = LEVEL[self.level].included
        return number if number is not None else (self.escalations or 0)

    def outranks(self, other: Term) -> bool:
        """Whether changing from `other` to this is a raise (G5): the level, or Managed's number."""
        mine = (level_rank(self.level), self.included if self.level == Level.MANAGED else 0)
        theirs = (level_rank(other.level), other.included if other.level == Level.MANAGED else 0)
        return mine > theirs

    def same_as(self, other: Term) -> bool:
        """Whether both promise the same."""
        return (self.level, self.included) == (other.level, other.included)


@dataclass(frozen=True, slots=True)
class End:
    """A contract's last day, or that it has none, as it was known from `recorded_on` on.

    `fact` recorded it; 0 is what was agreed when the contract began.
    """

    last_day: date | None
    fact: int = 0
    recorded_on: date = date.min


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract with its own years: from `start`, to `last_day` or open-ended, in terms.

    `ends` are the last days that it had one after the other: they belong to the contract, whatever
    becomes of its terms (G5).
    """

    id: int
    start: date
    last_day: date | None
    ends: tuple[End, ...]
    terms: tuple[Term, ...]

    def covers(self, day: date) -> bool:
        """Whether the contract is in force on `day`."""
        return self.start <= day and (self.last_day is None or day <= self.last_day)

    def term_on(self, day: date) -> Term:
        """Return the term in force on a day that the contract covers."""
        return next(term for term in reversed(self.terms) if term.first_day <= day)

    @property
    def reached(self) -> tuple[Term, ...]:
        """The terms that come at all, the last of each day: those that begin by the last day."""
        last_of_day = {term.first_day: term for term in self.terms if self.covers(term.first_day)}
        return tuple(last_of_day.values())

    def said_to_last(self, year_end: date) -> LastDays:
        """The last days that a year's escalations had, as its end was recorded and moved."""
        return tuple(
            (end.recorded_on, min(year_end, end.last_day or year_end)) for end in self.ends
        )


@dataclass(frozen=True, slots=True)
class IncludedGrant:
    """Included escalations of one contract year, or what a raise within it added (G1, G5).

    `said_to_last` are the last days that it had one after the other.
    """

    first_day: date
    last_day: date
    said_to_last: LastDays
    quantity: int
    year_start: date
    year_end: date
    raised: bool
    fact: int


def anniversary(start: date, years: int) -> date:
    """Return the first day of a contract's year number `years`, counted from its start (G2)."""
    return start + relativedelta(years=years)


def year_start(start: date, day: date) -> date:
    """Return the first day of the contract year that a day from the start on lies in (G2)."""
    years = day.year - start.year
    return anniversary(start, years if anniversary(start, years) <= day else years - 1)


def next_anniversary(start: date, day: date) -> date:
    """Return the contract's first anniversary on or after `day` (never the start itself)."""
    years = max(1, day.year - start.year)
    while anniversary(start, years) < day:
        years += 1
    return anniversary(start, years)


def pack_last_day(purchase: date) -> date:
    """Return the last usable day of a pack: the same date 12 months later, included (G3)."""
    return purchase + relativedelta(months=PACK_MONTHS)


def contracts(facts: Sequence[ContractFact]) -> tuple[Contract, ...]:
    """Return a customer's contracts, oldest first, that follow from the facts (G5).

    A change of level on a day that no contract covers begins one of its own, unless it was recorded
    as a lowering within a contract that was then ended before its day.
    """
    told = as_corrected(facts)
    ends = _ends(told)
    starts = [fact.day for fact in told if fact.what == Agreed.START]
    found: list[Contract] = []
    for fact in _in_order(told):
        latest = found[-1] if found else None
        if fact.what == Agreed.START:
            found.append(_begun(fact, ends, fact.last_day))
        elif latest is not None and latest.covers(fact.day):
            found[-1:] = _changed(latest, fact, ends)
        elif latest is None or not _lowered_before_the_end(latest, fact):
            next_start = min((day for day in starts if day > fact.day), default=None)
            found.append(_begun(fact, ends, next_start and next_start - ONE_DAY))
    return tuple(found)


Ends = Mapping[tuple[Agreed, date], Sequence[End]]  # by what they are of: what began on which day


def as_corrected(facts: Sequence[ContractFact]) -> list[ContractFact]:
    """Return what was agreed in the order of recording: without what was taken back, and with the
    level that was corrected last (G5).
    """
    gone: set[int | None] = set()
    corrected: dict[int | None, ContractFact] = {}
    told = []
    for fact in sorted(facts, key=lambda fact: -fact.id):  # what was said of a fact comes after it
        if fact.id in gone:
            continue
        match fact.what:
            case Agreed.TAKEN_BACK:
                gone.add(fact.about)
            case Agreed.CORRECTION:
                corrected.setdefault(fact.about, fact)
            case Agreed.START | Agreed.LEVEL | Agreed.END:
                right = corrected.get(fact.id, fact)
                told.append(replace(fact, level=right.level, escalations=right.escalations))
            case _:
                assert_never(fact.what)
    return told[::-1]


def _ends(told: Sequence[ContractFact]) -> Ends:
    """Return the ends that were recorded of what began on a day.

    It was perhaps replaced on that day by what was agreed later; the end stays.
    """
    began = {fact.id: (fact.what, fact.day) for fact in told}
    found: dict[tuple[Agreed, date], list[End]] = defaultdict(list)
    for fact in told:
        if fact.what == Agreed.END and fact.about in began:
            found[began[fact.about]].append(End(fact.last_day, fact.id, fact.recorded_on))
    return found


def _in_order(told: Sequence[ContractFact]) -> list[ContractFact]:
    """Return starts and changes of level by their day, then by recording.

    Without the changes that were still pending when another was recorded for the same day.
    """
    changes = [fact for fact in told if fact.what in (Agreed.START, Agreed.LEVEL)]
    replaced = {
        one.id
        for one, other in combinations(changes, 2)
        if one.what == other.what == Agreed.LEVEL and other.recorded_on < one.day == other.day
    }
    standing = (fact for fact in changes if fact.id not in replaced)
    return sorted(standing, key=lambda fact: (fact.day, fact.what == Agreed.LEVEL, fact.id))


def _lowered_before_the_end(contract: Contract, fact: ContractFact) -> bool:
    """Whether a change was a lowering within a contract that was then ended before its day."""
    last_day = [end for end in contract.ends if end.fact < fact.id][-1].last_day
    if last_day is not None and fact.day > last_day:
        return False
    return not _term(fact).outranks(contract.term_on(fact.day))


def _term(fact: ContractFact) -> Term:
    return Term(fact.day, fact.level, fact.escalations, fact.id)


def _begun(fact: ContractFact, ends: Ends, agreed_to: date | None) -> Contract:
    began = Contract(fact.id, fact.day, agreed_to, (End(agreed_to),), (_term(fact),))
    return _ended(began, ends.get((fact.what, fact.day), ()))


def _ended(contract: Contract, more: Sequence[End]) -> Contract:
    """Return the contract with ends that were recorded of what it has taken in."""
    ends = tuple(sorted((*contract.ends, *more), key=lambda end: end.fact))
    return replace(contract, ends=ends, last_day=ends[-1].last_day)


def _changed(contract: Contract, fact: ContractFact, ends: Ends) -> list[Contract]:
    """Apply a change of level to the contract in force on its day (G5)."""
    wanted = _term(fact)
    # A later change replaces one that still waits for its anniversary.
    settled = tuple(term for term in contract.terms if term.first_day <= fact.day)
    contract = replace(contract, terms=settled)
    contract = _ended(contract, ends.get((fact.what, fact.day), ()))
    now = settled[-1]
    if wanted.same_as(now):
        return [contract]
    if not wanted.outranks(now):
        # What was raised on that very day has begun: its lowering waits for another.
        asked_for = fact.day + ONE_DAY if now.raised and now.first_day == fact.day else fact.day
        waits_until = next_anniversary(contract.start, asked_for)
        return [_with(contract, replace(wanted, first_day=waits_until))]
    if now.level != Level.BASIC:
        return [_with(contract, replace(wanted, raised=True))]
    # Raised from Basic: a contract with years of its own, which keeps the end.
    begun = replace(contract, id=fact.id, start=fact.day, terms=(wanted,))
    if contract.start == fact.day:
        return [begun]
    return [replace(contract, last_day=fact.day - ONE_DAY), begun]


def _with(contract: Contract, term: Term) -> Contract:
    """Return the contract with one more term.

    It replaces what would begin on the same day, but for a raise: what that gave stays given.
    """
    before = (t for t in contract.terms if t.first_day < term.first_day or t.raised)
    return replace(contract, terms=(*before, term))


def level_on(all_contracts: Sequence[Contract], day: date) -> Level:
    """Return the level in force on `day`; without a contract, Basic (S2, G5)."""
    for contract in all_contracts:
        if contract.covers(day):
            return contract.term_on(day).level
    return Level.BASIC


def contract_on(all_contracts: Sequence[Contract], day: date) -> Contract | None:
    """Return the contract in force on `day`, if there is one."""
    return next((contract for contract in all_contracts if contract.covers(day)), None)


def level_changes(all_contracts: Sequence[Contract]) -> list[date]:
    """Return the days on which the level in force may change, in order."""
    days = {term.first_day for contract in all_contracts for term in contract.terms}
    days |= {c.last_day + ONE_DAY for c in all_contracts if c.last_day is not None}
    return sorted(days)


def included_grants(contract: Contract, until: date) -> Iterator[IncludedGrant]:
    """Yield the included grants of the contract's years that begin up to `until` (G1, G5)."""
    years = 0
    while True:
        first = anniversary(contract.start, years)
        if first > until or not contract.covers(first):
            return
        year_end = anniversary(contract.start, years + 1) - ONE_DAY
        yield from _grants_of_year(contract, first, year_end, until)
        years += 1


def would_bring(all_contracts: Sequence[Contract], level: Level, day: date) -> int | None:
    """Return how many escalations a raise to `level` on a day would bring in that contract year
    (G5); None if the number is negotiated.
    """
    number = LEVEL[level].included
    contract = contract_on(all_contracts, day)
    if number is None or contract is None or contract.term_on(day).level == Level.BASIC:
        return number
    held = (g for g in included_grants(contract, day) if g.year_start <= day <= g.year_end)
    return max(0, number - sum(grant.quantity for grant in held))


def _grants_of_year(
    contract: Contract, first: date, year_end: date, until: date
) -> Iterator[IncludedGrant]:
    last = min(year_end, contract.last_day or year_end)
    said_to_last = contract.said_to_last(year_end)
    term = contract.term_on(first)
    held = term.included
    if held:
        yield IncludedGrant(first, last, said_to_last, held, first, year_end, False, term.fact)
    for raised in contract.terms:
        if first < raised.first_day <= min(last, until) and raised.included > held:
            more = raised.included - held  # beyond what the year already has
            yield IncludedGrant(
                raised.first_day, last, said_to_last, more, first, year_end, True, raised.fact
            )
            held = raised.included
