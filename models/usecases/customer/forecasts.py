"""What comes: the forecasts of customers (N3)."""

from __future__ import annotations

from collections.abc import Sequence

from models.rows.customers import Customer
from models.rules.forecast import Forecast, Silence, forecast
from models.rules.permissions import Permission
from models.rules.statement import Statement
from models.usecases import people
from models.usecases.derived import entitlements
from models.usecases.turn import Turn


def forecasts(turn: Turn, customers: Sequence[Customer]) -> dict[int, Forecast | Silence]:
    """Return what comes of customers from today on, or why nothing can be said, by their ids."""
    ledgers = entitlements.ledgers_of(turn.session, [customer.id for customer in customers])
    return {id_: forecast(ledger, turn.today) for id_, ledger in ledgers.items()}


@people.may(Permission.EVERYBODY)
def what_comes(turn: Turn, customer: Customer) -> tuple[Statement, Forecast | Silence]:
    """Return a customer's statement of today and what comes of it."""
    ledger = entitlements.ledger_of(turn.session, customer.id)
    return ledger.statement(turn.today), forecast(ledger, turn.today)
