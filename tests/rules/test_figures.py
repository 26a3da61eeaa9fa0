"""The figures of a quarter: they add up to the statements, and on-call hours to the rotations."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.calendar import BusinessCalendar
from models.rules.entitlement import statement
from models.rules.facts import Facts
from models.rules.figures import (
    PartOfWeek,
    Responses,
    TimeOnCall,
    escalations,
    on_call,
    part_of_week,
    responses,
    rung,
    to_invoice,
    uncovered,
)
from models.rules.quarter import Quarter
from models.rules.response import ClockState
from models.rules.rotation import Override, Rotation
from models.rules.service_definition import Level, Severity
from models.rules.year_lines import consulting_lines
from tests.rules.rota import at, version
from tests.rules.strategies import customers, dates_of_statements, thorough
from tests.rules.test_consulting import times_of

ZURICH = BusinessCalendar()
ALL_QUARTERS = [Quarter(year, number) for year in range(2024, 2029) for number in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    ("day", "quarter", "first", "last"),
    [
        (date(2026, 1, 1), "2026 Q1", date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 6, 30), "2026 Q2", date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 12, 31), "2026 Q4", date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_a_day_lies_in_a_quarter(day: date, quarter: str, first: date, last: date) -> None:
    found = Quarter.of(day)
    assert (str(found), found.first, found.last) == (quarter, first, last)


@given(st.dates(date(2001, 1, 1), date(2099, 12, 31)))
def test_each_day_is_in_one_quarter(day: date) -> None:
    """And the quarters follow each other without a gap."""
    quarter = Quarter.of(day)
    assert day in quarter
    assert day not in quarter.before
    assert day not in quarter.after
    assert quarter.after.before == quarter == quarter.before.after
    assert quarter.after.first - quarter.last == timedelta(days=1)


# --- what adds up to statements -------------------------------------------------------------------


@thorough
@given(customers(), dates_of_statements())
def test_what_is_to_be_invoiced_sums_to_the_consulting(facts: Facts, on: date) -> None:
    """Each minute of a statement's consulting is to be invoiced in one month of one quarter."""
    told = statement(facts, on)
    consulting = {"acme": consulting_lines(told, times_of(facts, on))}
    found = [line for each in ALL_QUARTERS for line in to_invoice(each, consulting)]
    assert sum(line.chf for line in found) == told.consulting_chf
    assert all(line.month.day == 1 and line.minutes > 0 for line in found)
    assert len({line.month for line in found}) == len(found)


@thorough
@given(st.lists(customers(), min_size=1, max_size=3), dates_of_statements())
def test_escalations_sum_to_charges(many: list[Facts], on: date) -> None:
    """Each charge is in one quarter, by the kind of its case; what is uncovered too."""
    told = {f"customer{number}": statement(facts, on) for number, facts in enumerate(many)}
    by_kind: Counter[tuple[str, bool]] = Counter()
    for each in told.values():
        kinds = {account.number: account.kind for account in each.accounts}
        by_kind.update(
            (kinds[charge.block.case], charge.grant is None)
            for charge in each.charges
            if not charge.consulting
        )
    found: Counter[tuple[str, bool]] = Counter()
    for quarter in ALL_QUARTERS:
        for line in escalations(quarter, told.values()):
            found.update({(line.kind, False): line.used, (line.kind, True): line.uncovered})
    assert +found == by_kind
    missing = [line for quarter in ALL_QUARTERS for line in uncovered(quarter, told)]
    assert sum(line.escalations for line in missing) == sum(
        len(each.uncovered) for each in told.values()
    )
    assert sum(line.minutes for line in missing) == sum(
        charge.block.minutes for each in told.values() for charge in each.uncovered
    )


