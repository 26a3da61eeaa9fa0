"""Consulting by case and month (E5, E7), as an example and as a law."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from hypothesis import given

from models.rules.entitlement import statement
from models.rules.facts import BlockAnswer, CaseKind, Decision, Facts, TimeEntry
from models.rules.service_definition import Kind
from models.rules.statement import CaseAccount
from models.rules.year_lines import Spent, consulting_lines, spent
from tests.rules.strategies import customers, dates_of_statements, thorough


def entries_of(facts: Facts, case: int, on: date) -> list[tuple[date, int]]:
    """The days and minutes of a case's entries, in order."""
    ordered = sorted((e for e in facts.entries if e.case == case), key=lambda e: (e.day, e.id))
    return [(entry.day, entry.minutes) for entry in ordered if entry.day <= on]


def times_of(facts: Facts, on: date) -> Mapping[int, Spent]:
    """The time of all cases."""
    return {case.number: spent(entries_of(facts, case.number, on)) for case in facts.cases}


def test_minutes_are_invoiced_in_the_month_of_work() -> None:
    """Six hours in April and two in May, consulting from the sixth on: one hour, and two."""
    facts = Facts(
        cases=(CaseKind(2, Kind.INTEGRATION),),
        entries=(TimeEntry(1, 2, date(2026, 4, 1), 360), TimeEntry(2, 2, date(2026, 5, 4), 120)),
        decisions=(Decision(1, 2, 2, BlockAnswer.CONSULTING, onwards=True),),
    )
    on = date(2026, 5, 31)
    found = consulting_lines(statement(facts, on), times_of(facts, on))
    assert [(line.case, line.month, line.minutes, line.chf) for line in found] == [
        (2, date(2026, 4, 1), 60, Decimal(240)),
        (2, date(2026, 5, 1), 120, Decimal(480)),
    ]


def minute_by_minute(account: CaseAccount, entries: list[tuple[date, int]]) -> Counter[date]:
    """As naively as can be: the month of each minute, one after the other."""
    months = [day.replace(day=1) for day, minutes in entries for _ in range(minutes)]
    settled = {c.block.number for c in account.charges if c.consulting}
    found: Counter[date] = Counter()
    for block in account.blocks:
        if block.consulting or block.number in settled:
            found.update(months[300 * (block.number - 1) : 300 * block.number])
    return found


@thorough
@given(customers(), dates_of_statements())
def test_every_minute_of_consulting_has_its_month(facts: Facts, on: date) -> None:
    """By month it is what the statement has in all, and what each minute by itself says."""
    told = statement(facts, on)
    by_case: dict[int, Counter[date]] = {account.number: Counter() for account in told.accounts}
    for line in consulting_lines(told, times_of(facts, on)):
        by_case[line.case][line.month] += line.minutes
    assert by_case == {
        account.number: minute_by_minute(account, entries_of(facts, account.number, on))
        for account in told.cases
    }
    assert sum(map(Counter.total, by_case.values())) == told.consulting_minutes
