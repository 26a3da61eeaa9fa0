"""Section 4 of the service definition: business hours, first responses, prices, whose usage."""

from __future__ import annotations

from decimal import Decimal

import pytest

from models.rules.calendar import BusinessCalendar
from models.rules.quote import chf
from models.rules.response import ClockState
from models.rules.service_definition import (
    EIGHT_BUSINESS_HOURS,
    FOUR_BUSINESS_HOURS,
    ONE_BUSINESS_DAY,
)
from tests.rules.story import CALENDAR, Story, clock, day, wall, zurich

# --- Business hours are 09:00–17:00 CET, Monday–Friday (excluding holidays) -----------------------


@pytest.mark.parametrize(
    ("start", "four_hours", "eight_hours", "one_day"),
    [
        (
            "Tue 2026-06-09 10:00",
            "Tue 2026-06-09 14:00",
            "Wed 2026-06-10 10:00",
            "Wed 2026-06-10 17:00",
        ),
        (
            "Tue 2026-06-09 15:30",
            "Wed 2026-06-10 11:30",
            "Wed 2026-06-10 15:30",
            "Wed 2026-06-10 17:00",
        ),
        (
            "Fri 2026-06-12 18:00",
            "Mon 2026-06-15 13:00",
            "Mon 2026-06-15 17:00",
            "Tue 2026-06-16 17:00",
        ),
        (  # Easter ahead
            "Thu 2026-04-02 16:59",
            "Tue 2026-04-07 12:59",
            "Tue 2026-04-07 16:59",
            "Tue 2026-04-07 17:00",
        ),
        (
            "Thu 2026-12-24 13:00",
            "Thu 2026-12-24 17:00",
            "Mon 2026-12-28 13:00",
            "Mon 2026-12-28 17:00",
        ),
        (  # clocks go back that night
            "Sat 2026-10-24 12:00",
            "Mon 2026-10-26 13:00",
            "Mon 2026-10-26 17:00",
            "Tue 2026-10-27 17:00",
        ),
    ],
)
def test_the_table_of_business_time(
    start: str, four_hours: str, eight_hours: str, one_day: str
) -> None:
    """T, the table: 4 business hours, 8 business hours and 1 business day after an instant."""
    targets = (FOUR_BUSINESS_HOURS, EIGHT_BUSINESS_HOURS, ONE_BUSINESS_DAY)
    reached = [wall(CALENDAR.due_after(zurich(start), target)) for target in targets]
    assert reached == [four_hours, eight_hours, one_day]


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        ("Tue 2026-06-09 08:59", False),
        ("Tue 2026-06-09 09:00", True),
        ("Tue 2026-06-09 16:59", True),
        ("Tue 2026-06-09 17:00", False),
        ("Tue 2026-01-13 09:00", True),
        ("Sat 2026-06-13 10:00", False),
        ("Sun 2026-06-14 10:00", False),
        ("Fri 2026-04-03 10:00", False),
    ],
)
def test_open_from_9_up_to_not_including_17(moment: str, open_: bool) -> None:
    """T1, T2: 09:00 up to, not including, 17:00 on Zurich's wall clock, winter and summer."""
    assert CALENDAR.is_open(zurich(moment)) is open_


@pytest.mark.parametrize(
    ("on", "why"),
    [
        ("2026-01-01", "New Year's Day"),
        ("2026-04-03", "Good Friday"),
        ("2026-04-06", "Easter Monday"),
        ("2026-05-01", "Labor Day"),
        ("2026-05-14", "Ascension Day"),
        ("2026-06-13", "Saturday"),
        ("2026-06-14", "Sunday"),
        ("2026-03-19", None),
        ("2026-06-09", None),
    ],
)
def test_public_holidays_of_the_canton(on: str, why: str | None) -> None:
    """T2: except public holidays of the canton in the settings, by default ZH."""
    assert CALENDAR.why_closed(day(on)) == why


def test_another_canton_has_other_holidays() -> None:
    """T2: in Ticino Saint Joseph's Day is closed and Good Friday is not."""
    ticino = BusinessCalendar(canton="TI")
    assert ticino.why_closed(day("2026-03-19")) == "Saint Joseph's Day"
    assert ticino.is_open_day(day("2026-04-03"))


def test_closure_days_of_an_admin() -> None:
    """T2: except the closure days that an admin adds."""
    calendar = BusinessCalendar(closures={day("2026-12-31"): "Silvester"})
    assert calendar.why_closed(day("2026-12-31")) == "Silvester"
    late = zurich("Wed 2026-12-30 16:00")
    assert wall(calendar.due_after(late, FOUR_BUSINESS_HOURS)) == "Mon 2027-01-04 12:00"


