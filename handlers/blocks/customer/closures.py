"""What is said of closure days, and of the clocks that they moved (T2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handlers.blocks.pieces.answer import Answer, answer, lines, small
from handlers.blocks.pieces.due import late_words
from handlers.blocks.pieces.wording import as_typed, counted, long_day, quoted
from models.rules.written_time import Wall
from models.usecases.customer.closures import ClosureChanged
from models.usecases.derived.clocks import CaseClock

MOST_MOVED = 5


def closure_changed(done: ClosureChanged, wall: Wall) -> Answer:
    """Say which day is closed, or open again, and which clocks that moved."""
    moved = lines(_moved(done, wall))
    if done.name is None:
        return answer(f"{long_day(done.day)} is open again. Clocks follow (T2).", moved)
    return answer(
        f"{long_day(done.day)} is closed for everybody: {as_typed(done.name)}. Clocks follow (T2).",
        moved,
        small(f"`/customer closed {done.day} off because …` takes it back"),
    )


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
