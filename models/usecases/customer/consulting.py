"""A customer's consulting by case and month (E5, E7)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter

from models.rows.time import TimeRow
from models.rules.statement import Statement
from models.rules.year_lines import ConsultingLine, Spent, consulting_lines, spent
from models.usecases.escalation.time_listed import standing
from models.usecases.turn import Turn

_READ_AT_ONCE = 1000  # cases


def consulting_in(turn: Turn, told: Statement) -> Sequence[ConsultingLine]:
    """Return the consulting of a statement by case and month, oldest first."""
    return consulting_lines(told, times_of(turn, with_consulting(told), told.on))


def with_consulting(told: Statement) -> set[int]:
    """Return the numbers of the cases of a statement that have consulting."""
    decided = {account.number for account in told.accounts if account.consulting_minutes}
    return decided | {charge.block.case for charge in told.charges if charge.consulting}


def times_of(turn: Turn, cases: Collection[int], until: date) -> dict[int, Spent]:
    """Return the time of cases by block and month, up to a day."""
    numbers, found = sorted(cases), dict[int, Spent]()
    for first in range(0, len(numbers), _READ_AT_ONCE):
        rows = turn.session.execute(
            standing(TimeRow.case_id, TimeRow.day, TimeRow.minutes)
            .where(TimeRow.case_id.in_(numbers[first : first + _READ_AT_ONCE]))
            .where(TimeRow.day <= until)
            .order_by(TimeRow.case_id, TimeRow.day, TimeRow.id)
        )
        for number, entries in groupby(rows, key=itemgetter(0)):
            found[number] = spent((day, minutes) for _, day, minutes in entries)
    return found
