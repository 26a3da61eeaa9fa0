"""A story with which many tests begin is told once to each kind of desk on each kind of database.

Then its rows are put where the next test begins, and the clock where it ended. That is for stories
of which nothing has gone out yet: the pretend Slack of the next test has heard nothing of them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from sqlalchemy import Connection, Table, text

from models.rows import Row
from models.rows.marks import Mark
from models.rows.outbox import Delivery
from models.rows.seen import begin_keeping
from tests.database import KeptDatabase
from tests.desk import DeskUnderTest

Said = ParamSpec("Said")
Story = Callable[Concatenate[DeskUnderTest, Said], None]

_LAST_NUMBERS = text("SELECT sequencename, last_value FROM pg_sequences WHERE last_value > 0")
_NUMBER_ON = text("SELECT setval(CAST(:name AS regclass), :last)")
# What was delivered was another Slack's, which numbers from 1 again; and what the process keeps of
# one test, in which somebody may have planted a fault, is not to hold for the next.
_LEFT_OUT = {Delivery.__table__, Mark.__table__}
_TABLES = [table for table in Row.metadata.sorted_tables if table not in _LEFT_OUT]


@dataclass(frozen=True)
class _Told:
    """The rows that a story has left, the last numbers that PostgreSQL gave, and when it ended."""

    rows: list[tuple[Table, list[dict[str, Any]]]]
    numbers: list[dict[str, Any]]
    ended: datetime


def told_once(story: Story[Said]) -> Story[Said]:
    """Return a story that the first desk of its kind is told; the others are given it.

    What else it is told with can be hashed. A desk where something has happened before, or that has
    a database of its own, is told all.
    """
    told: dict[Hashable, _Told] = {}

    @wraps(story)
    def begins(desk: DeskUnderTest, /, *said: Said.args, **also: Said.kwargs) -> None:
        database = desk.house.desk.database
        if not isinstance(database, KeptDatabase) or not desk.is_untouched:
            story(desk, *said, **also)
            return
        kind = database.is_sqlite, desk.changed, said, tuple(also.items())
        if (known := told.get(kind)) is None:
            story(desk, *said, **also)
            with database.engine.connect() as connection:
                told[kind] = _told(connection, desk.clock.now())
            return
        with database.engine.begin() as connection:
            _put(connection, known)
        begin_keeping(database)
        desk.clock.move_to(known.ended)

    return begins


def _told(connection: Connection, ended: datetime) -> _Told:
    found = [(table, connection.execute(table.select()).mappings().all()) for table in _TABLES]
    rows = [(table, [dict(row) for row in each]) for table, each in found if each]
    last = connection.execute(_LAST_NUMBERS).all() if _is_postgresql(connection) else []
    return _Told(rows, [{"name": name, "last": number} for name, number in last], ended)


def _put(connection: Connection, told: _Told) -> None:
    for table in reversed(Row.metadata.sorted_tables):
        connection.execute(table.delete())
    for table, rows in told.rows:
        connection.execute(table.insert(), rows)
    for number in told.numbers:
        connection.execute(_NUMBER_ON, number)


def _is_postgresql(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"
