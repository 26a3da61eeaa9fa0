"""T3 to T5: counting business time, both ways.

All instants are aware; results are in UTC. Time runs only while the desk is open.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from models.rules.calendar import BusinessCalendar
from models.rules.service_definition import Target, TargetKind


def is_open(calendar: BusinessCalendar, moment: datetime) -> bool:
    """Whether the desk is open at `moment`: from 09:00 up to, not including, 17:00 (T2)."""
    day = calendar.day_of(moment)
    return calendar.is_open_day(day) and calendar.opening(day) <= moment < calendar.closing(day)


def next_opening(calendar: BusinessCalendar, moment: datetime) -> datetime:
    """Return the first opening (an instant in UTC) after `moment`."""
    day = calendar.day_of(moment)
    if calendar.is_open_day(day) and moment < calendar.opening(day):
        return calendar.opening(day)
    return calendar.opening(calendar.next_open_day(day))


def counted_from(calendar: BusinessCalendar, moment: datetime) -> datetime:
    """Return `moment` in UTC, or the next opening if the desk is closed then (T3, T4)."""
    if is_open(calendar, moment):
        return moment.astimezone(UTC)
    return next_opening(calendar, moment)


def open_spans(
    calendar: BusinessCalendar, start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Yield the stretches (start included, end not; UTC) of `start`..`end` in which time runs."""
    day, last = calendar.day_of(start), calendar.day_of(end)
    while day <= last:
        if calendar.is_open_day(day):
            begins = max(start.astimezone(UTC), calendar.opening(day))
            ends = min(end.astimezone(UTC), calendar.closing(day))
            if begins < ends:
                yield begins, ends
        day += timedelta(days=1)


def measure(calendar: BusinessCalendar, start: datetime, end: datetime) -> timedelta:
    """Return how much business time lies between two instants (zero if `end` is not after)."""
    return sum((b - a for a, b in open_spans(calendar, start, end)), timedelta())


def add(calendar: BusinessCalendar, start: datetime, amount: timedelta) -> datetime:
    """Return the instant at which `amount` (more than zero) of business time has run (T3).

    A count that runs out exactly at closing ends at 17:00 that day, not at the next opening.
    """
    begins = counted_from(calendar, start)
    while True:
        day = calendar.day_of(begins)
        left_today = calendar.closing(day) - begins
        if amount <= left_today:
            return begins + amount
        amount -= left_today
        begins = calendar.opening(calendar.next_open_day(day))


def add_business_day(calendar: BusinessCalendar, start: datetime) -> datetime:
    """Return 17:00 of the business day after the day on which `start` counts as received (T4)."""
    received = calendar.day_of(counted_from(calendar, start))
    return calendar.closing(calendar.next_open_day(received))


def due_after(calendar: BusinessCalendar, start: datetime, target: Target) -> datetime:
    """Return the instant (UTC) at which `target`, counted from `start`, is due (T3, T4, T5)."""
    if target.kind is TargetKind.ELAPSED:
        return start.astimezone(UTC) + timedelta(hours=target.amount)
    if target.kind is TargetKind.BUSINESS_HOURS:
        return add(calendar, start, timedelta(hours=target.amount))
    return add_business_day(calendar, start)
