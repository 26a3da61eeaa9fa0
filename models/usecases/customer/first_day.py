"""A day before a customer's first contract is hardly meant: it is asked about where one is said.

Nothing forbids it: work may have begun before a contract did.
"""

from __future__ import annotations

from datetime import date

from models.problems import Doubtful
from models.rows.customers import Customer
from models.rules.writing import long_day
from models.usecases.derived.entitlements import agreed_with, ledger_of
from models.usecases.names import customer_names
from models.usecases.turn import Turn


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
    agreed = ledger_of(turn.session, customer.id).stock.agreed
    first = min((contract.start for contract in agreed), default=None)
    if first is not None and day < first:
        raise BeforeFirstContract(f"{customer.key}'s", first, day)


def doubt_for_all(turn: Turn, day: date) -> None:
    """Ask (BeforeFirstContract) about a day before the first contract of all customers."""
    agreed = agreed_with(turn.session, customer_names(turn.session).keys)
    first = min((each.start for theirs in agreed.values() for each in theirs), default=None)
    if first is not None and day < first:
        raise BeforeFirstContract("The", first, day)
