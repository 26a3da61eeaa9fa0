"""A customer's channel by which nobody reaches the desk any more: the admins are told, once."""

from __future__ import annotations

from models.rows.outbox import Remembered
from models.rules.reports import ShutBy
from models.usecases import finding, people
from models.usecases.letter import Letter, say_later
from models.usecases.turn import Turn


class ChannelShut(Letter, topic="channel shut", called="word of a customer's channel that is shut"):
    """Tells the admins that a customer does not reach the desk in its channel, and why."""

    customer: int
    by: ShutBy


def is_shut(turn: Turn, channel_id: str, by: ShutBy) -> None:
    """Tell the admins that a channel is shut, if it is a customer's and they do not know."""
    channel_id = finding.channel_now(turn, channel_id)
    customer_id = finding.customer_id_of_channel(turn, channel_id)
    if customer_id is not None and turn.is_news(f"{_SHUT}{channel_id}", by.value):
        for admin in people.admins(turn):
            say_later(turn, admin, ChannelShut(customer_id, by))


def is_open(turn: Turn, channel_id: str) -> None:
    """Note that a channel is open again: if it is shut once more, that is news."""
    kept = turn.session.get(Remembered, f"{_SHUT}{channel_id}")
    if kept is not None:
        turn.session.delete(kept)


_SHUT = "shut:"
