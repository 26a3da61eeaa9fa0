"""A day before a customer's first contract is hardly meant: it is asked about where one is said.

Nothing forbids it: work may have begun before a contract did.
"""

from __future__ import annotations

from datetime import date, time

from sqlalchemy import select

from models.problems import Doubtful, Impossible
from models.rows.cases import Case
from models.rows.customers import Customer
from models.rules.contract_year import ONE_DAY
from models.rules.writing import long_day
from models.usecases.derived.entitlements import agreed_with, ledger_of, statement_of
from models.usecases.names import customer_names
from models.usecases.turn import Turn


def refuse_year_before(turn: Turn, customer: Customer, year: int) -> None:
    """Refuse (Impossible) a calendar year before a customer's first contract of which nothing is
    recorded.
    """
    last = date(year, 12, 31)
    first = _first(turn, customer)
    if first is None or first <= last or statement_of(turn.session, customer.id, last).accounts:
        return
    ends = turn.calendar.instant(last + ONE_DAY, time())
    reported = select(Case.id).where(Case.customer_id == customer.id, Case.reported_at < ends)
    if turn.session.scalar(reported.limit(1)) is None:
        raise Impossible(
            f"There is nothing to tell of {year}: {customer.key}'s first contract began on "
            f"{long_day(first)}."
        )


def _first(turn: Turn, customer: Customer) -> date | None:
    agreed = ledger_of(turn.session, customer.id).stock.agreed
    return min((contract.start for contract in agreed), default=None)


class BeforeFirstContract(Doubtful):
    """A day lies before the first contract: a customer's, or that of all."""

    def __init__(self, whose: str, first: date, day: date) -> None:
        super().__init__(
            f"{whose} first contract begins on {long_day(first)}, and {long_day(day)} lies before "
            "that. Is it that day?",
            "Yes, that day",
        )


def doubt(turn: Turn, customer: Customer, day: date) -> None:
    """Ask (BeforeFirstContract) about a day before a customer's first contract, if it has one."""
    first = _first(turn, customer)
    if first is not None and day < first:
        raise BeforeFirstContract(f"{customer.key}'s", first, day)


def doubt_for_all(turn: Turn, day: date) -> None:
    """Ask (BeforeFirstContract) about a day before the first contract of all customers."""
    agreed = agreed_with(turn.session, customer_names(turn.session).keys)
    first = min((each.start for theirs in agreed.values() for each in theirs), default=None)
    if first is not None and day < first:
        raise BeforeFirstContract("The", first, day)
