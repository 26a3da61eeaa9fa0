"""How instants are written: by the clock on the wall of the business zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from models.rules.calendar import BusinessCalendar
from models.rules.writing import day


@dataclass(frozen=True, slots=True)
class Wall:
    """The clock on the wall of the business zone at `now` (aware): it writes days and instants."""

    calendar: BusinessCalendar
    now: datetime

    @property
    def today(self) -> date:
        """The date of `now` in the business zone."""
        return self.calendar.day_of(self.now)

    def day(self, value: date) -> str:
        """Write a date: `Mon 8 Jun`, with the year if it is not this one."""
        return day(value, self.today)

    def dated(self, moment: datetime) -> str:
        """Write an instant for a message that stays: `Tue 9 Jun 14:05`; tomorrow "today" is
        wrong.
        """
        local = self.calendar.local(moment)
        return f"{self.day(local.date())} {clock_shows(local)}"

    def instant(self, moment: datetime) -> str:
        """Write an instant for an answer: `today 14:05`, `Tue 9 Jun 14:05`."""
        if self.calendar.day_of(moment) == self.today:
            return f"today {self.short(moment)}"
        return self.dated(moment)

    def short(self, moment: datetime) -> str:
        """Write an instant shortly: `14:05` if it is today's, else with its day."""
        local = self.calendar.local(moment)
        return clock_shows(local) if local.date() == self.today else self.dated(moment)


def clock_shows(local: datetime) -> str:
    """Write the time of day of an instant in its zone: `14:05`. One that happens twice that night
    says which it is: `02:50 CEST`, `02:50 CET`.
    """
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"{local:%H:%M %Z}" if twice else f"{local:%H:%M}"
