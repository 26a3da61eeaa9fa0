"""E10: closing a customer's books up to a day, opening them again, and keeping them closed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select

from models.next_steps import Step
from models.problems import Doubtful, Impossible, Missing
from models.rows.base import Row
from models.rows.books import KeptStatement, Reopening
from models.rows.cases import Case, Change
from models.rows.customers import ContractRow, Customer, GrantRow, GrantVoid
from models.rows.marks import customer_of
from models.rows.seen import seen_by
from models.rows.time import DecisionRow, SettlementRemoval, SettlementRow, TimeRemoval, TimeRow
from models.rules.facts import Facts, TimeEntry
from models.rules.kept_statement import Parting, StatementIssued, as_issued, parted
from models.rules.limits import EARLIEST
from models.rules.noted import AboutCase, AboutCustomer, Subject
from models.rules.permissions import Permission
from models.rules.service_definition import CHARGED_FROM_MINUTES, Kind
from models.rules.statement import Statement
from models.rules.writing import duration, long_day
from models.usecases import finding, people
from models.usecases.derived import entitlements
from models.usecases.turn import Turn

_MOST_TOLD = 2  # lines of what a change would do to a kept statement


class BooksClosed(Impossible):
    """What was to be done would change a kept statement."""

    def __init__(self, customer: Customer, day: date, partings: Sequence[Parting]) -> None:
        told = "; ".join(map(str, partings[:_MOST_TOLD]))
        more = len(partings) - _MOST_TOLD
        super().__init__(
            f"{customer.key}'s books are closed up to {_until(customer)}, and this would change "
            f"the statement of {long_day(day)} (E10): {told}{f'; {more} more' if more > 0 else ''}."
            " An admin can reopen them:",
            Step.REOPEN_BOOKS(customer=customer.key, day=day),
        )


@dataclass(frozen=True)
class Closed:
    """Books that were closed: the statement of that day, and those of earlier days, kept anew."""

    customer: Customer
    kept: KeptStatement
    anew: Sequence[KeptStatement]
    statement: Statement


@dataclass(frozen=True)
class Reopened:
    """Books that were opened again, with the days whose statements may change now."""

    customer: Customer
    days: Sequence[date]


@dataclass(frozen=True)
class Books:
    """A customer's books: every statement that was kept, and every reopening, oldest first."""

    customer: Customer
    kept: Sequence[KeptStatement]
    reopenings: Sequence[Reopening]


def number_of(customer: Customer, kept: KeptStatement) -> str:
    """Return the number by which people quote a kept statement: `acme-2026-03-31/2`."""
    return f"{customer.key}-{kept.day}/{kept.version}"


@people.may(Permission.OWN_CUSTOMERS, "close books")
def close(turn: Turn, customer: Customer, day: date, *, anyway: bool = False) -> Closed:
    """Close a customer's books up to a day, and keep the statement of that day as issued.

    Those of earlier days that were reopened are kept anew. Impossible for a day that is not over,
    or that is closed already; Doubtful, unless it is meant `anyway`, while something of it waits to
    be said: then only an admin could let anybody say it.
    """
    people.managed(turn, customer, "close its books")
    _refuse_odd_day(turn, customer, day)
    told = entitlements.statement_of(turn.session, customer.id, day)
    if not anyway and (waits := list(_waiting(told))):
        raise Doubtful(
            f"{customer.key}'s statement of {long_day(day)} has {', '.join(waits)}. Once its books "
            "are closed, only an admin can open them for that. Close them all the same?",
            "Close them",
        )
    known = entitlements.facts_of(turn.session, customer.id)
    anew = [_keep(turn, customer, known, each) for each in _reopened(turn, customer, day)]
    kept = _keep(turn, customer, known, day)
    was, customer.closed_until = customer.closed_until, day
    turn.note(AboutCustomer.BOOKS_CLOSED, customer.id, was, day)
    return Closed(customer, kept, anew, told)


def _refuse_odd_day(turn: Turn, customer: Customer, day: date) -> None:
    if day >= turn.today:
        raise Impossible(
            f"{long_day(day)} is not over: more time may be logged on it. Books are closed up to a "
            "day that has passed."
        )
    if day < EARLIEST:
        raise Impossible(f"No contract begins before {long_day(EARLIEST)}.")
    if customer.closed_until is not None and day <= customer.closed_until:
        raise Impossible(f"{customer.key}'s books are closed up to {_until(customer)} already.")


