"""`/balance` of a customer with ten years of history, beside one with twenty entries."""

from __future__ import annotations

from sqlalchemy import select

from models.rows.customers import Customer
from models.rules.entitlement import statement
from models.usecases.derived.entitlements import facts_of
from tests.bench.long_history import TODAY, desks
from tests.bench.side_by_side import Act, in_turn, tell
from tests.desk import DeskUnderTest


def measure() -> None:
    """Measure on SQLite and on PostgreSQL."""
    for kind, desk, _ in desks():
        _measure(kind, desk)


def _measure(kind: str, desk: DeskUnderTest) -> None:
    def types(text: str) -> Act:
        return lambda: desk.slack.type("ada", "#support", text)

    names = ("10 years", "20 entries")
    tell(f"/balance, {kind}", in_turn(types("/balance big"), types("/balance small")), names)
    with desk.house.desk.database.reading() as session:
        ids = {row.key: row.id for row in session.execute(select(Customer.key, Customer.id))}
        facts = facts_of(session, list(ids.values()))
    big, small = facts[ids["big"]], facts[ids["small"]]
    pure = in_turn(lambda: statement(big, TODAY), lambda: statement(small, TODAY))
    tell("  of it, the statement alone", pure, names)
