"""Section 1 of the service definition: the four support levels and what each promises."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.rules.contract_year import level_on
from models.rules.quote import chf
from models.rules.service_definition import (
    KINDS,
    LEVELS,
    NEVER_CHARGED,
    TOUCHPOINT_KINDS,
    TOUCHPOINT_LEVELS,
    level_rank,
)
from tests.rules.story import (
    CALENDAR,
    LEVEL,
    Route,
    Story,
    clock,
    day,
    due,
    next_level,
    queue_order,
    route,
    wall,
    zurich,
)

# --- the table ------------------------------------------------------------------------------------


def test_the_four_levels_from_the_lowest_to_the_highest() -> None:
    """Section 1: Basic, Enterprise Standard, Enterprise Premium, Enterprise Managed."""
    assert LEVELS == ("basic", "standard", "premium", "managed")
    assert [level_rank(level) for level in LEVELS] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("level", "words"),
    [
        ("basic", "1 business day"),
        ("standard", "8 business hours"),
        ("premium", "4 business hours"),
    ],
)
@pytest.mark.parametrize("severity", [1, 2, 3])
def test_initial_response_time(level: str, severity: int, words: str) -> None:
    """Section 1, S1: 1 business day, 8 and 4 business hours, whatever the severity."""
    assert LEVEL[level].target(severity).words == words


@pytest.mark.parametrize(
    ("severity", "words"), [(1, "2 hours"), (2, "4 business hours"), (3, "1 business day")]
)
def test_initial_response_time_of_managed(severity: int, words: str) -> None:
    """Managed, S1: Sev‑1 within 2 hours; Sev‑2 within 4 hours; Sev‑3 within 1 business day."""
    assert LEVEL["managed"].target(severity).words == words


@pytest.mark.parametrize(
    ("level", "per_year"), [("basic", []), ("standard", [4]), ("premium", [8]), ("managed", [11])]
)
def test_escalations_included_a_year(level: str, per_year: list[int]) -> None:
    """Section 1, G1: escalations included / year: 0, 4, 8, and as negotiated."""
    story = Story()
    story.contract("01-01", level, escalations=11 if level == "managed" else None)
    assert story.included("12-31") == [f"2026-01-01..2026-12-31: {n}" for n in per_year]


@pytest.mark.parametrize(
    ("level", "price"),
    [("basic", None), ("standard", "CHF 6’000.–"), ("premium", "CHF 10’000.–"), ("managed", None)],
)
def test_annual_price(level: str, price: str | None) -> None:
    """Section 1: annual price: included, CHF 6’000.–, CHF 10’000.–, contact sales."""
    amount = LEVEL[level].annual_price
    assert (chf(amount) if amount is not None else None) == price


def test_the_next_level() -> None:
    """M2: beside a quote stands the next level."""
    assert [next_level(level) for level in LEVELS[:-1]] == ["standard", "premium", "managed"]
    assert next_level("managed") is None


# --- what each level means ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reported", "expected"),
    [
        ("Tue 2026-06-09 10:00", "Wed 2026-06-10 17:00"),
        ("Tue 2026-06-09 08:59", "Wed 2026-06-10 17:00"),
        ("Tue 2026-06-09 17:00", "Thu 2026-06-11 17:00"),
        ("Sat 2026-06-13 12:00", "Tue 2026-06-16 17:00"),
    ],
)
def test_basic_first_reply_within_1_business_day(reported: str, expected: str) -> None:
    """Basic, T4: first reply within 1 business day."""
    assert due("basic", 3, reported) == expected


@pytest.mark.parametrize(
    ("severity", "expected"),
    [(1, "Sat 2026-06-13 04:00"), (2, "Mon 2026-06-15 13:00"), (3, "Tue 2026-06-16 17:00")],
)
def test_managed_around_the_clock_for_sev_1_only(severity: int, expected: str) -> None:
    """Managed, T5: 24×7 for critical incidents (Sev‑1); business hours for other severities."""
    assert due("managed", severity, "Sat 2026-06-13 02:00") == expected


def test_the_2_hours_are_elapsed_hours_across_clock_changes() -> None:
    """Managed, T5: plain hours are elapsed hours, across clock changes."""
    assert due("managed", 1, "Sun 2026-03-29 01:30") == "Sun 2026-03-29 04:30"
    assert due("managed", 1, "Sun 2026-10-25 01:30") == "Sun 2026-10-25 02:30"
    start = zurich("Sun 2026-10-25 01:30")
    assert CALENDAR.due_after(start, LEVEL["managed"].target(1)) - start == timedelta(hours=2)


def test_technical_work_of_a_touchpoint_consumes_one_escalation() -> None:
    """Premium, E9: when technical work is required, a touchpoint consumes one escalation."""
    story = Story()
    story.contract("01-01", "premium")
    story.log(1, "02-02", 60, kind="touchpoint")
    assert story.on("02-02").remaining == 8
    story.kind(1, "touchpoint-work")
    assert story.on("02-02").remaining == 7


def test_touchpoints_are_for_premium_and_managed() -> None:
    """Words: a touchpoint is a review or health check of a Premium or Managed customer."""
    assert {"premium", "managed"} == TOUCHPOINT_LEVELS
    assert {"touchpoint", "touchpoint-work"} == TOUCHPOINT_KINDS


def test_the_kinds_of_cases() -> None:
    """Words: what a case may be, and which of it is never charged (E2)."""
    some = ("untriaged", "defect", "security", "configuration", "integration", "deployment")
    others = ("upgrade", "migration", "clarification", "touchpoint", "touchpoint-work")
    assert list(KINDS) == [*some, *others]
    assert {"untriaged", "defect", "security", "touchpoint"} == NEVER_CHARGED


# --- S2: which contract counts --------------------------------------------------------------------


def test_the_clock_starts_with_the_report() -> None:
    """S2: the clock starts when the customer reported it."""
    reported = "Fri 2026-06-12 18:00"
    assert wall(clock(reported, (reported, "premium", 3)).due) == "Mon 2026-06-15 13:00"


@pytest.mark.parametrize(
    ("on", "level"),
    [
        ("2025-12-31", "basic"),
        ("2026-01-01", "standard"),
        ("2026-12-31", "standard"),
        ("2027-01-01", "basic"),
    ],
)
def test_a_customer_with_no_contract_in_force_has_basic(on: str, level: str) -> None:
    """S2, G5: the contract in force on that day, its last day included; without one, Basic."""
    story = Story()
    story.contract("01-01", "standard", to="12-31")
    assert level_on(story.contracts, day(on)) == level
    assert story.on(on).level == level


# --- R1, R2: where a case goes --------------------------------------------------------------------


def test_managed_sev_1_pages() -> None:
    """Managed, R1: Managed Sev-1 pages the ladder at once."""
    assert route("managed", 1) == Route("managed", pages=True, rule="R1")


@pytest.mark.parametrize(
    ("level", "severity"),
    [
        (level, severity)
        for level in LEVELS
        for severity in (1, 2, 3)
        if (level, severity) != ("managed", 1)
    ],
)
def test_everything_else_goes_to_the_queue_of_its_level(level: str, severity: int) -> None:
    """R2: everything else goes to a business-hours queue."""
    assert route(level, severity) == Route(level, pages=False, rule="R2")


def test_what_waits_is_ordered_by_due_then_level_then_report() -> None:
    """R2: ordered by response due, then managed > premium > standard > basic, then report time."""
    early, late = zurich("Mon 2026-06-15 13:00"), zurich("Mon 2026-06-15 17:00")
    first, second = zurich("Fri 2026-06-12 18:00"), zurich("Fri 2026-06-12 19:00")
    in_order = [
        (early, "basic", second),
        (late, "managed", second),
        (late, "premium", first),
        (late, "premium", second),
        (late, "standard", first),
        (late, "basic", first),
    ]
    mixed = in_order[::-1]
    assert sorted(mixed, key=lambda waiting: queue_order(*waiting)) == in_order
