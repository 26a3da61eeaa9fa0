"""The consulting of many customers at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import chain

from models.rules.statement import Statement
from models.rules.year_lines import ConsultingLine, consulting_lines
from models.usecases.derived import entitlements
from models.usecases.derived.spent import times_of
from models.usecases.turn import Turn


def consulting_since(
    turn: Turn, first: date, told: Mapping[int, Statement]
) -> dict[int, Sequence[ConsultingLine]]:
    """Return the consulting in today's statements, by customer: that of all cases on which somebody
    has worked since a day, which are the only ones that are read.
    """
    ledgers = entitlements.ledgers_of(turn.session, told.keys())
    cases = {
        customer: {
            number
            for number in statement.consulting_cases
            if ledgers[customer].cases[number].last[0] >= first
        }
        for customer, statement in told.items()
    }
    times = times_of(turn, set(chain.from_iterable(cases.values())), turn.today)
    return {
        customer: consulting_lines(told[customer], {number: times[number] for number in numbers})
        for customer, numbers in cases.items()
        if numbers
    }
