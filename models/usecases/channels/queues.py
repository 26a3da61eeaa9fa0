"""R2, R3: what waits is posted to its queue, pinging the engineer on duty while the desk is open.

Where its customer's level changes it moves to another queue, and is posted there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from models.rows.cases import Case, Change
from models.rows.outbox import OutboxRow, Post, Remembered
from models.rules.noted import Subject
from models.rules.routing import route
from models.rules.service_definition import Level
from models.usecases import finding
from models.usecases.channels import posts
from models.usecases.derived.clocks import CaseClock, clock_of
from models.usecases.letter import Arrived, Letter, say_later
from models.usecases.oncall.rotations import DUTY, who
from models.usecases.turn import Turn


class Queued(Letter, topic="queued", called="a case in its queue"):
    """Posts a case to its queue's channel; who is `pinged` is on duty.

    `since` is the last change of the case that it knows, where it was written with one.
    """

    case: int
    pinged: str | None = None
    since: int | None = None

    def arrived(self, turn: Turn, arrived: Arrived) -> None:
        """Remember where the case is shown."""
        _posted(turn, self, arrived)


def channel_of(turn: Turn, level: Level) -> str | None:
    """Return the channel of the queue of a level, if there is one."""
    channel = turn.desk.queue_channels.get(level)
    return finding.channel_now(turn, channel) if channel is not None else None


def enqueue(turn: Turn, item: CaseClock) -> None:
    """Post a new case to its queue; only while the desk is open somebody is pinged (R3)."""
    channel = channel_of(turn, item.level)
    if channel is not None:
        noted = (
            row.id
            for row in turn.added
            if isinstance(row, Change)
            and (row.subject, row.subject_id) == (Subject.CASE, item.case.id)
        )
        say_later(turn, channel, Queued(item.case.id, pinged(turn), max(noted, default=None)))


def pinged(turn: Turn) -> str | None:
    """Return who is pinged with what comes in now: who is on duty, while the desk is open (R3)."""
    return who(turn, DUTY) if turn.calendar.is_open(turn.moment) else None


def follow(turn: Turn) -> None:
    """Let cases follow what this turn has agreed with their customers to another queue (R2)."""
    for item in posts.agreed_about(turn):
        _move(turn, item)


def follow_the_days(turn: Turn) -> datetime:
    """Let posts, and cases in their queues, follow the levels that customers have from today on:
    terms of contracts began, which moves clocks, or one ended (S4, R2, G5).

    Also those of days on which nobody looked. Return the instant of the next look.
    """
    looked = turn.session.get(Remembered, _TERMS)
    since = date.fromisoformat(looked.value) if looked else turn.today
    if turn.is_news(_TERMS, turn.today.isoformat()):
        for item in posts.with_another_level_since(turn, since):
            posts.refresh(turn, item.case.id)
            _move(turn, item)
    return turn.next_midnight


_TERMS = "terms shown"  # the key of the day up to which the terms of contracts are shown


def _move(turn: Turn, item: CaseClock) -> None:
    """Post a case that waits to its queue's channel, unless it is shown there: it came in before,
    so nobody is pinged.
    """
    channel = channel_of(turn, item.level)
    pages = route(item.level, item.case.severity).pages
    if channel is None or pages or not item.case.waits or channel in _shown_in(turn, item.case):
        return
    if not _is_coming(turn, item.case, channel):
        say_later(turn, channel, Queued(item.case.id))


def _is_coming(turn: Turn, case: Case, channel: str) -> bool:
    """Whether a case is on its way to a queue's channel."""
    on_their_way = select(OutboxRow.about).where(
        OutboxRow.topic == Queued.topic,
        OutboxRow.recipient == channel,
        OutboxRow.done_at.is_(None),
    )
    return any(about["case"] == case.id for about in turn.session.scalars(on_their_way))


def _shown_in(turn: Turn, case: Case) -> Sequence[str]:
    """Return the channels of queues in which a case is shown."""
    return [post.channel_id for post in _posts_of(turn, case) if not posts.is_deleted(post)]


def _posts_of(turn: Turn, case: Case) -> Sequence[Post]:
    in_a_queue = Post.case_id == case.id, Post.thread_ts.is_(None), Post.block.is_(None)
    return turn.session.scalars(select(Post).where(*in_a_queue)).all()


def moved_to(turn: Turn, item: CaseClock, here: str) -> str | None:
    """Return the channel to whose queue a case has moved from this one; None if it has not, or is
    not shown there yet.
    """
    home = channel_of(turn, item.level)
    return home if home != here and home in _shown_in(turn, item.case) else None


def _posted(turn: Turn, queued: Queued, arrived: Arrived) -> None:
    """Remember where a case is shown; what happened while it was on its way is shown too.

    If nothing did, the post stays as it is: an edit would take the ping out of it.
    """
    if arrived.place is None:
        return
    case = finding.case(turn, queued.case)
    finding.locked_with(turn, case)  # it may be changed just now
    before = _posts_of(turn, case)
    post = posts.keep(turn, case.id, arrived.place)
    for other in before:
        if other.channel_id != post.channel_id:
            posts.refresh_one(turn, other)
    item = clock_of(turn, case)
    _move(turn, item)
    later = Change.at > arrived.written_at if queued.since is None else Change.id > queued.since
    happened = select(Change.id).where(
        Change.subject == Subject.CASE, Change.subject_id == case.id, later
    )
    has_left = moved_to(turn, item, post.channel_id) is not None  # while it was on its way
    if has_left or turn.session.scalars(happened.limit(1)).first() is not None:
        posts.refresh_one(turn, post)
