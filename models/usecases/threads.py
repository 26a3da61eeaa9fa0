"""The case's thread in Slack: a headline that is edited in place, and a line for what happens.

A case that was opened from a message lives in that message's thread. Any other is announced in its
customer's channel, and the announcement is the headline of its thread from then on. A customer
without a channel has none.
"""

from __future__ import annotations

from sqlalchemy import select

from models.rows.cases import Case, Change
from models.rows.customers import Customer
from models.rows.outbox import OutboxRow, Post
from models.rows.time import DecisionRow, SettlementRow, TimeRemoval, TimeRow
from models.usecases import finding, posts
from models.usecases.turn import Turn

HEADLINE = "headline"  # the topic of the message that shows the case
HAPPENED = "happened"  # of a line about what happened

Fact = Change | TimeRow | TimeRemoval | DecisionRow | SettlementRow
_FACTS: dict[str, type[Fact]] = {
    kind.__tablename__: kind for kind in (Change, TimeRow, TimeRemoval, DecisionRow, SettlementRow)
}


def begin(turn: Turn, case: Case, customer: Customer) -> None:
    """Show a case in its thread; or announce it to its customer's channel, if there is one."""
    channel = channel_of(case, customer)
    if channel is not None:
        about: dict[str, object] = {"case": case.id, "channel": channel}
        turn.say_later(channel, HEADLINE, about, lane=_lane(case.id))


def tell(turn: Turn, case: Case, fact: Fact) -> None:
    """Say in the case's thread what happened, and let its headline show it."""
    turn.session.flush()
    channel = channel_of(case, finding.customer_of(turn, case))
    if channel is not None and (case.thread_ts or _is_announced_soon(turn, case.id)):
        number = fact.entry_id if isinstance(fact, TimeRemoval) else fact.id
        about: dict[str, object] = {
            "case": case.id,
            "channel": channel,
            "fact": fact.__tablename__,
            "id": number,
        }
        turn.say_later(channel, HAPPENED, about, lane=_lane(case.id))
    posts.refresh(turn, case.id)


def fact(turn: Turn, table: str, number: int) -> Fact:
    """Return what a line tells of."""
    found = turn.session.get_one(_FACTS[table], number)
    assert isinstance(found, Fact)
    return found


def follow_move(turn: Turn, case: Case, old: Customer, new: Customer) -> None:
    """Let a case leave the channel of the customer it belonged to, and be announced to the other.

    A thread elsewhere goes with it.
    """
    if case.thread_ts is None or case.channel_id == old.channel_id:
        case.channel_id = case.thread_ts = None
        begin(turn, case, new)


def shown(turn: Turn, case_id: int, channel_id: str, ts: str) -> None:
    """Remember the headline. An announcement begins the thread, unless the case went elsewhere."""
    case = finding.case(turn, case_id)
    turn.session.refresh(case, with_for_update=True)
    posts.remember(turn, case_id, channel_id, ts, posts.HEADLINE)
    if case.thread_ts is None and finding.customer_of(turn, case).channel_id == channel_id:
        case.channel_id, case.thread_ts = channel_id, ts
    if _waits(turn, case_id) or case.channel_id != channel_id:
        posts.refresh(turn, case_id)


def channel_of(case: Case, customer: Customer) -> str | None:
    """Return the channel in which a case has its thread, or will have it."""
    return case.channel_id if case.thread_ts else customer.channel_id


def has_left(turn: Turn, case: Case, headline: Post) -> bool:
    """Whether a case went to another customer's channel, and left a headline behind."""
    return case.channel_id != headline.channel_id or not posts.is_current(turn, headline)


def _lane(case_id: int) -> str:
    return f"case:{case_id}"


def _waits(turn: Turn, case_id: int) -> bool:
    """Whether something happened while the headline was on its way."""
    waiting = select(OutboxRow.id).where(
        OutboxRow.lane == _lane(case_id), OutboxRow.topic == HAPPENED, OutboxRow.done_at.is_(None)
    )
    return turn.session.scalars(waiting.limit(1)).first() is not None


def _is_announced_soon(turn: Turn, case_id: int) -> bool:
    announced = select(OutboxRow.id).where(
        OutboxRow.lane == _lane(case_id), OutboxRow.topic == HEADLINE, OutboxRow.done_at.is_(None)
    )
    return turn.session.scalars(announced.limit(1)).first() is not None
