"""What became of a letter that was taken up: it went out, waits, or is given up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from sqlalchemy import bindparam, or_, update

from models.rows.base import Instant
from models.rows.outbox import OutboxRow
from models.usecases import finding, people
from models.usecases.letter import Arrived, Letter, Place, Way, say_later
from models.usecases.outbox import Envelope, doubled_wait
from models.usecases.turn import Turn
from models.usecases.undelivered import Undelivered

STANDS_ASIDE_AFTER = timedelta(hours=24)  # since it was written, and never after few attempts:
FEWEST_ATTEMPTS = 12  # it may have waited for others before it was tried at all
LONGEST_WAIT_AWAY = timedelta(seconds=5)  # while nobody is there: so soon it is known who is back
LONGEST_URGENT_WAIT_AWAY = timedelta(seconds=1)
LONGEST_ASKED_OF_URGENT = timedelta(minutes=1)  # Slack asks for seconds; a page waits no hour


@dataclass(frozen=True)
class Sent:
    """It went out; `place` is where Slack put a message.

    `cautious`: it is worded for outsiders because Slack did not say whether any read it.
    """

    place: Place | None = None
    cautious: bool = False


@dataclass(frozen=True)
class Needless:
    """There was nothing to say any more."""


@dataclass(frozen=True)
class Gone:
    """The message that it was to edit, or to reply to, was deleted."""


class Held(Exception):
    """A letter that is not to go out now: it does at `until`, and nothing has failed.

    It leaves its lane, so that others need not wait; unless it `keeps_lane`.
    """

    def __init__(self, until: datetime, *, keeps_lane: bool = False) -> None:
        super().__init__(f"held until {until}")
        self.until = until
        self.keeps_lane = keeps_lane


class NotSent(Exception):
    """Somebody did not take a letter. `hopeless`: it is about this letter, or whom it is for, so
    that they never will, until something is changed.

    `away`: nobody is there who could take any letter. `retry_after` is for how long the other side
    asked to be left alone.
    """

    def __init__(
        self,
        reason: str,
        *,
        hopeless: bool = False,
        away: bool = False,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(reason)
        self.hopeless = hopeless
        self.away = away
        self.retry_after = retry_after


Outcome = Sent | Needless | Gone | Held | NotSent


def record(turn: Turn, envelope: Envelope, outcome: Outcome) -> None:
    """Record what became of a letter, with all that it changes.

    It may be done again: what a COMMIT has recorded whose answer was lost is not recorded twice.
    """
    match outcome:
        case Sent() | Needless() | Gone():
            if _ends(turn, envelope) and envelope.letter is not None:
                _tell(turn, envelope.letter, envelope, outcome)
        case Held():
            _put_off(_row_of(turn, envelope), envelope, outcome)
        case NotSent():
            _failed(turn, _row_of(turn, envelope), envelope, outcome)
        case _:
            assert_never(outcome)


def _row_of(turn: Turn, envelope: Envelope) -> OutboxRow:
    return turn.session.get_one(OutboxRow, envelope.id, with_for_update=True)


def _ends(turn: Turn, envelope: Envelope) -> bool:
    """Let a letter be done with; return whether this attempt had not done that already."""
    attempt = {"letter": envelope.id, "attempt": envelope.attempt, "moment": turn.moment}
    return turn.session.connection().execute(_DONE, attempt).rowcount > 0


_DONE = (
    update(OutboxRow)
    .where(OutboxRow.id == bindparam("letter"))
    .where(or_(OutboxRow.done_at.is_(None), OutboxRow.attempts != bindparam("attempt")))
    .values(claimed_until=None, done_at=bindparam("moment", type_=Instant()), error=None)
)


def _tell(turn: Turn, letter: Letter, envelope: Envelope, outcome: Sent | Needless | Gone) -> None:
    """Let a letter do what follows from its end."""
    match outcome:
        case Sent():
            letter.arrived(turn, _arrived(turn, envelope, outcome))
        case Needless():
            letter.was_needless(turn)
        case Gone():
            letter.found_nothing(turn)
        case _:
            assert_never(outcome)


def _arrived(turn: Turn, envelope: Envelope, sent: Sent) -> Arrived:
    place = sent.place
    if place is not None:  # which may be called otherwise since
        place = replace(place, channel_id=finding.channel_now(turn, place.channel_id))
    return Arrived(
        envelope.recipient,
        written_at=envelope.written_at,
        worded_at=envelope.claimed_at,
        place=place,
        cautious=sent.cautious,
        number=envelope.id,
    )


def _is_stale(row: OutboxRow, envelope: Envelope) -> bool:
    """Whether another sender has taken the letter up, so that this one's word counts no more."""
    return row.attempts != envelope.attempt or row.done_at is not None


def _put_off(row: OutboxRow, envelope: Envelope, held: Held) -> None:
    """Put a letter off, which counts as no attempt."""
    if _is_stale(row, envelope):
        return
    row.claimed_until, row.error, row.due_at = None, None, held.until
    row.attempts -= 1
    if not held.keeps_lane:
        row.lane = f"held:{row.id}"


def _failed(turn: Turn, row: OutboxRow, envelope: Envelope, problem: NotSent) -> None:
    """Record a failed attempt: tried again later, at the latest after half an hour.

    What is urgent is tried again within half a minute. What the other side asked for is obeyed, by
    what is urgent for a minute at most. Only what is hopeless ends it: the row keeps the reason,
    and the admins are told. Whatever else fails says nothing about the letter, which is kept as
    long as it takes; after a day it leaves its lane, so that nobody waits behind it for ever. Where
    nobody is there it waits for seconds only: it goes out as soon as somebody is.
    """
    if _is_stale(row, envelope):
        return
    row.claimed_until, row.error = None, str(problem)
    if problem.hopeless and row.recipient != envelope.recipient:  # it was sent to a former id
        row.due_at = turn.moment
    elif problem.hopeless:
        row.done_at = turn.moment
        _give_up(turn, envelope, str(problem))
    else:
        wait = _wait(envelope, problem.retry_after)
        longest = LONGEST_URGENT_WAIT_AWAY if envelope.urgent else LONGEST_WAIT_AWAY
        row.due_at = turn.moment + (min(wait, longest) if problem.away else wait)
        if _has_failed_long(turn, envelope):
            row.lane = f"aside:{row.id}"
    if envelope.letter is not None:
        envelope.letter.failed(turn, str(problem))


def _has_failed_long(turn: Turn, envelope: Envelope) -> bool:
    old = turn.moment - envelope.written_at >= STANDS_ASIDE_AFTER
    return old and envelope.attempt >= FEWEST_ATTEMPTS and not envelope.urgent


def _wait(envelope: Envelope, retry_after: timedelta | None) -> timedelta:
    """How long a letter waits that failed: twice as long each time, or as it was asked to."""
    if retry_after:
        return min(retry_after, LONGEST_ASKED_OF_URGENT) if envelope.urgent else retry_after
    return doubled_wait(envelope.attempt, urgent=envelope.urgent)


def _give_up(turn: Turn, envelope: Envelope, error: str) -> None:
    """Let a letter that nobody got be seen: the admins are told, but for what is no message."""
    letter = envelope.letter
    if letter is not None:
        letter.given_up(turn, envelope.recipient)
        if isinstance(letter, Undelivered) or letter.way is Way.HOME:
            return
    lost = Undelivered(envelope.recipient, envelope.topic, error, dict(envelope.about))
    for admin in people.admins(turn):
        if admin != envelope.recipient:
            say_later(turn, admin, lost)
