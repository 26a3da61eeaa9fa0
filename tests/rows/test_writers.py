"""Writers and readers beside each other: one writer at a time on SQLite, one state for a reader."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from models.rows.base import Database
from models.rows.lanes import OneWriter, be_urgent
from models.rows.migrate import migrate
from models.rows.people import Person
from models.rules.standing import Standing
from tests.database import Databases
from tests.waiting import SOON, waits_until

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def sqlite_url(sqlite: Databases) -> str:
    return sqlite.fresh_database("writers", "template")


@contextmanager
def opened(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.close()


def test_a_new_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    """The file and what SQLite puts beside it are nobody else's to read, whatever the umask."""
    before = os.umask(0o022)
    try:
        with opened(f"sqlite:///{tmp_path}/new/desk.sqlite") as database:
            migrate(database)
            made = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.glob("new/*")}
    finally:
        os.umask(before)
    assert made == dict.fromkeys(("desk.sqlite", "desk.sqlite-wal", "desk.sqlite-shm"), 0o600)


def counter(database: Database, name: str = "0") -> None:
    """Put a row into the database whose name is a number, to count up."""
    with database.writing() as session:
        session.add(
            Person(
                id="counter",
                team_id="",
                handle="",
                name=name,
                standing=Standing.BOT,
                is_workspace_admin=False,
                seen_at=LONG_AGO,
            )
        )


def count_up(database: Database, times: int) -> None:
    """Read the number, and write one more: lost where two writers do that at once."""
    for _ in range(times):
        with database.writing() as session:
            row = session.get_one(Person, "counter")
            row.name = str(int(row.name) + 1)


def number(database: Database) -> int:
    with database.reading() as session:
        return int(session.get_one(Person, "counter").name)


def test_one_writer_at_a_time_on_sqlite(sqlite_url: str) -> None:
    """SQLite gets one writer at a time by a lock in the process: nothing is lost, and no thread
    meets another's transaction."""
    inside: list[int] = []

    def writes(database: Database) -> None:
        for _ in range(20):
            with database.writing() as session:
                inside.append(1)
                assert len(inside) == 1, "two writers at once"
                row = session.get_one(Person, "counter")
                row.name = str(int(row.name) + 1)
                session.flush()
                inside.pop()

    with opened(sqlite_url) as database:
        counter(database)
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(writes, [database] * 8))
        assert number(database) == 160


def test_what_is_urgent_writes_first() -> None:
    """Two stand in line, then two that are urgent, then one that rings: that goes first, then the
    urgent, each line in its order.
    """
    one_writer, went = OneWriter(), list[str]()

    def writes(name: str) -> None:
        if not name.endswith("line"):
            be_urgent(rings=name == "rings")
        with one_writer:
            went.append(name)

    threads = []
    with one_writer:
        for name in ("first in line", "second in line", "urgent", "urgent too", "rings"):
            threads.append(thread := threading.Thread(target=writes, args=[name]))
            thread.start()
            waits_until(lambda: one_writer.waiting == len(threads))
    for thread in threads:
        thread.join(SOON)
    assert went == ["rings", "urgent", "urgent too", "first in line", "second in line"]


def test_the_command_line_writes_beside_the_desk_on_sqlite(sqlite_url: str) -> None:
    """A second process writes beside the first on SQLite: each waits for the other, nothing is
    lost, and nobody is told that the database is locked."""
    with opened(sqlite_url) as desk, opened(sqlite_url) as command_line:
        counter(desk)
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda d: count_up(d, 25), [desk, command_line] * 2))
        assert number(desk) == number(command_line) == 100


def test_a_writer_waits_at_its_start(sqlite_url: str) -> None:
    """A writer asks for the file's write lock at its very start and waits, so that it never fails
    half way, and what it reads is what the one before it left."""
    with opened(sqlite_url) as desk, opened(sqlite_url) as command_line:
        counter(desk)
        holds, read_by_second = threading.Event(), []

        def first() -> None:
            with desk.writing() as session:
                session.get_one(Person, "counter").name = "41"
                session.flush()
                holds.set()
                time.sleep(0.3)

        def second() -> None:
            holds.wait()
            with command_line.writing() as session:
                row = session.get_one(Person, "counter")
                read_by_second.append(row.name)
                row.name = str(int(row.name) + 1)

        with ThreadPoolExecutor(2) as pool:
            waiting = [pool.submit(first), pool.submit(second)]
            holds.wait()
            assert number(command_line) == 0  # readers do not wait, and see what is committed
            for each in waiting:
                each.result()
        assert read_by_second == ["41"]
        assert number(desk) == 42


def test_a_new_file_opened_by_many_at_once(sqlite: Databases) -> None:
    """Several processes may open a new SQLite file in the same instant."""
    url = sqlite.fresh_database("many")
    together = threading.Barrier(6)

    def opens(_: int) -> int:
        with opened(url) as database:
            together.wait()
            with database.writing() as session:
                return int(session.scalar(select(1)) or 0)

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(opens, range(6))) == [1] * 6


def test_a_reader_sees_one_state(database_url: str) -> None:
    """A reading session sees one state of the database from its first look to its last, whatever
    is committed meanwhile."""
    with opened(database_url) as database:
        counter(database, "1")
        names = select(Person.name)
        with database.reading() as session:
            assert session.scalars(names).all() == ["1"]
            count_up(database, 1)
            assert session.scalars(names).all() == ["1"]
        with database.reading() as session:
            assert session.scalars(names).all() == ["2"]


def test_a_reading_session_writes_nothing(database_url: str) -> None:
    """What is done in a reading session leaves nothing behind."""
    with opened(database_url) as database:
        counter(database, "1")
        with database.reading() as session:
            try:
                session.execute(update(Person).values(name="2"))
            except DBAPIError:
                assert not database.is_sqlite  # PostgreSQL says so at once
        assert number(database) == 1


def test_a_failed_writer_leaves_nothing_behind(database_url: str) -> None:
    """A transaction is committed whole at its end or, on an error, not at all; the next writer
    goes on."""
    with opened(database_url) as database:
        counter(database, "1")

        def fails() -> None:
            with database.writing() as session:
                session.get_one(Person, "counter").name = "2"
                session.flush()
                raise RuntimeError("the power went")

        with pytest.raises(RuntimeError):
            fails()
        assert number(database) == 1
        count_up(database, 1)
        assert number(database) == 2