def _waiting(told: Statement) -> Iterator[str]:
    """What of a statement still waits for somebody to say something."""
    if told.undecided_minutes:
        yield f"{duration(told.undecided_minutes)} undecided (E5)"
    if told.uncovered:
        yield f"{len(told.uncovered)} uncovered (E7)"
    if untriaged := [
        f"#{account.number}"
        for account in told.accounts
        if account.kind is Kind.UNTRIAGED and account.minutes >= CHARGED_FROM_MINUTES
    ]:
        yield f"no kind for {', '.join(untriaged)} (E2)"


def _reopened(turn: Turn, customer: Customer, until: date) -> Sequence[date]:
    """The days before another whose statements were kept, and which are open again."""
    kept = KeptStatement
    after = customer.closed_until or date.min
    days = select(kept.day).where(
        kept.customer_id == customer.id, kept.day > after, kept.day < until
    )
    return turn.session.scalars(days.distinct().order_by(kept.day)).all()


def _keep(turn: Turn, customer: Customer, known: Facts, day: date) -> KeptStatement:
    kept = KeptStatement
    of_day = kept.customer_id == customer.id, kept.day == day
    latest = turn.session.scalar(select(func.max(kept.version)).where(*of_day))
    row = KeptStatement(
        customer_id=customer.id,
        day=day,
        version=(latest or 0) + 1,
        statement=as_issued(known, day).to_json(),
        **turn.stamp,
    )
    turn.session.add(row)
    return row


@people.may(Permission.ADMINS, "reopen books")
def reopen(turn: Turn, customer: Customer, day: date, because: str | None) -> Reopened:
    """Open a customer's books again: of the first kept statement from a day on, and of each later
    one. They stay beside those that are kept when the books are closed anew.

    Missing without a reason; Impossible if that day is not closed.
    """
    finding.locked(turn, customer.id)
    if not because:
        raise Missing(
            "To reopen books wants a reason.", Step.REOPEN_BOOKS(customer=customer.key, day=day)
        )
    days = would_reopen(turn, customer, day)
    turn.session.add(Reopening(customer_id=customer.id, day=days[0], reason=because, **turn.stamp))
    before = [kept.day for kept in latest_kept(turn, customer) if kept.day < day]
    was, customer.closed_until = customer.closed_until, max(before, default=None)
    turn.note(AboutCustomer.BOOKS_REOPENED, customer.id, was, customer.closed_until, because)
    return Reopened(customer, days)


@people.may(Permission.ADMINS, "reopen books")
def would_reopen(turn: Turn, customer: Customer, day: date) -> Sequence[date]:
    """Return the days whose statements may change once a customer's books are reopened from a day
    on, oldest first; Impossible if that day is not closed.
    """
    days = [kept.day for kept in latest_kept(turn, customer) if kept.day >= day]
    if not days:
        until = f"closed up to {_until(customer)} only" if customer.closed_until else "open"
        raise Impossible(f"{customer.key}'s books are {until}: there is nothing to reopen.")
    return days


def _until(customer: Customer) -> str:
    assert customer.closed_until is not None, "its books are closed"
    return long_day(customer.closed_until)


@people.may(Permission.EVERYBODY)
def books(turn: Turn, customer: Customer) -> Books:
    """Return all statements that were kept of a customer, and all reopenings."""
    kept = select(KeptStatement).where(KeptStatement.customer_id == customer.id)
    opened = select(Reopening).where(Reopening.customer_id == customer.id)
    return Books(
        customer,
        turn.session.scalars(kept.order_by(KeptStatement.day, KeptStatement.version)).all(),
        turn.session.scalars(opened.order_by(Reopening.id)).all(),
    )


def latest_kept(turn: Turn, customer: Customer) -> Sequence[KeptStatement]:
    """Return the statements that hold, oldest first: of each closed day the latest version."""
    if customer.closed_until is None:
        return ()
    rows = turn.session.scalars(
        select(KeptStatement)
        .where(KeptStatement.customer_id == customer.id, KeptStatement.day <= customer.closed_until)
        .order_by(KeptStatement.day, KeptStatement.version)
    )
    return tuple({row.day: row for row in rows}.values())


