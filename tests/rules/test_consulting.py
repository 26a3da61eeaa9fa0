"""Consulting by case and month (E5, E7), as laws and as an example."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

from hypothesis import given

from models.rules.consulting import Consulting, consulting_by_month
from models.rules.entitlement import statement
from models.rules.facts import BlockAnswer, CaseKind, Decision, Facts, TimeEntry
from models.rules.service_definition import Kind
from models.rules.statement import CaseAccount
from tests.rules.strategies import customers, dates_of_statements, thorough


def entries_of(facts: Facts, case: int, on: date) -> list[tuple[date, int]]:
    """The days and minutes of a case's entries, in order."""
    ordered = sorted((entry.day, entry.id, entry) for entry in facts.entries)
    return [(day, e.minutes) for day, _, e in ordered if e.case == case and day <= on]


def test_minutes_are_invoiced_in_the_month_of_work() -> None:
    """Six hours in April and two in May, consulting from the sixth on: one hour, and two."""
    facts = Facts(
        cases=(CaseKind(2, Kind.INTEGRATION),),
        entries=(
            TimeEntry(1, 2, date(2026, 4, 1), 360),
            TimeEntry(2, 2, date(2026, 5, 4), 120),
        ),
        decisions=(Decision(1, 2, 2, BlockAnswer.CONSULTING, onwards=True),),
    )
    on = date(2026, 5, 31)
    account = statement(facts, on).case(2)
    assert account is not None
    found = list(consulting_by_month(account, entries_of(facts, 2, on)))
    assert found == [
        Consulting(2, date(2026, 4, 1), 60),
        Consulting(2, date(2026, 5, 1), 120),
    ]
    assert [each.chf for each in found] == [Decimal(240), Decimal(480)]


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
    total = 0
    for account in told.cases:
        entries = entries_of(facts, account.number, on)
        found = list(consulting_by_month(account, entries))
        assert {c.month: c.minutes for c in found} == minute_by_minute(account, entries)
        assert sum(each.minutes for each in found) == account.consulting_minutes
        total += account.consulting_minutes
    assert total == told.consulting_minutes
