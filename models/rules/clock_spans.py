"""Explaining a clock: which stretches of it counted, which did not, and why (T2 to T5, S5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from models.rules.calendar import BusinessCalendar
from models.rules.response import ResponseClock
from models.rules.service_definition import CLOSING_HOUR, OPENING_HOUR, TargetKind

_ONE_DAY = timedelta(days=1)
_THE_HOURS = f"outside {OPENING_HOUR:02d}:00–{CLOSING_HOUR}:00"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch (UTC; its end not included) that counted, or did not because of `why_not`.

    `why_not` is the name of a holiday or a closure, a weekday of the weekend, or the hours.
    """

    start: datetime
    end: datetime
    why_not: str | None = None

    @property
    def counted(self) -> timedelta:
        """How much of it counted: all or nothing."""
        return self.end - self.start if self.why_not is None else timedelta()


def spans(calendar: BusinessCalendar, clock: ResponseClock, until: datetime) -> list[Span]:
    """Return the stretches from the report, or from what shortened the clock (S4), to `until` or
    the response: in order, without gap, none of no length.

    Plain hours count day and night (T5). In business time the nights between are left out where
    the day before or after says enough: a closed day, or the hours.
    """
    start, end = clock.runs_from, clock.responded or until
    if clock.target.kind is TargetKind.ELAPSED:
        return [Span(start, end)] if start < end else []
    return list(_in_business_time(calendar, start, end))


def _in_business_time(calendar: BusinessCalendar, start: datetime, end: datetime) -> Iterator[Span]:
    for opens, closes in calendar.open_spans(start, end):
        yield from _closed(calendar, start, opens)
        yield Span(opens, closes)
        start = closes
    yield from _closed(calendar, start, end)


def _closed(calendar: BusinessCalendar, start: datetime, end: datetime) -> Iterator[Span]:
    """Cut a stretch in which no time runs at the midnights that bring another reason."""
    day = calendar.day_of(start)
    while start < end:
        why = _why_not(calendar, day)
        while _why_not(calendar, day) == why:
            day += _ONE_DAY
        midnight = min(end, calendar.instant(day, time()))
        yield Span(start, midnight, why)
        start = midnight


def _why_not(calendar: BusinessCalendar, day: date) -> str:
    return calendar.why_closed(day) or _THE_HOURS
