"""What a process keeps: it makes the desk faster, and never different, whoever else writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from models.rows.base import Database, Row
from models.rows.cases import Case
from models.rows.customers import Closure, ContractRow, Customer, GrantRow, GrantVoid
from models.rows.marks import CLOSURES, NEVER_KEPT, READ_FOR
from models.rows.seen import seen_by
from models.rows.time import DecisionRow, SettlementRemoval, SettlementRow, TimeRemoval, TimeRow
from models.rules.service_definition import Kind
from models.usecases.derived.entitlements import statement_of
from tests.database import Databases
from tests.facts import statement_read_anew

NOW = datetime(2026, 6, 8, 8, 0, tzinfo=UTC)
STAMP = {"by": "U0ADA", "at": NOW}
FIRST = date(2026, 1, 1)
_NUMBERS = count(1)


def test_every_table_is_read_for_something_or_never_kept() -> None:
    """Whoever adds a table says whether anything that is kept is read from it."""
    tables = {mapper.class_ for mapper in Row.registry.mappers}
    assert {row.__name__ for row in tables ^ (READ_FOR.keys() | NEVER_KEPT)} == set()
    assert READ_FOR.keys().isdisjoint(NEVER_KEPT)


@pytest.fixture
def processes(place: Databases) -> Iterator[tuple[Database, Database]]:
    """Two processes at one database, each with what it keeps itself."""
    url = place.fresh_database("marks", "template")
    opened = Database(url), Database(url)
    yield opened
    for database in opened:
        database.close()


# --- the law --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """A customer with two cases, and another for whom one may turn out to be."""

    customer: int
    other: int
    cases: tuple[int, int]


def begin(database: Database) -> Told:
    with database.writing() as session:
        both = [Customer(key=f"c{next(_NUMBERS)}", name="", **STAMP) for _ in range(2)]
        session.add_all(both)
        session.flush()
        agreed = {"what": "start", "day": FIRST, "level": "standard", "recorded_on": FIRST, **STAMP}
        session.add(ContractRow(customer_id=both[0].id, **agreed))
        opened = [
            Case(customer_id=both[0].id, title="", kind=kind, severity=3, reported_at=NOW, **STAMP)
            for kind in (Kind.CONFIGURATION, Kind.DEFECT)
        ]
        session.add_all(opened)
        session.flush()
        return Told(both[0].id, both[1].id, (opened[0].id, opened[1].id))


Change = Callable[[Session, Told], None]
cases = st.integers(0, 1)
minutes = st.sampled_from([5, 10, 60, 240, 301, 700])
days = st.integers(0, 200).map(lambda n: FIRST + timedelta(days=n))


def logs(which: int, day: date, much: int) -> Change:
    return lambda session, told: session.add(
        TimeRow(case_id=told.cases[which], person_id="U0ADA", day=day, minutes=much, **STAMP)
    )


def _takes_back(session: Session, told: Told) -> None:
    gone = select(TimeRemoval.entry_id)
    left = select(TimeRow.id).where(TimeRow.case_id.in_(told.cases), TimeRow.id.not_in(gone))
    if (entry := session.scalars(left.order_by(TimeRow.id.desc())).first()) is not None:
        session.add(TimeRemoval(entry_id=entry, **STAMP))


def decides(which: int, block: int, answer: str) -> Change:
    onwards = answer == "consulting"
    decided = {"block": block, "answer": answer, "onwards": onwards, **STAMP}
    return lambda session, told: session.add(DecisionRow(case_id=told.cases[which], **decided))


def settles(which: int, block: int, way: str, day: date) -> Change:
    settled = {"block": block, "way": way, "day": day, **STAMP}
    return lambda session, told: session.add(SettlementRow(case_id=told.cases[which], **settled))


def _takes_settlement_back(session: Session, told: Told) -> None:
    gone = select(SettlementRemoval.settlement_id)
    left = select(SettlementRow.id).where(SettlementRow.case_id.in_(told.cases))
    if (settled := session.scalars(left.where(SettlementRow.id.not_in(gone))).first()) is not None:
        session.add(SettlementRemoval(settlement_id=settled, reason="", **STAMP))


def turns_out(which: int, kind: Kind) -> Change:
    def change(session: Session, told: Told) -> None:
        session.get_one(Case, told.cases[which]).kind = kind

    return change


def _moves(session: Session, told: Told) -> None:
    case = session.get_one(Case, told.cases[1])
    case.customer_id = told.other if case.customer_id == told.customer else told.customer


def buys(day: date) -> Change:
    def change(session: Session, told: Told) -> None:
        bought = {"source": "pack", "number": next(_NUMBERS), "size": "S", "quantity": 1, **STAMP}
        last = day + timedelta(days=60)
        session.add(GrantRow(customer_id=told.customer, first_day=day, last_day=last, **bought))

    return change


def _voids(session: Session, told: Told) -> None:
    gone = select(GrantVoid.grant_id)
    left = select(GrantRow.id).where(GrantRow.customer_id == told.customer)
    if (grant := session.scalars(left.where(GrantRow.id.not_in(gone))).first()) is not None:
        session.add(GrantVoid(grant_id=grant, reason="", **STAMP))


def agrees(day: date, level: str) -> Change:
    agreed = {"what": "level", "day": day, "level": level, "recorded_on": FIRST, **STAMP}
    return lambda session, told: session.add(ContractRow(customer_id=told.customer, **agreed))


def ends(last_day: date, recorded_on: date) -> Change:
    def change(session: Session, told: Told) -> None:
        began = select(ContractRow.id).where(ContractRow.customer_id == told.customer)
        of = session.scalars(began.order_by(ContractRow.id).limit(1)).one()
        told_then = {"day": last_day, "last_day": last_day, "recorded_on": recorded_on, **STAMP}
        agreed = {"what": "end", "level": "basic", "contract_id": of, **told_then}
        session.add(ContractRow(customer_id=told.customer, **agreed))

    return change


def in_bulk(which: int, kind: Kind) -> Change:
    def change(session: Session, told: Told) -> None:
        session.execute(update(Case).where(Case.id == told.cases[which]).values(kind=kind))

    return change


blocks, kinds = st.integers(1, 3), st.sampled_from([Kind.CONFIGURATION, Kind.DEFECT])
changes_of_rows: st.SearchStrategy[Change] = st.one_of(
    st.builds(logs, cases, days, minutes),
    st.builds(logs, cases, days, minutes),
    st.just(_takes_back),
    st.builds(decides, cases, blocks, st.sampled_from(["escalation", "consulting"])),
    st.builds(settles, cases, blocks, st.sampled_from(["grant", "consulting"]), days),
    st.just(_takes_settlement_back),
    st.builds(turns_out, cases, kinds),
    st.just(_moves),
    st.builds(buys, days),
    st.just(_voids),
    st.builds(agrees, days, st.sampled_from(["basic", "premium"])),
    st.builds(ends, days, days),
)
changes = changes_of_rows | st.builds(in_bulk, cases, kinds)


@dataclass(frozen=True)
class Step:
    """A transaction of one of the processes: what it changes, and whether it fails at its end."""

    process: int
    looks_before: bool
    changes: list[Change]
    fails: bool


steps = st.builds(
    Step, cases, st.booleans(), st.lists(changes, min_size=1, max_size=3), st.booleans()
)


def hold_equal(session: Session, told: Told, on: date) -> None:
    for customer in (told.customer, told.other):
        assert statement_of(session, customer, on) == statement_read_anew(session, customer, on)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told_steps=st.lists(steps, min_size=1, max_size=6), on=days)
def test_what_is_kept_is_what_reading_anew_would_give(
    processes: tuple[Database, Database], told_steps: list[Step], on: date
) -> None:
    """Over any history of two processes, rollbacks included, in each transaction and after it."""
    told = begin(processes[0])
    for step in told_steps:
        with suppress(ZeroDivisionError), processes[step.process].writing() as session:
            if step.looks_before:
                hold_equal(session, told, date(2026, 12, 31))
            for change in step.changes:
                change(session, told)
                hold_equal(session, told, date(2026, 12, 31))
            assert not step.fails or 1 / 0
        for database in processes:
            with database.reading() as session:
                hold_equal(session, told, on)
                hold_equal(session, told, date(2026, 12, 31))


# --- one at a time --------------------------------------------------------------------------------


def closes(database: Database, day: date) -> None:
    with database.writing() as session:
        session.add(Closure(day=day, name="closed", **STAMP))


def closed(session: Session) -> list[date]:
    return list(session.scalars(select(Closure.day).order_by(Closure.day)))


@pytest.mark.parametrize("writes", [False, True], ids=["reading", "writing"])
def test_what_changes_while_it_is_read_is_not_kept(
    processes: tuple[Database, Database], writes: bool
) -> None:
    """Another process commits between the look at the mark and the look at the rows."""
    mine, other = processes
    closes(other, FIRST)
    if mine.is_sqlite and writes:
        return  # nobody else commits while one writes
    read: list[list[date]] = []

    def reads(session: Session) -> list[date]:
        closes(other, date(2026, 12, 31))
        read.append(closed(session))
        return read[-1]

    with mine.writing() if writes else mine.reading() as session:
        seen_by(session).value(CLOSURES, lambda: reads(session))
    with mine.reading() as session:
        kept = seen_by(session).value(CLOSURES, lambda: closed(session))
    assert kept == [FIRST, date(2026, 12, 31)]


def test_what_holds_is_not_read_again(processes: tuple[Database, Database]) -> None:
    """While nothing has changed the rows are left alone; after any change they are not."""
    mine, other = processes
    closes(mine, FIRST)
    reads: list[int] = []

    def read(session: Session) -> list[date]:
        reads.append(1)
        return closed(session)

    def look() -> int:
        with mine.reading() as session:
            seen_by(session).value(CLOSURES, lambda: read(session))
        return len(reads)

    assert [look(), look()] == [1, 2]  # nobody has begun to keep anything
    with mine.writing() as session:
        seen_by(session).value(CLOSURES, lambda: closed(session))
    reads.clear()
    assert [look(), look()] == [0, 0]
    closes(other, date(2026, 5, 1))
    assert [look(), look()] == [1, 1]
    with other.writing() as session:
        session.execute(insert(Closure), [{"day": FIRST, "name": None, "reason": "", **STAMP}])
    assert [look(), look()] == [2, 2]