def test_another_zone() -> None:
    """T1: a setting may name another zone; Etc/GMT-1 is CET all year."""
    calendar = BusinessCalendar("Etc/GMT-1")
    assert wall(calendar.opening(day("2026-06-09"))) == "Tue 2026-06-09 10:00"
    assert wall(calendar.opening(day("2026-01-13"))) == "Tue 2026-01-13 09:00"


def test_outside_opening_hours_counts_from_the_next_opening() -> None:
    """T3: an instant outside opening hours counts from the next opening."""
    assert wall(CALENDAR.next_opening(zurich("Fri 2026-06-12 17:00"))) == "Mon 2026-06-15 09:00"
    assert wall(CALENDAR.next_opening(zurich("Mon 2026-06-15 08:59"))) == "Mon 2026-06-15 09:00"
    saturday, monday = zurich("Sat 2026-06-13 03:00"), zurich("Mon 2026-06-15 09:00")
    for target in (FOUR_BUSINESS_HOURS, EIGHT_BUSINESS_HOURS, ONE_BUSINESS_DAY):
        assert CALENDAR.due_after(saturday, target) == CALENDAR.due_after(monday, target)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("Tue 2026-06-09 13:00", "Tue 2026-06-09 17:00"),
        ("Tue 2026-06-09 13:01", "Wed 2026-06-10 09:01"),
        ("Fri 2026-06-12 13:00", "Fri 2026-06-12 17:00"),
    ],
)
def test_a_count_that_runs_out_at_closing(start: str, expected: str) -> None:
    """T3: a count that runs out exactly at closing is due at 17:00 that day."""
    four_hours = CALENDAR.due_after(zurich(start), FOUR_BUSINESS_HOURS)
    assert wall(four_hours) == expected


def test_a_clock_time_that_the_clocks_skip_or_repeat() -> None:
    """O1's reading of a wall clock: skipped, the instant of the jump; repeated, the first."""
    at = zurich("Tue 2026-06-09 02:30").astimezone(CALENDAR.zone).time()
    assert CALENDAR.instant(day("2026-03-29"), at) == zurich("Sun 2026-03-29 03:00")
    assert CALENDAR.instant(day("2026-10-25"), at) == zurich("Sun 2026-10-25 02:30")


# --- All prices exclude VAT -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("1900", "CHF 1’900.–"),
        ("320.50", "CHF 320.50"),
        ("0", "CHF 0.–"),
        ("4", "CHF 4.–"),
        ("0.05", "CHF 0.05"),
        ("999.90", "CHF 999.90"),
        ("10000", "CHF 10’000.–"),
        ("1234567.80", "CHF 1’234’567.80"),
        ("-720", "CHF -720.–"),
    ],
)
def test_money_is_written_the_swiss_way(amount: str, written: str) -> None:
    """M1: CHF 1’900.–, CHF 320.50."""
    assert chf(Decimal(amount)) == written


# --- Escalation usage is tracked per customer organization ----------------------------------------


def test_usage_is_per_customer() -> None:
    """Section 4: all cases of a customer take from the same grants."""
    story = Story()
    story.contract("01-01", "standard")
    for number in range(1, 6):
        story.log(number, f"02-0{number}", 60)
    told = story.on("02-28")
    assert (told.remaining, len(told.uncovered)) == (0, 1)


# --- Business time, once more: what `add` counts is open time -------------------------------------


def test_a_minute_before_closing() -> None:
    """T3: time runs only while open: the second minute after 16:59 is the first of the morning."""
    start = zurich("Fri 2026-06-12 16:59")
    minute = zurich("Fri 2026-06-12 17:00") - start
    assert wall(CALENDAR.add(start, minute)) == "Fri 2026-06-12 17:00"
    assert wall(CALENDAR.add(start, 2 * minute)) == "Mon 2026-06-15 09:01"


# --- Response times refer to the first response ---------------------------------------------------


@pytest.mark.parametrize(
    ("responded", "state"),
    [
        ("Tue 2026-06-09 13:59", ClockState.MET),
        ("Tue 2026-06-09 14:00", ClockState.MET),
        ("Tue 2026-06-09 14:01", ClockState.BREACHED),
    ],
)
def test_a_response_exactly_at_the_due_instant_is_met(responded: str, state: ClockState) -> None:
    """S3: the clock is met or breached; a response exactly at the due instant is met."""
    reported = "Tue 2026-06-09 10:00"
    answered = clock(reported, (reported, "premium", 3), responded=responded)
    assert answered.state(zurich("Fri 2026-06-12 12:00")) is state


def test_the_clock_without_a_response() -> None:
    """S3: without a response the clock runs up to the due instant and is then overdue."""
    reported = "Tue 2026-06-09 10:00"
    running = clock(reported, (reported, "premium", 3))
    assert running.state(zurich("Tue 2026-06-09 14:00")) is ClockState.RUNNING
    assert running.state(zurich("Tue 2026-06-09 14:01")) is ClockState.OVERDUE
