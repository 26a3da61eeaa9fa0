"""An SQLite file is for one server process: a second one is refused, the command line is not."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url

from models.problems import Impossible
from models.rows.base import make_folder_of

_ENDING = "-served"  # the file beside the database whose lock the server keeps
_PATIENCE = 2.0  # seconds, because whoever looks takes the lock for an instant


@contextmanager
def only_server(database_url: str) -> Iterator[None]:
    """Keep an SQLite database to this process; Impossible if another serves it.

    The lock is the operating system's, by way of SQLite: it ends with the process, however that
    dies. PostgreSQL is for any number of processes.
    """
    path = _lock_of(database_url)
    if path is None:
        yield
        return
    make_folder_of(path)
    with closing(_open(path, _PATIENCE)) as connection:
        if not _locked(connection):
            raise Impossible(
                "Another “serve” or “work” runs on this SQLite database already, and it is for one "
                "server process. Stop that one first; or set DATABASE_URL to a PostgreSQL, which "
                "is for any number."
            )
        yield


def is_served(database_url: str) -> bool:
    """Whether a server process on this machine keeps an SQLite database just now."""
    path = _lock_of(database_url)
    if path is None or not path.exists():
        return False
    with closing(_open(path, 0)) as connection:
        return not _locked(connection)


def _lock_of(database_url: str) -> Path | None:
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    file = Path(url.database).resolve()  # one file has one lock, by whichever link it is named
    return file.with_name(file.name + _ENDING)


def _open(path: Path, patience: float) -> sqlite3.Connection:
    try:
        return sqlite3.connect(
            path, timeout=patience, isolation_level=None, check_same_thread=False
        )
    except sqlite3.OperationalError as error:
        raise Impossible(f"{path}, beside the database, can't be made: {error}.") from None


def _locked(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("BEGIN EXCLUSIVE").close()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            return False
        raise
    return True
