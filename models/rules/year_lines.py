"""A year of a customer, line by line, from its statement: each minute of the year is in one line.

What a document for the customer is made of. The year is the calendar's; its statement is that of
its last day, or of today. Days are calendar dates in the business zone, time is whole minutes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from itertools import groupby, zip_longest

from models.rules.contract_year import ONE_DAY, Contract, Term
from models.rules.service_definition import BLOCK_MINUTES, CONSULTING_MINUTE, NEVER_CHARGED, Kind
from models.rules.statement import Block, CaseAccount, Charge, Grant, Outcome, Statement

Spent = Mapping[tuple[int, date], int]
"""The minutes of a case by block and month (its first day)."""


def spent(entries: Iterable[tuple[date, int]]) -> Spent:
    """Return the time of a case by block and month, from the day and minutes of all its entries in
    their order (E1).
    """
    found: dict[tuple[int, date], int] = defaultdict(int)
    before = 0
    for day, minutes in entries:
        until = before + minutes
        while before < until:
            block = before // BLOCK_MINUTES + 1
            part = min(until, block * BLOCK_MINUTES) - before
            found[block, day.replace(day=1)] += part
            before += part
    return found


class WhyFree(Enum):
    """Why time was not charged."""

    UNTRIAGED = Kind.UNTRIAGED.value
    DEFECT = Kind.DEFECT.value
    SECURITY = Kind.SECURITY.value
    TOUCHPOINT = Kind.TOUCHPOINT.value
    SHORT = "short"  # less than 15 minutes in all (E3)
    CHARGED_BEFORE = "charged before"  # by an escalation of an earlier year (E1)


@dataclass(frozen=True, slots=True)
class CaseMinutes:
    """Minutes of the year on a case."""

    case: int
    title: str
    minutes: int


@dataclass(frozen=True, slots=True)
class ChargeLine(CaseMinutes):
    """A charge, and the time of the year in its block; and what it was `settled` as after the day
    of the statement, on which it is uncovered (E7, E11).
    """

    charge: Charge
    settled: Charge | None = None


@dataclass(frozen=True, slots=True)
class FreeLine(CaseMinutes):
    """Time that was not charged, and why; `since`: the day of the charge that it belongs to."""

    why: WhyFree
    since: date | None = None


@dataclass(frozen=True, slots=True)
class ConsultingLine(CaseMinutes):
    """Consulting on a case in a month, by its first day (E5, E7)."""

    month: date

    @property
    def chf(self) -> Decimal:
        """Its price in CHF without VAT (M1)."""
        return self.minutes * CONSULTING_MINUTE


@dataclass(frozen=True, slots=True)
class GrantYear:
    """A grant that could be used in the year: how many of it were used before and in it."""

    grant: Grant
    used_before: int
    used: int
    is_over: bool

    @property
    def remaining(self) -> int:
        """What is left of it: it has expired with the grant, if that `is_over`."""
        return self.grant.quantity - self.used_before - self.used


@dataclass(frozen=True, slots=True)
class TermYear:
    """What was agreed for a stretch that lies in the year at least in part; None: open-ended."""

    term: Term
    last_day: date | None


@dataclass(frozen=True)
class YearLines:
    """A customer's year from `first` to the day of its statement, by date, then by case.

    `charges` are those of the year, and what is uncovered of earlier ones.
    """

    first: date
    statement: Statement
    terms: tuple[TermYear, ...]
    grants: tuple[GrantYear, ...]
    charges: tuple[ChargeLine, ...]
    free: tuple[FreeLine, ...]
    undecided: tuple[CaseMinutes, ...]
    consulting: tuple[ConsultingLine, ...]

    @property
    def minutes(self) -> int:
        """All time of the year."""
        told = (*self.charges, *self.free, *self.undecided, *self.consulting)
        return sum(line.minutes for line in told)

    @property
    def used(self) -> int:
        """How many escalations were used in the year."""
        return sum(grant.used for grant in self.grants)


def year_lines(statement: Statement, first: date, times: Mapping[int, Spent]) -> YearLines:
    """Return the lines of a year from its `first` day to that of the statement.

    `times` has the time of each case that was worked on in the year, up to that day.
    """
    blocks = list(_blocks(statement.cases, first, times))
    charges = [line for block in blocks if (line := block.charge_line(first))]
    consulting = [line for block in blocks for line in block.consulting_lines()]
    return YearLines(
        first,
        statement,
        tuple(_terms(statement.contracts, first, statement.on)),
        tuple(_grants(statement, first)),
        tuple(sorted(charges, key=lambda line: (line.charge.day, line.charge.block.entry))),
        tuple(_free(blocks, first)),
        tuple(_undecided(blocks)),
        tuple(sorted(consulting, key=lambda line: (line.month, line.case))),
    )


def consulting_lines(
    statement: Statement, times: Mapping[int, Spent]
) -> tuple[ConsultingLine, ...]:
    """Return all consulting of a statement by case and month, oldest first (E5, E7).

    `times` has the time of each case that has any, up to the day of the statement.
    """
    blocks = _blocks(filter(None, map(statement.case, times)), date.min, times)
    found = (line for block in blocks for line in block.consulting_lines())
    return tuple(sorted(found, key=lambda line: (line.month, line.case)))


@dataclass(frozen=True, slots=True)
class _BlockYear:
    """A block of a case with its charge, if it has one, and its time of the year by month."""

    account: CaseAccount
    block: Block
    charge: Charge | None
    months: Mapping[date, int]

    @property
    def minutes(self) -> int:
        """Its time of the year."""
        return sum(self.months.values())

    @property
    def is_consulting(self) -> bool:
        """Whether it was decided (E5) or settled (E7) as consulting."""
        return self.block.consulting or (self.charge is not None and self.charge.consulting)

    def is_charged(self, first: date) -> bool:
        """Whether its charge is one of the year's lines: of the year, or still uncovered."""
        if self.charge is None or self.is_consulting:
            return False
        return self.charge.day >= first or self.charge.outcome is Outcome.UNCOVERED

    def charge_line(self, first: date) -> ChargeLine | None:
        """Return the line of its charge, if the year has one."""
        if self.charge is None or not self.is_charged(first):
            return None
        return ChargeLine(self.account.number, self.account.title, self.minutes, self.charge)

    def consulting_lines(self) -> Iterator[ConsultingLine]:
        """Yield its time as consulting, month by month."""
        if self.is_consulting:
            for month, minutes in self.months.items():
                yield ConsultingLine(self.account.number, self.account.title, minutes, month)


