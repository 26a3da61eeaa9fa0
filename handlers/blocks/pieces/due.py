"""By when a first response is due, in words; what is past says *overdue* (R6)."""

from __future__ import annotations

from models.rules.response import ClockState, ResponseClock
from models.rules.written_time import Wall


def first_response_due(clock: ResponseClock, wall: Wall) -> str:
    """Say by when the first response of a case is due, or that it is overdue, as an answer does:
    without a full stop. The case has none yet.
    """
    due = wall.instant(clock.due)
    if clock.state(wall.now) is ClockState.OVERDUE:
        return f"First response was due {due}: overdue"
    return f"First response due {due}"


def late_words(clock: ResponseClock, wall: Wall) -> str:
    """Return what is said behind a due instant that is past, or nothing."""
    return ", overdue" if clock.state(wall.now) is ClockState.OVERDUE else ""
