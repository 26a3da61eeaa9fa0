"""Explaining a clock: which stretches of it counted, which did not, and why (T2 to T5, S5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.rules.business_time import measure
from models.rules.calendar import BusinessCalendar
from models.rules.response import ResponseClock
from models.rules.service_definition import CLOSING_HOUR, OPENING_HOUR, TargetKind

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch (UTC; its end not included) that counted, or did not because of `why_not`.

    `why_not` is the name of a holiday or a closure, a weekday of the weekend, or the hours.
    """

    start: datetime
    end: datetime
    counted: timedelta
    why_not: str | None = None


def spans(calendar: BusinessCalendar, clock: ResponseClock, until: datetime) -> list[Span]:
    """Return the stretches from the report to `until` (or the response), in order, without gap.

    Plain hours count day and night (T5). In business time the nights between are left out where
    the day before or after says enough: a closed day, or the hours.
    """
    end = clock.responded or until
    if clock.target.kind is TargetKind.ELAPSED:
        return [Span(clock.reported, end, end - clock.reported)]
    return _joined(_by_day(calendar, clock.reported, end))


def _by_day(calendar: BusinessCalendar, start: datetime, end: datetime) -> Iterator[Span]:
    day = calendar.day_of(start)
    moment = start
    while moment < end:
        opens, closes = calendar.opening(day), calendar.closing(day)
        midnight = min(end, calendar.instant(day + _ONE_DAY, datetime.min.time()))
        why = calendar.why_closed(day)
        if why is not None:
            yield Span(moment, midnight, timedelta(), why)
        else:
            yield from _open_day(moment, midnight, opens, closes)
        moment, day = midnight, day + _ONE_DAY


def _open_day(start: datetime, end: datetime, opens: datetime, closes: datetime) -> Iterator[Span]:
    """Cut a part of an open day into before opening, open, and after closing."""
    closed = f"outside {OPENING_HOUR:02d}:00–{CLOSING_HOUR}:00"
    for begins, stops, counts in (
        (start, opens, False),
        (opens, closes, True),
        (closes, end, False),
    ):
        a, b = max(begins, start), min(stops, end)
        if a < b:
            yield Span(a, b, b - a if counts else timedelta(), None if counts else closed)


def _joined(found: Iterator[Span]) -> list[Span]:
    """Join neighbours that did not count for the same reason: a night is one stretch."""
    joined: list[Span] = []
    for span in found:
        last = joined[-1] if joined else None
        if last is not None and span.why_not is not None and last.why_not == span.why_not:
            joined[-1] = Span(last.start, span.end, timedelta(), span.why_not)
        else:
            joined.append(span)
    return joined


def ran(calendar: BusinessCalendar, clock: ResponseClock, until: datetime) -> timedelta:
    """Return how much of the clock has run by `until` or the response."""
    end = clock.responded or until
    if clock.target.kind is TargetKind.ELAPSED:
        return end - clock.reported
    return measure(calendar, clock.reported, end)
