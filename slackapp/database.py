"""The desk's database as a command finds it: opened beside the running desk, or a sentence.

All that can be in the way is said here, once: of a database that is none or whose tables are not
this program's before anything is done, of one that fails while the command works.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, assert_never

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError

from models.problems import Problem
from models.rows.base import Database
from models.rows.migrate import Tables, WrongTables, tables_of
from models.rows.outage import AWAY, InDoubt, is_full, passes

UP_TO_DATE: Final = frozenset({Tables.CURRENT})
TO_BE_BROUGHT: Final = frozenset({Tables.NONE, Tables.OLDER, Tables.CURRENT})
"""What `migrate` brings up to date."""
_MIGRATE: Final = "Run: python -m slackapp migrate"


class DatabaseProblem(Problem):
    """How the database is, and what to do about it."""

    def __init__(self, says: str, do: str) -> None:
        super().__init__(f"{says} {do}")
        self.says, self.do = says, do


class NoDatabase(DatabaseProblem):
    """Nothing was recorded yet: there is no file, or no table."""

    def __init__(self) -> None:
        super().__init__("There is no database yet.", _MIGRATE)


@contextmanager
def opened(url: str, takes: Container[Tables] = UP_TO_DATE) -> Iterator[Database]:
    """Open the database at `url`, whose tables are such as the command `takes`.

    DatabaseProblem if they are not, it can't be opened, or it fails meanwhile. An SQLite file that
    is not there is only made by what takes a database without tables.
    """
    if Tables.NONE not in takes and _is_missing(sqlite_file(url)):
        raise NoDatabase
    with closing(Database(url)) as database:
        try:
            found = tables_of(database)
        except DBAPIError as error:
            raise out_of_reach(database, error) from None
        if found not in takes:
            raise _wrong(found)
        with in_words():
            yield database


def sqlite_file(url: str | URL) -> Path | None:
    """Return where a database is, if it is an SQLite file."""
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def _is_missing(file: Path | None) -> bool:
    try:
        return file is not None and not file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:  # opening it says what is wrong
        return False


@contextmanager
def in_words() -> Iterator[None]:
    """Say what the database does not do while a command works."""
    try:
        yield
    except WrongTables as found:
        raise _wrong(found.tables) from None
    except AWAY as error:
        raise _not_done(error) from None


def out_of_reach(database: Database, error: DBAPIError) -> DatabaseProblem:
    """Say why a database can't be opened."""
    file = sqlite_file(database.url)
    if file is not None and file.is_dir():
        return DatabaseProblem(
            f"{file} is a folder.", "Set DATABASE_URL to a file in it: /desk.sqlite at its end."
        )
    if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB:
        return DatabaseProblem(
            f"{file} is no database.",
            "Set DATABASE_URL to the desk's, or to a file that is not there yet.",
        )
    return DatabaseProblem(
        f"The database can't be reached: {_reason(error)}",
        "Check DATABASE_URL, and that the database runs and may be reached from here.",
    )


def _wrong(tables: Tables) -> DatabaseProblem:
    """Say of tables why nothing is done with them."""
    match tables:
        case Tables.NONE:
            return NoDatabase()
        case Tables.OLDER:
            return DatabaseProblem("The database is not up to date.", _MIGRATE)
        case Tables.NEWER:
            return DatabaseProblem(
                "The database was brought up to date by a newer version of the desk.",
                "Run that version or a newer one; docs/running.md says how to go back.",
            )
        case Tables.OF_NO_VERSION:
            return DatabaseProblem(
                "The database has tables, and nothing says that they are the desk's: they are "
                "another program's, or were copied in part.",
                "Set DATABASE_URL to the desk's own database, or to a new one.",
            )
        case Tables.CURRENT:
            raise AssertionError("nobody refuses tables that are up to date")
        case _:
            assert_never(tables)


def _not_done(error: Exception) -> DatabaseProblem:
    """Say what a database did not do, and that nothing was changed, where that is known."""
    if isinstance(error, InDoubt) or getattr(error, "in_doubt", False):
        return DatabaseProblem(
            "The connection to the database was lost at the very end, so it is not known whether "
            "it was done.",
            "Look before you run it again.",
        )
    if is_full(error):
        return DatabaseProblem(
            "The database's disk is full, so nothing was changed.", "Make room, and run it again."
        )
    return DatabaseProblem(
        f"The database did not do it, so nothing was changed: {_reason(error)}",
        "Run it again." if passes(error) else "Run it again when that is mended.",
    )


def _reason(error: Exception) -> str:
    """Return what a database's driver says, as a sentence in one line."""
    said = " ".join(str(getattr(error, "orig", error)).split())
    return said if said.endswith((".", "?", "!")) else f"{said}."
