"""E10: proving that what was kept still follows from the facts, and that the facts hold together.

It is many looks, each short enough for a turn of its own: it holds nobody up, and needs no more
memory than the facts of one customer take.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import Column, ColumnElement, String, Table, cast, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import InstrumentedAttribute, aliased

from models.rows import Row
from models.rows.books import KeptStatement
from models.rows.cases import Case, Change
from models.rows.customers import Customer, GrantRow
from models.rows.outbox import Remembered
from models.rows.time import TimeRemoval, TimeRow
from models.rules.entitlement import statement
from models.rules.facts import Facts
from models.rules.kept_statement import StatementIssued, as_issued, parted
from models.rules.noted import AboutCase, AboutCustomer, Subject
from models.usecases import people
from models.usecases.books.closing import latest_kept, number_of
from models.usecases.derived import entitlements
from models.usecases.letter import Letter, say_later
from models.usecases.names import customer_names
from models.usecases.people import DESK_ITSELF
from models.usecases.turn import Desk, Turn

MOST_TOLD = 20  # of what one look finds
MOST_WRITTEN = 10  # in the letter
FROM_HOUR = 3  # in the night, when it holds up fewest
_BEGUN, _DONE = "verifying", "verified"  # under which it is remembered
_IN_HAND_FOR = timedelta(hours=1)  # after which another worker takes a dead one's place


@dataclass(frozen=True)
class Fault:
    """Something that does not hold: where, and what."""

    where: str
    what: str

    def __str__(self) -> str:
        """Return it as people read it."""
        return f"{self.where}: {self.what}"


@dataclass(frozen=True)
class Look:
    """One thing that is looked at, and how what does not hold of it is found."""

    at: str
    finds: Callable[[Turn], Iterator[Fault]]


class NotProven(Letter, topic="verified", called="what does not hold in the books"):
    """Tells the admins how much the daily look found that does not hold, and the first of it."""

    faults: int
    first: tuple[str, ...]


@dataclass(frozen=True)
class Looked:
    """How many looks are done, of how many, and what the last of them found."""

    done: int
    of: int
    found: Sequence[Fault]


def verify(desk: Desk, now: Callable[[], datetime]) -> Iterator[Looked]:
    """Look at everything, each in a turn of its own, and yield after each what it found."""
    with desk.reading(DESK_ITSELF, now()) as turn:
        everything = looks(turn)
    for done, look in enumerate(everything, 1):
        with desk.reading(DESK_ITSELF, now()) as turn:
            found = _found(look, turn)
        yield Looked(done, len(everything), found)


def _found(look: Look, turn: Turn) -> list[Fault]:
    """What a look finds; of very much the first, and how much more there is."""
    try:
        found = look.finds(turn)
        told = list(islice(found, MOST_TOLD))
        more = sum(1 for _ in found)
    except SQLAlchemyError:
        raise
    except Exception as error:  # a row says what nobody could have written
        return [Fault(look.at, f"can't be worked out: {error!r}")]
    return [*told, Fault(look.at, f"{more} more like that")] if more else told


def looks(turn: Turn) -> Sequence[Look]:
    """Return all that there is to look at: references, numbers, histories, and each customer."""
    tables = Row.metadata.sorted_tables
    customers = customer_names(turn.session).keys
    return (
        *(Look(table.name, partial(_references, table)) for table in tables if table.foreign_keys),
        Look("changes", _changes_of_nothing),
        Look("grants", _missing_grants),
        Look("time entries", _moved_but_counted),
        Look("cases", _unlike_their_history),
        *(Look(key, partial(_customer, number)) for number, key in customers.items()),
    )


# --- each customer --------------------------------------------------------------------------------


def _customer(number: int, turn: Turn) -> Iterator[Fault]:
    """Work a customer's statements out anew, from the facts alone."""
    customer = turn.session.get_one(Customer, number)
    known = entitlements.facts_of(turn.session, number)
    if entitlements.statement_of(turn.session, number, turn.today) != statement(known, turn.today):
        yield Fault(customer.key, "its statement of today is not the one that its facts give")
    yield from _closings(turn, customer)
    for kept in latest_kept(turn, customer):
        for parting in _partings(kept, known):
            yield Fault(number_of(customer, kept), parting)


def _partings(kept: KeptStatement, known: Facts) -> Iterator[str]:
    try:
        issued = StatementIssued.of_json(kept.statement)
    except ValueError:
        yield "what was kept is no statement"
        return
    if issued.on != kept.day:
        yield f"what was kept is a statement of {issued.on}"
    yield from map(str, parted(issued, as_issued(known, kept.day)))


def _closings(turn: Turn, customer: Customer) -> Iterator[Fault]:
    """Hold what is kept, and up to when the books are closed, against what was noted of that."""
    rows = select(KeptStatement.day, KeptStatement.version, KeptStatement.at)
    of_customer = rows.where(KeptStatement.customer_id == customer.id)
    kept = turn.session.execute(of_customer.order_by(KeptStatement.day, KeptStatement.version))
    there, last = set(), Counter[date]()
    for day, version, at in kept:
        there.add((str(day), at))
        if version != last[day] + 1:
            yield Fault(customer.key, f"version {version - 1} of what was kept of {day} is gone")
        last[day] = version
    notes = turn.session.scalars(
        select(Change)
        .where(
            Change.subject == Subject.CUSTOMER,
            Change.subject_id == customer.id,
            Change.what.in_((AboutCustomer.BOOKS_CLOSED, AboutCustomer.BOOKS_REOPENED)),
        )
        .order_by(Change.id)
    ).all()
    for note in notes:
        if note.what is AboutCustomer.BOOKS_CLOSED and (note.new, note.at) not in there:
            yield Fault(customer.key, f"the statement that was kept of {note.new} is gone")
    noted = notes[-1].new if notes else None
    if noted != (closed := customer.closed_until and str(customer.closed_until)):
        yield Fault(customer.key, f"its books are closed up to {closed}, and noted is {noted}")


