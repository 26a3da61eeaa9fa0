"""Where a page is shown: its boards are edited in place, and its thread says what happened."""

from __future__ import annotations

from sqlalchemy import func, select

from models.rows.pages import Attempt, Page
from models.usecases.paging.pages import DRILL
from models.usecases.turn import Turn

BOARD = "board"  # the topic of an edit of a message that rang somebody
CLIMBED = "climbed"  # of a reply in the page's thread


def refresh_boards(turn: Turn, page: Page) -> None:
    """Let the newest message of the page in each place be edited in place."""
    places = turn.session.execute(
        select(Attempt.channel_id, func.max(Attempt.ts))
        .where(Attempt.page_id == page.id, Attempt.channel_id.is_not(None))
        .group_by(Attempt.channel_id)
    )
    for channel_id, ts in places:
        assert channel_id is not None
        about: dict[str, object] = {"page": page.id, "ts": ts}
        turn.edit_later(channel_id, BOARD, about, lane=f"board:{page.id}:{channel_id}")


def say_in_thread(turn: Turn, page: Page, what: dict[str, object]) -> None:
    """Say in the page's thread what happened, which the letter words; a drill has none."""
    channel = turn.desk.sev1_channel
    if channel and page.why != DRILL:
        about: dict[str, object] = {"page": page.id, **what}
        turn.say_later(channel, CLIMBED, about, lane=f"thread:{page.id}")
