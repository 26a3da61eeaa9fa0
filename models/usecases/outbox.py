"""Sending what must be said later: claimed by one sender at a time, tried again, never lost."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, cached_property
from itertools import takewhile
from typing import Annotated, assert_never

from pydantic import Field
from sqlalchemy import (
    ColumnElement,
    Executable,
    Row,
    Select,
    String,
    and_,
    bindparam,
    case,
    exists,
    select,
    update,
)
from sqlalchemy.orm import aliased

from models.problems import Impossible, Unknown
from models.rows.base import Database, Instant
from models.rows.outbox import OutboxRow
from models.rules.noted import AboutMessage
from models.rules.permissions import Permission
from models.usecases import people
from models.usecases.letter import Arrived, Letter, Place, Way, kinds, read, say_later, topics
from models.usecases.people import DESK_ITSELF
from models.usecases.turn import Desk, Turn

CLAIMED_FOR = timedelta(seconds=60)
URGENT_CLAIMED_FOR = timedelta(seconds=30)
STANDS_ASIDE_AFTER = timedelta(hours=24)  # since it was written, and never after few attempts:
FEWEST_ATTEMPTS = 12  # it may have waited for others before it was tried at all
LONGEST_WAIT = timedelta(minutes=30)
LONGEST_WAIT_AWAY = timedelta(seconds=5)  # while nobody is there: so soon it is known who is back
LONGEST_URGENT_WAIT = timedelta(seconds=30)
MOST_GATHERED = 20  # letters below the first of a message
LONGEST_ASKED_OF_URGENT = timedelta(minutes=1)  # Slack asks for seconds; a page waits no hour


SHOWN_FOR = timedelta(days=7)  # what was given up

RATE_LIMITED = "ratelimited"  # the error of what Slack asked to wait
STATES_WAIT = timedelta(seconds=30)  # what shows how things stand goes before lines after this

_Claimed = tuple[int, str, str, dict[str, object], int, bool, datetime]

_SUPERSEDED = "a later attempt was made instead"  # ends the error of what is sent no more


class Undelivered(Letter, topic="undelivered", called="a message that nobody got"):
    """Tells the admins that nobody got a letter: to whom it was to go, and what it was."""

    recipient: str
    lost: Annotated[str, Field(alias="topic")]
    error: str
    about: dict[str, object]


# --- taking a letter up ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Envelope:
    """A letter that a sender has in hand: to whom it goes, and the how-manieth attempt this is.

    `more` are letters that go out in the same message, below it.
    """

    id: int
    recipient: str
    topic: str
    about: Mapping[str, object]
    attempt: int
    urgent: bool
    written_at: datetime
    claimed_at: datetime
    more: Sequence[Envelope] = ()

    @cached_property
    def letter(self) -> Letter | None:
        """The letter in it; None if this version can't read it."""
        return read(self.topic, self.about)


@dataclass(frozen=True)
class Which:
    """Which letters: `but` those of a way, `only` those of a way, only what is `urgent`."""

    but: Way | None = None
    only: Way | None = None
    urgent: bool = False


ANY = Which()


def claim(
    desk: Desk, moment: datetime, which: Which = ANY, busy: Collection[str] = ()
) -> Envelope | None:
    """Claim the next letter that is due, and record the attempt before it is made.

    The urgent ones go first, and of these what was tried least: what fails again and again holds
    up nothing new. What shows how things stand does not wait long behind lines. To whom is `busy`
    only goes what is urgent.

    Within a lane the order is kept: a later letter waits for the earlier one, or goes out with it.
    A claim that is not ended in time is taken up by another sender.
    """
    now = {"moment": moment, "long_ago": moment - STATES_WAIT, "busy": list(busy)}
    with desk.database.reading() as session:  # mostly there is nothing, and writers need not wait
        if session.connection().scalar(_next_due(which), now) is None:
            return None
    until = {
        "soon": moment + URGENT_CLAIMED_FOR,
        "later": moment + CLAIMED_FOR,
        "by": desk.database.name if desk.database.is_seen else None,
    }
    with desk.writing(DESK_ITSELF, moment) as turn:
        row = turn.session.connection().execute(_claims_next(which), now | until).first()
        if row is None:
            return None
        envelope = _envelope(row, moment)
        if envelope.letter is not None:
            envelope.letter.sets_out(turn, envelope.recipient)
            if envelope.letter.gather:
                envelope = replace(envelope, more=_gathered(turn, envelope, until))
        return envelope


def _envelope(row: Row[*_Claimed], moment: datetime) -> Envelope:
    id_, recipient, topic, about, attempts, urgent, at = row
    return Envelope(id_, recipient, topic, about, attempts, urgent, at, moment)


