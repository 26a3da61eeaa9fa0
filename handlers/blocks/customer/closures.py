"""What is said of closure days, and of the clocks that they moved (T2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handlers.blocks.pieces.answer import Answer, answer, lines
from handlers.blocks.pieces.due import late_words
from handlers.blocks.pieces.wording import as_typed, counted, long_day, quoted
from models.rules.written_time import Wall
from models.usecases.customer.closures import ClosureChanged
from models.usecases.derived.clocks import CaseClock

MOST_MOVED = 5


def closure_changed(done: ClosureChanged, wall: Wall) -> Answer:
    """Say which days are closed, or open again, and which clocks that moved."""
    moved, days = lines(_moved(done, wall)), _days(done)
    if done.name is None:
        return answer(f"{days} open again. Clocks follow (T2).", moved)
    return answer(f"{days} closed for everybody: {as_typed(done.name)}. Clocks follow (T2).", moved)


def _days(done: ClosureChanged) -> str:
    """Say which days, and how many would be open otherwise, with their verb."""
    if len(done.days) == 1:
        return f"{long_day(done.days[0])} is"
    span = f"{long_day(done.days[0])} to {long_day(done.days[-1])}"
    return f"{span} ({counted(len(done.days), 'working day')}) are"


def _moved(done: ClosureChanged, wall: Wall) -> Iterator[str]:
    if done.has_passed:
        yield (
            f":warning: That day has passed: {counted(len(done.moved), 'clock')} of that time "
            "changed, and with them what was met or breached."
        )
        yield from _dues(done.moved, wall)
    else:
        yield from _moved_clocks(done.moved, wall)


def _moved_clocks(moved: Sequence[CaseClock], wall: Wall) -> Iterator[str]:
    yield f"{counted(len(moved), 'running clock')} moved{':' if moved else '.'}"
    yield from _dues(moved, wall)


def _dues(moved: Sequence[CaseClock], wall: Wall) -> Iterator[str]:
    for item in moved[:MOST_MOVED]:
        due = f"{wall.instant(item.clock.due)}{late_words(item.clock, wall)}"
        yield f"• #{item.case.id} {quoted(item.case.title, 60)}: due {due}"
    if len(moved) > MOST_MOVED:
        yield f"{len(moved) - MOST_MOVED} more."