# --- how rows hang together -----------------------------------------------------------------------


def _references(table: Table, turn: Turn) -> Iterator[Fault]:
    """Rows of a table that refer to one that is not there, such as a removal without its entry."""
    for key in table.foreign_keys:
        yield from _lost(turn, key.parent, key.column)


def _lost(
    turn: Turn, column: Column[Any], to: Column[Any], *only: ColumnElement[bool]
) -> Iterator[Fault]:
    """The rows whose `column` is of nothing that there is."""
    table, target = column.table, to.table.alias()
    numbers = [each for each in table.primary_key.columns if each is not column]
    lost = (
        select(column, *numbers)
        .select_from(table.outerjoin(target, target.c[to.name] == column))
        .where(column.is_not(None), target.c[to.name].is_(None), *only)
        .order_by(column, *numbers)
    )
    for value, *number in turn.session.execute(lost):
        which = " ".join(map(str, (table, *number)))
        yield Fault(which, f"its {column.name} is {value}, and {to.table} has no such row")


def _changes_of_nothing(turn: Turn) -> Iterator[Fault]:
    """Changes of a case, or of a customer, that is not there, and of a case's double."""
    named = ("changes", "cases", "customers")
    changes, cases, customers = (Row.metadata.tables[name].c for name in named)
    yield from _lost(turn, changes.subject_id, cases.id, changes.subject == Subject.CASE)
    yield from _lost(turn, changes.subject_id, customers.id, changes.subject == Subject.CUSTOMER)
    yield from _lost(turn, changes.undoes, changes.id)
    yield from _lost(turn, cases.double_of, cases.id)


def _missing_grants(turn: Turn) -> Iterator[Fault]:
    """Packs and adjustments are numbered for each customer without a gap (G3)."""
    whole = func.count() == func.max(GrantRow.number)
    counted = (
        select(Customer.key, GrantRow.source, func.count(), func.max(GrantRow.number))
        .join(Customer, Customer.id == GrantRow.customer_id)
        .group_by(Customer.key, GrantRow.source)
        .having(~whole)
    )
    for key, source, count, last in turn.session.execute(counted):
        yield Fault(key, f"of its {source}s up to number {last} there are {count}")


def _moved_but_counted(turn: Turn) -> Iterator[Fault]:
    """Entries that stand in the place of one that counts all the same."""
    still = (
        select(TimeRow.id, TimeRow.moved_from)
        .outerjoin(TimeRemoval, TimeRemoval.entry_id == TimeRow.moved_from)
        .where(TimeRow.moved_from.is_not(None), TimeRemoval.entry_id.is_(None))
        .order_by(TimeRow.id)
    )
    for number, before in turn.session.execute(still):
        yield Fault(f"entry {before}", f"it counts, though entry {number} stands in its place")


def _unlike_their_history(turn: Turn) -> Iterator[Fault]:
    """Cases whose kind or customer is not what was noted last of it."""
    yield from _unlike(turn, AboutCase.KIND, Case.kind)
    yield from _unlike(turn, AboutCase.CUSTOMER, Case.customer_id)


def _unlike(turn: Turn, what: AboutCase, column: InstrumentedAttribute[Any]) -> Iterator[Fault]:
    latest = aliased(Change)
    last = (
        select(func.max(latest.id))
        .where(latest.subject == Subject.CASE, latest.what == what)
        .group_by(latest.subject_id)
    )
    unlike = (
        select(Case.id, cast(column, String), Change.new)
        .join(Change, Change.subject_id == Case.id)
        .where(Change.id.in_(last), Change.new != cast(column, String))
        .order_by(Case.id)
    )
    for number, now, noted in turn.session.execute(unlike):
        yield Fault(f"#{number}", f"its {what} is {now}, and noted last is {noted}")


# --- once a day -----------------------------------------------------------------------------------


def is_due(turn: Turn) -> bool:
    """Whether the daily look is due, and in nobody's hand: once a day, from 03:00 on."""
    done, begun = (turn.session.get(Remembered, key) for key in (_DONE, _BEGUN))
    if turn.local.hour < FROM_HOUR or (done and done.value == turn.today.isoformat()):
        return False
    return begun is None or not turn.moment - _IN_HAND_FOR < begun.at <= turn.moment


def takes(turn: Turn) -> bool:
    """Take the daily look in hand; False if another has just done so."""
    turn.lock(_BEGUN)
    return is_due(turn) and turn.is_news(_BEGUN, turn.moment.isoformat())


def ended(turn: Turn, found: Sequence[Fault]) -> None:
    """Keep that the daily look is done; at opening the admins are told what it found, if it did."""
    is_first = turn.is_news(_DONE, turn.today.isoformat())
    letter = NotProven(len(found), tuple(map(str, found[:MOST_WRITTEN])))
    calendar = turn.calendar
    opens = turn.moment if calendar.is_open(turn.moment) else calendar.next_opening(turn.moment)
    for admin in people.admins(turn) if is_first and found else ():
        say_later(turn, admin, letter, after=opens - turn.moment)
