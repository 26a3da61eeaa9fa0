"""What is forgotten when nothing needs or shows it any more, in small steps that wait for nobody.

Facts are kept for ever: this is what was answered, what was sent, and where messages stand.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, Executable, and_, bindparam, delete, func, select

from models.rows.base import Instant
from models.rows.cases import Case
from models.rows.outbox import Delivery, InboxRow, OutboxRow, Post, Remembered
from models.rows.pages import Attempt, Page
from models.rows.reports import Arrival
from models.rules.reports import CameOf
from models.usecases.reports.told import TOLD
from models.usecases.turn import Turn

ANSWERS_KEPT = timedelta(hours=1)  # people and proxies send again within seconds
LETTERS_KEPT = timedelta(days=30)  # since they went out; what was given up is shown for seven days
ATTEMPTS_KEPT = timedelta(days=400)  # since their page ended, which shows them when it is asked for
ARRIVALS_KEPT = timedelta(days=30)  # since they came (I10); not what still waits for something
TOLD_KEPT = ARRIVALS_KEPT  # what people from outside were told of what came in
POSTS_KEPT = timedelta(days=800)  # since their case was closed: its time may still be corrected
AT_ONCE = 1000  # rows of a kind in a step

Prunable = (
    type[Delivery] | type[OutboxRow] | type[Attempt] | type[Post] | type[Arrival] | type[Remembered]
)


def prune(turn: Turn) -> int:
    """Delete some of what is of long ago, of each kind; return how many rows that were.

    What another holds is left for the next step. The newest row of a kind stays, so that its number
    is not given away twice.
    """
    connection = turn.session.connection()
    return sum(
        len(connection.execute(deletes, {"before": turn.moment - kept}).all())
        for deletes, kept in _PRUNES
    )


def _some(rows: Prunable, *old: ColumnElement[bool]) -> Executable:
    [key] = rows.__table__.primary_key
    some = select(key).where(*old).limit(AT_ONCE).with_for_update(of=rows, skip_locked=True)
    found = some.cte("found")  # a plain subquery PostgreSQL may ask again, and find others
    return delete(rows).where(key.in_(select(found.c[0]))).returning(key)


def _not_the_newest(
    rows: type[OutboxRow] | type[Attempt] | type[Post] | type[Arrival],
) -> ColumnElement[bool]:
    return rows.id < select(func.max(rows.id)).scalar_subquery()


_BEFORE = bindparam("before", type_=Instant())
_NOT_IN_THE_INBOX = Delivery.key.not_in(select(InboxRow.key))  # that may be done again
_DONE_WITH = and_(Arrival.held_until.is_(None), Arrival.came != CameOf.ASKED)
_TOLD = Remembered.key.startswith(TOLD)
_ENDED = select(Page.id).where(Page.ended_at < _BEFORE)
_CLOSED = select(Case.id).where(Case.closed_at < _BEFORE)


def steps() -> tuple[tuple[Executable, timedelta], ...]:
    """Return what deletes some rows of each kind `before` an instant, and how long it is kept."""
    return (
        (_some(Delivery, Delivery.at < _BEFORE, _NOT_IN_THE_INBOX), ANSWERS_KEPT),
        (_some(OutboxRow, OutboxRow.done_at < _BEFORE, _not_the_newest(OutboxRow)), LETTERS_KEPT),
        (_some(Attempt, Attempt.page_id.in_(_ENDED), _not_the_newest(Attempt)), ATTEMPTS_KEPT),
        (_some(Arrival, Arrival.at < _BEFORE, _DONE_WITH, _not_the_newest(Arrival)), ARRIVALS_KEPT),
        (_some(Remembered, _TOLD, Remembered.at < _BEFORE), TOLD_KEPT),
        (_some(Post, Post.case_id.in_(_CLOSED), _not_the_newest(Post)), POSTS_KEPT),
    )


_PRUNES = steps()  # built once, and asked again and again
