"""A customer's consulting by case and month (E5, E7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from models.rules.entitlement import Ledger
from models.rules.year_lines import ConsultingLine, consulting_lines
from models.usecases.derived.spent import times_of
from models.usecases.turn import Turn

_LOOKED_AT_ONCE = 40  # cases, the latest first


def latest_consulting(turn: Turn, ledger: Ledger, on: date, most: int) -> Sequence[ConsultingLine]:
    """Return the latest `most` lines of consulting by case and month on a date, oldest first.

    Cases are read from the one worked on last, until none that is left can have a later line.
    """
    told, works, cases = ledger.statement(on), ledger.cases, ledger.follows(_latest_first, on)
    found: list[ConsultingLine] = []
    for first in range(0, len(cases), _LOOKED_AT_ONCE):
        some, left = cases[first : first + _LOOKED_AT_ONCE], cases[first + _LOOKED_AT_ONCE :]
        found += consulting_lines(told, times_of(turn, some, on))
        found.sort(key=lambda line: (line.month, line.case))
        if len(found) >= most and left and works[left[0]].last[0] < found[-most].month:
            break
    return found[-most:]


def _latest_first(ledger: Ledger, on: date) -> Sequence[int]:
    """The cases with consulting, from the one worked on last."""
    numbers, works = ledger.statement(on).consulting_cases, ledger.cases
    return sorted(numbers, key=lambda number: works[number].last, reverse=True)
