"""How far the channels of customers were read, so that nothing said in them is missed (I4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, union

from models.rows.cases import Case
from models.rows.customers import Customer, OtherChannel
from models.rows.outbox import Remembered
from models.rows.reports import Arrival, WaitingMessage
from models.rules.reports import Listens, ReportDoor
from models.usecases import people
from models.usecases.letter import Letter, say_later
from models.usecases.reports import shut
from models.usecases.reports.incoming import message_identity
from models.usecases.turn import Turn

READ_EVERY = timedelta(minutes=5)
A_GAP = timedelta(minutes=15)  # since the channel was read: threads are read as well then
LOOKS_BACK = timedelta(days=1)  # before what was read last, for what was marked or edited since
_TRIES = 3  # of what was said and can't be kept
LOOKS_FOR_THREADS = timedelta(days=30)  # begun so long ago at most, and that have gone on since


@dataclass(frozen=True)
class ToRead:
    """A channel that is to be read since a ts.

    After a gap, which began at `gap_since`, so are the threads in it that have gone on, which began
    after `threads_since` or are among `threads`, the latest first; and what had been heard,
    `back_to` a ts, may have been marked or edited.
    """

    channel_id: str
    since: str
    threads: Sequence[str] = ()
    gap_since: str = ""
    back_to: str = ""
    threads_since: str = ""


class LeftOut(Letter, topic="left out", called="word of a message that could not be kept"):
    """Tells the admins that something said in a customer's channel, at a ts, could not be kept."""

    channel: str
    ts: str


class ThreadsLeft(Letter, topic="threads left", called="word of threads that were not read"):
    """Tells the admins how many threads of a customer's channel went on and were not read."""

    channel: str
    threads: int


def to_read(turn: Turn, at_once: datetime | None = None) -> ToRead | None:
    """Take the customers' channel that was not tried for the longest, if one is due: none that was
    tried within five minutes, or since it is to be `at_once`, an aware instant.

    A channel that was not read before is read from now on; one to which the desk listens no more
    is forgotten. Any number may ask: each gets another.
    """
    turn.lock("channels to read")
    channels = _heard(turn)
    read, tried = _kept(turn, _READ), _kept(turn, _TRIED)
    for new in sorted(channels - read.keys()):
        turn.session.add(_row(turn, f"{_READ}{new}", _ts(turn.moment)))
    for kept in (read, tried):
        for gone in kept.keys() - channels:
            turn.session.delete(kept[gone])
    last = {each: tried.get(each, read[each]).at for each in channels & read.keys()}
    due = [each for each, at in last.items() if _is_due(turn, at, at_once)]
    if not due:
        return None
    channel = min(due, key=lambda each: (last[each], each))
    was_read = read[channel]
    has_failed = was_read.at < last[channel]
    if channel in tried:
        tried[channel].at = turn.moment
    else:
        turn.session.add(_row(turn, f"{_TRIED}{channel}"))
    if at_once is None and not has_failed and turn.moment - was_read.at <= A_GAP:
        return ToRead(channel, was_read.value)
    # That Slack tells nothing any more is noticed within a gap.
    back_to = min(datetime.fromtimestamp(float(was_read.value), UTC), was_read.at) - LOOKS_BACK
    return ToRead(
        channel,
        was_read.value,
        _threads(turn, channel),
        gap_since=_ts(was_read.at - A_GAP),
        back_to=_ts(back_to),
        threads_since=_ts(min(was_read.at, turn.moment) - LOOKS_FOR_THREADS),
    )


def _is_due(turn: Turn, tried: datetime, at_once: datetime | None) -> bool:
    return tried <= turn.moment - READ_EVERY or (at_once is not None and tried < at_once)


def was_heard(turn: Turn, channel_id: str, ts: str) -> None:
    """Keep that what was said in a channel was heard up to a ts; it never goes back."""
    if (row := _read_to(turn, channel_id)) is not None:
        row.value = max(row.value, ts, key=float)


def was_read(turn: Turn, channel_id: str) -> None:
    """Keep that all of a channel was read."""
    if (row := _read_to(turn, channel_id)) is not None:
        row.at = turn.moment
    shut.is_open(turn, channel_id)


def was_marked(turn: Turn, channel_id: str, ts: str, person_id: str) -> bool:
    """Whether a siren of somebody's on a message was heard already."""
    heard = select(Arrival.id).where(
        Arrival.identity == message_identity(channel_id, ts),
        Arrival.door == ReportDoor.REACTION,
        Arrival.person_id == person_id,
    )
    return turn.session.scalars(heard.limit(1)).first() is not None


def is_left_out(turn: Turn, channel_id: str, ts: str) -> bool:
    """Count that something said could not be kept; for the third time it is left out, so that it
    keeps nothing else from being heard, and the admins are told.
    """
    key = f"{_NOT_KEPT}{channel_id}"
    kept = turn.session.get(Remembered, key)
    before, _, tries = (kept.value if kept is not None else "").partition(" ")
    failed = int(tries) + 1 if before == ts else 1
    turn.is_news(key, f"{ts} {failed}")
    if failed < _TRIES:
        return False
    for admin in people.admins(turn):
        say_later(turn, admin, LeftOut(channel_id, ts))
    return True


def threads_left(turn: Turn, found: ToRead, count: int) -> None:
    """Tell the admins that so many threads of a channel have gone on and were not read; once for a
    gap.
    """
    if turn.is_news(f"{_NOT_READ}{found.channel_id}", found.gap_since):
        for admin in people.admins(turn):
            say_later(turn, admin, ThreadsLeft(found.channel_id, count))


def _threads(turn: Turn, channel_id: str) -> Sequence[str]:
    """Return the threads of a channel where somebody from outside is likely to say something: of
    what waits, and of open cases.
    """
    waits = select(WaitingMessage.ts).where(
        WaitingMessage.channel_id == channel_id, WaitingMessage.ended_at.is_(None)
    )
    lives = select(Case.thread_ts).where(
        Case.channel_id == channel_id, Case.thread_ts.is_not(None), Case.closed_at.is_(None)
    )
    found = {ts for ts in (*turn.session.scalars(waits), *turn.session.scalars(lives)) if ts}
    return sorted(found, key=float, reverse=True)


def _heard(turn: Turn) -> frozenset[str]:
    """Return the channels where the desk listens: where customers are at home, and their further
    ones (I5).
    """
    listens = Customer.listens != Listens.NOTHING
    at_home = select(Customer.channel_id).where(listens)
    others = select(OtherChannel.channel_id).join(Customer).where(listens)
    return frozenset(each for each in turn.session.scalars(union(at_home, others)) if each)


def _read_to(turn: Turn, channel_id: str) -> Remembered | None:
    """Return how far a channel was read; None if the desk listens there no more."""
    return turn.session.get(Remembered, f"{_READ}{channel_id}", with_for_update=True)


def _kept(turn: Turn, kind: str) -> dict[str, Remembered]:
    """Return what is kept of channels, by their ids."""
    rows = turn.session.scalars(select(Remembered).where(Remembered.key.startswith(kind)))
    return {row.key.removeprefix(kind): row for row in rows}


def _row(turn: Turn, key: str, value: str = "") -> Remembered:
    return Remembered(key=key, value=value, at=turn.moment)


def _ts(moment: datetime) -> str:
    return f"{moment.timestamp():.6f}"


_READ = "read to:"  # up to which ts, and when all of it was read
_TRIED = "tried to read:"
_NOT_KEPT = "not kept:"  # which ts, and how often it was tried
_NOT_READ = "threads left:"  # of which gap
