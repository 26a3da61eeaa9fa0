"""Who is on call at an instant: beside `dateutil.rrule` and beside `recurring-ical-events`.

The same rotation for all, without overrides or versions, which the others do not know: six people,
a week each from Monday 2026-01-05, 09:00 in Zurich. The others are asked as favourably as they can
be: the one is the weekly rule with its cache, the turn then reckoned from the week; the other holds
six events, each every six weeks, and keeps what it has worked out once.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import recurring_ical_events
from dateutil.rrule import WEEKLY, rrule
from icalendar import Calendar, Event

from models.rules.rotation import Rotation, RotationVersion, on_call
from tests.bench.side_by_side import anew, answered, tell_rates

ZURICH = ZoneInfo("Europe/Zurich")
PEOPLE = ("ada", "ben", "cleo", "dana", "eve", "fred")
FIRST_DAY, HANDOVER = date(2026, 1, 5), time(9)
BEGINS = datetime.combine(FIRST_DAY, HANDOVER, ZURICH)

Answer = Callable[[datetime], str | None]


def instants(year: int) -> list[datetime]:
    """Instants of one of the rotation's years, the same in every run, handovers among them."""
    dice = random.Random(year)
    weeks = [BEGINS + timedelta(weeks=52 * (year - 1) + dice.randrange(1, 52)) for _ in range(50)]
    handovers = [week.astimezone(UTC) for week in weeks]
    around = [timedelta(), timedelta(seconds=-1)]
    within = [timedelta(seconds=dice.randrange(7 * 86_400)) for _ in range(40)]
    return [at + by for at, by in zip(handovers, [*around * 5, *within], strict=True)]


def of_the_desk() -> Answer:
    """Ask the desk's own rule."""
    since = datetime(2025, 12, 1, tzinfo=UTC)
    version = RotationVersion(since, PEOPLE, FIRST_DAY, HANDOVER, 7, "Europe/Zurich")
    rotation = Rotation("primary", (version,))
    return lambda moment: on_call(rotation, moment).person


def of_rrule() -> Answer:
    """Ask for the last handover of a weekly rule; whose turn it is follows from its week."""
    rule = rrule(WEEKLY, dtstart=BEGINS, cache=True)

    def answer(moment: datetime) -> str | None:
        handover = rule.before(moment.astimezone(ZURICH), inc=True)
        return PEOPLE[(handover.date() - FIRST_DAY).days // 7 % len(PEOPLE)] if handover else None

    return answer


def of_icalendar() -> Answer:
    """Ask a calendar of six events for the one that is going on."""
    calendar = Calendar()
    for number, person in enumerate(PEOPLE):
        event = Event()
        event.add("uid", person)
        event.add("summary", person)
        event.add("dtstart", BEGINS + timedelta(weeks=number))
        event.add("dtend", BEGINS + timedelta(weeks=number + 1))
        event.add("rrule", {"freq": "weekly", "interval": len(PEOPLE)})
        calendar.add_component(event)
    query = recurring_ical_events.of(calendar)

    def answer(moment: datetime) -> str | None:
        [going_on] = query.at(moment)
        return str(going_on["SUMMARY"])

    return answer


def on_call_beside_others() -> None:
    """Who is on call at an instant, beside `rrule` and `recurring-ical-events`."""
    desk = of_the_desk()
    others = {"rrule": of_rrule, "recurring-ical-events": of_icalendar}
    for year, name in ((1, "1st year"), (10, "10th year")):
        asked = instants(year)
        for other_name, make in others.items():
            other = make()
            for moment in asked:
                assert desk(moment) == other(moment), f"{other_name} disagrees at {moment}"
            measured = answered(desk, asked, other, asked)
            tell_rates(f"who is on call, {name}", measured, ("on_call", other_name), len(asked))
    asked = instants(1)
    for other_name, make in others.items():
        measured = anew(of_the_desk, asked, make, asked)
        tell_rates("  1st year, all made for them", measured, ("on_call", other_name), len(asked))
    print(
        "  all gave the same answers; on_call also says from when until when,\n"
        "  rrule walks through the weeks that it keeps, so it slows with the years"
    )


MEASURES = (on_call_beside_others,)