def _gathered(turn: Turn, first: Envelope, until: Mapping[str, object]) -> Sequence[Envelope]:
    """Claim what is due behind a letter in its lane, up to what is of another kind or elsewhere."""
    lane = select(OutboxRow.lane).where(OutboxRow.id == first.id).scalar_subquery()
    waits = (
        select(OutboxRow.id, OutboxRow.topic, OutboxRow.recipient)
        .where(OutboxRow.lane == lane)
        .where(OutboxRow.done_at.is_(None), OutboxRow.id > first.id)
        .where(OutboxRow.due_at <= turn.moment)
        .order_by(OutboxRow.id)
        .limit(MOST_GATHERED)
    )
    same = first.topic, first.recipient
    behind = takewhile(lambda row: row[1:] == same, turn.session.execute(waits))
    numbers = [row.id for row in behind]
    if not numbers:
        return ()
    claims = {**until, "letters": numbers}
    rows = turn.session.connection().execute(_CLAIMS_THEM, claims).all()
    return [_envelope(row, turn.moment) for row in sorted(rows, key=lambda row: row.id)]


# Both are looked for again and again: to build a statement takes longer than to ask it.


@cache
def _next_due(which: Which) -> Select[int]:
    """Select the next row that is due, in no other's hand, and the first of its lane."""
    moment = bindparam("moment", type_=Instant())
    earlier = aliased(OutboxRow)
    blocked = exists().where(
        earlier.lane == OutboxRow.lane,
        earlier.done_at.is_(None),
        earlier.id < OutboxRow.id,
    )
    # After an outage the newest states go first; else each has its turn.
    waited_long = OutboxRow.at <= bindparam("long_ago", type_=Instant())
    state = and_(
        OutboxRow.topic.in_([each.topic for each in kinds() if each.in_place]), waited_long
    )
    free = OutboxRow.claimed_until.is_(None) | (OutboxRow.claimed_until <= moment)
    found = (
        select(OutboxRow.id)
        .where(OutboxRow.done_at.is_(None), OutboxRow.due_at <= moment, free, ~blocked)
        .order_by(OutboxRow.urgent.desc(), state.desc(), OutboxRow.attempts, OutboxRow.id)
        .limit(1)
    )
    if which.but is not None:
        found = found.where(OutboxRow.topic.not_in(topics(which.but)))
    if which.only is not None:
        found = found.where(OutboxRow.topic.in_(topics(which.only)))
    if which.urgent:
        return found.where(OutboxRow.urgent)
    busy = bindparam("busy", type_=String(), expanding=True)
    return found.where(OutboxRow.urgent | OutboxRow.recipient.not_in(busy))


@cache
def _claims_next(which: Which) -> Executable:
    """Claim that row, unless another sender just did, and return what an envelope holds."""
    found = _next_due(which).with_for_update(skip_locked=True).scalar_subquery()
    return _claims(OutboxRow.id == found)


def _claims(where: ColumnElement[bool]) -> Executable:
    soon, later = bindparam("soon", type_=Instant()), bindparam("later", type_=Instant())
    return (
        update(OutboxRow)
        .where(where)
        .values(
            claimed_until=case((OutboxRow.urgent, soon), else_=later),
            claimed_by=bindparam("by", type_=String()),
            attempts=OutboxRow.attempts + 1,
        )
        .returning(
            OutboxRow.id,
            OutboxRow.recipient,
            OutboxRow.topic,
            OutboxRow.about,
            OutboxRow.attempts,
            OutboxRow.urgent,
            OutboxRow.at,
        )
    )


_CLAIMS_THEM = _claims(OutboxRow.id.in_(bindparam("letters", expanding=True)))


@dataclass(frozen=True)
class Claim:
    """A letter that a process has in hand, for the how-manieth attempt."""

    letter: int
    attempt: int
    by: str  # the process


def claims(turn: Turn) -> Sequence[Claim]:
    """Return what processes have in hand of which others see when they end."""
    found = turn.session.execute(_CLAIMED).all()
    return [Claim(letter, attempt, by) for letter, attempt, by in found if by is not None]


_CLAIMED = select(OutboxRow.id, OutboxRow.attempts, OutboxRow.claimed_by).where(
    OutboxRow.done_at.is_(None), OutboxRow.claimed_until.is_not(None)
)


