"""I8: a customer's change windows, in which what its sources report is recorded and rings nobody.

All instants are aware; results are in UTC. A window includes its start and not its end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, TypeAlias, assert_never
from zoneinfo import ZoneInfo

from models.rules.wall_clock import instant_of
from models.rules.writing import long_day
from models.rules.written_time import clock_shows

LONGEST: Final = timedelta(days=7)  # that anything is held, whatever windows touch each other
_A_DAY = timedelta(days=1)
_MINUTES_A_DAY = 24 * 60
_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Weekly:
    """A window on some weekdays (0 is Monday; at least one), from one minute of the day to another.

    It begins on those days, and ends on the next where it ends no later than it begins. Its times
    are those of the wall clock, as O1 reads them where the clock changes.
    """

    weekdays: frozenset[int]
    from_minute: int
    to_minute: int  # up to 1440, the midnight at which the day ends

    def end(self, moment: datetime, zone: ZoneInfo) -> datetime | None:
        """Return when the window that `moment` falls into ends, on the wall clock of `zone`; None
        if it falls into none.
        """
        today = moment.astimezone(zone).date()
        days = (today - _A_DAY, today, today + _A_DAY)  # a clock may go back over midnight
        on = (self._on(day, zone) for day in days if day.weekday() in self.weekdays)
        return max((end for start, end in on if start <= moment < end), default=None)

    def _on(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        last = day if self.to_minute > self.from_minute else day + _A_DAY
        return _at_minute(day, self.from_minute, zone), _at_minute(last, self.to_minute, zone)


@dataclass(frozen=True, slots=True)
class Once:
    """A window that is open once, from one instant to another."""

    starts_at: datetime
    ends_at: datetime

    def end(self, moment: datetime, zone: ZoneInfo) -> datetime | None:  # noqa: ARG002
        """Return when the window ends, if `moment` falls into it."""
        return self.ends_at.astimezone(UTC) if self.starts_at <= moment < self.ends_at else None


Window: TypeAlias = Weekly | Once


def held_until(windows: Iterable[Window], moment: datetime, zone: ZoneInfo) -> datetime | None:
    """Return until when what is reported at `moment` rings nobody; None if it falls into no window.

    Windows that overlap or touch each other are one. Nothing is held for more than `LONGEST`.
    """
    known, until, latest = tuple(windows), moment, moment + LONGEST
    while until < latest:
        ends = [end for window in known if (end := window.end(until, zone)) is not None]
        if not ends:
            break
        until = max(ends)
    return min(until, latest).astimezone(UTC) if until > moment else None


def in_words(window: Window, zone: ZoneInfo) -> str:
    """Write a window: `Tue and Thu 20:00 to 22:00`, `Sat 5 Dec 2026 20:00 to 23:00`."""
    match window:
        case Weekly(weekdays, start, end):
            return f"{_on_days(weekdays)} {_shown(start)} to {_shown(end)}"
        case Once(starts_at, ends_at):
            start_at, end_at = starts_at.astimezone(zone), ends_at.astimezone(zone)
            same = start_at.date() == end_at.date()
            last = clock_shows(end_at) if same else _dated(end_at)
            return f"{_dated(start_at)} to {last}"
        case _:
            assert_never(window)


def _on_days(weekdays: frozenset[int]) -> str:
    if len(weekdays) == len(_WEEKDAYS):
        return "every day"
    *others, last = (_WEEKDAYS[number] for number in sorted(weekdays))
    return f"{', '.join(others)} and {last}" if others else last


def _dated(local: datetime) -> str:
    return f"{long_day(local.date())} {clock_shows(local)}"


def _shown(minute: int) -> str:
    hour, rest = divmod(minute, 60)
    return f"{hour:02d}:{rest:02d}"


def _at_minute(day: date, minute: int, zone: ZoneInfo) -> datetime:
    over, within = divmod(minute, _MINUTES_A_DAY)
    return instant_of(day + over * _A_DAY, time(within // 60, within % 60), zone)
