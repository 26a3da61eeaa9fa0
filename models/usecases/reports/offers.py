"""I12: whoever of a Managed customer wrote what nobody of ours has answered is asked what it is.

What asks it is edited in place, so that it says what became of that.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from models.rows.outbox import Remembered
from models.rows.reports import WaitingMessage
from models.rules.reports import Listens
from models.rules.service_definition import Level
from models.usecases.derived.clocks import DueCases
from models.usecases.letter import Arrived, Letter, edit_later, say_later
from models.usecases.reports import waiting
from models.usecases.reports.waiting import Waiting
from models.usecases.turn import Turn

OFFERED_AFTER = timedelta(minutes=2)  # without an answer of ours, while the desk is open


class Offered(Letter, topic="offered", called="an offer to open a case"):
    """Asks whoever wrote a message that waits, in its thread, whether it is critical, or a case."""

    waiting: int

    def arrived(self, turn: Turn, arrived: Arrived) -> None:
        """Remember where it stands."""
        if arrived.place is not None:
            turn.is_news(_offer_of(self.waiting), arrived.place.ts)
            _follow_one(turn, turn.session.get_one(WaitingMessage, self.waiting))


class OfferEdit(
    Letter, topic="offer on", called="an edit of an offer to open a case", in_place=True
):
    """Edits an offer, so that it says what became of the message."""

    waiting: int
    ts: str


def follow(turn: Turn) -> None:
    """Let an offer say what this turn has done about its message: answered it, or ended it."""
    for row in turn.altered:
        if isinstance(row, WaitingMessage):
            _follow_one(turn, row)


def _follow_one(turn: Turn, message: WaitingMessage) -> None:
    if message.ended_at is None and message.answered_at is None:
        return
    if (offer := turn.session.get(Remembered, _offer_of(message.id))) is not None:
        edit = OfferEdit(message.id, offer.value)
        edit_later(turn, message.channel_id, edit, lane=f"offer:{message.id}")


def _offer_of(waiting: int) -> str:
    """Return the key under which the ts of the offer about a message is remembered."""
    return f"offer:{waiting}"


def to_offer(turn: Turn) -> DueCases:
    """Return the messages of Managed customers that nobody of ours has answered within two minutes,
    or at all while the desk is closed, and whose authors were not asked yet (I12).
    """
    found = turn.session.scalars(_PENDING).all()
    times = {
        item.message.id: _offered_at(turn, item)
        for item in waiting.with_clocks(turn, found)
        if item.clock.level is Level.MANAGED and item.customer.listens is not Listens.NOTHING
    }
    numbers = [number for number, at in times.items() if at <= turn.moment]
    coming = [at for at in times.values() if at > turn.moment]
    return DueCases(numbers, min((turn.next_midnight, *coming)))


_PENDING = waiting.WAITS.where(
    WaitingMessage.offered_at.is_(None), WaitingMessage.answered_at.is_(None)
).order_by(WaitingMessage.id)


def _offered_at(turn: Turn, item: Waiting) -> datetime:
    sent_at = item.message.sent_at
    return sent_at + OFFERED_AFTER if turn.calendar.is_open(sent_at) else sent_at


def offer(turn: Turn, number: int) -> None:
    """Ask whoever wrote a message, once, in its thread, whether it is critical, or a case."""
    message = turn.session.get_one(WaitingMessage, number, with_for_update={"key_share": True})
    if message.offered_at is None and message.ended_at is None and message.answered_at is None:
        message.offered_at = turn.moment
        say_later(turn, message.channel_id, Offered(number))
