"""Taking up what must be said later: claimed by one sender at a time, and never lost."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, cached_property
from itertools import takewhile

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

from models.rows.base import Database, Instant
from models.rows.outbox import OutboxRow
from models.usecases.letter import PAST_SLACK, Letter, Way, kinds, read, topics
from models.usecases.people import DESK_ITSELF
from models.usecases.turn import Desk, Turn

CLAIMED_FOR = timedelta(seconds=60)
URGENT_CLAIMED_FOR = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=30)
LONGEST_URGENT_WAIT = timedelta(seconds=30)
MOST_GATHERED = 20  # letters below the first of a message


RATE_LIMITED = "ratelimited"  # the error of what Slack asked to wait
STATES_WAIT = timedelta(seconds=30)  # what shows how things stand goes before lines after this

SUPERSEDED = "a later attempt was made instead"  # ends the error of what is sent no more

_Claimed = tuple[int, str, str, dict[str, object], int, bool, datetime]


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
    """Which letters: `but` those of some ways, `only` those of a way, only what is `urgent`, only
    what is `untried`.
    """

    but: frozenset[Way] = frozenset()
    only: Way | None = None
    urgent: bool = False
    untried: bool = False


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
    """Claim what is due behind a letter in its lane, up to what is of another kind or elsewhere, or
    what this version can't read: a newer one says it.
    """
    lane = select(OutboxRow.lane).where(OutboxRow.id == first.id).scalar_subquery()
    waits = (
        select(OutboxRow.id, OutboxRow.topic, OutboxRow.recipient, OutboxRow.about)
        .where(OutboxRow.lane == lane)
        .where(OutboxRow.done_at.is_(None), OutboxRow.id > first.id)
        .where(OutboxRow.due_at <= turn.moment)
        .order_by(OutboxRow.id)
        .limit(MOST_GATHERED)
    )

    def goes_with_it(row: Row[int, str, str, dict[str, object]]) -> bool:
        is_alike = (row.topic, row.recipient) == (first.topic, first.recipient)
        return is_alike and read(row.topic, row.about) is not None

    numbers = [row.id for row in takewhile(goes_with_it, turn.session.execute(waits))]
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
    if which.but:
        found = found.where(OutboxRow.topic.not_in(topics(*which.but)))
    if which.only is not None:
        found = found.where(OutboxRow.topic.in_(topics(which.only)))
    if which.untried:
        found = found.where(OutboxRow.attempts == 0)
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
        row.due_at = turn.moment + doubled_wait(claim.attempt, urgent=row.urgent)
    turn.wake_worker()


def slack_is_back(turn: Turn) -> None:
    """Let what is urgent, and failed while Slack was away, be due now: before everything else."""
    turn.session.execute(
        update(OutboxRow)
        .where(OutboxRow.done_at.is_(None), OutboxRow.urgent, OutboxRow.due_at > turn.moment)
        .where(OutboxRow.claimed_until.is_(None), OutboxRow.error.is_not(None))
        .where(OutboxRow.error != RATE_LIMITED, OutboxRow.topic.not_in(topics(*PAST_SLACK)))
        .values(due_at=turn.moment)
    )
    turn.wake_worker()


def anything_due(database: Database, moment: datetime) -> bool:
    """Whether a letter is to be sent just now, or is under way."""
    due = select(OutboxRow.id).where(OutboxRow.done_at.is_(None), OutboxRow.due_at <= moment)
    with database.reading() as session:
        return session.scalars(due.limit(1)).first() is not None


def doubled_wait(attempt: int, *, urgent: bool) -> timedelta:
    """Return how long what failed waits: twice as long after each attempt, up to a bound."""
    longest = LONGEST_URGENT_WAIT if urgent else LONGEST_WAIT
    return min(timedelta(seconds=2 ** min(attempt, 20)), longest)


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
        row.error = f"{row.error}; {SUPERSEDED}" if row.error else SUPERSEDED
    return [row.lane for row in rows]