def test_responses_by_level_and_severity() -> None:
    """What runs is neither met nor late; what has passed unanswered is late."""
    found = responses(
        [
            (Level.STANDARD, Severity.SEV3, ClockState.MET),
            (Level.STANDARD, Severity.SEV3, ClockState.OVERDUE),
            (Level.STANDARD, Severity.SEV3, ClockState.BREACHED),
            (Level.STANDARD, Severity.SEV3, ClockState.RUNNING),
            (Level.MANAGED, Severity.SEV1, ClockState.MET),
        ]
    )
    assert found == (
        Responses(Level.MANAGED, Severity.SEV1, met=1, late=0, running=0),
        Responses(Level.STANDARD, Severity.SEV3, met=1, late=2, running=1),
    )


# --- being on call --------------------------------------------------------------------------------


def hours(line: TimeOnCall) -> list[float]:
    """The hours of a line: open hours, nights, weekends."""
    return [line.time[part] / timedelta(hours=1) for part in PartOfWeek]


@pytest.mark.parametrize(
    ("start", "end", "apart"),
    [
        ("Mon 2026-06-01 09:00 CEST", "Mon 2026-06-08 09:00 CEST", [40, 80, 48]),
        # Whit Monday is closed.
        ("Mon 2026-05-25 09:00 CEST", "Mon 2026-06-01 09:00 CEST", [32, 73, 63]),
        # The clocks go back on Sunday, so it has 25 hours.
        ("Mon 2026-10-19 09:00 CEST", "Mon 2026-10-26 09:00 CET", [40, 80, 49]),
        # The clocks go forward.
        ("Fri 2026-03-27 17:00 CET", "Mon 2026-03-30 00:00 CEST", [0, 7, 47]),
    ],
)
def test_nights_and_weekends_apart(start: str, end: str, apart: list[float]) -> None:
    rotation = Rotation("primary", (version("ada", "2026-01-05"),))
    (line,) = on_call(ZURICH, [rotation], at(start), at(end))
    assert (line.person, line.rotation, hours(line)) == ("ada", "primary", apart)


def test_an_override_is_whose_it_is() -> None:
    """Cleo takes Saturday night over: Ada has that much less of the weekend."""
    stretch = at("Sat 2026-06-06 18:00 CEST"), at("Sun 2026-06-07 06:00 CEST")
    rotation = Rotation("primary", (version("ada"),), (Override(1, "cleo", *stretch),))
    found = on_call(
        ZURICH, [rotation], at("Mon 2026-06-01 09:00 CEST"), at("Mon 2026-06-08 09:00 CEST")
    )
    assert {line.person: hours(line) for line in found} == {
        "ada": [40, 80, 36],
        "cleo": [0, 0, 12],
    }


@settings(max_examples=30)
@given(st.integers(0, 340 * 48), st.integers(1, 14 * 48), st.integers(1, 3))
def test_each_half_hour_is_somebodys_in_one_part(begins: int, lasts: int, days: int) -> None:
    """As naively as can be: half an hour after the other, each asked by itself."""
    half = timedelta(minutes=30)
    start = datetime(2026, 1, 10, tzinfo=UTC) + begins * half
    rotation = Rotation("primary", (version("ada ben", "2026-01-05", days=days),))
    found = on_call(ZURICH, [rotation], start, start + lasts * half)
    parts = Counter(part_of_week(ZURICH, start + n * half) for n in range(lasts))
    for part in PartOfWeek:
        assert sum((line.time[part] for line in found), timedelta()) == parts[part] * half
    assert sum((line.whole for line in found), timedelta()) == lasts * half


def test_pages_by_person() -> None:
    """A page at night, one on a Saturday, and who took them."""
    reached = [
        ("ada", at("Tue 2026-06-02 03:00 CEST")),
        ("ben", at("Tue 2026-06-02 03:05 CEST")),
        ("ada", at("Sat 2026-06-06 12:00 CEST")),
        ("ada", at("Tue 2026-06-02 12:00 CEST")),
    ]
    found = rung(ZURICH, reached, ["ben", "ada"])
    assert [(each.person, *each.pages.values(), each.acknowledged) for each in found] == [
        ("ada", 1, 1, 1, 1),
        ("ben", 0, 1, 0, 1),
    ]
