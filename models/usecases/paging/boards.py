"""Where a page is shown: its boards are edited in place, and its thread says what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from models.rows.pages import Attempt, Page
from models.rules.paging import PageCause
from models.usecases.letter import Letter, edit_later, say_later
from models.usecases.turn import Turn


@dataclass(frozen=True)
class BoardEdit(Letter, topic="board", called="an edit of a page's message"):
    """Edits a message that rang somebody."""

    page: int
    ts: str


@dataclass(frozen=True)
class PageLine(Letter, topic="climbed", called="a line in a page's thread"):
    """A reply in the page's thread: somebody acknowledged it, or handed it up; it ended; or a step
    rang `people` at an instant.
    """

    page: int
    acknowledged: str | None = None
    handed: str | None = None
    ended: bool = False
    step: int | None = None
    people: tuple[str, ...] = ()
    at: datetime | None = None

    def lane(self, recipient: str) -> str:  # noqa: ARG002
        """Return the page's own, for its thread tells a story."""
        return f"thread:{self.page}"


def refresh_boards(turn: Turn, page: Page) -> None:
    """Let the newest message of the page in each place be edited in place."""
    places = turn.session.execute(
        select(Attempt.channel_id, func.max(Attempt.ts))
        .where(Attempt.page_id == page.id, Attempt.channel_id.is_not(None))
        .group_by(Attempt.channel_id)
    )
    for channel_id, ts in places:
        assert channel_id is not None
        assert ts is not None
        lane = f"board:{page.id}:{channel_id}"
        edit_later(turn, channel_id, BoardEdit(page.id, ts), lane=lane)


def say_in_thread(turn: Turn, page: Page, line: PageLine) -> None:
    """Say in the page's thread what happened; a drill has none."""
    channel = turn.desk.sev1_channel
    if channel and page.why != PageCause.DRILL:
        say_later(turn, channel, line)
