"""Where a page is shown: its boards are edited in place, and its thread says what happened."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, func, select

from models.rows.cases import Change
from models.rows.pages import PAGED, Attempt, Page
from models.rules.paging import PageCause
from models.usecases.derived.history import told
from models.usecases.letter import Letter, edit_later, say_later
from models.usecases.turn import Turn


class BoardEdit(Letter, topic="board", called="an edit of a page's message", in_place=True):
    """Edits a message that rang somebody."""

    page: int
    ts: str


class PageLine(Letter, topic="climbed", called="a line in a page's thread"):
    """A reply in the page's thread: somebody acknowledged it, or handed it up; who acknowledged it
    has left; it ended; a case `joined` it; or a step rang `people` at an instant.
    """

    page: int
    acknowledged: str | None = None
    handed: str | None = None
    ended: bool = False
    step: int | None = None
    people: tuple[str, ...] = ()
    at: datetime | None = None
    left: str | None = None
    joined: int | None = None

    def lane(self, recipient: str) -> str:  # noqa: ARG002
        """Return the page's own, for its thread tells a story."""
        return f"thread:{self.page}"


def follow(turn: Turn) -> None:
    """Let the newest message of a page in each place be edited in place.

    Of the pages that have changed, or whose case has, or of which an attempt has ended. Of a page
    that somebody has, or that is over, all messages are: those of earlier rounds ask no more.
    """
    changed = (*turn.added, *turn.altered)
    pages = {row.id for row in changed if isinstance(row, Page)}
    pages |= {row.page_id for row in changed if isinstance(row, Attempt) and row.ended_at}
    cases = {number for number, fact in told(turn) if isinstance(fact, Change)}
    if not pages and not cases:
        return
    taken = {row.id for row in turn.altered if isinstance(row, Page) and row.next_at is None}
    newest = (
        select(Attempt.page_id, Attempt.channel_id, func.max(Attempt.ts))
        .join(Page, Page.id == Attempt.page_id)
        .where(Page.id.in_(pages) | (Page.id.in_(_pages_of(cases)) & Page.ended_at.is_(None)))
        .where(Attempt.channel_id.is_not(None))
        .group_by(Attempt.page_id, Attempt.channel_id)
    )
    shown = set()
    for page_id, channel_id, ts in turn.session.execute(newest).all():
        assert channel_id is not None
        assert ts is not None
        shown.add((channel_id, ts))
        lane = f"board:{page_id}:{channel_id}"
        edit_later(turn, channel_id, BoardEdit(page_id, ts), lane=lane)
    for page_id in sorted(taken):
        show_everywhere(turn, page_id, but=shown)


def _pages_of(cases: Collection[int]) -> Select[int]:
    return select(PAGED.c.page_id).where(PAGED.c.case_id.in_(cases))


def show_everywhere(turn: Turn, page_id: int, but: Collection[tuple[str, str]] = ()) -> None:
    """Let every message of a page be edited in place, whatever round it is of.

    `but` some, by their channel and ts.
    """
    posted = select(Attempt.channel_id, Attempt.ts).where(
        Attempt.page_id == page_id, Attempt.ts.is_not(None)
    )
    for channel_id, ts in turn.session.execute(posted.order_by(Attempt.id)).all():
        if channel_id is not None and ts is not None and (channel_id, ts) not in but:
            lane = f"board:{page_id}:{channel_id}:{ts}"
            edit_later(turn, channel_id, BoardEdit(page_id, ts), lane=lane)


def say_in_thread(turn: Turn, page: Page, line: PageLine) -> None:
    """Say in the page's thread what happened; a drill has none."""
    channel = turn.desk.sev1_channel
    if channel and page.why != PageCause.DRILL:
        say_later(turn, channel, line)
