"""The desk watches itself: what is overdue, and how long people wait to be rung."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select

from models.rows.oncall import Contact
from models.rows.outbox import OutboxRow, Remembered
from models.rows.pages import Attempt, Page
from models.rules.paging import AttemptOutcome, AttemptWay, ContactKind, PageCause
from models.usecases import people
from models.usecases.letter import Letter, say_later
from models.usecases.turn import Turn

TOO_LATE = timedelta(minutes=1)
LOOKS_BACK = timedelta(days=30)
TRIED_LATELY = timedelta(hours=1)  # older attempts say nothing of how telephones are now
LOOKED = "looked"  # the key under which a worker leaves word


@dataclass(frozen=True)
class Overdue:
    """How many rungs of open pages and how many messages are overdue by more than a minute.

    `error` is what most of these messages met; None where none was tried.
    """

    rungs: int
    messages: int
    error: str | None = None

    @property
    def any(self) -> bool:
        """Whether anything is."""
        return bool(self.rungs or self.messages)


class OverdueAlarm(Letter, topic="overdue", called="something was overdue", urgent=True):
    """Tells the admins what was overdue when it was written, and why: once for all messages."""

    rungs: int
    messages: int
    error: str | None = None

    def lane(self, recipient: str) -> str:
        """An alarm waits for no other message, and for nobody else's."""
        return f"{self.topic}:{recipient}"


@dataclass(frozen=True)
class Telephones:
    """How the addresses outside Slack that were tried in the last hour were reached at last.

    `kept` is how many there are; `error` what the latest that failed met.
    """

    kept: int
    reached: int
    failed: int
    error: str | None = None

    @property
    def silent(self) -> bool:
        """Whether none is reached: one that nobody answers is not all, unless there is no other."""
        return not self.reached and self.failed >= max(1, min(2, self.kept))


class TelephonesAlarm(
    Letter, topic="telephones", called="that telephones can't be reached", urgent=True
):
    """Tells the admins how many telephones were tried in vain; 0: they are reached again."""

    in_vain: int
    error: str | None = None

    def lane(self, recipient: str) -> str:
        """An alarm waits for no other message, and for nobody else's."""
        return f"{self.topic}:{recipient}"


@dataclass(frozen=True)
class Delays:
    """Delays in seconds: how many were measured, the median, the 99th percentile, the worst."""

    count: int
    p50: float
    p99: float
    worst: float


@dataclass(frozen=True)
class Counts:
    """What there is at a moment: open pages, messages to be sent, attempts by way and outcome."""

    open_pages: int
    waiting: int
    attempts: Mapping[tuple[AttemptWay, AttemptOutcome], int]


def counts(turn: Turn) -> Counts:
    """Count what there is, drills left out of the open pages."""
    pages = (
        select(func.count())
        .select_from(Page)
        .where(Page.ended_at.is_(None), Page.why != PageCause.DRILL)
    )
    waiting = select(func.count()).select_from(OutboxRow).where(OutboxRow.done_at.is_(None))
    attempts = select(Attempt.way, Attempt.outcome, func.count()).group_by(
        Attempt.way, Attempt.outcome
    )
    found = turn.session.execute(attempts.order_by(Attempt.way, Attempt.outcome))
    return Counts(
        turn.session.scalar(pages) or 0,
        turn.session.scalar(waiting) or 0,
        {(way, outcome): count for way, outcome, count in found},
    )


def overdue(turn: Turn) -> Overdue:
    """Return what is overdue by more than a minute at the moment of the turn.

    A message that failed is overdue a minute after it was written, whenever it is tried again; one
    that was not tried, a minute after it was to be. What rings for a page that somebody has may
    fail: they were reached, and one telephone that nobody answers is not all of the desk.
    """
    late = turn.moment - TOO_LATE
    rungs = select(func.count()).select_from(Page).where(Page.next_at < late)
    in_hand = and_(OutboxRow.claimed_until.is_not(None), OutboxRow.claimed_until >= late)
    untried = and_(OutboxRow.due_at < late, not_(in_hand))
    failed = and_(OutboxRow.error.is_not(None), OutboxRow.at < late, not_(_rings_for_answered()))
    messages = (
        select(OutboxRow.error, func.count())
        .where(OutboxRow.done_at.is_(None), or_(untried, failed))
        .group_by(OutboxRow.error)
        .order_by(func.count().desc(), OutboxRow.error)
    )
    found = turn.session.execute(messages).all()
    return Overdue(
        turn.session.scalar(rungs) or 0,
        messages=sum(count for _, count in found),
        error=next((error for error, _ in found if error is not None), None),
    )


