"""A customer's consulting by case and month (E5, E7)."""

from __future__ import annotations

from collections import defaultdict

from models.rows.time import TimeRow
from models.rules.consulting import Consulting, consulting_by_month
from models.rules.statement import Statement
from models.usecases.escalation.time_listed import standing
from models.usecases.turn import Turn


def consulting_in(turn: Turn, told: Statement) -> list[Consulting]:
    """Return the consulting of a statement by case and month, oldest first."""
    cases = {account.number for account in told.accounts if account.consulting_minutes}
    cases |= {charge.block.case for charge in told.charges if charge.consulting}
    if not cases:
        return []
    entries = defaultdict(list)
    for case, day, minutes in turn.session.execute(
        standing(TimeRow.case_id, TimeRow.day, TimeRow.minutes)
        .where(TimeRow.case_id.in_(cases), TimeRow.day <= told.on)
        .order_by(TimeRow.day, TimeRow.id)
    ):
        entries[case].append((day, minutes))
    accounts = filter(None, map(told.case, sorted(cases)))
    found = (each for a in accounts for each in consulting_by_month(a, entries[a.number]))
    return sorted(found, key=lambda each: (each.month, each.case))
