"""T2 to T5 as laws: business time against an oracle that walks minute by minute."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from models.rules.calendar import BusinessCalendar
from models.rules.service_definition import (
    EIGHT_BUSINESS_HOURS,
    FOUR_BUSINESS_HOURS,
    ONE_BUSINESS_DAY,
    TWO_HOURS,
    Target,
)
from tests.rules.oracle import (
    due_by_the_day,
    due_by_the_minute,
    measured_by_the_day,
    measured_by_the_minute,
    open_days,
)
from tests.rules.story import CALENDAR
from tests.rules.strategies import amounts, instants, quick, thorough, whole_minutes

MINUTE = timedelta(minutes=1)
TARGETS = (TWO_HOURS, FOUR_BUSINESS_HOURS, EIGHT_BUSINESS_HOURS, ONE_BUSINESS_DAY)
ZONES = ("Europe/Zurich", "Etc/GMT-1", "America/New_York", "Asia/Kolkata", "Pacific/Auckland")
zones = st.sampled_from(ZONES).map(BusinessCalendar)

# To the microsecond, and around the end of a year as often as anywhere.
years = st.integers(2024, 2033)
_BEGINNING = datetime(2024, 1, 1, tzinfo=UTC)
moments = st.one_of(
    st.timedeltas(timedelta(), timedelta(days=3650)).map(lambda after: _BEGINNING + after),
    st.builds(
        lambda year, hours: datetime(year, 12, 31, tzinfo=UTC) + timedelta(hours=hours),
        years,
        st.integers(-96, 96),
    ),
)
long_amounts = st.one_of(
    st.timedeltas(timedelta(microseconds=1), timedelta(hours=2400)),
    st.integers(1, 300).map(lambda days: timedelta(hours=8 * days)),
)
new_year = st.builds(
    lambda year, n: date(year, 12, 27) + timedelta(days=n), years, st.integers(0, 9)
)
closed_days = st.sets(st.one_of(new_year, st.dates(date(2024, 1, 1), date(2033, 12, 31))))


@thorough
@given(instants, amounts)
def test_adding_then_measuring_returns_the_amount(start: datetime, amount: timedelta) -> None:
    """T3: between an instant and the one n business hours after it lie n business hours."""
    assert CALENDAR.measure(start, CALENDAR.add(start, amount)) == amount


@thorough
@given(whole_minutes, st.integers(1, 1500))
def test_adding_agrees_with_the_minutes_counted(start: datetime, minutes: int) -> None:
    """T3: time runs only while open, minute by minute."""
    assert CALENDAR.add(start, minutes * MINUTE) == due_by_the_minute(start, minutes)


@thorough
@given(whole_minutes, st.integers(-500, 20_000))
def test_measuring_agrees_with_the_minutes_counted(start: datetime, minutes: int) -> None:
    """T3: business time is the open minutes between two instants."""
    end = start + minutes * MINUTE
    assert CALENDAR.measure(start, end) == measured_by_the_minute(start, end) * MINUTE


@thorough
@given(whole_minutes)
def test_open_means_that_the_minute_is_open(moment: datetime) -> None:
    """T2: open and the next opening agree with the minutes of the year."""
    first_open = due_by_the_minute(moment, 1) - MINUTE
    assert CALENDAR.is_open(moment) is (moment == first_open)
    assert CALENDAR.counted_from(moment) == first_open


@thorough
@given(instants, amounts)
def test_due_is_never_while_closed_except_at_closing(start: datetime, amount: timedelta) -> None:
    """T3: a count runs out while open, or exactly at closing."""
    reached = CALENDAR.add(start, amount)
    assert CALENDAR.is_open(reached) or CALENDAR.is_open(reached - timedelta(microseconds=1))
    assert CALENDAR.opening(CALENDAR.day_of(reached)) < reached
    assert reached <= CALENDAR.closing(CALENDAR.day_of(reached))


@thorough
@given(instants, amounts, amounts)
def test_adding_in_two_steps_is_adding_at_once(
    start: datetime, first: timedelta, second: timedelta
) -> None:
    """T3: a count may be interrupted anywhere, at closing too."""
    assert CALENDAR.add(CALENDAR.add(start, first), second) == CALENDAR.add(start, first + second)


@quick
@given(instants, instants, st.sampled_from(TARGETS))
def test_reported_later_is_never_due_earlier(
    one: datetime, other: datetime, target: Target
) -> None:
    """T3 to T5: due instants keep the order of the reports."""
    earlier, later = sorted((one, other))
    assert CALENDAR.due_after(earlier, target) <= CALENDAR.due_after(later, target)


@quick
@given(instants, amounts, amounts)
def test_more_time_is_due_later(start: datetime, some: timedelta, more: timedelta) -> None:
    """T3: a longer count runs out later."""
    assert CALENDAR.add(start, some) < CALENDAR.add(start, some + more)


@thorough
@given(instants)
def test_a_higher_level_is_never_slower(start: datetime) -> None:
    """T4: Basic is never quicker than Standard's 8 business hours, nor they than Premium's 4."""
    four, eight, one_day = (CALENDAR.due_after(start, target) for target in TARGETS[1:])
    assert start < four < eight <= one_day


@thorough
@given(instants)
def test_a_business_day_ends_at_17_on_the_next_business_day(start: datetime) -> None:
    """T4: due at 17:00 of the next business day after the day it counts as received."""
    received = CALENDAR.counted_from(start)
    reached = CALENDAR.local(CALENDAR.add_business_day(start))
    assert reached.time() == time(17)
    between = CALENDAR.measure(received, reached)
    rest_of_today = CALENDAR.closing(CALENDAR.day_of(received)) - received
    assert between == rest_of_today + timedelta(hours=8)


@quick
@given(instants)
def test_plain_hours_are_elapsed_hours(start: datetime) -> None:
    """T5: plain hours are elapsed hours, day and night, across clock changes."""
    assert CALENDAR.due_after(start, TWO_HOURS) - start == timedelta(hours=2)


@quick
@given(instants, st.integers(0, 20))
def test_open_spans_are_apart_and_open(start: datetime, length: int) -> None:
    """T2: the stretches in which time runs lie within the span, in order, and are all open."""
    end = start + timedelta(days=length)
    spans = list(CALENDAR.open_spans(start, end))
    edges = [start, *(edge for span in spans for edge in span), end]
    assert edges == sorted(edges)
    assert all(CALENDAR.is_open(begins) for begins, _ in spans)
    assert all(span[1] - span[0] <= timedelta(hours=8) for span in spans)


# --- calendars elsewhere --------------------------------------------------------------------------


@quick
@given(zones, instants, amounts)
def test_laws_hold_in_other_zones(
    calendar: BusinessCalendar, start: datetime, amount: timedelta
) -> None:
    """T1, T3: a setting may name another zone; the amount comes back there too."""
    reached = calendar.add(start, amount)
    assert calendar.measure(start, reached) == amount
    assert time(9) < calendar.local(reached).time() <= time(17)
    assert calendar.local(reached).weekday() < 5


@quick
@given(zones, st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_a_day_opens_at_9_and_closes_at_17_of_its_zone(
    calendar: BusinessCalendar, day: date
) -> None:
    """T1, T2: opening and closing follow the wall clock of the zone, as instants in UTC."""
    zone = ZoneInfo(calendar.zone_name)
    opening, closing = calendar.opening(day), calendar.closing(day)
    assert opening == datetime.combine(day, time(9), zone)
    assert closing == datetime.combine(day, time(17), zone)
    assert opening.tzinfo is UTC
    assert calendar.day_of(opening) == day


@quick
@given(instants, st.dates(date(2026, 1, 2), date(2026, 12, 31)))
def test_a_closure_day_is_as_if_it_were_not_there(start: datetime, closed: date) -> None:
    """T2: no time runs on a closure day that an admin adds."""
    calendar = BusinessCalendar(closures={closed: "Company outing"})
    reached = calendar.add(start, timedelta(hours=8))
    assert calendar.day_of(reached) != closed
    end = reached + timedelta(days=30)
    lost = CALENDAR.measure(start, end) - calendar.measure(start, end)
    opens, closes = CALENDAR.opening(closed), CALENDAR.closing(closed)
    assert lost == CALENDAR.measure(max(start, opens), min(end, closes))


@thorough
@given(zones, closed_days, moments, long_amounts)
def test_any_year_agrees_with_the_days_walked(
    plain: BusinessCalendar, closed: set[date], start: datetime, amount: timedelta
) -> None:
    """T1 to T4: in any year and zone, over New Year and whole years, to the microsecond."""
    calendar = replace(plain, closures=dict.fromkeys(closed, "Company outing"))
    days = list(islice(open_days(ZoneInfo(plain.zone_name), closed, start), 400))
    end = start + 4 * amount
    assert calendar.add(start, amount) == due_by_the_day(days, start, amount)
    assert calendar.measure(start, end) == measured_by_the_day(days, start, end)
    assert calendar.measure(end, start) == timedelta()
    assert calendar.is_open(start) is any(opens <= start < closes for opens, closes in days)
    assert calendar.next_opening(start) == next(opens for opens, _ in days if start < opens)
    received, following = islice((closes for _, closes in days if start < closes), 2)
    assert calendar.next_closing(start) == received
    assert calendar.add_business_day(start) == following


@quick
@given(instants)
def test_the_next_opening_is_the_first_after(start: datetime) -> None:
    """T3: the next opening is 09:00 of an open day, and between lies no other."""
    opening = CALENDAR.next_opening(start)
    assert CALENDAR.local(opening).time() == time(9)
    assert CALENDAR.is_open(opening)
    assert start < opening
    day = CALENDAR.day_of(start)
    while day < CALENDAR.day_of(opening):
        assert not (CALENDAR.is_open_day(day) and CALENDAR.opening(day) > start)
        day += timedelta(days=1)
