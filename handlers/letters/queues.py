"""Letters about clocks and queues: what waits, and what is warned of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from handlers.blocks.case import queue
from handlers.blocks.pieces.answer import Answer
from handlers.letters.pages import page_facts
from handlers.letters.said import About, Said, Wording
from models.rows.cases import Case
from models.rules.service_definition import TargetKind
from models.rules.warning import ClockWarning, warnings_due
from models.usecases import finding
from models.usecases.case import clock_warnings
from models.usecases.channels import posts, queues
from models.usecases.derived.clocks import CaseClock, clock_of, readable
from models.usecases.outbox import Held
from models.usecases.turn import Turn


def _waiting(turn: Turn, about: About) -> CaseClock | None:
    case = finding.case(turn, int(about["case"]))
    return clock_of(turn, case) if _waits(case) else None


def _waits(case: Case) -> bool:
    return case.responded_at is None and case.closed_at is None


def _warning(turn: Turn, about: About) -> Answer | None:
    """What is late by night waits for the opening, but for what is given at closing (S5)."""
    item = _waiting(turn, about)
    if item is None:
        return None
    customer = finding.customer_of(turn, item.case)
    warning = ClockWarning(about["warning"])
    by_day = item.clock.target.kind is not TargetKind.ELAPSED
    is_late = warning not in warnings_due(turn.calendar, item.clock, turn.moment)
    if by_day and is_late and not turn.calendar.is_open(turn.moment):
        raise Held(turn.calendar.next_opening(turn.moment))
    return queue.warning(item, customer, warning, turn.wall)


def _reminder(turn: Turn, about: About) -> Answer | None:
    facts = page_facts(turn, int(about["page"]))
    if facts.shown.page.ended_at is not None or facts.clock is None:
        return None
    return queue.reminder(facts, ClockWarning(about["warning"]), about.get("paged"))


def _queued(turn: Turn, about: About) -> Answer:
    """Also what is late pings nobody by night (R3)."""
    item = _item(turn, int(about["case"]))
    customer = finding.customer_of(turn, item.case)
    pings = item.case.owner_id is None and turn.calendar.is_open(turn.moment)
    pinged = about.get("pinged") if pings else None
    return queue.post(item, customer, turn.wall, pinged)


def _post(turn: Turn, about: About) -> Said:
    item = _item(turn, int(about["case"]))
    customer = finding.customer_of(turn, item.case)
    said = queue.post(item, customer, turn.wall, None)
    return Said(said, edits=str(about["ts"]))


def _round(turn: Turn, about: About) -> Answer | None:
    cases = [finding.case(turn, number) for number in about["cases"]]
    waiting = readable(turn, [case for case in cases if _waits(case)])
    if not waiting:
        return None
    keys = {customer.id: customer.key for customer in finding.customers(turn)}
    return queue.the_round(waiting, keys, turn.wall)


def _item(turn: Turn, number: int) -> CaseClock:
    case: Case = finding.case(turn, number)
    return clock_of(turn, case)


WORDED: Final[Mapping[str, Wording]] = {
    clock_warnings.WARNING: _warning,
    clock_warnings.REMINDER: _reminder,
    queues.QUEUED: _queued,
    posts.POST: _post,
    queues.ROUND: _round,
}
