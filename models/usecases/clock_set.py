"""When the machine's clock is set: what is due later than it ever was to be is due now."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import and_, or_, select, update

from models.rows.outbox import InboxRow, OutboxRow
from models.rows.pages import Page
from models.rules.ladder import read_ladder
from models.usecases import inbox, people
from models.usecases.letter import Letter, say_later
from models.usecases.outbox import CLAIMED_FOR, LONGEST_WAIT
from models.usecases.outcomes import LONGEST_ASKED_OF_URGENT
from models.usecases.turn import Turn


class ClockSet(Letter, topic="clock", called="that the machine's clock was set", urgent=True):
    """Tells the admins by how many seconds it was set, forward or back."""

    seconds: int

    def lane(self, recipient: str) -> str:
        """An alarm waits for no other."""
        return f"{self.topic}:{recipient}"


def clock_set(turn: Turn, by: timedelta) -> None:
    """Tell the admins that the clock was set, and bring back to now what waits too long by it."""
    bring_back(turn)
    for admin in people.admins(turn):
        say_later(turn, admin, ClockSet(round(by.total_seconds())))


def bring_back(turn: Turn) -> None:
    """Let what is due beyond its own wait be due now: it was written by a clock that was ahead."""
    climbing = select(Page).where(Page.next_at > turn.moment)
    for page in turn.session.scalars(climbing.with_for_update(skip_locked=True)):
        waits = read_ladder(page.ladder).wait_after(page.step - 1) if page.step else timedelta()
        if page.next_at is not None and page.next_at > turn.moment + waits:
            page.next_at = turn.moment
            turn.wake_worker()
    waiting = OutboxRow.done_at.is_(None), OutboxRow.due_at > turn.moment
    urgent, longest = turn.moment + LONGEST_ASKED_OF_URGENT, turn.moment + LONGEST_WAIT
    too_long = or_(
        OutboxRow.at > turn.moment,
        and_(OutboxRow.error.is_not(None), OutboxRow.due_at > longest),
        and_(OutboxRow.error.is_not(None), OutboxRow.urgent, OutboxRow.due_at > urgent),
    )
    turn.session.execute(update(OutboxRow).where(*waiting, too_long).values(due_at=turn.moment))
    claimed = turn.moment + CLAIMED_FOR
    held = OutboxRow.done_at.is_(None), OutboxRow.claimed_until > claimed
    turn.session.execute(update(OutboxRow).where(*held).values(claimed_until=claimed))
    taken = turn.moment + inbox.CLAIMED_FOR
    left = update(InboxRow).where(InboxRow.claimed_until > taken)
    turn.session.execute(left.values(claimed_until=taken))
