"""I12: whoever of a Managed customer wrote what nobody of ours has answered is asked what it is."""

from __future__ import annotations

from datetime import datetime, timedelta

from models.rows.reports import WaitingMessage
from models.rules.reports import Listens
from models.rules.service_definition import Level
from models.usecases.derived.clocks import DueCases
from models.usecases.letter import Letter, say_later
from models.usecases.reports import waiting
from models.usecases.reports.waiting import Waiting
from models.usecases.turn import Turn

OFFERED_AFTER = timedelta(minutes=2)  # without an answer of ours, while the desk is open


class Offered(Letter, topic="offered", called="an offer to open a case"):
    """Asks whoever wrote a message that waits, in its thread, whether it is critical, or a case."""

    waiting: int


def to_offer(turn: Turn) -> DueCases:
    """Return the messages of Managed customers that nobody of ours has answered within two minutes,
    or at all while the desk is closed, and whose authors were not asked yet (I12).
    """
    pending = waiting.WAITS.where(
        WaitingMessage.offered_at.is_(None), WaitingMessage.answered_at.is_(None)
    )
    found = turn.session.scalars(pending.order_by(WaitingMessage.id)).all()
    times = {
        item.message.id: _offered_at(turn, item)
        for item in waiting.with_clocks(turn, found)
        if item.clock.level is Level.MANAGED and item.customer.listens is not Listens.NOTHING
    }
    numbers = [number for number, at in times.items() if at <= turn.moment]
    coming = [at for at in times.values() if at > turn.moment]
    return DueCases(numbers, min((turn.next_midnight, *coming)))


def _offered_at(turn: Turn, item: Waiting) -> datetime:
    sent_at = item.message.sent_at
    return sent_at + OFFERED_AFTER if turn.calendar.is_open(sent_at) else sent_at


def offer(turn: Turn, number: int) -> None:
    """Ask whoever wrote a message, once, in its thread, whether it is critical, or a case."""
    message = turn.session.get_one(WaitingMessage, number, with_for_update={"key_share": True})
    if message.offered_at is None and message.ended_at is None and message.answered_at is None:
        message.offered_at = turn.moment
        say_later(turn, message.channel_id, Offered(number))
