"""T2 to T5 once more, as naively as can be: the tests hold the program against these.

Nothing here is shared with the program.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

MINUTE = timedelta(minutes=1)
ONE_DAY = timedelta(days=1)

ZURICH_HOLIDAYS_2026 = {
    date(2026, 1, 1),
    date(2026, 4, 3),
    date(2026, 4, 6),
    date(2026, 5, 1),
    date(2026, 5, 14),
    date(2026, 5, 25),
    date(2026, 8, 1),
    date(2026, 12, 25),
    date(2026, 12, 26),
}


# --- business time, minute by minute --------------------------------------------------------------


@cache
def open_minutes() -> list[datetime]:
    """Return every open minute of 2026 in Zurich, by its beginning, in UTC."""
    zone = ZoneInfo("Europe/Zurich")
    found = []
    moment = datetime(2026, 1, 1, tzinfo=zone).astimezone(UTC)
    while (local := moment.astimezone(zone)).year < 2027:
        if 9 <= local.hour < 17 and local.weekday() < 5:
            if local.date() not in ZURICH_HOLIDAYS_2026:
                found.append(moment)
        elif local.minute == 0:  # a closed hour holds no open minute
            moment += timedelta(minutes=59)
        moment += MINUTE
    return found


def due_by_the_minute(start: datetime, minutes: int) -> datetime:
    """Return the end of the open minute with which so many have run since `start`."""
    return open_minutes()[bisect_left(open_minutes(), start) + minutes - 1] + MINUTE


def measured_by_the_minute(start: datetime, end: datetime) -> int:
    """Return how many open minutes begin between two whole minutes."""
    return max(0, bisect_left(open_minutes(), end) - bisect_left(open_minutes(), start))


# --- business time, day by day, in any year and zone ---------------------------------------------

ALL_HOLIDAYS = holidays.country_holidays("CH", subdiv="ZH", years=range(2020, 2041))


def open_days(
    zone: ZoneInfo, closures: Container[date], since: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Yield opening and closing of each open day, from the one on which `since` falls, for ever."""
    day = since.astimezone(zone).date()
    while True:
        if day.weekday() < 5 and day not in ALL_HOLIDAYS and day not in closures:
            opens, closes = (datetime.combine(day, time(hour), zone) for hour in (9, 17))
            yield opens.astimezone(UTC), closes.astimezone(UTC)
        day += ONE_DAY


Days = Iterable[tuple[datetime, datetime]]  # as `open_days` yields them


def due_by_the_day(days: Days, start: datetime, amount: timedelta) -> datetime:
    """Return the instant at which `amount` has run, taking from it what each day has left."""
    for opens, closes in days:
        begins = max(opens, start)
        left = max(timedelta(), closes - begins)
        if amount <= left:
            return begins + amount
        amount -= left
    raise AssertionError("the days do not suffice")


def measured_by_the_day(days: Days, start: datetime, end: datetime) -> timedelta:
    """Return how much of each day lies between two instants, together."""
    parts = (min(closes, end) - max(opens, start) for opens, closes in days)
    return sum((max(timedelta(), part) for part in parts), timedelta())
