"""What is kept is held against what reading it anew gives: nothing that was written is missed."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from models.rows.base import Database
from models.rows.customers import Closure
from models.rows.seen import Seen
from tests.database import KeptDatabase
from tests.desk import DeskUnderTest
from tests.read_anew import ReadAnew

NEW_YEAR, SILVESTER = date(2027, 1, 1), date(2026, 12, 31)


class Closures:
    """The closure days that are kept, and how often they were read anew."""

    def __init__(self) -> None:
        self.kept: list[date] = []
        self.times_read = 0
        self._read_anew = ReadAnew()

    def held_against(self, session: Session) -> object:
        """What reading anew gives in a session."""

        def read() -> list[date]:
            self.times_read += 1
            return closed(session)

        return self._read_anew(session, self.kept, read)

    def held_in(self, database: Database) -> object:
        """What reading anew gives in a session of its own."""
        with database.reading() as session:
            return self.held_against(session)


def closed(session: Session) -> list[date]:
    return list(session.scalars(select(Closure.day).order_by(Closure.day)))


def closes(session: Session, day: date) -> None:
    session.add(Closure(day=day, name="closed", at=datetime(2026, 6, 1, tzinfo=UTC), by="U0DANA"))
    session.flush()


@pytest.fixture
def closures(database: KeptDatabase) -> Closures:
    """Closure days that were read once."""
    known = Closures()
    assert known.held_in(database) == []
    assert known.times_read == 1
    return known


def test_what_nobody_wrote_is_not_read_twice(database: KeptDatabase, closures: Closures) -> None:
    assert closures.held_in(database) == []
    with database.writing() as session:
        session.execute(text("UPDATE customers SET name = name"))
    assert closures.held_in(database) == []
    assert closures.times_read == 1


def test_what_was_written_is_read(database: KeptDatabase, closures: Closures) -> None:
    """Also past the ORM, and by another connection."""
    with database.writing() as session:
        closes(session, NEW_YEAR)
    assert closures.held_in(database) == [NEW_YEAR]
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM closures")
    assert closures.held_in(database) == []


def test_what_a_turn_writes_it_reads_itself(database: KeptDatabase, closures: Closures) -> None:
    """And after it was rolled back, all read what was before."""
    with suppress(ZeroDivisionError), database.writing() as session:
        closes(session, NEW_YEAR)
        assert closures.held_against(session) == [NEW_YEAR]
        closes(session, SILVESTER)
        assert closures.held_against(session) == [SILVESTER, NEW_YEAR]
        assert 1 / 0
    assert closures.held_in(database) == []


def test_who_began_before_reads_what_was_then(database: KeptDatabase, closures: Closures) -> None:
    """And nothing of it is taken for what those read who began afterwards."""
    with database.reading() as before:
        assert closed(before) == []
        other = threading.Thread(target=_closes_new_year, args=[database])
        other.start()
        other.join()
        assert closures.held_against(before) == []
        assert closures.held_in(database) == [NEW_YEAR]
        assert closures.held_against(before) == []
    assert closures.held_in(database) == [NEW_YEAR]


def _closes_new_year(database: Database) -> None:
    with database.writing() as session:
        closes(session, NEW_YEAR)


def test_a_mark_that_nobody_raises_is_found(
    desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That is what every test of the whole desk is held to."""
    desk.at("Tue 2026-06-09 10:00")
    desk.types("dana", '/customer add acme "Acme AG" standard from 2026-01-01')
    desk.types("ada", "/balance acme")
    assert desk.stale == []
    monkeypatch.setattr(Seen, "changes", lambda *_: None)
    desk.types("dana", "/customer pack acme M")
    desk.types("ada", "/balance acme")
    assert desk.stale
    desk.stale.clear()
