"""Attempts: every way to every recipient is one of its own, written before it is made (O4).

What became of it is written down too. One that fails holds up no other.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from models.rows.oncall import Contact
from models.rows.outbox import OutboxRow
from models.rows.pages import Attempt, Page
from models.rules.ladder import read_ladder
from models.usecases.oncall import contacts
from models.usecases.paging.boards import refresh_boards
from models.usecases.paging.pages import DRILL
from models.usecases.turn import Turn

RING = "ring"  # the topic of a message that rings somebody, by Slack
OUTSIDE = "outside"  # of one that rings somebody outside Slack
SUPERSEDED = "a later attempt was made instead"  # ends the error of one that is made no more
NOBODY = "nobody"  # of the alarm to the admins when a step reached nobody


def ring_person(turn: Turn, page: Page, step: int, person_id: str, due: datetime) -> None:
    """Try a person by every way they have: in Slack, and at each address outside."""
    _attempt(turn, page, step, person_id, "direct", due)
    for contact in contacts.of(turn, person_id):
        _attempt(turn, page, step, person_id, "outside", due, contact)


def ring_channel(turn: Turn, page: Page, step: int, channel_id: str, due: datetime) -> None:
    """Try whoever reads a channel."""
    _attempt(turn, page, step, channel_id, "channel", due)


def _attempt(
    turn: Turn,
    page: Page,
    step: int,
    recipient: str,
    way: str,
    due: datetime,
    contact: Contact | None = None,
) -> None:
    _supersede(turn, page, recipient, way, contact)
    attempt = Attempt(
        page_id=page.id,
        step=step,
        recipient=recipient,
        way=way,
        contact_id=contact.id if contact else None,
        due_at=due,
        outcome="waiting",
        **turn.stamp,
    )
    turn.session.add(attempt)
    turn.session.flush()
    topic = OUTSIDE if way == "outside" else RING
    about: dict[str, object] = {"page": page.id, "attempt": attempt.id}
    turn.say_later(recipient, topic, about, lane=lane_of(attempt.id), urgent=True)


def _supersede(turn: Turn, page: Page, recipient: str, way: str, contact: Contact | None) -> None:
    """Make no more of an older attempt on the same way that has not arrived: this one is newer.

    So an outage does not end in a storm, and what hangs does not pile up.
    """
    older = select(Attempt.id).where(
        Attempt.page_id == page.id,
        Attempt.recipient == recipient,
        Attempt.way == way,
        Attempt.contact_id == (contact.id if contact else None),
        Attempt.outcome.in_(("waiting", "failed")),
    )
    lanes = [lane_of(number) for number in turn.session.scalars(older)]
    waits = select(OutboxRow).where(
        OutboxRow.lane.in_(lanes), OutboxRow.done_at.is_(None), OutboxRow.claimed_until.is_(None)
    )
    for row in turn.session.scalars(waits.with_for_update(skip_locked=True)):
        row.done_at = turn.moment
        row.error = f"{row.error}; {SUPERSEDED}" if row.error else SUPERSEDED
        superseded = turn.session.get_one(Attempt, int(str(row.about["attempt"])))
        if superseded.outcome == "waiting":
            superseded.outcome, superseded.ended_at = "needless", turn.moment


def lane_of(attempt_id: int) -> str:
    """Return the lane of an attempt's letter: each has one of its own, so that none waits."""
    return f"attempt:{attempt_id}"


def pass_over(turn: Turn, page: Page, step: int, due: datetime, recipient: str, why: str) -> None:
    """Record that a rung, or somebody on it, was passed at once (O4)."""
    turn.session.add(
        Attempt(
            page_id=page.id,
            step=step,
            recipient=recipient,
            way="nobody",
            due_at=due,
            tried_at=turn.moment,
            ended_at=turn.moment,
            outcome="failed",
            error=why,
            **turn.stamp,
        )
    )
    turn.session.flush()


def alarm_admins(turn: Turn, page: Page) -> None:
    """Tell the admins that a step of a page reached nobody, so that somebody calls by hand."""
    admins = [turn.desk.admin_channel] if turn.desk.admin_channel else sorted(turn.desk.admins)
    for recipient in admins if page.why != DRILL else ():
        lane = f"nobody:{page.id}:{recipient}"
        turn.say_later(recipient, NOBODY, {"page": page.id}, lane=lane, urgent=True)


# --- what became of them --------------------------------------------------------------------------


def delivered(turn: Turn, attempt_id: int, channel_id: str | None, ts: str | None) -> None:
    """Record that an attempt arrived, and where Slack put it."""
    attempt = turn.session.get_one(Attempt, attempt_id)
    attempt.outcome, attempt.ended_at = "delivered", turn.moment
    attempt.channel_id, attempt.ts = channel_id, ts
    turn.session.flush()
    refresh_boards(turn, turn.session.get_one(Page, attempt.page_id))


def needless(turn: Turn, attempt_id: int) -> None:
    """Record that an attempt was not made: somebody has the page, or it is over.

    One that was made before stays what it became: it arrived, or it failed.
    """
    attempt = turn.session.get_one(Attempt, attempt_id)
    if attempt.outcome != "waiting":
        return
    attempt.outcome, attempt.ended_at = "needless", turn.moment
    turn.session.flush()
    refresh_boards(turn, turn.session.get_one(Page, attempt.page_id))


def failed(turn: Turn, attempt_id: int, error: str) -> None:
    """Record that an attempt failed; when all ways of a step did, the next rung is due at once.

    The message itself is tried again all the same, and may still arrive.
    """
    attempt = turn.session.get_one(Attempt, attempt_id)
    page = turn.session.get_one(Page, attempt.page_id, with_for_update={"key_share": True})
    attempt.outcome, attempt.error, attempt.ended_at = "failed", error, turn.moment
    turn.session.flush()
    rungs = len(read_ladder(page.ladder).rungs)
    latest = page.step - 1
    if page.next_at is not None and attempt.step == latest and page.step < rungs:
        outcomes = turn.session.scalars(
            select(Attempt.outcome).where(
                Attempt.page_id == page.id, Attempt.step == latest, Attempt.way != "channel"
            )
        ).all()
        if set(outcomes) == {"failed"}:
            alarm_admins(turn, page)
            page.next_at = min(page.next_at, turn.moment)
            turn.wake_worker()
    refresh_boards(turn, page)
