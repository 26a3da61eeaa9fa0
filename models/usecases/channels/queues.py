"""R2, R3: what waits is posted to its queue, and once at opening to the engineer on duty.

Where its customer's level changes it moves to another queue, and is posted there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select

from models.rows.cases import Case, Change
from models.rows.outbox import OutboxRow, Post, Remembered
from models.rows.reports import WaitingMessage
from models.rules.noted import AboutCase, Subject
from models.rules.routing import queue_order, route
from models.rules.service_definition import Level, Severity
from models.usecases import finding, people
from models.usecases.channels import posts
from models.usecases.derived.clocks import CaseClock, clock_of, readable
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


class Round(Letter, topic="round", called="what came in while closed"):
    """Tells who is on duty what came in while the desk was closed, cases and messages."""

    cases: tuple[int, ...]
    messages: tuple[int, ...] = ()


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


def round_at_opening(turn: Turn) -> datetime:
    """At the first look of an open day, ping whoever is on duty once with what came in (R3).

    Return the instant until which there is nothing else to do, unless something is written.
    """
    if not turn.calendar.is_open(turn.moment):
        return min(turn.calendar.next_opening(turn.moment), turn.next_midnight)
    _go_round(turn)
    return turn.next_midnight


def _go_round(turn: Turn) -> None:
    opened = turn.calendar.opening(turn.today)
    last = turn.session.get(Remembered, "round")
    since = datetime.fromisoformat(last.value) if last else _last_closing(turn)
    if not turn.is_news("round", opened.isoformat()):
        return
    waiting = came_in_while_closed(turn, since, opened)
    messages = _while_closed(turn, _messages(since, opened))
    if not waiting and not messages:
        return
    letter = Round(tuple(item.case.id for item in waiting), tuple(sorted(messages)))
    on_duty = who(turn, DUTY)
    channels = [channel_of(turn, item.level) for item in waiting]
    fallback = list(dict.fromkeys(filter(None, channels))) or people.admins(turn)
    for recipient in [on_duty] if on_duty else fallback:
        say_later(turn, recipient, letter)


def _last_closing(turn: Turn) -> datetime:
    day = turn.today - timedelta(days=1)
    while not turn.calendar.is_open_day(day):
        day -= timedelta(days=1)
    return turn.calendar.closing(day)


def came_in_while_closed(turn: Turn, since: datetime, opened: datetime) -> Sequence[CaseClock]:
    """Return what came in while the desk was closed since an instant, and waits, by R2.

    That is what was opened, and what came into a queue by a change: a Managed Sev-1 that was
    lowered, a case that was moved to another customer.
    """
    changed = (Change.subject == Subject.CASE) & (Change.at >= since) & (Change.at < opened)
    moved = select(Change.subject_id, Change.at).where(changed, Change.what == AboutCase.CUSTOMER)
    lowered = select(Change.subject_id, Change.at).where(
        changed, Change.what == AboutCase.SEVERITY, Change.old == str(Severity.SEV1)
    )
    recorded = select(Case.id, Case.at).where(Case.at >= since, Case.at < opened)
    came = _while_closed(turn, recorded) | _while_closed(turn, moved)
    rang = _while_closed(turn, lowered)  # if it was a Managed customer's: others waited before
    waits = select(Case).where(
        Case.id.in_(came | rang), Case.responded_at.is_(None), Case.closed_at.is_(None)
    )
    found = readable(turn, turn.session.scalars(waits).all())
    queued = [
        item
        for item in found
        if not route(item.level, item.case.severity).pages
        and (item.case.id in came or item.level is Level.MANAGED)
    ]
    return sorted(
        queued, key=lambda item: queue_order(item.clock.due, item.level, item.case.reported_at)
    )


def _messages(since: datetime, opened: datetime) -> Select[int, datetime]:
    """The messages that came in between two instants, and wait (I12)."""
    came = WaitingMessage.at >= since, WaitingMessage.at < opened
    waits = select(WaitingMessage.id, WaitingMessage.at)
    return waits.where(*came, WaitingMessage.ended_at.is_(None))


def _while_closed(turn: Turn, came: Select[int, datetime]) -> set[int]:
    """The numbers of what came in at an instant in which the desk was closed."""
    found = turn.session.execute(came)
    return {number for number, at in found if not turn.calendar.is_open(at)}
