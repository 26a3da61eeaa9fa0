"""A customer's year for a document: as issued, with what was settled of it since (E7, E11)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from models.rows.customers import Customer
from models.rules.permissions import Permission
from models.rules.statement import Outcome
from models.usecases import people
from models.usecases.books.issued import Issued, issued
from models.usecases.derived.entitlements import statement_of
from models.usecases.turn import Turn


@people.may(Permission.EVERYBODY)
def year_told(turn: Turn, customer: Customer, until: date) -> Issued:
    """Return a calendar year of a customer up to a day, or to today if that is still to come.

    What is uncovered on that day and was settled from a grant later says so; the year's numbers
    stay those of its day (E11). Impossible for a year that has not begun.
    """
    told = issued(turn, customer, until)
    if not told.lines.statement.uncovered:
        return told
    now = statement_of(turn.session, customer.id, turn.today)
    settled = {
        (charge.block.case, charge.block.number): charge
        for charge in now.charges
        if charge.outcome is Outcome.SETTLED_FROM_GRANT
    }
    charges = tuple(
        replace(line, settled=settled.get((line.case, line.charge.block.number)))
        if line.charge.outcome is Outcome.UNCOVERED
        else line
        for line in told.lines.charges
    )
    return replace(told, lines=replace(told.lines, charges=charges))