# --- nothing changes them -------------------------------------------------------------------------


def follow(turn: Turn) -> None:
    """Refuse (BooksClosed) what would change a kept statement, by whichever door somebody came.

    Of a customer with open books nothing is read. Of others a statement is worked out anew only
    where what was changed may concern it (E11).
    """
    rows = (*turn.added, *turn.altered)
    changed = map(customer_of, seen_by(turn.session).changed)
    for number in sorted(number for number in changed if number is not None):
        customer = _held(turn, number)
        if customer.closed_until is not None:
            since = min((day for row in rows for day in _concerns(turn, row)), default=date.max)
            refuse_changed(turn, customer, since)


def _held(turn: Turn, number: int) -> Customer:
    """Return a customer as it is now, locked, as whoever changed a fact of it has mostly done."""
    held = (row for row in turn.held if isinstance(row, Customer) and row.id == number)
    return next(held, None) or finding.locked(turn, number)


def _concerns(turn: Turn, row: Row) -> Iterator[date]:
    """Yield the first day whose statement a row may change; none if it is no fact of a statement.

    What is said of a case concerns no day before its first work, what is said of a block none
    before that block began: on such a day there is no such block (E4, E11).
    """
    session = turn.session
    match row:
        case TimeRow(day=day) | GrantRow(first_day=day):
            yield day
        case TimeRemoval():
            yield session.get_one(TimeRow, row.entry_id).day
        case GrantVoid():
            yield session.get_one(GrantRow, row.grant_id).first_day
        case ContractRow():
            yield date.min  # what it says of may be of any day
        case DecisionRow() | SettlementRow():
            yield from _began(turn, row.case_id, row.block)
        case SettlementRemoval():
            settled = session.get_one(SettlementRow, row.settlement_id)
            yield from _began(turn, settled.case_id, settled.block)
        case Case(id=number) if not _is_only_retitled(turn, number):
            yield from _first_work(turn, number)


def _is_only_retitled(turn: Turn, number: int) -> bool:
    """Whether a case has another title, which no statement is told apart by, and nothing else."""
    noted = {
        row.what
        for row in turn.added
        if isinstance(row, Change) and (row.subject, row.subject_id) == (Subject.CASE, number)
    }
    return noted == {AboutCase.TITLE}


def _first_work(turn: Turn, number: int) -> Iterator[date]:
    first = turn.session.scalar(select(func.min(TimeRow.day)).where(TimeRow.case_id == number))
    if first is not None:
        yield first


def _began(turn: Turn, number: int, block: int) -> Iterator[date]:
    case = turn.session.get_one(Case, number)
    work = entitlements.ledger_of(turn.session, case.customer_id).cases.get(number)
    yield from (each.day for each in (work.account.blocks if work else ()) if each.number == block)


def refuse_time(turn: Turn, customer: Customer, case: Case, minutes: int, day: date) -> None:
    """Refuse (BooksClosed) time that would change a kept statement, before it is logged."""
    if customer.closed_until is not None and day <= customer.closed_until:
        known = entitlements.facts_of(turn.session, customer.id)
        entry = TimeEntry(entitlements.RECORDED_LAST, case.id, day, minutes)
        refuse_parted(turn, customer, replace(known, entries=(*known.entries, entry)), day)


def refuse_changed(turn: Turn, customer: Customer, since: date = date.min) -> None:
    """Refuse (BooksClosed) if a statement kept of a day from `since` on is another one now."""
    if customer.closed_until is not None and since <= customer.closed_until:
        known = entitlements.facts_of(turn.session, customer.id)
        refuse_parted(turn, customer, known, since)


def refuse_parted(turn: Turn, customer: Customer, facts: Facts, since: date = date.min) -> None:
    """Refuse (BooksClosed) facts of a customer by which a statement kept of a day from `since` on
    would be another one.
    """
    for kept in latest_kept(turn, customer):
        if kept.day >= since and (partings := _parted(kept, facts)):
            raise BooksClosed(customer, kept.day, partings)


def _parted(kept: KeptStatement, known: Facts) -> Sequence[Parting]:
    return parted(StatementIssued.of_json(kept.statement), as_issued(known, kept.day))
