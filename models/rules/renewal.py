"""N1, G2: by when it is to be decided whether a contract goes on, and what its year used.

All dates are calendar dates in the business zone; a last day is included.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from models.rules.contract_year import (
    ONE_DAY,
    Contract,
    contract_on,
    next_anniversary,
    year_start,
)
from models.rules.facts import GrantSource
from models.rules.service_definition import CONSULTING_MINUTE
from models.rules.statement import Statement

MOST_NOTICE_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Renewal:
    """The next day by which to decide about a contract: its last one if it `ends`, else the last on
    which notice can be given before the anniversary `turns_on`.
    """

    contract: int
    decide_by: date
    turns_on: date
    ends: bool


def notice_day(anniversary: date, months: int) -> date:
    """Return the last day on which notice of so many months can be given before an anniversary."""
    return anniversary - relativedelta(months=months) - ONE_DAY


def renewal(
    agreed: Sequence[Contract], months: int | None, renews_on: date | None, today: date
) -> Renewal | None:
    """Return the next day by which to decide about the contract in force, from today on.

    `months` is its notice period, `renews_on` the last anniversary at which it goes on for sure.
    None where nothing is to be decided: without a contract, and where neither an end nor a notice
    period is agreed.
    """
    contract = contract_on(agreed, today)
    if contract is None:
        return None
    found = [_at_its_end(contract, agreed)]
    if months is not None:
        found.append(_at_an_anniversary(contract, months, renews_on, today))
    coming = (each for each in found if each is not None)
    return min(coming, key=lambda each: each.decide_by, default=None)


def _at_its_end(contract: Contract, agreed: Sequence[Contract]) -> Renewal | None:
    """Its end, unless another contract begins on the day after it."""
    if contract.last_day is None:
        return None
    after = contract.last_day + ONE_DAY
    if contract_on(agreed, after) is not None:
        return None
    return Renewal(contract.id, contract.last_day, after, ends=True)


def _at_an_anniversary(
    contract: Contract, months: int, renews_on: date | None, today: date
) -> Renewal | None:
    """The first anniversary that is not decided, and before which notice can still be given."""
    decided = renews_on if renews_on and _is_anniversary(contract, renews_on) else date.min
    turns_on = next_anniversary(contract.start, max(today, decided) + ONE_DAY)
    while notice_day(turns_on, months) < today:
        turns_on = next_anniversary(contract.start, turns_on + ONE_DAY)
    if not contract.covers(turns_on):
        return None
    return Renewal(contract.id, notice_day(turns_on, months), turns_on, ends=False)


def _is_anniversary(contract: Contract, day: date) -> bool:
    """Whether a year of a contract begins on a day; an earlier contract had others."""
    return next_anniversary(contract.start, day) == day


def a_year_later(contract: Contract, last_day: date) -> date:
    """Return the last day of a contract that goes on for a year beyond one: of its own next year,
    where it was to end with one (G2).
    """
    after = last_day + ONE_DAY
    if _is_anniversary(contract, after):
        return next_anniversary(contract.start, after + ONE_DAY) - ONE_DAY
    return after + relativedelta(years=1) - ONE_DAY


@dataclass(frozen=True, slots=True)
class YearUse:
    """What a contract year has used so far beside what it `included`: escalations, whatever grant
    they took, and consulting.
    """

    first_day: date
    included: int
    used: int
    consulting_minutes: int

    @property
    def consulting_chf(self) -> Decimal:
        """The price of the consulting, in CHF without VAT (M1)."""
        return self.consulting_minutes * CONSULTING_MINUTE


def year_used(statement: Statement) -> YearUse | None:
    """Return what the contract year of the statement's date has used; None without a contract."""
    contract = contract_on(statement.contracts, statement.on)
    if contract is None:
        return None
    first = year_start(contract.start, statement.on)
    included = (
        line.grant.quantity
        for line in statement.grants
        if line.grant.source is GrantSource.INCLUDED
    )
    charges = [charge for charge in statement.charges if charge.day >= first]
    settled = (charge.block.minutes for charge in charges if charge.consulting)
    decided = (
        block.minutes
        for account in statement.accounts
        for block in account.blocks
        if block.consulting and block.day >= first
    )
    return YearUse(
        first_day=first,
        included=sum(included),
        used=sum(not charge.consulting for charge in charges),
        consulting_minutes=sum(settled) + sum(decided),
    )
