"""Messages that show a case and live in place: posts of queues, headlines, questions."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from models.rows.outbox import Post
from models.usecases.derived.clocks import CaseClock
from models.usecases.turn import Turn

POST = "post"  # the topic of an edit of a message in a queue's channel
MIRROR = "mirror"  # of an edit of a headline
ASKED = "asked"  # of an edit of a question about a block


def refresh(turn: Turn, case_id: int) -> None:
    """Let every message that shows a case be edited in place."""
    for post in turn.session.scalars(select(Post).where(Post.case_id == case_id)):
        refresh_one(turn, post)


def refresh_all(turn: Turn, moved: Sequence[CaseClock]) -> Sequence[CaseClock]:
    """Let whatever shows cases show by when they are due now; return their clocks."""
    for item in moved:
        refresh(turn, item.case.id)
    return moved


def refresh_one(turn: Turn, post: Post) -> None:
    """Let one message that shows a case be edited in place."""
    about: dict[str, object] = {"case": post.case_id, "ts": post.ts}
    topic = POST
    if post.thread_ts is not None:
        topic, about["channel"] = MIRROR, post.channel_id
    elif post.block is not None:
        topic, about["block"] = ASKED, post.block
    turn.edit_later(post.channel_id, topic, about, lane=f"post:{post.id}")


def keep(
    turn: Turn,
    case_id: int,
    channel_id: str,
    ts: str,
    thread_ts: str | None = None,
    block: int | None = None,
) -> Post:
    """Remember a message that shows a case.

    `thread_ts` names the thread whose headline it is, `block` the one that it asks about.
    """
    post = Post(
        case_id=case_id,
        channel_id=channel_id,
        ts=ts,
        thread_ts=thread_ts,
        block=block,
        at=turn.moment,
    )
    turn.session.add(post)
    turn.session.flush()
    return post
