"""T1, T2: which days and hours are open, and why others are not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from models.rules.service_definition import (
    CLOSING_HOUR,
    DEFAULT_CANTON,
    DEFAULT_ZONE,
    OPENING_HOUR,
)
from models.rules.wall_clock import instant_of


@lru_cache(maxsize=256)
def _public_holidays(canton: str, year: int) -> dict[date, str]:
    return dict(holidays.country_holidays("CH", subdiv=canton, years=[year], language="en_US"))


@dataclass(frozen=True)
class BusinessCalendar:
    """The opening hours of the desk: a zone, a canton's public holidays, and closure days.

    `closures` maps closure days that an admin added to their names.
    """

    zone_name: str = DEFAULT_ZONE
    canton: str = DEFAULT_CANTON
    closures: Mapping[date, str] = field(default_factory=dict)

    @property
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
