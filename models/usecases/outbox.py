"""Sending what must be said later: claimed by one sender at a time, tried again, never lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from models.problems import Impossible, Unknown
from models.rows.base import Database
from models.rows.outbox import OutboxRow
from models.rows.pages import Attempt
from models.usecases import people
from models.usecases.escalation.decisions import QUESTION
from models.usecases.home.open_homes import HOME
from models.usecases.paging.attempts import SUPERSEDED
from models.usecases.turn import Turn

CLAIMED_FOR = timedelta(seconds=60)
URGENT_CLAIMED_FOR = timedelta(seconds=30)
GIVES_UP_AFTER = timedelta(hours=24)  # since it was written, and never after few attempts:
FEWEST_ATTEMPTS = 12  # it may have waited for others before it was tried at all
LONGEST_WAIT = timedelta(minutes=30)
LONGEST_URGENT_WAIT = timedelta(seconds=30)
LONGEST_ASKED_OF_URGENT = timedelta(minutes=1)  # Slack asks for seconds; a page waits no hour


SHOWN_FOR = timedelta(days=7)  # what was given up

UNDELIVERED = "undelivered"  # the topic of what tells the admins that nobody got a message


class Failure(Enum):
    """What a failed attempt led to."""

    STALE = "stale"  # another sender has the message
    AGAIN = "again"  # it is tried again later
    GIVEN_UP = "given up"


class Held(Exception):
    """A message that is not to go out now: it does at `until`, and nothing has failed.

    It leaves its lane, so that others need not wait; unless it `keeps_lane`.
    """

    def __init__(self, until: datetime, *, keeps_lane: bool = False) -> None:
        super().__init__(f"held until {until}")
        self.until = until
        self.keeps_lane = keeps_lane


@dataclass(frozen=True)
class Letter:
    """A message to send: to whom, about what, and the how-manieth attempt this is."""

    id: int
    recipient: str
    topic: str
    about: dict[str, object]
    attempt: int
    urgent: bool = False

    @property
    def page_attempt(self) -> int | None:
        """The attempt of a page that this letter makes, if it makes one."""
        number = self.about.get("attempt")
        return int(str(number)) if number is not None else None


def claim(
    database: Database, moment: datetime, *, but: str | None = None, only: str | None = None
) -> Letter | None:
    """Claim the next message that is due, and record the attempt before it is made.

    The urgent ones go first, and of these what was tried least: what fails again and again holds
    up nothing new. `but` leaves out a topic, `only` leaves out all others.

    Within a lane the order is kept: a later message waits for the earlier one. A claim that is not
    ended in time is taken up by another sender.
    """
    earlier = aliased(OutboxRow)
    blocked = exists().where(
        earlier.lane == OutboxRow.lane,
        earlier.done_at.is_(None),
        earlier.id < OutboxRow.id,
    )
    free = OutboxRow.claimed_until.is_(None) | (OutboxRow.claimed_until <= moment)
    claimable = (
        select(OutboxRow)
        .where(OutboxRow.done_at.is_(None), OutboxRow.due_at <= moment, free, ~blocked)
        .order_by(OutboxRow.urgent.desc(), OutboxRow.attempts, OutboxRow.id)
        .limit(1)
    )
    if but is not None:
        claimable = claimable.where(OutboxRow.topic != but)
    if only is not None:
        claimable = claimable.where(OutboxRow.topic == only)
    with database.reading() as session:  # mostly there is nothing, and writers need not wait
        if session.scalars(claimable).first() is None:
            return None
    with database.writing() as session:
        row = session.scalars(claimable.with_for_update(skip_locked=True)).first()
        if row is None:
            return None
        row.claimed_until = moment + (URGENT_CLAIMED_FOR if row.urgent else CLAIMED_FOR)
        row.attempts += 1
        letter = Letter(row.id, row.recipient, row.topic, dict(row.about), row.attempts, row.urgent)
        if letter.page_attempt is not None:
            attempt = session.get_one(Attempt, letter.page_attempt)
            attempt.tried_at = attempt.tried_at or moment
        return letter


def anything_due(database: Database, moment: datetime) -> bool:
    """Whether a message is to be sent just now, or is under way."""
    due = select(OutboxRow.id).where(OutboxRow.done_at.is_(None), OutboxRow.due_at <= moment)
    with database.reading() as session:
        return session.scalars(due.limit(1)).first() is not None


def sent(turn: Turn, letter: Letter) -> None:
    """Record that a message went out."""
    row = turn.session.get_one(OutboxRow, letter.id, with_for_update=True)
    row.claimed_until, row.done_at, row.error = None, turn.moment, None


def put_off(turn: Turn, letter: Letter, held: Held) -> None:
    """Put a message off, which counts as no attempt."""
    row = turn.session.get_one(OutboxRow, letter.id, with_for_update=True)
    if row.attempts == letter.attempt and row.done_at is None:
        row.claimed_until, row.error, row.due_at = None, None, held.until
        row.attempts -= 1
        if not held.keeps_lane:
            row.lane = f"held:{row.id}"


def failed(
    turn: Turn,
    letter: Letter,
    error: str,
    *,
    retry_after: timedelta | None = None,
    hopeless: bool = False,
) -> Failure:
    """Record a failed attempt: tried again later, at the latest after half an hour.

    What is urgent is tried again within half a minute, until nobody needs it any more.
    `retry_after` is what the other side asked for and is obeyed, by what is urgent for a minute at
    most; `hopeless` ends it, as does a day of trying: how often does not matter, for Slack may ask
    for many short waits. What tells the admins of that is tried for ever. The row keeps the reason,
    and the admins are told. An attempt that took so long that another sender has taken the message
    up says nothing any more.
    """
    row = turn.session.get_one(OutboxRow, letter.id, with_for_update=True)
    if row.attempts != letter.attempt or row.done_at is not None:
        return Failure.STALE
    row.claimed_until, row.error = None, error
    old = turn.moment - row.at >= GIVES_UP_AFTER and letter.attempt >= FEWEST_ATTEMPTS
    for_ever = letter.urgent or letter.topic == UNDELIVERED
    if not (hopeless or (old and not for_ever)):
        row.due_at = turn.moment + _wait(letter, retry_after)
        return Failure.AGAIN
    row.done_at = turn.moment
    _tell_the_admins(turn, letter, error)
    return Failure.GIVEN_UP


def _wait(letter: Letter, retry_after: timedelta | None) -> timedelta:
    """How long a letter waits that failed: twice as long each time, or as it was asked to."""
    if retry_after:
        return min(retry_after, LONGEST_ASKED_OF_URGENT) if letter.urgent else retry_after
    longest = LONGEST_URGENT_WAIT if letter.urgent else LONGEST_WAIT
    return min(timedelta(seconds=2 ** min(letter.attempt, 20)), longest)


def _tell_the_admins(turn: Turn, letter: Letter, error: str) -> None:
    """Let a message that nobody got be seen: a question is asked of the admins instead."""
    admins = turn.desk.admin_channel
    if admins is None or letter.recipient == admins or letter.topic in (UNDELIVERED, HOME):
        return
    if letter.topic == QUESTION:
        turn.say_later(admins, QUESTION, letter.about)
    about: dict[str, object] = {
        "recipient": letter.recipient,
        "topic": letter.topic,
        "error": error,
        "about": letter.about,
    }
    turn.say_later(admins, UNDELIVERED, about)


# --- what was given up ----------------------------------------------------------------------------


def given_up(turn: Turn) -> Sequence[OutboxRow]:
    """Return the messages of the last seven days that nobody got, newest first.

    Not an attempt in whose place a later one was made, and not a Home, which is no message.
    """
    since = turn.moment - SHOWN_FOR
    return turn.session.scalars(
        select(OutboxRow)
        .where(OutboxRow.done_at >= since, ~OutboxRow.error.endswith(SUPERSEDED))
        .where(OutboxRow.topic != HOME)
        .order_by(OutboxRow.done_at.desc(), OutboxRow.id.desc())
    ).all()


def to_send_again(turn: Turn, number: int) -> OutboxRow:
    """Return a message that was given up, to be changed; admins only.

    Impossible if it is on its way or was sent meanwhile, so that two who press send it once.
    """
    people.require_admin(turn, "send a message again")
    row = turn.session.get(OutboxRow, number, with_for_update=True)
    if row is None:
        raise Unknown(f"There is no message {number}.")
    if row.done_at is None:
        raise Impossible("That message is on its way again already.")
    if row.error is None:
        raise Impossible("That message was sent, or put aside, meanwhile.")
    return row


def send_again(turn: Turn, row: OutboxRow) -> None:
    """Let a message that was given up be due now; who let it, and why it had failed, is kept."""
    turn.note("message", row.id, "sent again", old=row.error)
    row.done_at, row.error, row.due_at, row.attempts = None, None, turn.moment, 0
    turn.wake_worker()


def put_aside(turn: Turn, row: OutboxRow) -> None:
    """Let a message whose reason is gone rest; who did, and why it had failed, is kept."""
    turn.note("message", row.id, "put aside", old=row.error)
    row.error = None
