"""What is said of cases in lists."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.blocks.pieces.answer import (
    MOST_BUTTONS,
    Answer,
    answer,
    fits_menu,
    lines,
    small,
    with_rest,
    with_table,
)
from handlers.blocks.pieces.wording import counted, duration, numbered
from models.problems import Choice
from models.rules.response import ClockState
from models.rules.written_time import Wall
from models.usecases.case.lists import CaseList, ListedCase
from models.usecases.escalation.case_meant import SeveralCases

MOST_CASES = 10  # to choose from


_MOST_NAMED = 20
MOST_LISTED = 60  # in a table


# What a telephone shows of a row stands first.
_COLUMNS = ("Case", "First response", "Customer", "Sev", "Kind", "Time", "Owner")


STATES = {
    ClockState.RUNNING: "running",
    ClockState.OVERDUE: "overdue",
    ClockState.MET: "met",
    ClockState.BREACHED: "breached",
}


def listed(found: CaseList, heading: str, wall: Wall) -> Answer:
    """Show cases as a table, in the order in which they should be taken (R2)."""
    unread = lines([unreadable(found.unreadable)])
    if not found.cases:
        hint = small("`/case open acme Login loops` opens one")
        return answer(f"No cases {heading}.", unread, hint)
    rows = [
        (
            numbered(item.case),
            _response(item, wall),
            item.customer_key,
            str(item.case.severity),
            item.case.kind,
            duration(item.minutes),
            item.owner or "",
        )
        for item in found.cases
    ]
    late = f", {found.overdue} overdue" if found.overdue and heading != "overdue" else ""
    more = found.total - len(rows)
    said = answer(f"{counted(found.total, 'case')} {heading}{late}.", unread)
    if more:
        said = with_rest(said, small(f"{more} more: name a customer to see fewer."))
    return with_table(said, _COLUMNS, rows, right=(5,), wrap=(0,))


def unreadable(numbers: Sequence[int]) -> str | None:
    """Say which cases can't be shown, for something about them is broken; None for none."""
    if not numbers:
        return None
    named = ", ".join(f"#{number}" for number in numbers[:_MOST_NAMED])
    more = f" and {len(numbers) - _MOST_NAMED} more" if len(numbers) > _MOST_NAMED else ""
    return f":warning: {named}{more} can't be read. Please tell an admin: the log says why."


def _response(item: ListedCase, wall: Wall) -> str:
    if item.case.closed_at:
        return "withdrawn" if item.case.withdrawn_at else "closed"
    state = item.clock.clock.state(wall.now)
    if state in (ClockState.MET, ClockState.BREACHED):
        return STATES[state]
    due = wall.instant(item.clock.clock.due)
    if state is ClockState.OVERDUE:
        return f"overdue since {due}"
    return f"{due} ({round(100 * item.clock.clock.share(wall.calendar, wall.now))}%)"


def which_case(several: SeveralCases, typed: Sequence[str], minutes: int, of_day: str) -> Choice:
    """Ask on which case the time is to be logged; each choice carries all that was typed.

    With a long note that fits no menu, so that there are only buttons.
    """
    whose = [f"{key}: " for key in several.keys] or [""] * len(several.cases)
    question = f"On which case are the {duration(minutes)}{of_day}? {several}"
    labelled = [
        (f"#{case.id} {key}{case.title}", command)
        for case, key, command in zip(several.cases, whose, typed, strict=True)
    ]
    most = MOST_CASES if all(fits_menu(command) for command in typed) else MOST_BUTTONS
    more = len(labelled) - most
    if more > 0:
        question += f" {more} more: name the case, as in `#{several.cases[-1].id}`."
    return Choice(question, tuple(labelled[:most]))
