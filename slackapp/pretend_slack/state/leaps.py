"""What people write to move the clock: "5m", "03:00", "Tue 9 Jun 03:00", "2026-06-09 03:00"."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from slackapp.pretend_slack.state.cast import ZONE
from slackapp.pretend_slack.state.refusals import NotPossible

_ZURICH = ZoneInfo(ZONE)
_SPAN = re.compile(r"(\d{1,4})([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_WALL = re.compile(
    r"(?:(?P<weekday>[a-z]+)\.?,?\s+)?"
    r"(?:(?P<day>\d{1,2})\.?\s+(?P<month>[a-z]+)\.?,?\s+(?:(?P<year>\d{4}),?\s+)?)?"
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)",
    re.IGNORECASE,
)
_DAYS = [name.lower() for name in calendar.day_name]
_MONTHS = [name.lower() for name in calendar.month_name[1:]]


def span_of(text: str) -> timedelta:
    """Read "5m", "1h" or "2d"; raises NotPossible."""
    match = _SPAN.fullmatch(text)
    if match is None:
        raise NotPossible(f"“{text}” is not a span of time: write 5m, 1h or 2d.")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def instant_of(text: str, now: datetime) -> datetime:
    """Read an instant on Zurich's clock: a time alone, or with a weekday, is the next one.

    A date without a year is the one nearest to `now`, so that nobody leaps ahead by a year for a
    slip. Raises NotPossible for what is not understood.
    """
    written, here = text.strip(), now.astimezone(_ZURICH)
    try:
        return _iso(written) or _worded(written, here)
    except (LookupError, ValueError) as error:
        examples = "03:00, 9 Jun 03:00, Tue 9 Jun 03:00 or 2026-06-09 03:00"
        raise NotPossible(
            f"“{text}” is not a time: write {examples}, on Zurich's clock."
        ) from error


def _iso(text: str) -> datetime | None:
    try:
        wall = datetime.fromisoformat(text)
    except ValueError:
        return None
    if ":" not in text:
        raise ValueError("a date without a time")
    return wall if wall.tzinfo else wall.replace(tzinfo=_ZURICH)


def _worded(text: str, here: datetime) -> datetime:
    match = _WALL.fullmatch(text)
    if match is None:
        raise ValueError("not the shape of a time")
    at = time(int(match["hour"]), int(match["minute"]))
    weekday = _place(_DAYS, match["weekday"]) if match["weekday"] else None
    if match["day"] is None:
        return _next(at, weekday, here)
    month = _place(_MONTHS, match["month"]) + 1
    day = _nearest(int(match["day"]), month, match["year"], here.date())
    if weekday not in (None, day.weekday()):
        raise NotPossible(f"{day:%-d %b %Y} is a {day:%A}.")
    return datetime.combine(day, at, _ZURICH)


def _next(at: time, weekday: int | None, here: datetime) -> datetime:
    days = (here.date() + timedelta(days=n) for n in range(9))
    return next(
        instant
        for day in days
        if weekday in (None, day.weekday())
        and (instant := datetime.combine(day, at, _ZURICH)) > here
    )


def _nearest(day: int, month: int, year: str | None, today: date) -> date:
    if year is not None:
        return date(int(year), month, day)
    years = (today.year - 1, today.year, today.year + 1)
    found = [date(y, month, day) for y in years if day <= calendar.monthrange(y, month)[1]]
    return min(found, key=lambda candidate: abs(candidate - today))


def _place(names: list[str], written: str) -> int:
    """Return where the name stands that begins with what was written: three letters or more."""
    for n, name in enumerate(names):
        if len(written) >= 3 and name.startswith(written.lower()):
            return n
    raise LookupError(written)
