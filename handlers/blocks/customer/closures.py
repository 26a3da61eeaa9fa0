"""What is said of closure days, and of the clocks that they moved (T2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from handlers.blocks.pieces.answer import Answer, answer, lines, small
from handlers.blocks.pieces.wording import (
    counted,
    escaped,
    instant,
    long_day,
    quoted,
)
from models.rules.calendar import BusinessCalendar
from models.usecases.customer.closures import ClosureChanged
from models.usecases.derived.clocks import CaseClock

MOST_MOVED = 5


def closure_changed(done: ClosureChanged, calendar: BusinessCalendar, now: datetime) -> Answer:
    """Say which day is closed, or open again, and which clocks that moved."""
    moved = lines(_moved(done, calendar, now))
    if done.name is None:
        return answer(f"{long_day(done.day)} is open again. Clocks follow (T2).", moved)
    return answer(
        f"{long_day(done.day)} is closed for everybody: {escaped(done.name)}. Clocks follow (T2).",
        moved,
        small(f"`/customer closed {done.day} off because …` takes it back"),
    )


def _moved(done: ClosureChanged, calendar: BusinessCalendar, now: datetime) -> Iterator[str]:
    if done.has_passed:
        yield (
            f":warning: That day has passed: {counted(len(done.moved), 'clock')} of that time "
            "changed, and with them what was met or breached."
        )
        yield from _dues(done.moved, calendar, now)
    else:
        yield from _moved_clocks(done.moved, calendar, now)


def _moved_clocks(
    moved: Sequence[CaseClock], calendar: BusinessCalendar, now: datetime
) -> Iterator[str]:
    yield f"{counted(len(moved), 'running clock')} moved{':' if moved else '.'}"
    yield from _dues(moved, calendar, now)


def _dues(moved: Sequence[CaseClock], calendar: BusinessCalendar, now: datetime) -> Iterator[str]:
    for item in moved[:MOST_MOVED]:
        due = instant(calendar, item.clock.due, now)
        yield f"• #{item.case.id} {quoted(item.case.title, 60)}: due {due}"
    if len(moved) > MOST_MOVED:
        yield f"{len(moved) - MOST_MOVED} more."
