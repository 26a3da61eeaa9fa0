"""S1 to S4 once more, minute by minute: the tests hold the clocks of the program against this.

Nothing here is shared with the program; all instants are whole minutes of 2026.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from tests.rules.oracle import MINUTE, due_by_the_minute, open_minutes

ZURICH = ZoneInfo("Europe/Zurich")
Had = Literal["basic", "standard", "premium", "managed"]
FROM_SHORT_TO_LONG = ("2 hours", "4 business hours", "8 business hours", "1 business day")
PROMISED = {
    "basic": ("1 business day", "1 business day", "1 business day"),
    "standard": ("8 business hours", "8 business hours", "8 business hours"),
    "premium": ("4 business hours", "4 business hours", "4 business hours"),
    "managed": ("2 hours", "4 business hours", "1 business day"),
}


@dataclass(frozen=True)
class Written:
    """A contract with its first and last day, and the minute in which it was recorded."""

    at: datetime
    first: date
    last: date
    level: Had


@dataclass(frozen=True)
class Life:
    """A case until it has its response: when it was reported and opened, its severity then, the
    later severities, and its customer's contracts.
    """

    reported: datetime
    opened: datetime
    severity: int
    raised: Sequence[tuple[datetime, int]]
    contracts: Sequence[Written]
    responded: datetime | None = None


@dataclass
class Clock:
    """What is due by the target in force, and from when its shares run."""

    target: str
    due: datetime
    runs_from: datetime


def read_again(life: Life, until: datetime) -> Clock:
    """Look at a case in each minute from its report to `until`."""
    levels = [(life.reported, _level(life, life.reported))]
    severity = life.severity
    target = _shortest(levels, severity)
    clock = Clock(target, _due(life.reported, target), life.reported)
    were = {clock.target: clock.due}
    minute = life.reported + MINUTE
    while minute <= min(until, clock.due) and not (life.responded and minute >= life.responded):
        if (level := _level(life, minute)) != levels[-1][1]:
            levels.append((minute, level))
        severity = dict(life.raised).get(minute, severity)
        target = _shortest(levels, severity)
        if _length(target) < _length(clock.target):
            clock = Clock(target, min(clock.due, _due(minute, target)), minute)
        elif _length(target) > _length(clock.target):
            due = min(_due(since, PROMISED[had][severity - 1]) for since, had in levels)
            clock = Clock(target, clock.due if due < minute else due, life.reported)
        clock.due = were[target] = min(clock.due, were.get(target, clock.due))
        minute += MINUTE
    return clock


def _level(life: Life, minute: datetime) -> Had:
    """What the customer has in a minute, by what is recorded: of its report, by its opening."""
    day = minute.astimezone(ZURICH).date()
    begins = life.reported.astimezone(ZURICH).date()
    for each in life.contracts:
        known = each.at <= minute or (each.at <= life.opened and each.first <= begins)
        if known and each.first <= day <= each.last:
            return each.level
    return "basic"


def _shortest(levels: Sequence[tuple[datetime, Had]], severity: int) -> str:
    return min((PROMISED[level][severity - 1] for _, level in levels), key=_length)


def _length(target: str) -> int:
    return FROM_SHORT_TO_LONG.index(target)


def _due(start: datetime, target: str) -> datetime:
    if target == "2 hours":
        return start + timedelta(hours=2)
    if target != "1 business day":
        return due_by_the_minute(start, 60 * int(target[0]))
    received = due_by_the_minute(start, 1).astimezone(ZURICH).date()
    last = received + timedelta(days=1)
    while not _opens(last):
        last += timedelta(days=1)
    return datetime.combine(last, datetime.min.time(), ZURICH).replace(hour=17)


def _opens(day: date) -> bool:
    noon = datetime.combine(day, datetime.min.time(), ZURICH).replace(hour=12)
    minutes = open_minutes()
    return minutes[bisect_right(minutes, noon) - 1] == noon
