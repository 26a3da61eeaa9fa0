"""E6, E7 and G5 once more, lived through day by day, as naively as can be.

Each morning looks at what was agreed for the day, each evening at the work of the day. Nothing here
is shared with the program but its facts, and the blocks that are due (`oracle.due_blocks`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from models.rules.contract_year import ContractFact
from models.rules.facts import Facts
from tests.rules.oracle import due_blocks

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


# --- G5: contracts --------------------------------------------------------------------------------


def is_anniversary(start: date, today: date) -> bool:
    """Whether a contract year other than the first begins today (G2)."""
    if today <= start:
        return False
    if (start.month, start.day) == (2, 29) and not _leap(today.year):
        return (today.month, today.day) == (2, 28)
    return (today.month, today.day) == (start.month, start.day)


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def year_end(start: date, today: date) -> date:
    """Return the last day of the contract year in which today lies."""
    ahead = today + ONE_DAY
    while not is_anniversary(start, ahead):
        ahead += ONE_DAY
    return ahead - ONE_DAY


def right(facts: tuple[ContractFact, ...]) -> list[ContractFact]:
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
                    told[index] = replace(
                        fact, level=correction.level, escalations=correction.escalations
                    )
    return told


def live_through(facts: tuple[ContractFact, ...], until: date) -> list[Day]:
    """Live through a customer's contracts day by day, changing them as G5 says."""
    return [day for day in list(_days(facts, until)) if day.day <= until]


def grants_given(facts: tuple[ContractFact, ...], until: date) -> list[Shelf]:
    """Return what the contracts gave, with the last days as they are known in the end (G1, G5)."""
    given = []
    for day in live_through(facts, until):
        for number in day.given:
            assert day.contract
            end = year_end(day.contract.start, day.day)
            last_day = min(end, day.contract.last_day)
            given.append(Shelf("included", day.day, last_day, number, 0, end))
    return given


def _days(facts: tuple[ContractFact, ...], until: date) -> Iterator[Day]:
    told = right(facts)
    until = max([until, *(fact.day for fact in told)])  # a last day may be told of any of them
    began = [fact for fact in told if fact.what in ("start", "level")]
    if not began:
        return
    today, now = min(fact.day for fact in began), None
    while today <= until:
        given: list[int] = []
        now = _morning(now, today)
        for fact in sorted(began, key=lambda f: (f.what != "start", f.id)):
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


def _replaced(fact: ContractFact, told: list[ContractFact]) -> bool:
    """Whether another change was recorded for the same day while this one was still pending."""
    return fact.what == "level" and any(
        other.what == "level"
        and other.id > fact.id
        and other.day == fact.day
        and other.recorded_on < fact.day
        for other in told
    )


def _ends_of_today(fact: ContractFact, told: list[ContractFact]) -> list[tuple[int, date]]:
    """The last days recorded for what began with this fact, or with one that it replaces."""
    today = {f.id for f in told if f.what == fact.what and f.day == fact.day}
    return [(f.id, f.last_day) for f in told if f.what == "end" and f.about in today and f.last_day]


def _hear(
    now: Running | None, fact: ContractFact, told: list[ContractFact], given: list[int]
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


def _was_lowered_within(now: Running, fact: ContractFact, wanted: Promise) -> bool:
    """Whether a change was recorded as a lowering, before the end that it did not live to see."""
    then = max(last for last in now.last_days if last[0] < fact.id)[1]
    return fact.day <= then and not _higher(wanted, now.promise)


# --- E6, E7: serving ------------------------------------------------------------------------------


@dataclass
class Shelf:
    """A grant: its source, when it begins and ends, how many it still holds, and its contract."""

    source: str
    first_day: date
    last_day: date
    left: int
    recorded: int
    year_end: date = NEVER


@dataclass(frozen=True)
class Served:
    """What became of one block that is due; `taken` is of which grant, if any: its source and its
    first and last day."""

    case: int
    block: int
    day: date
    taken: tuple[str, date, date] | None
    consulting: bool = False


def served_by(facts: Facts, on: date) -> list[Served]:
    """Serve what is due, always the first that waits; by case and block."""
    shelves = grants_given(facts.contracts, on) + [
        Shelf(str(g.source), g.first_day, g.last_day, g.quantity, g.id) for g in facts.grants
    ]
    due = due_blocks(facts, on)
    waiting = [(day, entry, block, case, day) for day, entry, block, case in due]
    served: list[Served] = []
    while waiting:
        first = min(waiting)
        waiting.remove(first)
        today, entry, block, case, dated = first
        way, settled_on = _settled(facts, case, block)
        if way == "consulting":
            served.append(Served(case, block, dated, None, consulting=True))
        elif shelf := _first_to_expire(facts.contracts, shelves, today):
            shelf.left -= 1
            taken = shelf.source, shelf.first_day, shelf.last_day
            served.append(Served(case, block, today, taken))
        elif way == "grant" and today == dated < settled_on <= on:
            waiting.append((settled_on, entry, block, case, dated))
        else:
            served.append(Served(case, block, dated, None))
    return sorted(served, key=_by_block)


def _by_block(one: Served) -> tuple[int, int]:
    return one.case, one.block


def _settled(facts: Facts, case: int, block: int) -> tuple[str, date]:
    """How a block was settled last, and when."""
    way, day = "", date.min
    for settlement in sorted(facts.settlements, key=lambda s: s.id):
        if (settlement.case, settlement.block) == (case, block):
            way, day = settlement.way, settlement.day
    return way, day


def _first_to_expire(
    agreed: tuple[ContractFact, ...], shelves: list[Shelf], today: date
) -> Shelf | None:
    """The grant to take from: by what was known of the ends of contracts this evening."""
    ends_told_later = {f.id for f in agreed if f.what == "end" and f.recorded_on > today}
    known = [f for f in agreed if f.id not in ends_told_later]
    last_days = {
        d.day: d.contract.last_day for d in live_through(tuple(known), today) if d.contract
    }

    def first(shelf: Shelf) -> tuple[date, int, date, int]:
        expires = shelf.last_day
        if shelf.source == "included":
            expires = min(shelf.year_end, last_days.get(shelf.first_day, NEVER))
        order = ("included", "pack", "adjustment").index(shelf.source)
        return expires, order, shelf.first_day, shelf.recorded

    open_ = [s for s in shelves if s.left and s.first_day <= today <= s.last_day]
    return min(open_, key=first, default=None)
