"""Which processes are there, so that what a dead one had in hand is taken up by another.

On PostgreSQL a process holds a lock by its name, in a session of its own: the server takes it away
with the session, whatever ended that. An SQLite file has one process that sends (`only_server`), so
whatever another had in hand is of the dead.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import text
from sqlalchemy.orm import Session

from models.rows.base import Database

_STANDS = "SELECT pg_advisory_lock(hashtextextended(%s, 0))"
_IS_GONE = text("SELECT pg_try_advisory_xact_lock_shared(hashtextextended(:name, 0))")


@contextmanager
def presence(database: Database, connection: psycopg.Connection) -> Iterator[None]:
    """Let others see that this process is there, as long as a session of PostgreSQL's lasts."""
    connection.execute(_STANDS, [database.name])
    database.is_seen = True
    try:
        yield
    finally:
        database.is_seen = False


def is_there(database: Database, session: Session, name: str) -> bool:
    """Whether the process of a name is there."""
    if database.is_sqlite or name == database.name:
        return name == database.name
    return not session.scalar(_IS_GONE, {"name": name})