def give_back(turn: Turn, claim: Claim) -> None:
    """Let a letter that nobody has in hand any more be taken up by another sender.

    At once; only what was taken up in vain again and again waits, as what fails does.
    """
    row = turn.session.get(OutboxRow, claim.letter, with_for_update={"skip_locked": True})
    if row is None or row.done_at is not None or row.attempts != claim.attempt:
        return
    row.claimed_until = None
    if claim.attempt > 1:
        row.due_at = turn.moment + _doubled(claim.attempt, urgent=row.urgent)
    turn.wake_worker()


def slack_is_back(turn: Turn) -> None:
    """Let what is urgent, and failed while Slack was away, be due now: before everything else."""
    turn.session.execute(
        update(OutboxRow)
        .where(OutboxRow.done_at.is_(None), OutboxRow.urgent, OutboxRow.due_at > turn.moment)
        .where(OutboxRow.claimed_until.is_(None), OutboxRow.error.is_not(None))
        .where(OutboxRow.error != RATE_LIMITED, OutboxRow.topic.not_in(topics(Way.OUTSIDE)))
        .values(due_at=turn.moment)
    )
    turn.wake_worker()


def anything_due(database: Database, moment: datetime) -> bool:
    """Whether a letter is to be sent just now, or is under way."""
    due = select(OutboxRow.id).where(OutboxRow.done_at.is_(None), OutboxRow.due_at <= moment)
    with database.reading() as session:
        return session.scalars(due.limit(1)).first() is not None


# --- what became of it ----------------------------------------------------------------------------


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
    """Record what became of a letter, with all that it changes."""
    match outcome:
        case Sent():
            _done(turn, envelope)
            if envelope.letter is not None:
                envelope.letter.arrived(turn, _arrived(envelope, outcome))
        case Needless():
            _done(turn, envelope)
            if envelope.letter is not None:
                envelope.letter.was_needless(turn)
        case Gone():
            _done(turn, envelope)
            if envelope.letter is not None:
                envelope.letter.found_nothing(turn)
        case Held():
            _put_off(_row_of(turn, envelope), envelope, outcome)
        case NotSent():
            _failed(turn, _row_of(turn, envelope), envelope, outcome)
        case _:
            assert_never(outcome)


def _row_of(turn: Turn, envelope: Envelope) -> OutboxRow:
    return turn.session.get_one(OutboxRow, envelope.id, with_for_update=True)


def _done(turn: Turn, envelope: Envelope) -> None:
    turn.session.connection().execute(_DONE, {"letter": envelope.id, "moment": turn.moment})


_DONE = (
    update(OutboxRow)
    .where(OutboxRow.id == bindparam("letter"))
    .values(claimed_until=None, done_at=bindparam("moment", type_=Instant()), error=None)
)


def _arrived(envelope: Envelope, sent: Sent) -> Arrived:
    return Arrived(
        envelope.recipient,
        written_at=envelope.written_at,
        worded_at=envelope.claimed_at,
        place=sent.place,
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
    if problem.hopeless:
        row.done_at = turn.moment
        _give_up(turn, envelope, str(problem))
    else:
        wait = _wait(envelope, problem.retry_after)
        row.due_at = turn.moment + (min(wait, LONGEST_WAIT_AWAY) if problem.away else wait)
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
    return _doubled(envelope.attempt, urgent=envelope.urgent)


def _doubled(attempt: int, *, urgent: bool) -> timedelta:
    longest = LONGEST_URGENT_WAIT if urgent else LONGEST_WAIT
    return min(timedelta(seconds=2 ** min(attempt, 20)), longest)


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


def supersede(turn: Turn, lanes: Collection[str]) -> Sequence[str]:
    """Send no more what waits in these lanes, for a later letter takes its place.

    Return the lanes of what is sent no more: not of what a sender has in hand.
    """
    waits = select(OutboxRow).where(
        OutboxRow.lane.in_(lanes), OutboxRow.done_at.is_(None), OutboxRow.claimed_until.is_(None)
    )
    rows = turn.session.scalars(waits.with_for_update(skip_locked=True)).all()
    for row in rows:
        row.done_at = turn.moment
        row.error = f"{row.error}; {_SUPERSEDED}" if row.error else _SUPERSEDED
    return [row.lane for row in rows]


# --- what was given up ----------------------------------------------------------------------------


def given_up(turn: Turn) -> Sequence[OutboxRow]:
    """Return the letters of the last seven days that nobody got, newest first.

    Not an attempt in whose place a later one was made, and not a Home, which is no message.
    """
    since = turn.moment - SHOWN_FOR
    return turn.session.scalars(
        select(OutboxRow)
        .where(OutboxRow.done_at >= since, ~OutboxRow.error.endswith(_SUPERSEDED))
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
