"""A customer's consulting by case and month (E5, E7)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from models.rows.time import TimeRow
from models.rules.statement import Statement
from models.rules.year_lines import ConsultingLine, consulting_lines, spent
from models.usecases.escalation.time_listed import standing
from models.usecases.turn import Turn


def consulting_in(turn: Turn, told: Statement) -> Sequence[ConsultingLine]:
    """Return the consulting of a statement by case and month, oldest first."""
    cases = {account.number for account in told.accounts if account.consulting_minutes}
    cases |= {charge.block.case for charge in told.charges if charge.consulting}
    if not cases:
        return ()
    rows = turn.session.execute(
        standing(TimeRow.case_id, TimeRow.day, TimeRow.minutes)
        .where(TimeRow.case_id.in_(cases), TimeRow.day <= told.on)
        .order_by(TimeRow.case_id, TimeRow.day, TimeRow.id)
    )
    times = {
        number: spent((day, minutes) for _, day, minutes in entries)
        for number, entries in groupby(rows, key=itemgetter(0))
    }
    return consulting_lines(told, times)
