"""The rules once more, as naively as can be: the tests hold the program against these.

Nothing here is shared with the program but its facts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from models.rules.contract_year import Agreed, ContractFact
from models.rules.facts import Facts, TimeEntry

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


# --- contracts, day by day ------------------------------------------------------------------------


@dataclass
class Running:
    """A contract as it stands on a day."""

    start: date
    last_day: date
    level: str
    number: int
    held: int  # what was given for the contract year so far
    pending: tuple[str, int] | None = None


@dataclass(frozen=True)
class Day:
    """What was in force on a day, and what it brought: the last day and number of each grant."""

    day: date
    level: str
    grants: tuple[tuple[date, int], ...]


_INCLUDED = {"basic": 0, "standard": 4, "premium": 8}
_HEIGHT = {"basic": 0, "standard": 1, "premium": 2, "managed": 3}


def _included(level: str, agreed: int | None) -> int:
    return _INCLUDED.get(level, agreed or 0)


def is_anniversary(start: date, today: date) -> bool:
    """Whether a contract year other than the first begins today (G2)."""
    if today <= start:
        return False
    if (start.month, start.day) == (2, 29) and not _leap(today.year):
        return (today.month, today.day) == (2, 28)
    return (today.month, today.day) == (start.month, start.day)


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _year_end(start: date, today: date) -> date:
    ahead = today + ONE_DAY
    while not is_anniversary(start, ahead):
        ahead += ONE_DAY
    return ahead - ONE_DAY


def live_through(facts: tuple[ContractFact, ...], until: date) -> Iterator[Day]:
    """Live through a customer's contracts day by day, changing them as G5 says.

    The facts are starts that do not overlap, with their last days, and at most one change a day.
    """
    starts = {fact.day: fact for fact in facts if fact.what == Agreed.START}
    changes = {fact.day: fact for fact in facts if fact.what == Agreed.LEVEL}
    now: Running | None = None
    today = min(starts | changes)
    while today <= until:
        if now and today > now.last_day:
            now = None
        grants: list[tuple[date, int]] = []
        fresh = False
        if start := starts.get(today):
            last_day = start.last_day or date.max
            number = _included(start.level, start.escalations)
            now, fresh = Running(today, last_day, start.level, number, 0), True
        if now and is_anniversary(now.start, today):
            if now.pending:
                now.level, now.number = now.pending
                now.pending = None
            fresh = True
        if now and fresh:
            now.held = 0
        if change := changes.get(today):
            wanted = (change.level, _included(change.level, change.escalations))
            if now is None:
                before = [day for day in starts if day > today]
                last_day = min(before) - ONE_DAY if before else date.max
                now, fresh = Running(today, last_day, *wanted, 0), True
            elif wanted == (now.level, now.number):
                now.pending = None
            elif (_HEIGHT[wanted[0]], wanted[1]) > (_HEIGHT[now.level], now.number):
                if now.level == "basic":
                    now, fresh = Running(today, now.last_day, *wanted, 0), True
                else:
                    more = wanted[1] - now.held
                    if more > 0 and not fresh:
                        grants.append((min(_year_end(now.start, today), now.last_day), more))
                        now.held += more
                    now.level, now.number = wanted
                    now.pending = None
            elif fresh and today > now.start:  # lowered on the anniversary itself
                now.level, now.number = wanted
            else:
                now.pending = wanted
        if now and fresh and now.number:
            grants.append((min(_year_end(now.start, today), now.last_day), now.number))
            now.held = now.number
        yield Day(today, now.level if now else "basic", tuple(grants))
        today += ONE_DAY


# --- serving, one minute and one charge at a time -------------------------------------------------


@dataclass(frozen=True)
class Shelf:
    """A grant: when it ends, its source's place, when it begins, its id, how many it holds."""

    last_day: date
    source: int
    first_day: date
    id: int
    quantity: int


@dataclass(frozen=True)
class Served:
    """What became of one block that is due: `shelf` is None if nothing covers it."""

    case: int
    block: int
    day: date
    shelf: Shelf | None
    consulting: bool = False


def due_blocks(facts: Facts, on: date) -> list[tuple[date, int, int, int]]:
    """Return day, entry, block and case of each charge that is due, from the cases' minutes."""
    found = []
    for case in facts.cases:
        minutes: list[TimeEntry] = []
        for entry in sorted(facts.entries, key=lambda e: (e.day, e.id)):
            if entry.case == case.number and entry.day <= on:
                minutes += [entry] * entry.minutes
        if case.kind in ("untriaged", "defect", "security", "touchpoint") or len(minutes) < 15:
            continue
        found.append((minutes[14].day, minutes[14].id, 1, case.number))
        for number, first in enumerate(range(300, len(minutes), 300), start=2):
            answer = None
            for decision in sorted(facts.decisions, key=lambda d: d.id):
                if decision.case == case.number and (
                    decision.block == number or (decision.onwards and decision.block < number)
                ):
                    answer = decision.answer
            if answer == "escalation":
                found.append((minutes[first].day, minutes[first].id, number, case.number))
    return found


def serve(facts: Facts, shelves: list[Shelf], on: date) -> list[Served]:
    """Serve what is due, always the first that waits (E6, E7)."""
    left = {shelf: shelf.quantity for shelf in shelves}
    waiting = [(day, entry, block, case, day) for day, entry, block, case in due_blocks(facts, on)]
    served = []
    while waiting:
        first = min(waiting)
        waiting.remove(first)
        at, entry, block, case, day = first
        open_ = [s for s in left if left[s] and s.first_day <= at <= s.last_day]
        if open_:
            shelf = min(open_, key=lambda s: (s.last_day, s.source, s.first_day, s.id))
            left[shelf] -= 1
            served.append(Served(case, block, at, shelf))
            continue
        settled = [s for s in facts.settlements if (s.case, s.block) == (case, block)]
        way = max(settled, key=lambda s: s.id) if settled else None
        if way and at == day and way.way == "consulting":
            served.append(Served(case, block, day, None, consulting=True))
        elif way and at == day and day < way.day <= on:
            waiting.append((way.day, entry, block, case, day))
        else:
            served.append(Served(case, block, day, None))
    return served
