"""Letters that nobody got: the admins are told, and send them again or put them aside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from pydantic import Field
from sqlalchemy import select

from models.problems import Impossible, Unknown
from models.rows.outbox import OutboxRow
from models.rules.noted import AboutMessage
from models.rules.permissions import Permission
from models.usecases import people
from models.usecases.letter import Letter, Way, topics
from models.usecases.outbox import SUPERSEDED
from models.usecases.turn import Turn

SHOWN_FOR = timedelta(days=7)  # what was given up


class Undelivered(Letter, topic="undelivered", called="a message that nobody got"):
    """Tells the admins that nobody got a letter: to whom it was to go, and what it was."""

    recipient: str
    lost: Annotated[str, Field(alias="topic")]
    error: str
    about: dict[str, object]


def given_up(turn: Turn) -> Sequence[OutboxRow]:
    """Return the letters of the last seven days that nobody got, newest first.

    Not an attempt in whose place a later one was made, and not a Home, which is no message.
    """
    since = turn.moment - SHOWN_FOR
    return turn.session.scalars(
        select(OutboxRow)
        .where(OutboxRow.done_at >= since, ~OutboxRow.error.endswith(SUPERSEDED))
        .where(OutboxRow.topic.not_in(topics(Way.HOME)))
        .order_by(OutboxRow.done_at.desc(), OutboxRow.id.desc())
    ).all()


@people.may(Permission.ADMINS, "send a message again")
def to_send_again(turn: Turn, number: int) -> OutboxRow:
    """Return a letter that was given up, to be changed; admins only.

    Impossible if it is on its way or was sent meanwhile, so that two who press send it once.
    """
    row = turn.session.get(OutboxRow, number, with_for_update=True)
    if row is None:
        raise Unknown(f"There is no message {number}.")
    if row.done_at is None:
        raise Impossible("That message is on its way again already.")
    if row.error is None:
        raise Impossible("That message was sent, or put aside, meanwhile.")
    return row


def send_again(turn: Turn, row: OutboxRow) -> None:
    """Let a letter that was given up be due now; who let it, and why it had failed, is kept."""
    turn.note(AboutMessage.SENT_AGAIN, row.id, old=row.error)
    row.done_at, row.error, row.due_at, row.attempts = None, None, turn.moment, 0
    turn.wake_worker()


def put_aside(turn: Turn, row: OutboxRow) -> None:
    """Let a letter whose reason is gone rest; who did, and why it had failed, is kept."""
    turn.note(AboutMessage.PUT_ASIDE, row.id, old=row.error)
    row.error = None
