"""A channel that Slack gives another id, as a private one when it is shared: it stays the same.

All that is kept of the channel goes on under the new id, so that nothing is done twice and nothing
is lost (I3). What still tells of the former one is taken for this one (`finding.channel_now`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, aliased

from models.rows.cases import Case
from models.rows.channels import FormerChannelId
from models.rows.customers import Customer, OtherChannel
from models.rows.outbox import Delivery, OutboxRow, Post, Remembered
from models.rows.pages import Attempt
from models.rows.reports import Arrival, Report, WaitingMessage
from models.rules.noted import AboutCustomer
from models.usecases import finding, undelivered
from models.usecases.reports import unattributed, waiting
from models.usecases.turn import Turn

_TRIED_LATELY: Final = timedelta(hours=1)  # before Slack told of it
_NOT_KNOWN: Final = "channel_not_found"  # what Slack says to whoever uses a former id
_Column = InstrumentedAttribute[Any]

_IDS: Final[tuple[_Column, ...]] = (
    OtherChannel.channel_id,
    Case.channel_id,
    Post.channel_id,
    Attempt.channel_id,
    WaitingMessage.channel_id,
    WaitingMessage.post_channel_id,
    OutboxRow.recipient,
    OutboxRow.lane,
)
_IN_LINKS: Final = ("/archives/{}/", "cid={}")
# Where an id stands among other words, and what stands around it there.
_AMONG: Final[tuple[tuple[_Column, str], ...]] = (
    (Report.identity, "message {} "),
    (Arrival.identity, "message {} "),
    *((link, around) for link in (Case.link, WaitingMessage.link) for around in _IN_LINKS),
    (Delivery.key, "said:{}:"),
    (Delivery.key, "siren:{}:"),
    (Remembered.key, "told:said:{}:"),
    (Remembered.key, "told:siren:{}:"),
    (Remembered.value, "{} "),
)
# Of a channel there is one of each, so of two the one under the former id is kept: it is older.
_REMEMBERED: Final = ("read to:{}", "tried to read:{}", "shut:{}")


def change_id(turn: Turn, former: str, now: str) -> Customer | None:
    """Let a channel go on under the id that it has `now`; return the customer whose it is.

    It may be told again, and late: then nothing is left to change.
    """
    now = finding.channel_now(turn, now)
    customer = _customer(turn, former, now)
    _keep_former(turn, former, now)
    turn.session.flush()
    for column in _IDS:
        _changes(turn, column, column == former, {column.key: now})
    for column, around in _AMONG:
        _within(turn, column, around.format(former), around.format(now))
    for key in _REMEMBERED:
        _renames(turn, key.format(former), key.format(now))
    to_go = OutboxRow.done_at.is_(None) | (OutboxRow.recipient == now)  # or to be sent again
    for row in turn.session.scalars(select(OutboxRow).where(to_go)):
        row.about = _renamed(row.about, former, now)
    for arrival in turn.session.scalars(select(Arrival).where(_came_in(now))):
        arrival.read_as = _renamed(arrival.read_as, former, now)
    _send_again(turn, now)
    turn.session.flush()
    turn.session.expire_all()
    if customer is not None:
        _treat(turn, now, customer)
    turn.wake_worker()
    return customer


def _customer(turn: Turn, former: str, now: str) -> Customer | None:
    """Return whose channel it is, under its new id; somebody may have said so by hand already."""
    found = finding.customer_of_channel(turn, former)
    if found is None:
        return finding.customer_of_channel(turn, now)
    customer = finding.locked(turn, found.id)
    if customer.channel_id == former:
        customer.channel_id = now
        turn.note(AboutCustomer.CHANNEL, customer.id, former, now)
    return customer


def _keep_former(turn: Turn, former: str, now: str) -> None:
    """Remember what a channel was called, also before that."""
    before = select(FormerChannelId).where(FormerChannelId.channel_id == former)
    for row in turn.session.scalars(before).all():
        row.channel_id = now
    turn.session.merge(FormerChannelId(id=former, channel_id=now, at=turn.moment))


def _changes(
    turn: Turn, column: _Column, where: ColumnElement[bool], changed: Mapping[str, Any]
) -> None:
    turn.session.execute(
        update(column.class_)
        .where(where)
        .values(changed)
        .execution_options(synchronize_session=False)
    )


def _within(turn: Turn, column: _Column, former: str, now: str) -> None:
    """Change what an id stands in, but for a key that there is already."""
    new, where = func.replace(column, former, now), column.contains(former, autoescape=True)
    if column.key == "key":
        where &= new.not_in(select(aliased(column.class_).key))
    _changes(turn, column, where, {column.key: new})


def _renames(turn: Turn, former: str, now: str) -> None:
    """Keep under another key what is remembered."""
    if (kept := turn.session.get(Remembered, former)) is not None:
        turn.session.merge(Remembered(key=now, value=kept.value, at=kept.at))
        turn.session.delete(kept)


def _came_in(channel_id: str) -> ColumnElement[bool]:
    return Arrival.identity.startswith(f"message {channel_id} ", autoescape=True)


def _renamed(kept: Mapping[str, object], former: str, now: str) -> dict[str, object]:
    """Return what is kept as JSON with the new id wherever it stands alone, or in a link."""
    text = json.dumps(kept)
    for around in ('"{}"', *_IN_LINKS):
        text = text.replace(around.format(former), around.format(now))
    renamed: dict[str, object] = json.loads(text)
    return renamed


def _treat(turn: Turn, now: str, customer: Customer) -> None:
    """Do what follows of what came in under the new id before Slack told of it."""
    for arrival in unattributed.arrivals_asked(turn):
        if arrival.read_as.get("channel") == now:
            waiting.treat(turn, arrival, customer)


def _send_again(turn: Turn, now: str) -> None:
    """Let go out what nobody took because Slack knew the former id no more."""
    for row in undelivered.given_up(turn):
        is_late = row.done_at is not None and turn.moment - row.done_at <= _TRIED_LATELY
        if is_late and (row.recipient, row.error) == (now, _NOT_KNOWN):
            undelivered.send_again(turn, row)
