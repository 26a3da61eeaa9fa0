"""Messages that show a case and live in place: posts of queues, headlines, questions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import bindparam, select

from models.rows.customers import ContractRow
from models.rows.outbox import Post
from models.rows.pages import PAGED, Page
from models.rules.contract_year import level_on
from models.usecases import finding
from models.usecases.derived import history
from models.usecases.derived.clocks import CaseClock, running
from models.usecases.derived.entitlements import agreed_with
from models.usecases.letter import Letter, Place, edit_later
from models.usecases.turn import Turn

DELETED = "deleted:"  # how the ts of a message begins that somebody deleted


class PostEdit(Letter, topic="post", called="an edit of a case's message", in_place=True):
    """Edits a message in a queue's channel; older letters do not say in which."""

    case: int
    ts: str
    channel: str | None = None


class HeadlineEdit(Letter, topic="mirror", called="an edit of a case's headline", in_place=True):
    """Edits a headline."""

    case: int
    ts: str
    channel: str

    def found_nothing(self, turn: Turn) -> None:
        """Note that it was deleted, so that its thread is given another."""
        stood = Post.case_id == self.case, Post.channel_id == self.channel, Post.ts == self.ts
        for post in turn.session.scalars(select(Post).where(*stood)):
            post.ts = f"{DELETED}{post.ts}"


class QuestionEdit(
    Letter, topic="asked", called="an edit of the question what a block should be", in_place=True
):
    """Edits the question about a block, so that it says what became of it."""

    case: int
    ts: str
    block: int


def follow(turn: Turn) -> None:
    """Let whatever shows a case show what this turn has added about it, or agreed with whose it is:
    a contract moves the clocks that run (S2, S4). So does whether somebody is rung for it.
    """
    told = [number for number, _ in history.told(turn)]
    moved = [item.case.id for item in agreed_about(turn)]
    for case_id in dict.fromkeys((*told, *moved, *_paged(turn))):
        refresh(turn, case_id)


def _paged(turn: Turn) -> Sequence[int]:
    """Return the cases for which this turn has begun a page, or ended its ringing."""
    begun = {row.id for row in turn.added if isinstance(row, Page)}
    calm = {row.id for row in turn.altered if isinstance(row, Page) and row.next_at is None}
    if not begun and not calm:
        return ()
    return turn.session.scalars(
        select(PAGED.c.case_id).where(PAGED.c.page_id.in_(begun | calm))
    ).all()


def agreed_about(turn: Turn) -> list[CaseClock]:
    """Return the clocks that run of the customers with whom this turn has agreed something."""
    agreed = {row.customer_id for row in turn.added if isinstance(row, ContractRow)}
    return [item for customer_id in agreed for item in running(turn, customer_id)]


def with_another_level_since(turn: Turn, day: date) -> list[CaseClock]:
    """Return the clocks that run of customers who have another level than on a day: terms of their
    contract began, or it ended and they have Basic (R2, G5).
    """
    waiting = running(turn)
    agreed = agreed_with(turn.session, {item.case.customer_id for item in waiting})
    changed = {
        customer_id
        for customer_id, contracts in agreed.items()
        if level_on(contracts, day) != level_on(contracts, turn.today)
    }
    return [item for item in waiting if item.case.customer_id in changed]


def refresh(turn: Turn, case_id: int) -> None:
    """Let every message that shows a case be edited in place."""
    for post in turn.session.scalars(_SHOWING, {"case": case_id}):
        refresh_one(turn, post)


_SHOWING = select(Post).where(Post.case_id == bindparam("case"))


def is_deleted(post: Post) -> bool:
    """Whether somebody deleted a message that showed a case."""
    return post.ts.startswith(DELETED)


def headline_at(turn: Turn, channel_id: str, ts: str) -> Post | None:
    """Return the headline of a case that a message is, if it is one."""
    channel_id = finding.channel_now(turn, channel_id)
    found = select(Post).where(
        Post.channel_id == channel_id, Post.ts == ts, Post.thread_ts.is_not(None)
    )
    return turn.session.scalars(found.limit(1)).first()


def refresh_all(turn: Turn, moved: Sequence[CaseClock]) -> Sequence[CaseClock]:
    """Let whatever shows cases show by when they are due now; return their clocks.

    A clock is no row: what moves it says so.
    """
    for item in moved:
        refresh(turn, item.case.id)
    return moved


def refresh_one(turn: Turn, post: Post) -> None:
    """Let one message that shows a case be edited in place, if it is there."""
    if not is_deleted(post):
        edit_later(turn, post.channel_id, _edit_of(post), lane=f"post:{post.id}")


def _edit_of(post: Post) -> Letter:
    if post.thread_ts is not None:
        return HeadlineEdit(post.case_id, post.ts, post.channel_id)
    if post.block is not None:
        return QuestionEdit(post.case_id, post.ts, post.block)
    return PostEdit(post.case_id, post.ts, post.channel_id)


def keep(
    turn: Turn,
    case_id: int,
    place: Place,
    thread_ts: str | None = None,
    block: int | None = None,
) -> Post:
    """Remember a message that shows a case.

    `thread_ts` names the thread whose headline it is, `block` the one that it asks about.
    """
    post = Post(
        case_id=case_id,
        channel_id=place.channel_id,
        ts=place.ts,
        thread_ts=thread_ts,
        block=block,
        at=turn.moment,
    )
    turn.session.add(post)
    turn.session.flush()
    return post
