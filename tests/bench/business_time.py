"""8 business hours after an instant: beside `businesstimedelta` and beside pandas.

The same hours and the same public holidays for all. They agree but in one meaning: a count that
runs out exactly at closing is due at 17:00 that day (T3), for pandas at the next opening.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import businesstimedelta
import holidays
import pandas as pd
import pytz

from models.rules.calendar import BusinessCalendar
from tests.bench.side_by_side import answered, tell_rates

CALENDAR = BusinessCalendar()
CLOSED = holidays.country_holidays("CH", subdiv="ZH", years=[2026, 2027])
EIGHT_HOURS = timedelta(hours=8)
ANSWERS = 200


def instants() -> list[datetime]:
    """Instants of 2026 at any hour, by the minute, the same in every run."""
    dice = random.Random(2026)
    begins = datetime(2026, 1, 1, tzinfo=UTC)
    return [begins + timedelta(minutes=dice.randrange(364 * 1440)) for _ in range(ANSWERS)]


def of_the_desk(moment: datetime) -> datetime:
    """Ask the desk's own rule."""
    return CALENDAR.add(moment, EIGHT_HOURS)


def of_businesstimedelta() -> Callable[[datetime], datetime]:
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


def due_beside_others() -> None:
    """When eight business hours are over, beside `businesstimedelta` and pandas."""
    asked = instants()
    due = [of_the_desk(moment) for moment in asked]
    delta = of_businesstimedelta()
    assert [delta(moment) for moment in asked] == due
    measured = answered(of_the_desk, asked, delta, asked)
    tell_rates("8 business hours", measured, ("add", "businesstimedelta"), len(asked))

    hours = of_pandas()
    stamps = [pd.Timestamp(moment).tz_convert("Europe/Zurich") for moment in asked]
    assert [hours(stamp) for stamp in stamps] == [as_pandas_means_it(moment) for moment in due]
    measured = answered(of_the_desk, asked, hours, stamps)
    tell_rates("8 business hours", measured, ("add", "pandas"), len(asked))

    closing = sum(as_pandas_means_it(moment) != moment for moment in due)
    print(
        f"  businesstimedelta gave the same answers at {len(asked)} instants of 2026; pandas at "
        f"{len(asked) - closing}:\n  the other {closing} run out at closing, due at 17:00 (T3), "
        "where pandas answers the next opening"
    )


MEASURES = (due_beside_others,)
