"""Looking at statements: one customer's, or all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.rows.customers import Customer
from models.rules.forecast import Forecast, Silence
from models.rules.permissions import Permission
from models.rules.statement import Statement
from models.rules.year_lines import ConsultingLine
from models.usecases import finding, people
from models.usecases.customer.consulting import latest_consulting
from models.usecases.customer.customers import CustomerLine, lines_on
from models.usecases.customer.forecasts import forecasts
from models.usecases.derived import entitlements
from models.usecases.turn import Turn

MOST_CONSULTING = 30  # lines, that a message has room for them


@dataclass(frozen=True)
class BalanceShown:
    """A customer's statement, its latest consulting by case and month, and from today on what
    comes.
    """

    customer: Customer
    statement: Statement
    consulting: Sequence[ConsultingLine]
    comes: Forecast | Silence | None


@people.may(Permission.EVERYBODY)
def shown(turn: Turn, customer: Customer, on: date | None = None) -> BalanceShown:
    """Return what there is to show of a customer's balance on a date (default: today; E11)."""
    on = on or turn.today
    ledger = entitlements.ledgers_on(turn.session, [customer.id], on)[customer.id]
    consulting = latest_consulting(turn, ledger, on, MOST_CONSULTING)
    comes = forecasts(turn, [customer])[customer.id] if on == turn.today else None
    return BalanceShown(customer, ledger.statement(on), consulting, comes)


@people.may(Permission.EVERYBODY)
def balance(turn: Turn, customer: Customer, on: date | None = None) -> Statement:
    """Return a customer's statement on a date (default: today; E11)."""
    return entitlements.statement_of(turn.session, customer.id, on or turn.today)


@people.may(Permission.EVERYBODY)
def balances(turn: Turn, on: date | None = None) -> tuple[list[CustomerLine], bool]:
    """Return this account manager's customers with their statements; for others all customers.

    The second value says whether they are this person's own.
    """
    everyone = finding.customers(turn)
    own = [customer for customer in everyone if customer.manager_id == turn.person.id]
    chosen = own or everyone
    return lines_on(turn, chosen, on or turn.today), bool(own)