def _blocks(
    accounts: Iterable[CaseAccount], first: date, times: Mapping[int, Spent]
) -> Iterator[_BlockYear]:
    for account in accounts:
        months: dict[int, dict[date, int]] = defaultdict(dict)
        for (block, month), minutes in times.get(account.number, {}).items():
            if month >= first:
                months[block][month] = minutes
        for each in account.blocks:
            yield _BlockYear(account, each, account.charge_of(each), months[each.number])


def _free(blocks: Iterable[_BlockYear], first: date) -> Iterator[FreeLine]:
    """Yield the time that was not charged: of a case together, of a charged block by itself."""
    for account, of_case in groupby(blocks, key=lambda block: block.account):
        free = 0
        for each in of_case:
            if each.charge is not None and not each.is_consulting and not each.is_charged(first):
                before, since = WhyFree.CHARGED_BEFORE, each.charge.day
                if each.minutes:
                    yield FreeLine(account.number, account.title, each.minutes, before, since)
            elif not each.block.charged:
                free += each.minutes
        if free:
            yield FreeLine(account.number, account.title, free, _why_free(account))


def _why_free(account: CaseAccount) -> WhyFree:
    return WhyFree(account.kind.value) if account.kind in NEVER_CHARGED else WhyFree.SHORT


def _undecided(blocks: Iterable[_BlockYear]) -> Iterator[CaseMinutes]:
    for account, of_case in groupby(blocks, key=lambda block: block.account):
        if minutes := sum(each.minutes for each in of_case if each.block.undecided):
            yield CaseMinutes(account.number, account.title, minutes)


def _grants(statement: Statement, first: date) -> Iterator[GrantYear]:
    """Yield the grants that could be used in the year, in the order in which they are taken."""
    before = Counter(
        charge.grant.identity for charge in statement.charges if charge.grant and charge.day < first
    )
    for line in statement.every_grant:
        if line.grant.last_day >= first:
            earlier = before[line.grant.identity]
            is_over = line.grant.last_day < statement.on
            yield GrantYear(line.grant, earlier, line.charged - earlier, is_over)


def _terms(contracts: Iterable[Contract], first: date, on: date) -> Iterator[TermYear]:
    """Yield what was agreed for the days from `first` to `on`, in order."""
    for contract in contracts:
        reached = contract.reached
        for term, after in zip_longest(reached, reached[1:]):
            last_day = after.first_day - ONE_DAY if after else contract.last_day
            if term.first_day <= on and (last_day is None or last_day >= first):
                yield TermYear(term, last_day)
