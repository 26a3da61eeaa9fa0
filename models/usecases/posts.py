"""Messages that show a case as it stands: remembered when they were posted, edited in place."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from models.rows.cases import Change
from models.rows.outbox import OutboxRow, Post
from models.usecases.turn import Turn

POST = "post"  # the topic of an edit of such a message
QUEUE, HEADLINE = "queue", "headline"  # where it stands: in its queue's channel, over its thread


def remember(turn: Turn, case_id: int, channel_id: str, ts: str, place: str) -> None:
    """Remember where a case is shown."""
    turn.session.add(
        Post(case_id=case_id, channel_id=channel_id, ts=ts, place=place, at=turn.moment)
    )
    turn.session.flush()


def refresh(turn: Turn, case_id: int) -> None:
    """Let the messages that show a case be edited in place."""
    for post in turn.session.scalars(select(Post).where(Post.case_id == case_id)):
        lane = f"post:{post.id}"
        waits = select(OutboxRow.id).where(
            OutboxRow.lane == lane, OutboxRow.done_at.is_(None), OutboxRow.claimed_until.is_(None)
        )
        # One that waits is held until this turn is committed, so that nobody words it before.
        if turn.session.scalars(waits.with_for_update(skip_locked=True)).first() is None:
            about: dict[str, object] = {"case": case_id, "post": post.id, "ts": post.ts}
            turn.say_later(post.channel_id, POST, about, lane=lane)


def changed_since(turn: Turn, case_id: int, moment: datetime) -> bool:
    """Whether a case was changed after an instant: what was worded then may be old."""
    happened = select(Change.id).where(
        Change.subject == "case", Change.subject_id == case_id, Change.at > moment
    )
    return turn.session.scalars(happened.limit(1)).first() is not None


def is_current(turn: Turn, post: Post) -> bool:
    """Whether a headline is the newest of its case: an older one stands where the case was."""
    newer = select(Post.id).where(
        Post.case_id == post.case_id, Post.place == HEADLINE, Post.id > post.id
    )
    return turn.session.scalars(newer.limit(1)).first() is None
