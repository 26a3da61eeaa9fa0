"""T1 to T5: which days and hours are open, why others are not, and counting business time.

All instants are aware; results are in UTC. Business time runs only while the desk is open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from typing import assert_never
from zoneinfo import ZoneInfo

import holidays

from models.rules.open_year import OpenYear
from models.rules.service_definition import (
    CLOSING_HOUR,
    DEFAULT_CANTON,
    DEFAULT_ZONE,
    OPENING_HOUR,
    Target,
    TargetKind,
)
from models.rules.wall_clock import instant_of


@lru_cache(maxsize=256)
def _public_holidays(canton: str, year: int) -> dict[date, str]:
    return dict(holidays.country_holidays("CH", subdiv=canton, years=[year], language="en_US"))


@dataclass(frozen=True)
class BusinessCalendar:
    """The opening hours of the desk: a zone, a canton's public holidays, and closure days.

    `closures` maps closure days that an admin added to their names, and is not changed afterwards:
    calendars that are equal share the openings of their years.
    """

    zone_name: str = DEFAULT_ZONE
    canton: str = DEFAULT_CANTON
    closures: Mapping[date, str] = field(default_factory=dict, hash=False)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The business time zone (T1)."""
        return ZoneInfo(self.zone_name)

    def why_closed(self, day: date) -> str | None:
        """Return why `day` is closed ("Good Friday", "Saturday", a closure's name), or None."""
        if day in self.closures:
            return self.closures[day]
        if holiday := _public_holidays(self.canton, day.year).get(day):
            return holiday
        return f"{day:%A}" if day.weekday() >= 5 else None

    def is_open_day(self, day: date) -> bool:
        """Whether the desk opens at all on `day` (T2)."""
        return self.why_closed(day) is None

    def next_open_day(self, after: date) -> date:
        """Return the first open day after `after`."""
        day = after + timedelta(days=1)
        while not self.is_open_day(day):
            day += timedelta(days=1)
        return day

    def opening(self, day: date) -> datetime:
        """The instant, in UTC, at which `day` opens if it is an open day (09:00)."""
        return self.instant(day, time(OPENING_HOUR))

    def closing(self, day: date) -> datetime:
        """The instant, in UTC, at which `day` closes if it is an open day (17:00)."""
        return self.instant(day, time(CLOSING_HOUR))

    def instant(self, day: date, wall: time) -> datetime:
        """Return the instant in UTC at which the wall clock shows `wall` on `day`.

        See `wall_clock.instant_of` for times that happen twice or never.
        """
        return instant_of(day, wall, self.zone)

    def local(self, moment: datetime) -> datetime:
        """Return `moment` on the wall clock of the business zone."""
        return moment.astimezone(self.zone)

    def day_of(self, moment: datetime) -> date:
        """Return the calendar date of `moment` in the business zone."""
        return self.local(moment).date()

    def is_open(self, moment: datetime) -> bool:
        """Whether the desk is open at `moment`: from 09:00 up to, not including, 17:00 (T2).

        Then it closes before it opens again.
        """
        return self.next_closing(moment) < self.next_opening(moment)

    def next_opening(self, moment: datetime) -> datetime:
        """Return the first opening after `moment`."""
        return self._year_of(moment).next_opening(moment.astimezone(UTC))

    def next_closing(self, moment: datetime) -> datetime:
        """Return the first closing after `moment`."""
        return self._year_of(moment).next_closing(moment.astimezone(UTC))

    def counted_from(self, moment: datetime) -> datetime:
        """Return `moment`, or the next opening if the desk is closed then (T3, T4)."""
        return moment.astimezone(UTC) if self.is_open(moment) else self.next_opening(moment)

    def open_spans(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the stretches (start included, end not) of `start`..`end` in which time runs."""
        while (opens := self.counted_from(start)) < end:
            closes = min(end.astimezone(UTC), self.next_closing(opens))
            yield opens, closes
            start = closes

    def measure(self, start: datetime, end: datetime) -> timedelta:
        """Return how much business time lies between two instants (zero if `end` is not after)."""
        if end <= start:
            return timedelta()
        first, last = self._year_of(start), self._year_of(end)
        whole = (_open_year(self, year).whole for year in range(first.number, last.number))
        ran = last.ran_by(end.astimezone(UTC)) - first.ran_by(start.astimezone(UTC))
        return sum(whole, ran)

    def add(self, start: datetime, amount: timedelta) -> datetime:
        """Return the instant at which `amount` (more than zero) of business time has run (T3).

        A count that runs out exactly at closing ends at 17:00 that day, not at the next opening.
        """
        year = self._year_of(start)
        ran = year.ran_by(start.astimezone(UTC)) + amount
        while ran > year.whole:
            ran -= year.whole
            year = _open_year(self, year.number + 1)
        return year.instant_of(ran)

    def add_business_day(self, start: datetime) -> datetime:
        """Return 17:00 of the business day after that on which `start` counts as received (T4).

        The day on which it counts as received is the one that closes next.
        """
        return self.next_closing(self.next_closing(start))

    def due_after(self, start: datetime, target: Target) -> datetime:
        """Return the instant at which `target`, counted from `start`, is due (T3, T4, T5)."""
        match target.kind:
            case TargetKind.ELAPSED:
                return start.astimezone(UTC) + timedelta(hours=target.amount)
            case TargetKind.BUSINESS_HOURS:
                return self.add(start, timedelta(hours=target.amount))
            case TargetKind.BUSINESS_DAY:
                return self.add_business_day(start)
            case _:
                assert_never(target.kind)

    def _year_of(self, moment: datetime) -> OpenYear:
        return _open_year(self, self.day_of(moment).year)


@lru_cache(maxsize=64)
def _open_year(calendar: BusinessCalendar, number: int) -> OpenYear:
    first, last = date(number, 1, 1), date(number, 12, 31)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    opened = [*filter(calendar.is_open_day, days), calendar.next_open_day(last)]
    return OpenYear.of(number, [*map(calendar.opening, opened)], [*map(calendar.closing, opened)])
