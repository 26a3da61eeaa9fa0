"""G1, G2, G3, G5: contracts, their years, and what they include.

What was agreed is kept as facts (`ContractFact`); `contracts` works out the contracts that follow.
All dates are calendar dates in the business zone; a last day is included.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from models.rules.closed_sets import Named
from models.rules.service_definition import LEVEL, PACK_MONTHS, Level, level_rank

ONE_DAY = timedelta(days=1)


class Agreed(Named, called="something that is agreed"):
    """What can be agreed."""

    START = "start"  # a contract from a day on, to its last day if that is known
    LEVEL = "level"  # another level from a day on
    END = "end"  # a contract ends with its last day


@dataclass(frozen=True, slots=True)
class ContractFact:
    """One thing that was agreed, as it was recorded; an end is that of `contract`.

    `id` is the order of recording; `escalations` is the number agreed for Managed.
    """

    id: int
    what: Agreed
    day: date
    level: Level = Level.BASIC
    escalations: int | None = None
    last_day: date | None = None
    contract: int | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A stretch of a contract under one level. `fact` is what brought it about."""

    first_day: date
    level: Level
    escalations: int | None
    fact: int

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
class Contract:
    """A contract with its own years: from `start`, to `last_day` or open-ended, in terms.

    `agreed_to` is the last day as it stood without an end that was recorded afterwards.
    """

    id: int
    start: date
    last_day: date | None
    agreed_to: date | None
    terms: tuple[Term, ...]

    def covers(self, day: date) -> bool:
        """Whether the contract is in force on `day`."""
        return self.start <= day and (self.last_day is None or day <= self.last_day)

    def term_on(self, day: date) -> Term:
        """Return the term in force on a day that the contract covers."""
        return next(term for term in reversed(self.terms) if term.first_day <= day)

    @property
    def reached(self) -> tuple[Term, ...]:
        """The terms that come at all: those that begin by the contract's last day."""
        return tuple(term for term in self.terms if self.covers(term.first_day))

    def year_ends(self, year_end: date) -> tuple[date, date]:
        """The last day of a year's escalations, and the one it had without an end (G5)."""
        last, agreed = self.last_day or year_end, self.agreed_to or year_end
        return min(year_end, last), min(year_end, agreed)


@dataclass(frozen=True, slots=True)
class IncludedGrant:
    """Included escalations of one contract year, or what a raise within it added (G1, G5).

    `agreed_to` is the last day as it stood before the contract was ended.
    """

    first_day: date
    last_day: date
    agreed_to: date
    quantity: int
    year_start: date
    year_end: date
    raised: bool
    fact: int


def anniversary(start: date, years: int) -> date:
    """Return the first day of a contract's year number `years`, counted from its start (G2)."""
    return start + relativedelta(years=years)


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

    Of two changes for the same day the later recorded one holds. A change after a contract's end
    begins a contract of its own, unless it was recorded before the end as a lowering within the
    contract.
    """
    ends = {fact.contract: fact for fact in sorted(_of(facts, Agreed.END), key=_by_id)}
    found = [
        _begin(fact, ends, fact.last_day)
        for fact in sorted(_of(facts, Agreed.START), key=lambda f: (f.day, f.id))
    ]
    for fact in _latest_of_each_day(facts):
        index = next((i for i, c in enumerate(found) if c.covers(fact.day)), None)
        if index is not None:
            found[index : index + 1] = _changed(found[index], fact, ends)
        elif not any(_lowered_before_the_end(c, fact, ends) for c in found):
            found.append(_begin(fact, ends, _day_before_next(found, fact.day)))
        found.sort(key=lambda c: c.start)
    return tuple(found)


Ends = Mapping[int | None, ContractFact]  # the end that holds, by contract


def _lowered_before_the_end(contract: Contract, fact: ContractFact, ends: Ends) -> bool:
    """Whether a change was a lowering within a contract that was then ended before its day."""
    end = ends.get(contract.id)
    if end is None or end.id < fact.id or fact.day < contract.start:
        return False
    if contract.agreed_to is not None and fact.day > contract.agreed_to:
        return False
    wanted = Term(fact.day, fact.level, fact.escalations, fact.id)
    return not wanted.outranks(contract.term_on(fact.day))


def _of(facts: Sequence[ContractFact], what: Agreed) -> Iterator[ContractFact]:
    return (fact for fact in facts if fact.what == what)


def _by_id(fact: ContractFact) -> int:
    return fact.id


def _latest_of_each_day(facts: Sequence[ContractFact]) -> list[ContractFact]:
    latest = {fact.day: fact for fact in sorted(_of(facts, Agreed.LEVEL), key=_by_id)}
    return [latest[day] for day in sorted(latest)]


def _begin(fact: ContractFact, ends: Ends, agreed_to: date | None) -> Contract:
    term = Term(fact.day, fact.level, fact.escalations, fact.id)
    last_day = ends[fact.id].last_day if fact.id in ends else agreed_to
    return Contract(fact.id, fact.day, last_day, agreed_to, (term,))


def _day_before_next(found: Sequence[Contract], day: date) -> date | None:
    later = [contract.start for contract in found if contract.start > day]
    return min(later) - ONE_DAY if later else None


def _changed(contract: Contract, fact: ContractFact, ends: Ends) -> list[Contract]:
    """Apply a change of level to the contract in force on its day (G5)."""
    wanted = Term(fact.day, fact.level, fact.escalations, fact.id)
    # A later change replaces one that still waits for its anniversary.
    settled = tuple(term for term in contract.terms if term.first_day <= fact.day)
    now = settled[-1]
    if wanted.same_as(now):
        return [replace(contract, terms=settled)]
    if not wanted.outranks(now):
        waits_until = next_anniversary(contract.start, fact.day)
        return [replace(contract, terms=(*settled, replace(wanted, first_day=waits_until)))]
    if now.level == Level.BASIC:  # raised from Basic: a contract with years of its own
        begun = _begin(fact, ends, contract.agreed_to)
        if fact.id not in ends:
            begun = replace(begun, last_day=contract.last_day)
        if now.first_day == fact.day and len(settled) == 1:
            return [begun]
        before_it = fact.day - ONE_DAY
        return [replace(contract, last_day=before_it, agreed_to=before_it, terms=settled), begun]
    before = tuple(term for term in settled if term.first_day < fact.day)
    return [replace(contract, terms=(*before, wanted))]


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


def _grants_of_year(
    contract: Contract, first: date, year_end: date, until: date
) -> Iterator[IncludedGrant]:
    last, agreed = contract.year_ends(year_end)
    term = contract.term_on(first)
    held = term.included
    if held:
        yield IncludedGrant(first, last, agreed, held, first, year_end, False, term.fact)
    for raised in contract.terms:
        if first < raised.first_day <= min(last, until) and raised.included > held:
            more = raised.included - held  # beyond what the year already has
            yield IncludedGrant(
                raised.first_day, last, agreed, more, first, year_end, True, raised.fact
            )
            held = raised.included
