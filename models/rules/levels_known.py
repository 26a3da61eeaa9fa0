"""S2, S4: which level a customer had from an instant on, as far as it was recorded by then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import lru_cache

from models.rules.calendar import BusinessCalendar
from models.rules.contract_year import Contract, ContractFact, contracts, level_changes, level_on
from models.rules.service_definition import Level

_EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class RecordedFact:
    """Something that was agreed with a customer, and the instant (aware) of its recording."""

    at: datetime
    fact: ContractFact


def levels_known(
    calendar: BusinessCalendar,
    recorded: Sequence[RecordedFact],
    reported: datetime,
    opened: datetime,
) -> list[tuple[datetime, Level]]:
    """Return a customer's level at a report, and from which later instants on it was which.

    At the report it is the level of that day by what was known when the case was opened (S2). What
    changed it afterwards counts from its day or its recording, whichever is later (S4). `recorded`
    is in order.
    """
    day = calendar.day_of(reported)
    known: list[ContractFact] = []
    later: list[RecordedFact] = []
    for each in recorded:
        if each.at <= reported or (each.at <= opened and each.fact.day <= day):
            known.append(each.fact)
        else:
            later.append(each)
    ends = [*(each.at for each in later), _EVER]
    found = _levels(calendar, tuple(known), reported, ends[0])
    for each, until in zip(later, ends[1:], strict=True):
        known.append(each.fact)
        found += _levels(calendar, tuple(known), each.at, until)
    return found


def _levels(
    calendar: BusinessCalendar, facts: tuple[ContractFact, ...], since: datetime, until: datetime
) -> list[tuple[datetime, Level]]:
    """The level at `since`, and at each midnight before `until` that may change it."""
    agreed = agreed_by(facts)
    midnights = (calendar.instant(day, time()) for day in level_changes(agreed))
    moments = (since, *(midnight for midnight in midnights if since < midnight < until))
    return [(moment, level_on(agreed, calendar.day_of(moment))) for moment in moments]


@lru_cache(maxsize=1024)
def agreed_by(facts: tuple[ContractFact, ...]) -> tuple[Contract, ...]:
    """Return the contracts that follow from facts, worked out once for all cases of a customer."""
    return contracts(facts)
