"""The time of cases by block and month: what consulting, and a year's lines, are told from."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from itertools import groupby
from operator import itemgetter

from models.rows.time import TimeRow, standing
from models.rules.year_lines import Spent, spent
from models.usecases.turn import Turn

_READ_AT_ONCE = 1000  # cases


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
