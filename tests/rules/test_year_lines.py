"""A year line by line, as laws: each minute is in one line, each line is the statement's."""

from __future__ import annotations

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from models.rules.entitlement import statement
from models.rules.facts import BlockAnswer, CaseKind, Decision, Facts, TimeEntry
from models.rules.service_definition import CONSULTING_MINUTE, Kind
from models.rules.statement import Outcome
from models.rules.year_lines import Spent, WhyFree, YearLines, spent, year_lines
from tests.rules.strategies import customers, dates_of_statements, thorough

FIRST = date(2026, 1, 1)


def times_of(facts: Facts, on: date) -> dict[int, Spent]:
    """The time of each case up to a day, in its order."""
    ordered = sorted((entry.day, entry.id, entry) for entry in facts.entries if entry.day <= on)
    cases = {entry.case for *_, entry in ordered}
    return {
        number: spent((day, entry.minutes) for day, _, entry in ordered if entry.case == number)
        for number in cases
    }


def lines_of(facts: Facts, on: date, first: date = FIRST) -> YearLines:
    """The lines from a first day to a last one."""
    return year_lines(statement(facts, on), first, times_of(facts, on))


def minute_by_minute(entries: list[tuple[date, int]]) -> Counter[tuple[int, date]]:
    """As naively as can be: the block and the month of each minute, one after the other."""
    months = [day.replace(day=1) for day, minutes in entries for _ in range(minutes)]
    return Counter((place // 300 + 1, month) for place, month in enumerate(months))


@thorough
@given(st.lists(st.tuples(dates_of_statements(), st.integers(1, 700)), max_size=6))
def test_each_minute_is_of_a_block_and_a_month(entries: list[tuple[date, int]]) -> None:
    entries.sort()
    assert dict(spent(entries)) == dict(minute_by_minute(entries))


@thorough
@given(customers(), dates_of_statements(), st.sampled_from((FIRST, date(2026, 8, 1))))
def test_each_minute_of_the_year_is_in_one_line(facts: Facts, on: date, first: date) -> None:
    worked = sum(entry.minutes for entry in facts.entries if first <= entry.day <= on)
    assert lines_of(facts, on, first).minutes == worked


@thorough
@given(customers(), dates_of_statements(), st.sampled_from((FIRST, date(2026, 8, 1))))
def test_what_is_granted_is_used_left_or_expired(facts: Facts, on: date, first: date) -> None:
    """And what is left is what the statement says."""
    lines = lines_of(facts, on, first)
    told = lines.statement
    for grant in lines.grants:
        assert grant.used_before >= 0
        assert grant.used >= 0
        assert grant.remaining >= 0
    assert sum(each.remaining for each in lines.grants if not each.is_over) == told.remaining or (
        on < first
    )
    served = [c for c in told.charges if c.grant is not None and c.day >= first]
    assert lines.used == len(served)


@thorough
@given(customers(), dates_of_statements())
def test_the_whole_past_has_every_charge_and_all_consulting(facts: Facts, on: date) -> None:
    """From a first day before everything, the lines are the statement's."""
    lines = lines_of(facts, on, date(2020, 1, 1))
    told = lines.statement
    charged = [c for c in told.charges if c.outcome is not Outcome.SETTLED_AS_CONSULTING]
    assert [line.charge for line in lines.charges] == charged
    assert sum(line.minutes for line in lines.consulting) == told.consulting_minutes
    assert sum((line.chf for line in lines.consulting), start=0 * CONSULTING_MINUTE) == (
        told.consulting_chf
    )
    assert sum(line.minutes for line in lines.undecided) == told.undecided_minutes
    assert [line for line in lines.free if line.why is WhyFree.CHARGED_BEFORE] == []


def test_the_years_part_a_case_that_goes_on() -> None:
    """Four hours in December and three in January: one escalation of the old year covers the
    first of these; the other two are consulting.
    """
    facts = Facts(
        cases=(CaseKind(7, Kind.INTEGRATION, "Login loops"),),
        entries=(
            TimeEntry(1, 7, date(2025, 12, 30), 240),
            TimeEntry(2, 7, date(2026, 1, 5), 180),
        ),
        decisions=(Decision(1, 7, 2, BlockAnswer.CONSULTING),),
    )
    settled = lines_of(facts, date(2025, 12, 31), date(2025, 1, 1))
    assert [(line.case, line.minutes) for line in settled.charges] == [(7, 240)]
    after = lines_of(facts, date(2026, 12, 31))
    (uncovered,) = after.charges  # of the old year, and still to be settled
    assert (uncovered.charge.day, uncovered.minutes) == (date(2025, 12, 30), 60)
    (consulting,) = after.consulting
    assert (consulting.month, consulting.minutes) == (date(2026, 1, 1), 120)
