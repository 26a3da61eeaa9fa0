"""N1, N2: what there is to tell of customers, whether it is news, and how somebody is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Executable,
    and_,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from models.problems import Impossible
from models.rows.cases import Case, Change
from models.rows.customers import Customer
from models.rows.notices import NoticeRow
from models.rows.time import TimeRow
from models.rules.noted import AboutCase, AboutCustomer, Subject
from models.rules.notices import (
    BREACH_IS_NEWS_DAYS,
    DECISION_WAITS_HOURS,
    Breach,
    Notice,
    Notices,
    Undecided,
    standing,
)
from models.rules.permissions import Permission
from models.rules.renewal import renewal
from models.rules.response import ClockState
from models.rules.service_definition import NEVER_CHARGED
from models.rules.statement import Block, Statement
from models.usecases import open_homes, people
from models.usecases.derived.clocks import readable
from models.usecases.derived.entitlements import statements_of
from models.usecases.turn import Turn

LONGEST_SNOOZE = timedelta(days=366)


@dataclass(frozen=True)
class CustomerNotices:
    """A customer, its statement of today, and what there is to tell of it, in that order."""

    customer: Customer
    statement: Statement
    notices: Sequence[Notice]


def notices_of(turn: Turn, those: Sequence[Customer]) -> list[CustomerNotices]:
    """Return what there is to tell of customers just now (N1), in the order given."""
    ids = [customer.id for customer in those]
    statements = statements_of(turn.session, ids, turn.today)
    waited, breaches = _waited(turn, statements), _breaches(turn, ids)
    return [
        CustomerNotices(
            each,
            found := statements[each.id],
            standing(
                found,
                renewal(found.contracts, each.notice_months, each.renews_on, turn.today),
                waited[each.id],
                breaches[each.id],
            ),
        )
        for each in those
    ]


def _waited(turn: Turn, statements: Mapping[int, Statement]) -> dict[int, list[Block]]:
    """Return by customer the blocks whose decision has waited for two business days: since the
    time that began them was recorded, or a kind that is never charged was changed (E2, E5).
    """
    asked = [
        (id_, block)
        for id_, statement in statements.items()
        for account in statement.undecided
        for block in account.blocks
        if block.undecided
    ]
    recorded = _instants(turn, _RECORDED, {block.entry for _, block in asked})
    woken = _instants(turn, _WOKEN, {block.case for _, block in asked})
    waited: dict[int, list[Block]] = defaultdict(list)
    for id_, block in asked:
        since = max(recorded[block.entry], woken.get(block.case, recorded[block.entry]))
        if turn.calendar.measure(since, turn.moment) >= timedelta(hours=DECISION_WAITS_HOURS):
            waited[id_].append(block)
    return waited


def _instants(turn: Turn, query: Executable, numbers: Collection[int]) -> dict[int, datetime]:
    return dict(turn.session.execute(query, {"numbers": list(numbers)}).all()) if numbers else {}


_NUMBERS: BindParameter[int] = bindparam("numbers", expanding=True)
_RECORDED = select(TimeRow.id, TimeRow.at).where(TimeRow.id.in_(_NUMBERS))
_WOKEN = (
    select(Change.subject_id, func.max(Change.at))
    .where(Change.subject == Subject.CASE, Change.subject_id.in_(_NUMBERS))
    .where(Change.what == AboutCase.KIND, Change.old.in_(sorted(NEVER_CHARGED)))
    .group_by(Change.subject_id)
)


def _breaches(turn: Turn, customer_ids: Collection[int]) -> dict[int, list[Breach]]:
    """Return by customer the first responses that are overdue, or came too late within the last 14
    days (S3).
    """
    lately = turn.moment - timedelta(days=BREACH_IS_NEWS_DAYS)
    waits = and_(Case.responded_at.is_(None), Case.closed_at.is_(None))
    wanted = select(Case).where(
        Case.customer_id.in_(customer_ids),
        Case.withdrawn_at.is_(None),
        or_(waits, Case.responded_at >= lately),
    )
    found: dict[int, list[Breach]] = defaultdict(list)
    for item in readable(turn, turn.session.scalars(wanted.order_by(Case.id)).all()):
        if item.clock.state(turn.moment) in (ClockState.OVERDUE, ClockState.BREACHED):
            case = item.case
            answered = case.responded_at is not None
            found[case.customer_id].append(Breach(case.id, case.title, answered))
    return found


# --- whether it is news ---------------------------------------------------------------------------


class SaidLast(NamedTuple):
    """How near a subject had come when it was said last, and to which day it is snoozed."""

    step: int
    snoozed_to: date | None


Subjects = Mapping[tuple[int, bool, str], SaidLast]
"""By customer, whether it is theirs, and subject."""


def said_last(turn: Turn) -> Subjects:
    """Return what was said last of each subject."""
    return {
        (customer, theirs, subject): SaidLast(step, snoozed_to)
        for customer, theirs, subject, step, snoozed_to in turn.session.execute(_SAID)
    }


_SAID = select(
    NoticeRow.customer_id,
    NoticeRow.theirs,
    NoticeRow.subject,
    NoticeRow.step,
    NoticeRow.snoozed_to,
)


def is_news(said: SaidLast | None, notice: Notice, today: date) -> bool:
    """Whether a notice was not said yet, is nearer than when it was said last, or was snoozed to a
    day before today.
    """
    if said is None:
        return True
    if said.snoozed_to is not None:
        return said.snoozed_to < today
    return notice.step < said.step


def say(turn: Turn, customer_id: int, notice: Notice, *, theirs: bool = False) -> int | None:
    """Keep that a notice is said, and return its number; None if that is no news any more.

    Whoever says the same at the same time waits here, and finds that it is none.
    """
    given = {
        "customer_id": customer_id,
        "theirs": theirs,
        "subject": notice.subject,
        "step": notice.step,
        "snoozed_to": None,
        "at": turn.moment,
        "today": turn.today,
    }
    saying = _says(turn.desk.database.is_sqlite)
    number: int | None = turn.session.connection().execute(saying, given).scalar()
    return number


@cache  # to build it takes longer than to ask it, and an opening asks it of many customers
def _says(is_sqlite: bool) -> Executable:
    insert = (sqlite.insert if is_sqlite else postgresql.insert)(NoticeRow)
    nearer = and_(NoticeRow.snoozed_to.is_(None), NoticeRow.step > insert.excluded.step)
    return insert.on_conflict_do_update(
        index_elements=_SUBJECT,
        set_={name: insert.excluded[name] for name in ("step", "snoozed_to", "at")},
        where=or_(nearer, NoticeRow.snoozed_to < bindparam("today", type_=Date())),
    ).returning(NoticeRow.id)


ToCome = Mapping[tuple[int, str], Notice]  # by customer and subject


def to_come(turn: Turn, those: Sequence[Customer]) -> ToCome:
    """Return what there is to tell of customers by now, and of which blocks it will be told that
    they wait for a decision.
    """
    return {
        (known.customer.id, notice.subject): notice
        for known in notices_of(turn, those)
        for notice in (*known.notices, *_undecided(known.statement))
    }


def _undecided(statement: Statement) -> Iterator[Notice]:
    blocks = (block for account in statement.undecided for block in account.blocks)
    yield from (Undecided(block) for block in blocks if block.undecided)


def take_as_said(turn: Turn, those: Sequence[Customer], before: ToCome) -> None:
    """Keep that everything was said that is to be told of customers and was not `before`: what was
    brought in of the past is news to nobody. What comes nearer is told when it does.
    """
    for (customer_id, subject), notice in to_come(turn, those).items():
        known = before.get((customer_id, subject))
        for theirs in (False, True) if known is None or notice.step < known.step else ():
            say(turn, customer_id, notice, theirs=theirs)


def _insert(turn: Turn) -> sqlite.Insert | postgresql.Insert:
    insert = sqlite.insert if turn.desk.database.is_sqlite else postgresql.insert
    return insert(NoticeRow)


_SUBJECT = ("customer_id", "theirs", "subject")


# --- how somebody is told -------------------------------------------------------------------------


@people.may(Permission.OWN_CUSTOMERS, "say how notices are given")
def set_notices(
    turn: Turn, customer: Customer, notices: Notices, undoes: Change | None = None
) -> None:
    """Tell a customer's account manager at opening, on Mondays, or not at all (N2).

    What nobody was told of is told of when it is switched on again. Impossible if it is so already.
    """
    customer = people.managed(turn, customer, "say how notices of it are given")
    old, new = customer.notices, Notices.of(notices)
    if old is new:
        raise Impossible(f"Notices of {customer.key} are `{new}` already.")
    customer.notices = new
    turn.note(AboutCustomer.NOTICES, customer.id, old, new, undoes=undoes)


@people.may(Permission.EVERYBODY)
def shown(turn: Turn, customer: Customer) -> CustomerNotices:
    """Return what there is to tell of a customer just now (N1)."""
    (known,) = notices_of(turn, [customer])
    return known


@dataclass(frozen=True)
class Snoozed:
    """What is snoozed of a customer, the numbers of that, and whether it is everything."""

    known: CustomerNotices
    numbers: Sequence[int]
    is_all: bool


@people.may(Permission.OWN_CUSTOMERS, "snooze notices")
def snooze(turn: Turn, customer: Customer, last_day: date, only: Collection[int] = ()) -> Snoozed:
    """Leave what there is to tell of a customer alone up to a day, that day included, or `only`
    what was told under these numbers; what still stands after it is told again. Whatever else comes
    up is told meanwhile.

    Impossible where there is nothing, and for a day that is past or more than a year away.
    """
    customer = people.managed(turn, customer, "snooze notices of it")
    if not turn.today <= last_day <= turn.today + LONGEST_SNOOZE:
        raise Impossible("Notices are snoozed to a day from today on, within a year.")
    (known,) = notices_of(turn, [customer])
    if only:
        told = set(turn.session.scalars(select(NoticeRow.subject).where(*_told(customer, only))))
        meant = [each for each in known.notices if each.subject in told]
        known = replace(known, notices=meant)
    if not known.notices:
        raise Impossible(f"There is nothing to snooze: nothing of {customer.key} asks for a look.")
    numbers = []
    for notice in known.notices:
        subject = {"customer_id": customer.id, "theirs": False, "subject": notice.subject}
        kept = {"step": notice.step, "snoozed_to": last_day, "at": turn.moment}
        insert = _insert(turn).values(**subject, **kept)
        kept_now = insert.on_conflict_do_update(index_elements=_SUBJECT, set_=kept)
        numbers.append(turn.session.scalars(kept_now.returning(NoticeRow.id)).one())
    open_homes.show_anew(turn, filter(None, [customer.manager_id]))
    return Snoozed(known, numbers, is_all=not only)


def _told(customer: Customer, only: Collection[int]) -> Sequence[ColumnElement[bool]]:
    """What the rows of a customer are by which its account manager was told, or `only` of these."""
    theirs = [NoticeRow.customer_id == customer.id, ~NoticeRow.theirs]
    return [*theirs, NoticeRow.id.in_(only)] if only else theirs


@people.may(Permission.OWN_CUSTOMERS, "snooze notices")
def end_snooze(turn: Turn, customer: Customer, only: Collection[int] = ()) -> int:
    """Tell of what is snoozed of a customer, or `only` of what is under these numbers, at the next
    opening, as if its day had passed; return of how much. Impossible where nothing is snoozed.
    """
    customer = people.managed(turn, customer, "snooze notices of it")
    wanted = select(NoticeRow).where(*_told(customer, only), NoticeRow.snoozed_to >= turn.today)
    rows = turn.session.scalars(wanted).all()
    if not rows:
        raise Impossible(f"Nothing of {customer.key} is snoozed.")
    for row in rows:
        row.snoozed_to, row.at = turn.today - timedelta(days=1), turn.moment
    open_homes.show_anew(turn, filter(None, [customer.manager_id]))
    return len(rows)


def said_again_on(turn: Turn, customer: Customer, snoozed_to: date | None) -> date | None:
    """Return when what is snoozed up to a day, or no more, is told again: at the next opening, in a
    digest at the first opening of a week; None where nothing is told without being asked (N2).
    """
    if customer.notices is Notices.OFF:
        return None
    calendar = turn.calendar
    if snoozed_to is None:
        again = calendar.day_of(calendar.next_opening(turn.moment))
    else:
        again = calendar.next_open_day(snoozed_to)
    if customer.notices is Notices.ON:
        return again
    sunday = again - timedelta(days=again.weekday() + 1)
    first = calendar.next_open_day(sunday)
    return again if again == first else calendar.next_open_day(sunday + timedelta(days=7))


def snoozed(turn: Turn, customer_ids: Collection[int]) -> set[tuple[int, str]]:
    """Return the customers, each with a subject, of what is snoozed just now."""
    found = select(NoticeRow.customer_id, NoticeRow.subject).where(
        NoticeRow.customer_id.in_(customer_ids),
        ~NoticeRow.theirs,
        NoticeRow.snoozed_to >= turn.today,
    )
    return {(id_, subject) for id_, subject in turn.session.execute(found)}