def _rings_for_answered() -> ColumnElement[bool]:
    """Whether a message of the outbox rings somebody for a page that was answered or is over."""
    return (
        exists()
        .where(Attempt.id == OutboxRow.about["attempt"].as_integer())
        .where(Page.id == Attempt.page_id)
        .where(or_(Page.acknowledged_at.is_not(None), Page.ended_at.is_not(None)))
    )


def watch(turn: Turn) -> Overdue:
    """Look, and tell the admins when something begins or ceases to be overdue."""
    turn.is_news(LOOKED, turn.moment.isoformat())
    found = overdue(turn)
    news = turn.is_news("overdue", "late" if found.any else "well")
    first_look = turn.is_news("watched")
    alarm = OverdueAlarm(found.rungs, found.messages, found.error)
    for admin in people.admins(turn) if news and (found.any or not first_look) else ():
        say_later(turn, admin, alarm)
    _watch_telephones(turn)
    return found


def telephones(turn: Turn) -> Telephones:
    """Return what became of the latest attempt at each address that is kept, in the last hour."""
    kept = select(Contact.id).where(Contact.kind == ContactKind.SEND, Contact.removed_at.is_(None))
    ended = (
        select(Attempt.contact_id, Attempt.outcome, Attempt.error)
        .where(
            Attempt.contact_id.in_(kept),
            Attempt.ended_at >= turn.moment - TRIED_LATELY,
            Attempt.outcome.in_((AttemptOutcome.DELIVERED, AttemptOutcome.FAILED)),
        )
        .order_by(Attempt.ended_at, Attempt.id)
    )
    latest = {contact: (outcome, error) for contact, outcome, error in turn.session.execute(ended)}
    errors = [error for outcome, error in latest.values() if outcome == AttemptOutcome.FAILED]
    many = turn.session.scalar(select(func.count()).select_from(kept.subquery())) or 0
    return Telephones(many, len(latest) - len(errors), len(errors), errors[-1] if errors else None)


def _watch_telephones(turn: Turn) -> None:
    """Tell the admins when telephones can't be reached, and when one is reached again.

    An hour in which none was tried says nothing.
    """
    found = telephones(turn)
    if not found.silent and not found.reached:
        return
    first_look = turn.session.get(Remembered, "telephones") is None
    if turn.is_news("telephones", "silent" if found.silent else "reached"):
        alarm = TelephonesAlarm(found.failed if found.silent else 0, found.error)
        for admin in people.admins(turn) if found.silent or not first_look else ():
            say_later(turn, admin, alarm)


def last_look(turn: Turn) -> datetime | None:
    """Return when any worker looked last, to the minute; None for never."""
    kept = turn.session.get(Remembered, LOOKED)
    return kept.at if kept is not None else None


def delays_to_first_attempt(turn: Turn) -> Delays | None:
    """From the commit of a Managed Sev-1 to the first attempt, in the last 30 days."""
    first = (
        select(Page.at, func.min(Attempt.tried_at))
        .join(Attempt, Attempt.page_id == Page.id)
        .where(
            Page.why == PageCause.SEV1,
            Page.at >= turn.moment - LOOKS_BACK,
            Attempt.way != AttemptWay.NOBODY,
        )
        .group_by(Page.id, Page.at)
    )
    return summed_up([(due, tried) for due, tried in turn.session.execute(first)])


def delays_of_rungs(turn: Turn) -> Delays | None:
    """From a rung's due instant to its first attempt, in the last 30 days."""
    first = (
        select(Attempt.due_at, func.min(Attempt.tried_at))
        .where(Attempt.at >= turn.moment - LOOKS_BACK, Attempt.way != AttemptWay.NOBODY)
        .group_by(Attempt.page_id, Attempt.step, Attempt.due_at)
    )
    return summed_up([(due, tried) for due, tried in turn.session.execute(first)])


def summed_up(found: Sequence[tuple[datetime, datetime | None]]) -> Delays | None:
    """Return how long it took from the first instant of each pair to the second, if that has come;
    None if none has. A rank is rounded up, so that the 99th percentile of few is the worst.
    """
    waits = sorted((done - due).total_seconds() for due, done in found if done is not None)
    if not waits:
        return None

    def at(share: float) -> float:
        return waits[max(0, math.ceil(share * len(waits)) - 1)]

    return Delays(len(waits), at(0.5), at(0.99), waits[-1])
