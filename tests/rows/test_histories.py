"""E: statements follow from the facts alone, over whole histories of a desk, books closed (E10).

However rows are stored and whatever is kept of them: each statement is the one that a second
implementation tells, which shares nothing with the program (`tests.naive`).
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import event, insert, select

from models.rows.base import Database, Row
from models.rows.kept import Kept
from models.rows.marks import Mark
from models.rows.seen import begin_keeping
from models.usecases.books import verifying
from models.usecases.derived.entitlements import statements_of
from models.usecases.people import DESK_ITSELF
from models.usecases.turn import Desk, Turn
from tests.beside import seen
from tests.database import Databases, KeptDatabase
from tests.naive.books import held_until, numbers, numbers_kept
from tests.naive.facts import NOW, known
from tests.naive.statement import lines, told
from tests.rows.history import ACME, GLOBEX, History, tables_of

A_FEW = 4  # days on which all that is stored and kept otherwise is held against each other


class _Undone(Exception):
    """Ends a turn that shall leave nothing behind."""


class Replayed(History):
    """A history at whose end everything is told once more, in every way that there is."""

    copies: ClassVar[Sequence[KeptDatabase]]

    def would_part(self, what: Callable[[Turn], object]) -> None:
        """E10: closed books refuse only what changes a number of a kept statement."""
        careless = replace(self.desks[0], followers=())
        with suppress(_Undone), careless.writing(DESK_ITSELF, self.now) as turn:
            what(turn)
            turn.session.flush()
            tables = tables_of(turn.session)
            raise _Undone
        assert any(
            numbers(known(tables, kept["customer_id"]), kept["day"]) != numbers_kept(kept)
            for kept in tables["kept_statements"]
            if held_until(tables, kept) == NOW
        )

    def teardown(self) -> None:
        if self.drawn:
            self._was_told_as_known_then()
            self._books_hold()
            self._is_told_alike()

    def _was_told_as_known_then(self) -> None:
        """From the rows as they are now follows each statement as it was drawn at its instant."""
        with self.desks[0].database.reading() as session:
            self.tables = tables_of(session)
        for drawn in self.drawn:
            facts = known(self.tables, drawn.customer, drawn.at)
            assert lines(drawn.told) == lines(told(facts, drawn.on))

    def _books_hold(self) -> None:
        """What was kept is what the facts gave when it was, and until it was opened again."""
        for kept in self.tables["kept_statements"]:
            for at in (kept["at"], held_until(self.tables, kept)):
                facts = known(self.tables, kept["customer_id"], at)
                assert numbers(facts, kept["day"]) == numbers_kept(kept)

    def _is_told_alike(self) -> None:
        """In another order, in the other database, with what is kept, anew, or with nothing."""
        chance = random.Random(1)
        days = sorted({drawn.on for drawn in self.drawn})
        days = chance.sample(days, min(A_FEW, len(days)))
        lived = [desk.database for desk in self.desks]
        for copy in self.copies:
            copy_rows(lived[0], copy, chance)
        wanted = [
            f"{on}, {customer}: {line}"
            for on in days
            for customer in (ACME, GLOBEX)
            for line in lines(told(known(self.tables, customer), on))
        ]
        for database in (*lived, *self.copies):
            assert statements(database, days) == wanted
            database.kept = Kept(room=0)
            assert statements(database, days) == wanted
        for database in self.copies:
            looks = verifying.verify(Desk(database, ()), lambda: self.now)
            assert [str(fault) for looked in looks for fault in looked.found] == []


def statements(database: Database, days: Sequence[date]) -> list[str]:
    """Return the statements of both customers on some days, line by line."""
    found = []
    for on in days:
        with database.reading() as session:
            of_both = statements_of(session, [ACME, GLOBEX], on)
        for customer, statement in of_both.items():
            found += [f"{on}, {customer}: {line}" for line in lines(seen(statement))]
    return found


def copy_rows(source: Database, target: KeptDatabase, chance: random.Random) -> None:
    """Put all rows of a database into another, in any order; but for the marks of what is kept."""
    tables = [table for table in Row.metadata.sorted_tables if table is not Mark.__table__]
    with source.engine.connect() as connection:
        found = {table: [*connection.execute(select(table)).mappings()] for table in tables}
    target.empty()
    chance.shuffle(tables)
    with target.engine.begin() as connection:
        connection.exec_driver_sql(
            "PRAGMA defer_foreign_keys = ON"
            if target.is_sqlite
            else "SET LOCAL session_replication_role = replica"
        )
        for table in tables:
            rows = [dict(row) for row in found[table]]
            chance.shuffle(rows)
            if rows:
                connection.execute(insert(table), rows)
    target.kept = Kept()
    begin_keeping(target)


# --- the law --------------------------------------------------------------------------------------


@pytest.fixture
def lived(place: Databases) -> Iterator[list[KeptDatabase]]:
    """Two processes at one database."""
    url = place.fresh_database("lived", "template")
    yield from _ended([KeptDatabase(url), KeptDatabase(url)])


@pytest.fixture
def copies(sqlite: Databases, postgres: Databases) -> Iterator[list[KeptDatabase]]:
    """A database of each kind; SQLite, which sorts by number what it stores, gives rows backwards
    wherever nobody asks for an order.
    """
    both = [KeptDatabase(place.fresh_database("copy", "template")) for place in (sqlite, postgres)]
    event.listen(both[0].engine, "connect", _gives_backwards)
    yield from _ended(both)


def _gives_backwards(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA reverse_unordered_selects = ON").close()


def _ended(databases: list[KeptDatabase]) -> Iterator[list[KeptDatabase]]:
    yield databases
    for database in databases:
        database.end()


def test_statements_follow_from_the_facts_alone(
    lived: list[KeptDatabase], copies: list[KeptDatabase]
) -> None:
    """Whatever happens, in whatever order its rows are stored, with and without what is kept."""
    Replayed.processes, Replayed.copies = lived, copies
    run_state_machine_as_test(
        Replayed,
        settings=settings(
            max_examples=25,
            stateful_step_count=40,
            suppress_health_check=list(HealthCheck),
        ),
    )
