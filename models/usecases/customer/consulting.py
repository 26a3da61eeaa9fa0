"""A customer's consulting by case and month (E5, E7)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter

from models.rows.time import TimeRow, standing
from models.rules.entitlement import Ledger
from models.rules.statement import Statement
from models.rules.year_lines import ConsultingLine, Spent, consulting_lines, spent
from models.usecases.turn import Turn

_READ_AT_ONCE = 1000  # cases
_LOOKED_AT_ONCE = 100  # cases, the latest first


def latest_consulting(turn: Turn, ledger: Ledger, on: date, most: int) -> Sequence[ConsultingLine]:
    """Return the latest `most` lines of consulting by case and month on a date, oldest first.

    Cases are read from the one worked on last, until none that is left can have a later line.
    """
    told, works = ledger.statement(on), ledger.cases
    cases = sorted(with_consulting(told), key=lambda number: works[number].last, reverse=True)
    found: list[ConsultingLine] = []
    for first in range(0, len(cases), _LOOKED_AT_ONCE):
        some, left = cases[first : first + _LOOKED_AT_ONCE], cases[first + _LOOKED_AT_ONCE :]
        found += consulting_lines(told, times_of(turn, some, on))
        found.sort(key=lambda line: (line.month, line.case))
        if len(found) >= most and left and works[left[0]].last[0] < found[-most].month:
            break
    return found[-most:]


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
