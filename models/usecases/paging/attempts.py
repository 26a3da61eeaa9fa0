"""Attempts: every way to every recipient is one of its own, written before it is made (O4).

What became of it is written down too. One that fails holds up no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from models.rows.pages import Attempt, Page
from models.rules.ladder import read_ladder
from models.rules.paging import AttemptOutcome, AttemptWay, PageCause
from models.usecases import outbox, people
from models.usecases.letter import Arrived, Letter, Place, Way, say_later
from models.usecases.oncall import contacts
from models.usecases.paging.pages import NOT_ON_THE_LADDER
from models.usecases.turn import Turn


class Ring(Letter, topic="ring", called="a page", urgent=True):
    """Rings somebody by Slack: one attempt of a page."""

    page: int
    attempt: int

    def lane(self, recipient: str) -> str:  # noqa: ARG002
        """Each has a lane of its own, so that none waits."""
        return _lane_of(self.attempt)

    def sets_out(self, turn: Turn, recipient: str) -> None:  # noqa: ARG002
        """Record that somebody is being rung, before they are."""
        first = update(Attempt).where(Attempt.id == self.attempt, Attempt.tried_at.is_(None))
        turn.session.execute(first.values(tried_at=turn.moment))

    def arrived(self, turn: Turn, arrived: Arrived) -> None:
        """Record where Slack put it."""
        delivered(turn, self.attempt, arrived.place)

    def was_needless(self, turn: Turn) -> None:
        """Record that nobody was rung."""
        needless(turn, self.attempt)

    def failed(self, turn: Turn, error: str) -> None:
        """Let the next rung ring at once when all of a step failed."""
        failed(turn, self.attempt, error)


class RingOutside(
    Ring, topic="outside", called="a page outside Slack", way=Way.OUTSIDE, urgent=True
):
    """Rings somebody outside Slack: one attempt of a page."""


class HasIt(Letter, topic="has it", called="that somebody has a page", way=Way.OUTSIDE):
    """Tells a telephone that rang, by one attempt of a page, that nobody is needed any more."""

    page: int
    attempt: int

    def lane(self, recipient: str) -> str:  # noqa: ARG002
        """A telephone that is out of reach holds up no other."""
        return f"calms:{self.attempt}"


class ReachesNobody(Letter, topic="nobody", called="a page that reaches nobody", urgent=True):
    """Tells the admins that a step of a page reached nobody, so that somebody calls by hand."""

    page: int

    def lane(self, recipient: str) -> str:
        """An alarm waits for no other."""
        return f"nobody:{self.page}:{recipient}"


def ring_person(turn: Turn, page: Page, step: int, person_id: str, due: datetime) -> None:
    """Try a person by every way they have: in Slack, and at each address outside."""
    _attempt(turn, page, step, due, _Destination(person_id, AttemptWay.DIRECT))
    for contact in contacts.of(turn, person_id):
        outside = _Destination(person_id, AttemptWay.OUTSIDE, contact.id)
        _attempt(turn, page, step, due, outside)


def ring_channel(turn: Turn, page: Page, step: int, channel_id: str, due: datetime) -> None:
    """Try whoever reads a channel."""
    _attempt(turn, page, step, due, _Destination(channel_id, AttemptWay.CHANNEL))


@dataclass(frozen=True)
class _Destination:
    """Whom an attempt is to reach, and by which of their ways."""

    recipient: str
    way: AttemptWay
    contact_id: int | None = None


def _attempt(turn: Turn, page: Page, step: int, due: datetime, to: _Destination) -> None:
    _supersede(turn, page, to)
    attempt = Attempt(
        page_id=page.id,
        step=step,
        recipient=to.recipient,
        way=to.way,
        contact_id=to.contact_id,
        due_at=due,
        outcome=AttemptOutcome.WAITING,
        **turn.stamp,
    )
    turn.session.add(attempt)
    turn.session.flush()
    kind = RingOutside if to.way is AttemptWay.OUTSIDE else Ring
    say_later(turn, to.recipient, kind(page.id, attempt.id))


def _supersede(turn: Turn, page: Page, to: _Destination) -> None:
    """Make no more of an older attempt on the same way that has not arrived: this one is newer.

    So an outage does not end in a storm, and what hangs does not pile up.
    """
    older = select(Attempt).where(
        Attempt.page_id == page.id,
        Attempt.recipient == to.recipient,
        Attempt.way == to.way,
        Attempt.contact_id == to.contact_id,
        Attempt.outcome.in_((AttemptOutcome.WAITING, AttemptOutcome.FAILED)),
    )
    lanes = {_lane_of(attempt.id): attempt for attempt in turn.session.scalars(older)}
    for lane in outbox.supersede(turn, lanes):
        superseded = lanes[lane]
        if superseded.outcome == AttemptOutcome.WAITING:
            superseded.outcome, superseded.ended_at = AttemptOutcome.NEEDLESS, turn.moment


def _lane_of(attempt_id: int) -> str:
    return f"attempt:{attempt_id}"


def pass_over(turn: Turn, page: Page, step: int, due: datetime, recipient: str, why: str) -> None:
    """Record that a rung, or somebody on it, was passed at once (O4)."""
    turn.session.add(
        Attempt(
            page_id=page.id,
            step=step,
            recipient=recipient,
            way=AttemptWay.NOBODY,
            due_at=due,
            tried_at=turn.moment,
            ended_at=turn.moment,
            outcome=AttemptOutcome.FAILED,
            error=why,
            **turn.stamp,
        )
    )
    turn.session.flush()


def follow(turn: Turn) -> None:
    """Tell the telephones that rang for a page, once, that somebody has it or that it is over.

    Not those of whoever has it, and not for a drill, which only they hear.
    """
    rows = [row for row in turn.altered if isinstance(row, Page | Attempt)]
    numbers = {row.id if isinstance(row, Page) else row.page_id for row in rows}
    pages = turn.session.scalars(select(Page).where(Page.id.in_(numbers))) if numbers else ()
    for page in pages:
        if page.next_at is None and page.why != PageCause.DRILL:
            _calm(turn, page)


def _calm(turn: Turn, page: Page) -> None:
    rang = select(Attempt).where(
        Attempt.page_id == page.id,
        Attempt.way == AttemptWay.OUTSIDE,
        Attempt.outcome == AttemptOutcome.DELIVERED,
        Attempt.recipient.not_in([page.acknowledged_by or page.ended_by or ""]),
    )
    if page.ended_at is None:  # who was asked to help whoever has it still is
        rang = rang.where(Attempt.step != NOT_ON_THE_LADDER)
    latest = {each.contact_id: each for each in turn.session.scalars(rang.order_by(Attempt.id))}
    for contact, attempt in latest.items():
        if turn.is_news(f"calmed:{page.id}:{contact}", str(attempt.id)):
            say_later(turn, attempt.recipient, HasIt(page.id, attempt.id))


def alarm_admins(turn: Turn, page: Page) -> None:
    """Tell the admins that a step of a page reached nobody, so that somebody calls by hand."""
    for recipient in people.admins(turn) if page.why != PageCause.DRILL else ():
        say_later(turn, recipient, ReachesNobody(page.id))


# --- what became of them --------------------------------------------------------------------------


def delivered(turn: Turn, attempt_id: int, place: Place | None) -> None:
    """Record that an attempt arrived, and where Slack put it."""
    attempt = turn.session.get_one(Attempt, attempt_id)
    attempt.outcome, attempt.ended_at = AttemptOutcome.DELIVERED, turn.moment
    if place is not None:
        attempt.channel_id, attempt.ts = place.channel_id, place.ts


def needless(turn: Turn, attempt_id: int) -> None:
    """Record that an attempt was not made: somebody has the page, or it is over.

    One that was made before stays what it became: it arrived, or it failed.
    """
    attempt = turn.session.get_one(Attempt, attempt_id)
    if attempt.outcome == AttemptOutcome.WAITING:
        attempt.outcome, attempt.ended_at = AttemptOutcome.NEEDLESS, turn.moment


def failed(turn: Turn, attempt_id: int, error: str) -> None:
    """Record that an attempt failed; when all ways of a step did, the next rung is due at once.

    The message itself is tried again all the same, and may still arrive.
    """
    attempt = turn.session.get_one(Attempt, attempt_id)
    page = turn.session.get_one(Page, attempt.page_id, with_for_update={"key_share": True})
    attempt.outcome, attempt.error, attempt.ended_at = AttemptOutcome.FAILED, error, turn.moment
    turn.session.flush()
    rungs = len(read_ladder(page.ladder).rungs)
    latest = page.step - 1
    if page.next_at is not None and attempt.step == latest and page.step < rungs:
        outcomes = turn.session.scalars(
            select(Attempt.outcome).where(
                Attempt.page_id == page.id,
                Attempt.step == latest,
                Attempt.way != AttemptWay.CHANNEL,
            )
        ).all()
        if set(outcomes) == {AttemptOutcome.FAILED}:
            alarm_admins(turn, page)
            page.next_at = min(page.next_at, turn.moment)
            turn.wake_worker()
