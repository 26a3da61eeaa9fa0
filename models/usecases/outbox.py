"""Sending what must be said later: claimed by one sender at a time, tried again, never lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from models.rows.base import Database
from models.rows.outbox import OutboxRow

CLAIMED_FOR = timedelta(seconds=60)
MOST_ATTEMPTS = 12
LONGEST_WAIT = timedelta(minutes=30)


@dataclass(frozen=True)
class Letter:
    """A message to send: to whom, about what, and the how-manieth attempt this is."""

    id: int
    recipient: str
    topic: str
    about: dict[str, object]
    attempt: int


def claim(database: Database, moment: datetime) -> Letter | None:
    """Claim the oldest message that is due, and record the attempt before it is made.

    Within one conversation the order is kept: a later message waits for the earlier one. A claim
    that is not ended within a minute is taken up by another sender.
    """
    earlier = aliased(OutboxRow)
    blocked = exists().where(
        earlier.recipient == OutboxRow.recipient,
        earlier.done_at.is_(None),
        earlier.id < OutboxRow.id,
    )
    free = OutboxRow.claimed_until.is_(None) | (OutboxRow.claimed_until <= moment)
    claimable = (
        select(OutboxRow)
        .where(OutboxRow.done_at.is_(None), OutboxRow.due_at <= moment, free, ~blocked)
        .order_by(OutboxRow.id)
        .limit(1)
    )
    with database.reading() as session:  # mostly there is nothing, and writers need not wait
        if session.scalars(claimable).first() is None:
            return None
    with database.writing() as session:
        row = session.scalars(claimable.with_for_update(skip_locked=True)).first()
        if row is None:
            return None
        row.claimed_until = moment + CLAIMED_FOR
        row.attempts += 1
        return Letter(row.id, row.recipient, row.topic, dict(row.about), row.attempts)


def sent(database: Database, letter: Letter, moment: datetime) -> None:
    """Record that a message went out."""
    with database.writing() as session:
        row = session.get_one(OutboxRow, letter.id)
        row.claimed_until, row.done_at, row.error = None, moment, None


def failed(
    database: Database,
    letter: Letter,
    moment: datetime,
    error: str,
    *,
    retry_after: timedelta | None = None,
    hopeless: bool = False,
) -> None:
    """Record a failed attempt: tried again later, at the latest after half an hour.

    `retry_after` is what the other side asked for and is obeyed; `hopeless` ends it, as does the
    last attempt. The row keeps the reason. An attempt that took so long that another sender has
    taken the message up says nothing any more.
    """
    wait = retry_after or min(timedelta(seconds=2**letter.attempt), LONGEST_WAIT)
    gives_up = hopeless or letter.attempt >= MOST_ATTEMPTS
    with database.writing() as session:
        row = session.get_one(OutboxRow, letter.id, with_for_update=True)
        if row.attempts != letter.attempt or row.done_at is not None:
            return
        row.claimed_until, row.error = None, error
        if gives_up:
            row.done_at = moment
        else:
            row.due_at = moment + wait
