"""How a case stands, at a glance: one mark that changes, and by when or since when."""

from __future__ import annotations

from models.rows.cases import Case
from models.rules.response import ClockState
from models.rules.written_time import Wall
from models.usecases.derived.clocks import CaseClock

_MARKS = {
    ClockState.RUNNING: ":hourglass_flowing_sand:",
    ClockState.OVERDUE: ":red_circle:",
    ClockState.MET: ":white_check_mark:",
    ClockState.BREACHED: ":white_check_mark:",
}


def case_mark(item: CaseClock, wall: Wall) -> str:
    """Return the emoji by which a case stands: due, overdue, replied to, closed or withdrawn."""
    if item.case.withdrawn_at is not None:
        return ":heavy_multiplication_x:"
    if item.case.closed_at is not None:
        return ":ballot_box_with_check:"
    return _MARKS[item.clock.state(wall.now)]


def withdrawn(case: Case, at: str) -> str:
    """Say that a case was withdrawn `at` an instant, and which it doubles (S6)."""
    double = f", a double of #{case.double_of}" if case.double_of else ""
    return f"withdrawn {at}{double}: it has no clock (S6)"


def stands(item: CaseClock, wall: Wall) -> str:
    """Say how a case stands, for us: by when a reply is due, or since when there is one."""
    case, clock = item.case, item.clock
    due = wall.dated(clock.due)
    if case.withdrawn_at is not None:
        return withdrawn(case, wall.dated(case.withdrawn_at))
    if case.closed_at is not None:
        return f"closed {wall.dated(case.closed_at)}"
    if case.responded_at is not None:
        late = f", late: due {due}" if clock.state(wall.now) is ClockState.BREACHED else ""
        return f"replied {wall.dated(case.responded_at)}{late}"
    if clock.state(wall.now) is ClockState.OVERDUE:
        return f"overdue since *{due}*"
    return f"reply due *{due}* ({clock.target.words})"
