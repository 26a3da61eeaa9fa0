"""G1, G2 and G5 once more: contracts lived through day by day, each morning as agreed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from tests.naive.facts import Agreed

ONE_DAY = timedelta(days=1)
NEVER = date(2100, 1, 1)

_INCLUDED = {"basic": 0, "standard": 4, "premium": 8}
_HEIGHT = {"basic": 0, "standard": 1, "premium": 2, "managed": 3}
Promise = tuple[str, int]  # a level and what it includes a year


@dataclass
class Running:
    """A contract as it stands on a day."""

    start: date
    promise: Promise
    last_days: list[tuple[int, date]]  # by the order in which they were recorded, 0 the first
    held: int = 0  # what was given for the contract year so far
    year_began: date = date.min
    raised_on: date = date.min
    pending: Promise | None = None

    @property
    def last_day(self) -> date:
        return max(self.last_days)[1]


@dataclass(frozen=True)
class Day:
    """What was in force on a day, and how many escalations were given on it."""

    day: date
    level: str
    contract: Running | None = None
    given: tuple[int, ...] = ()


class Included(NamedTuple):
    """Escalations that a contract gave from a day on, and the end of that contract year."""

    label: str
    first_day: date
    last_day: date
    quantity: int
    year_end: date


def is_anniversary(start: date, today: date) -> bool:
    """Whether a contract year other than the first begins today (G2)."""
    if today <= start:
        return False
    if (start.month, start.day) == (2, 29) and not _leap(today.year):
        return (today.month, today.day) == (2, 28)
    return (today.month, today.day) == (start.month, start.day)


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def contract_year(start: date, today: date) -> tuple[date, date]:
    """Return the first and the last day of the contract year in which today lies."""
    first, ahead = today, today + ONE_DAY
    while first > start and not is_anniversary(start, first):
        first -= ONE_DAY
    while not is_anniversary(start, ahead):
        ahead += ONE_DAY
    return first, ahead - ONE_DAY


def right(facts: tuple[Agreed, ...]) -> list[Agreed]:
    """Return what stands: nothing that was taken back, everything as it was corrected last."""
    gone: set[int | None] = set()
    for fact in sorted(facts, key=lambda f: f.id, reverse=True):
        if fact.what == "taken back" and fact.id not in gone:
            gone.add(fact.about)
    told = [fact for fact in sorted(facts, key=lambda f: f.id) if fact.id not in gone]
    for correction in told:
        if correction.what == "correction":
            for index, fact in enumerate(told):
                if fact.id == correction.about:
                    told[index] = fact._replace(
                        level=correction.level, escalations=correction.escalations
                    )
    return told


def live_through(facts: tuple[Agreed, ...], until: date) -> Sequence[Day]:
    """Live through a customer's contracts day by day, changing them as G5 says."""
    return [day for day in _years(facts, until.year) if day.day <= until]


@lru_cache(maxsize=200)
def _years(facts: tuple[Agreed, ...], until: int) -> Sequence[Day]:
    return list(_days(facts, date(until, 12, 31)))


def level_on(facts: tuple[Agreed, ...], on: date) -> str:
    """Return the level of a day; before the first contract it is Basic."""
    *_, last = [Day(on, "basic"), *live_through(facts, on)]
    return last.level


def included(facts: tuple[Agreed, ...], until: date) -> list[Included]:
    """Return what the contracts gave, with the last days as they are known in the end (G1, G5)."""
    given = []
    for day in live_through(facts, until):
        for number in day.given:
            assert day.contract
            first, end = contract_year(day.contract.start, day.day)
            year = str(first.year) if end.year == first.year else f"{first.year}/{end:%y}"
            label = f"included {year}" if day.day == first else f"included {year}, raised"
            last_day = min(end, day.contract.last_day)
            given.append(Included(label, day.day, last_day, number, end))
    return given


def _days(facts: tuple[Agreed, ...], until: date) -> Iterator[Day]:
    told = right(facts)
    until = max([until, *(fact.day for fact in told)])  # a last day may be told of any of them
    began = [fact for fact in told if fact.what in ("start", "level")]
    began.sort(key=lambda fact: (fact.what != "start", fact.id))
    if not began:
        return
    today, now = min(fact.day for fact in began), None
    while today <= until:
        given: list[int] = []
        now = _morning(now, today)
        for fact in began:
            if fact.day == today and not _replaced(fact, told):
                now = _hear(now, fact, told, given)
        if now and now.start <= today <= now.last_day:
            if now.year_began == today and now.promise[1]:
                given.append(now.promise[1])
                now.held = now.promise[1]
            yield Day(today, now.promise[0], now, tuple(given))
        else:
            yield Day(today, "basic")
        today += ONE_DAY


def _morning(now: Running | None, today: date) -> Running | None:
    """A year may begin; what was over goes on as if it were not, for those who ask what it was."""
    if now and is_anniversary(now.start, today):
        now.promise = now.pending or now.promise
        now.pending, now.held, now.year_began = None, 0, today
    return now


def _replaced(fact: Agreed, told: list[Agreed]) -> bool:
    """Whether another change was recorded for the same day while this one was still pending."""
    return fact.what == "level" and any(
        other.what == "level"
        and other.id > fact.id
        and other.day == fact.day
        and other.recorded_on < fact.day
        for other in told
    )


def _ends_of_today(fact: Agreed, told: list[Agreed]) -> list[tuple[int, date]]:
    """The last days recorded for what began with this fact, or with one that it replaces."""
    today = {f.id for f in told if f.what == fact.what and f.day == fact.day}
    return [(f.id, f.last_day) for f in told if f.what == "end" and f.about in today and f.last_day]


def _hear(
    now: Running | None, fact: Agreed, told: list[Agreed], given: list[int]
) -> Running | None:
    today = fact.day
    wanted = (str(fact.level), _INCLUDED.get(fact.level, fact.escalations or 0))
    ends = _ends_of_today(fact, told)
    if fact.what == "start":
        ends = [(0, fact.last_day or NEVER), *ends]
        return Running(today, wanted, ends, year_began=today)
    if now is None or today > now.last_day:
        if now and _was_lowered_within(now, fact, wanted):
            return now
        starts = [f.day for f in told if f.what == "start" and f.day > today]
        first = min(starts) - ONE_DAY if starts else NEVER
        return Running(today, wanted, [(0, first), *ends], year_began=today)
    now.last_days += ends
    if wanted == now.promise:
        now.pending = None
    elif _higher(wanted, now.promise) and now.promise[0] == "basic":
        return Running(today, wanted, now.last_days, year_began=today)
    elif _higher(wanted, now.promise):
        more = wanted[1] - now.held
        if more > 0 and now.year_began != today:
            given.append(more)
            now.held += more
        now.promise, now.pending, now.raised_on = wanted, None, today
    elif now.year_began == today and today not in (now.start, now.raised_on):
        now.promise, now.pending = wanted, None
    else:
        now.pending = wanted
    return now


def _higher(one: Promise, other: Promise) -> bool:
    def height(promise: Promise) -> tuple[int, int]:
        return _HEIGHT[promise[0]], promise[1] if promise[0] == "managed" else 0

    return height(one) > height(other)


def _was_lowered_within(now: Running, fact: Agreed, wanted: Promise) -> bool:
    """Whether a change was recorded as a lowering, before the end that it did not live to see."""
    then = max(last for last in now.last_days if last[0] < fact.id)[1]
    return fact.day <= then and not _higher(wanted, now.promise)
