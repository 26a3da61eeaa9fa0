"""Restoring a backup: what is given away once is never given away twice."""

from __future__ import annotations

import secrets
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Table, func, inspect, select, text

from models.problems import Impossible
from models.rows import Row
from models.rows.backup import Contents, Tell, fill
from models.rows.eras import Era
from models.rows.migrate import lift_bounds, make_anew
from models.usecases import people
from models.usecases.letter import Letter, say_later
from models.usecases.people import DESK_ITSELF
from models.usecases.turn import Desk, Turn

GAP = 10_000  # numbers of each kind: more than were given since the backup
_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)
_LIFTS = text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)")
_FORGETS_LAST = text("DELETE FROM sqlite_sequence WHERE name = :table")
_KEEPS_LAST = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :last)")


class Restored(Letter, topic="restored", called="that a backup was restored", urgent=True):
    """Tells the admins of which instant the backup is, and until when the desk knows nothing."""

    backed_up_at: datetime
    at: datetime


def restore(desk: Desk, file: Path, moment: datetime, tell: Tell, *, replace: bool) -> Contents:
    """Put a backup into the desk's database, all or nothing, and begin a new era.

    Every number goes on after a gap, and the admins are told what the desk no longer knows.
    Impossible while somebody else is connected, or over what was recorded unless it is to
    `replace` that; NotWhole, OfAnotherVersion.
    """
    with desk.database.writing() as session:
        connection = session.connection()
        lift_bounds(connection)
        _refuse_others(connection)
        if not replace and _has_facts(connection):
            raise Impossible("The database is not empty. `--replace` puts the backup in its place.")
        make_anew(connection)
        contents = fill(connection, file, tell)
        for table in Row.metadata.sorted_tables:
            _lift_numbers(connection, table)
        word = secrets.token_hex(3)
        session.add(Era(word=word, backed_up_at=contents.instant, at=moment))
        turn = Turn(desk, session, DESK_ITSELF, moment)
        for admin in people.admins(turn):
            say_later(turn, admin, Restored(contents.instant, moment))
    return contents


def _refuse_others(connection: Connection) -> None:
    """SQLite's only server is known by its lock (`only_server`); PostgreSQL knows who is there."""
    if connection.dialect.name == "postgresql" and connection.scalar(_OTHERS):
        raise Impossible("Others are connected to the database. Stop every “serve” and “work”.")


def _has_facts(connection: Connection) -> bool:
    there = set(inspect(connection).get_table_names())
    facts = [
        table
        for table in Row.metadata.sorted_tables
        if table.name in there and "by" in table.c  # somebody recorded it
    ]
    return any(connection.scalar(select(1).select_from(each).limit(1)) for each in facts)


def _lift_numbers(connection: Connection, table: Table) -> None:
    """Let a table's next number be one that was never given."""
    numbered = table.autoincrement_column
    if numbered is None:
        return
    last = (connection.scalar(select(func.max(numbered))) or 0) + GAP
    if connection.dialect.name == "postgresql":
        given = {"table": table.name, "column": numbered.name, "last": last}
        connection.execute(_LIFTS, given)
    else:
        connection.execute(_FORGETS_LAST, {"table": table.name})
        connection.execute(_KEEPS_LAST, {"table": table.name, "last": last})
