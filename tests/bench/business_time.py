"""8 business hours after an instant: beside `businesstimedelta` and beside pandas.

The same hours and the same public holidays for all. They agree but in one meaning: a count that
runs out exactly at closing is due at 17:00 that day (T3), for pandas at the next opening.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

import businesstimedelta
import holidays
import pandas as pd
import pytz

from models.rules.calendar import BusinessCalendar
from tests.bench.side_by_side import anew, answered, tell_rates

CALENDAR = BusinessCalendar()
YEARS = {"1st year": 2026, "10th year": 2035}
CLOSED = holidays.country_holidays("CH", subdiv="ZH", years=range(2026, 2037))
EIGHT_HOURS = timedelta(hours=8)
ANSWERS = 200

Answer = Callable[[datetime], datetime]


def instants(year: int) -> list[datetime]:
    """Instants of a year at any hour, by the minute, the same in every run."""
    dice = random.Random(year)
    begins = datetime(year, 1, 1, tzinfo=UTC)
    return [begins + timedelta(minutes=dice.randrange(364 * 1440)) for _ in range(ANSWERS)]


def of_the_desk(calendar: BusinessCalendar = CALENDAR) -> Answer:
    """Ask the desk's own rule."""
    return lambda moment: calendar.add(moment, EIGHT_HOURS)


def of_businesstimedelta() -> Answer:
    """Ask `businesstimedelta`, which wants its zone from pytz."""
    zone = pytz.timezone("Europe/Zurich")
    week = businesstimedelta.WorkDayRule(time(9), time(17), [0, 1, 2, 3, 4], tz=zone)
    off = businesstimedelta.HolidayRule(CLOSED, tz=zone)
    eight = businesstimedelta.BusinessTimeDelta(businesstimedelta.Rules([week, off]), hours=8)

    def answer(moment: datetime) -> datetime:
        due: datetime = moment + eight
        return due

    return answer


def of_pandas() -> Callable[[pd.Timestamp], pd.Timestamp]:
    """Ask pandas, which counts on the wall clock of the timestamp that it is given."""
    eight = pd.offsets.CustomBusinessHour(8, start="09:00", end="17:00", holidays=sorted(CLOSED))
    return lambda moment: moment + eight


def as_pandas_means_it(due: datetime) -> datetime:
    """Move a count that runs out at closing to the next opening."""
    closing = CALENDAR.closing(CALENDAR.day_of(due))
    return CALENDAR.next_opening(due) if due == closing else due


def never_seen() -> Iterator[BusinessCalendar]:
    """Yield calendars that differ by a closure of long ago: none shares another's tables."""
    for number in count():
        yield BusinessCalendar(closures={date(2001, 1, 1) + timedelta(days=number): "long ago"})


def due_beside_others() -> None:
    """When eight business hours are over, beside `businesstimedelta` and pandas."""
    for name, year in YEARS.items():
        _measure(f"8 business hours, {name}", instants(year))
    calendars, asked = never_seen(), instants(YEARS["1st year"])
    made = anew(lambda: of_the_desk(next(calendars)), asked, of_businesstimedelta, asked)
    tell_rates(
        "  1st year, its table made for them", made, ("add", "businesstimedelta"), len(asked)
    )


def _measure(what: str, asked: list[datetime]) -> None:
    """Hold the answers equal where they mean the same, then measure pair by pair."""
    desk, delta, hours = of_the_desk(), of_businesstimedelta(), of_pandas()
    stamps = [pd.Timestamp(moment).tz_convert("Europe/Zurich") for moment in asked]
    due = [desk(moment) for moment in asked]
    meant = [as_pandas_means_it(moment) for moment in due]
    assert [delta(moment) for moment in asked] == due
    assert [hours(stamp) for stamp in stamps] == meant
    measured = answered(desk, asked, delta, asked)
    tell_rates(what, measured, ("add", "businesstimedelta"), len(asked))
    tell_rates(what, answered(desk, asked, hours, stamps), ("add", "pandas"), len(asked))
    closing = sum(moment != other for moment, other in zip(due, meant, strict=True))
    print(
        f"  businesstimedelta gave the same answers at {len(asked)} instants; pandas at "
        f"{len(asked) - closing}:\n  the other {closing} run out at closing, due at 17:00 (T3), "
        "where pandas answers the next opening"
    )


MEASURES = (due_beside_others,)
