"""In its thread a case lives: a headline that is edited in place, and a line for each fact.

The thread is that of the message from which the case was opened, or else begins with the case's
announcement in its customer's channel. What is said there is a letter like any other: written with
its fact, worded when it goes out, in order.
"""

from __future__ import annotations

from typing import assert_never

from sqlalchemy import select

from models.rows.cases import Case, Change
from models.rows.customers import Customer
from models.rows.outbox import OutboxRow, Post, Remembered
from models.rows.time import DecisionRow, TimeRemoval, TimeRow
from models.rules.noted import AboutCase
from models.usecases import finding
from models.usecases.channels import posts
from models.usecases.derived import history as case_history
from models.usecases.derived.entitlements import ledger_of
from models.usecases.derived.history import CaseFact
from models.usecases.letter import Arrived, Letter, say_later
from models.usecases.turn import Turn


class Headline(Letter, topic="headline", called="a case's headline"):
    """Shows a case in its thread, or begins one in a channel."""

    case: int
    channel: str
    thread: str | None

    def lane(self, recipient: str) -> str:  # noqa: ARG002
        """Return the case's own."""
        return _lane(self.case)

    def arrived(self, turn: Turn, arrived: Arrived) -> None:
        """Remember where it stands."""
        _posted(turn, self, arrived)

    def found_nothing(self, turn: Turn) -> None:
        """Announce a case whose message was deleted, with its thread, in its customer's channel."""
        case = finding.case(turn, self.case)
        if case.thread_ts == self.thread:
            _begin_elsewhere(turn, case)


class ThreadLine(Letter, topic="told", called="a line in a case's thread", gather=True):
    """Says a fact in the case's thread: one of a change, a time entry, its removal, a decision.

    `minutes` is the time of the case in all with it, where that is what it says.
    """

    case: int
    channel: str
    change: int | None = None
    entry: int | None = None
    removal: int | None = None
    decision: int | None = None
    minutes: int | None = None

    def lane(self, recipient: str) -> str:  # noqa: ARG002
        """Return the case's own: after its headline, in order."""
        return _lane(self.case)


def follow(turn: Turn) -> None:
    """Begin the thread of a case that this turn has opened; say in threads what it has added.

    A headline that was deleted is begun anew, once: whoever deletes it again does not want it.
    """
    for row in turn.added:
        if isinstance(row, Case):
            _begin(turn, row)
    for row in turn.altered:
        if isinstance(row, Post) and posts.is_deleted(row):
            _begin_anew(turn, row)
    for number, fact in case_history.told(turn):
        _tell(turn, finding.case(turn, number), fact)


def _begin(turn: Turn, case: Case) -> None:
    """Let a case be shown in its thread, or be announced in its customer's channel.

    Also where the thread of its message is a place in which nobody may speak of it. A case that has
    neither lives without a thread.
    """
    _place(turn, case)
    channel = case.channel_id
    if case.thread_ts is None:
        channel = finding.customer_of(turn, case).channel_id
    if channel is not None and may_speak(turn, case, channel):
        say_later(turn, channel, Headline(case.id, channel, case.thread_ts))


def _begin_anew(turn: Turn, deleted: Post) -> None:
    """Give a case another headline, unless the deleted one was another already.

    Where it was an announcement its thread is gone with it, and another begins.
    """
    case = finding.case(turn, deleted.case_id)
    head = live_headline(turn, case)
    if head is not deleted or not turn.is_news(f"headline begun anew:{case.id}"):
        return
    if deleted.ts == f"{posts.DELETED}{case.thread_ts}":
        _begin_elsewhere(turn, case)
    else:
        _begin(turn, case)


def _begin_elsewhere(turn: Turn, case: Case) -> None:
    """Let a case that lives nowhere any more begin another thread, where there may be one."""
    case.channel_id, case.thread_ts = None, None
    turn.session.flush()
    _begin(turn, case)


def lock(turn: Turn, channel_id: str, thread_ts: str) -> None:
    """Let nobody else open a case from a thread until this turn has ended: before its customer."""
    turn.lock(f"thread {channel_id} {thread_ts}")


def case_of(turn: Turn, channel_id: str, thread_ts: str) -> Case | None:
    """Return the latest case that lives in a thread or was opened from it, if there is one."""
    channel_id = finding.channel_now(turn, channel_id)
    lives = turn.session.scalars(
        select(Case)
        .where(Case.channel_id == channel_id, Case.thread_ts == thread_ts)
        .order_by(Case.id.desc())
        .limit(1)
    ).first()
    if lives is not None:
        return lives
    elsewhere = select(Remembered.key).where(
        Remembered.key.startswith(_OPENED_FROM), Remembered.value == f"{channel_id} {thread_ts}"
    )
    key = turn.session.scalars(elsewhere.limit(1)).first()
    return turn.session.get(Case, int(key.removeprefix(_OPENED_FROM))) if key else None


_OPENED_FROM = "opened from:"  # the key of where the message of a case stands that lives elsewhere


def _place(turn: Turn, case: Case) -> None:
    """Let a case live in the thread of its message as long as it may be spoken of there."""
    key = f"{_OPENED_FROM}{case.id}"
    if case.channel_id is not None and case.thread_ts is not None:
        if not may_speak(turn, case, case.channel_id):
            turn.is_news(key, f"{case.channel_id} {case.thread_ts}")
            case.channel_id, case.thread_ts = None, None
    elif (opened := turn.session.get(Remembered, key)) is not None:
        channel, _, thread_ts = opened.value.partition(" ")
        if may_speak(turn, case, channel):
            case.channel_id, case.thread_ts = channel, thread_ts


