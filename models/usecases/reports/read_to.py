"""How far the channels of customers were read, so that nothing said in them is missed (I4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.outbox import Remembered
from models.rows.reports import Report, WaitingMessage
from models.rules.reports import Listens
from models.usecases.turn import Turn

READ_EVERY = timedelta(minutes=5)
A_GAP = timedelta(minutes=15)  # since the last look: threads are read as well then
_MOST_THREADS = 20  # of a channel, the latest first: Slack answers 50 times a minute


@dataclass(frozen=True)
class ToRead:
    """A channel that is to be read since a ts, and the threads in it that may have gone on."""

    channel_id: str
    since: str
    threads: Sequence[str] = ()


def to_read(turn: Turn, *, at_once: bool = False) -> ToRead | None:
    """Take the customers' channel that was not read for the longest, if one is due: none that was
    read within five minutes, unless it is to be `at_once` and was not read by now.

    A channel that was never read is read from now on. Any number may ask: each gets another.
    """
    turn.lock("channels to read")
    heard = select(Customer.channel_id).where(
        Customer.channel_id.is_not(None), Customer.listens != Listens.NOTHING
    )
    channels = [channel for channel in turn.session.scalars(heard) if channel is not None]
    known = {
        row.key.removeprefix(_KEY): row
        for row in turn.session.scalars(select(Remembered).where(Remembered.key.startswith(_KEY)))
    }
    for new in sorted(set(channels) - known.keys()):
        row = Remembered(key=f"{_KEY}{new}", value=_ts(turn.moment), at=turn.moment)
        turn.session.add(row)
    due_before = turn.moment - (timedelta(seconds=1) if at_once else READ_EVERY)
    due = [known[each] for each in channels if each in known and known[each].at <= due_before]
    if not due:
        return None
    row = min(due, key=lambda each: each.at)
    channel, last_read, row.at = row.key.removeprefix(_KEY), row.at, turn.moment
    is_gap = turn.moment - last_read > A_GAP
    return ToRead(channel, row.value, _threads(turn, channel) if is_gap else ())


def was_read(turn: Turn, channel_id: str, ts: str) -> None:
    """Keep that a channel was read up to a ts; it never goes back."""
    row = turn.session.get_one(Remembered, f"{_KEY}{channel_id}", with_for_update=True)
    row.value = max(row.value, ts, key=float)


def _threads(turn: Turn, channel_id: str) -> Sequence[str]:
    """Return the threads of a channel in which somebody from outside may still say something."""
    waits = select(WaitingMessage.ts).where(
        WaitingMessage.channel_id == channel_id, WaitingMessage.ended_at.is_(None)
    )
    reported = select(Report.id).where(Report.case_id == Case.id, Report.person_id.is_not(None))
    lives = select(Case.thread_ts).where(
        Case.channel_id == channel_id,
        Case.thread_ts.is_not(None),
        Case.closed_at.is_(None),
        reported.exists(),
    )
    found = {ts for ts in (*turn.session.scalars(waits), *turn.session.scalars(lives)) if ts}
    return sorted(found, key=float, reverse=True)[:_MOST_THREADS]


def _ts(moment: datetime) -> str:
    return f"{moment.timestamp():.6f}"


_KEY = "read to:"
