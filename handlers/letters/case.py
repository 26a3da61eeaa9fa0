"""Letters that warn of a clock that runs out (S5, O5)."""

from __future__ import annotations

from handlers.blocks.case import queue
from handlers.blocks.pieces.answer import Answer
from handlers.letters.said import words
from models.rules.service_definition import TargetKind
from models.rules.warning import warnings_due
from models.usecases import finding
from models.usecases.case.clock_warnings import ClockRunsOut, Reminder
from models.usecases.derived.clocks import clock_of
from models.usecases.outcomes import Held
from models.usecases.paging.pages import page_facts
from models.usecases.turn import Turn


@words(ClockRunsOut)
def _warning(turn: Turn, letter: ClockRunsOut) -> Answer | None:
    """What is late by night waits for the opening, but for what is given at closing (S5)."""
    case = finding.case(turn, letter.case)
    if not case.waits:
        return None
    item, customer = clock_of(turn, case), finding.customer_of(turn, case)
    by_day = item.clock.target.kind is not TargetKind.ELAPSED
    is_late = letter.warning not in warnings_due(turn.calendar, item.clock, turn.moment)
    if by_day and is_late and not turn.calendar.is_open(turn.moment):
        raise Held(turn.calendar.next_opening(turn.moment))
    return queue.warning(item, customer, letter.warning, turn.wall)


@words(Reminder)
def _reminder(turn: Turn, letter: Reminder) -> Answer | None:
    facts = page_facts(turn, letter.page)
    if facts.shown.page.ended_at is not None or facts.clock is None:
        return None
    return queue.reminder(facts, letter.warning, letter.paged)