def may_speak(turn: Turn, case: Case, channel: str) -> bool:
    """Whether a case may be spoken of in a channel: never where another customer is at home.

    Nor in a direct message, where the desk can't tell who reads along.
    """
    if channel[:1] not in "CG":
        return False
    return finding.customer_id_of_channel(turn, channel) in (None, case.customer_id)


def _tell(turn: Turn, case: Case, fact: CaseFact) -> None:
    """Say a fact in the case's thread, of which a case that is moved may begin another."""
    if isinstance(fact, Change) and fact.what is AboutCase.CUSTOMER:
        _follow_customer(turn, case, fact)
    channel = case.channel_id or finding.customer_of(turn, case).channel_id
    if channel is not None:
        say_later(turn, channel, _line(turn, case, channel, fact))


def _line(turn: Turn, case: Case, channel: str, fact: CaseFact) -> ThreadLine:
    match fact:
        case Change():
            return ThreadLine(case.id, channel, change=fact.id)
        case TimeRow():
            return ThreadLine(case.id, channel, entry=fact.id, minutes=_minutes(turn, case))
        case TimeRemoval():
            return ThreadLine(case.id, channel, removal=fact.entry_id, minutes=_minutes(turn, case))
        case DecisionRow():
            return ThreadLine(case.id, channel, decision=fact.id)
        case _:
            assert_never(fact)


def _minutes(turn: Turn, case: Case) -> int:
    """Return the time of a case in all with what this turn has added."""
    work = ledger_of(turn.session, case.customer_id).cases.get(case.id)
    return work.time.minutes if work else 0


def _lane(case_id: int) -> str:
    return f"case:{case_id}"


def _follow_customer(turn: Turn, case: Case, moved: Change) -> None:
    """Take a case that was moved out of the channel of the customer whom it left.

    It is announced to its new customer. A thread in a channel that is no customer's stays.
    """
    left = _left(turn, moved)
    if finding.customer_id_of_channel(turn, case.channel_id) == left.id:
        case.channel_id, case.thread_ts = None, None
        turn.session.flush()
    if live_headline(turn, case) is None:
        _begin(turn, case)


def follow_channel(turn: Turn, customer: Customer, channel_id: str) -> None:
    """Take the open cases of others out of a channel that is a customer's from now on.

    They are announced to their own customers, and whatever shows a case in it is edited.
    """
    others = select(Case).where(
        Case.channel_id == channel_id, Case.customer_id != customer.id, Case.closed_at.is_(None)
    )
    for case in turn.session.scalars(others).all():
        case.channel_id, case.thread_ts = None, None
        turn.session.flush()
        _begin(turn, case)
    for post in turn.session.scalars(select(Post).where(Post.channel_id == channel_id)):
        posts.refresh_one(turn, post)


def live_headline(turn: Turn, case: Case) -> Post | None:
    """Return the headline of the case's thread, if it may still be spoken of there.

    The thread goes on without it if it was deleted.
    """
    if case.channel_id is None or not may_speak(turn, case, case.channel_id):
        return None
    return turn.session.scalars(
        select(Post)
        .where(
            Post.case_id == case.id,
            Post.channel_id == case.channel_id,
            Post.thread_ts == case.thread_ts,
        )
        .order_by(Post.ts.startswith(posts.DELETED), Post.id)
        .limit(1)
    ).first()


def is_live_headline(turn: Turn, case: Case, channel_id: str, ts: str) -> bool:
    """Whether a message is a headline of the thread in which the case lives."""
    live = live_headline(turn, case)
    if live is None or live.channel_id != channel_id:
        return False
    shown = select(Post.id).where(
        Post.channel_id == channel_id, Post.ts == ts, Post.thread_ts == live.thread_ts
    )
    return turn.session.scalars(shown.limit(1)).first() is not None


def left_customer(turn: Turn, case: Case, change: Change) -> Customer | None:
    """Return whom a case was moved away from, where its thread may say so: in a channel of no
    customer's, and if it did not go on to another.
    """
    if change.new != str(case.customer_id):
        return None
    if finding.customer_id_of_channel(turn, case.channel_id) is not None:
        return None
    return _left(turn, change)


def _left(turn: Turn, moved: Change) -> Customer:
    assert moved.old is not None, "a case is always some customer's"
    return turn.session.get_one(Customer, int(moved.old))


def is_awaited(turn: Turn, case: Case, channel: str, thread_ts: str | None) -> bool:
    """Whether the headline is still to be posted there, or the announcement that begins a thread.

    The case may have been moved meanwhile, or the headline may stand there already.
    """
    if not may_speak(turn, case, channel) or case.thread_ts != thread_ts:
        return False
    if thread_ts is None:
        return finding.customer_of(turn, case).channel_id == channel
    head = live_headline(turn, case)
    return case.channel_id == channel and (head is None or posts.is_deleted(head))


def _posted(turn: Turn, headline: Headline, arrived: Arrived) -> None:
    """Remember where a headline stands; an announcement begins the case's thread.

    What happened while it was on its way is shown too: it is told in the case's lane, behind it. So
    is what was left out because it was cautious, for nobody knew who reads it.
    """
    if (place := arrived.place) is None:
        return
    case = finding.case(turn, headline.case)
    finding.locked_with(turn, case)  # it may be moved just now
    thread_ts = place.ts if headline.thread is None else headline.thread
    if case.thread_ts is None and is_awaited(turn, case, place.channel_id, None):
        case.channel_id, case.thread_ts = place.channel_id, thread_ts
    post = posts.keep(turn, case.id, place, thread_ts)
    later = select(OutboxRow.id).where(
        OutboxRow.lane == _lane(case.id), OutboxRow.id > arrived.number
    )
    if arrived.cautious or turn.session.scalars(later.limit(1)).first() is not None:
        posts.refresh_one(turn, post)
