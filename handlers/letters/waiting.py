"""Letters about messages that wait in customers' channels (I12)."""

from __future__ import annotations

from functools import partial

from handlers.blocks.pieces.answer import Answer
from handlers.blocks.reports import waiting as say
from handlers.letters.said import Said, words
from models.rows.reports import WaitingMessage
from models.rules.reports import Listens
from models.rules.service_definition import TargetKind
from models.rules.warning import warnings_due
from models.usecases import finding, people
from models.usecases.outcomes import Held
from models.usecases.reports import known_reports
from models.usecases.reports.offers import Offered, OfferEdit
from models.usecases.reports.waiting import Waiting, Waits, WaitsEdit, waiting
from models.usecases.reports.waiting_warnings import WaitingRunsOut
from models.usecases.turn import Turn


@words(Waits)
def _waits(turn: Turn, letter: Waits) -> Answer | None:
    """Nothing to show of what is over before it was shown; what is late pings nobody by night."""
    item = _item(turn, letter.waiting)
    if item.message.ended_at is not None:
        return None
    pinged = letter.pinged if turn.calendar.is_open(turn.moment) else None
    return say.post(item, turn.wall, partial(people.name_of, turn.session), pinged)


@words(WaitsEdit)
def _waits_on(turn: Turn, letter: WaitsEdit) -> Said:
    item = _item(turn, letter.waiting)
    return Said(say.post(item, turn.wall, partial(people.name_of, turn.session)), edits=letter.ts)


@words(WaitingRunsOut)
def _runs_out(turn: Turn, letter: WaitingRunsOut) -> Answer | None:
    """What is late by night waits for the opening, as of a case (S5)."""
    item = _item(turn, letter.waiting)
    if item.message.ended_at is not None:
        return None
    clock = item.clock.clock
    is_late = letter.warning not in warnings_due(turn.calendar, clock, turn.moment)
    by_day = clock.target.kind is not TargetKind.ELAPSED
    if by_day and is_late and not turn.calendar.is_open(turn.moment):
        raise Held(turn.calendar.next_opening(turn.moment))
    return say.warning(item, letter.warning, turn.wall, partial(people.name_of, turn.session))


@words(Offered)
def _offered(turn: Turn, letter: Offered) -> Said | None:
    """Nothing to ask of what is a case by now, or none, or answered, or where nobody listens."""
    item = _item(turn, letter.waiting)
    message = item.message
    if message.ended_at is not None or message.answered_at is not None:
        return None
    if item.customer.listens is Listens.NOTHING:
        return None
    offer = say.offered(item, turn.wall)
    return Said(offer, thread_ts=message.ts, to_outsiders=offer)


@words(OfferEdit)
def _offer_on(turn: Turn, letter: OfferEdit) -> Said:
    """What became of it; as long as it waits, it may still be called critical."""
    item = _item(turn, letter.waiting)
    case_id = item.message.case_id
    case = finding.case(turn, case_id) if case_id is not None else None
    critical = case is not None and known_reports.was_critical(turn, case)
    name_of = partial(people.name_of, turn.session)
    offer = say.offer_on(item, turn.wall, name_of, critical=critical)
    return Said(offer, edits=letter.ts, to_outsiders=offer)


def _item(turn: Turn, number: int) -> Waiting:
    return waiting(turn, turn.session.get_one(WaitingMessage, number))
