"""Bringing a database up to the newest version of the tables."""

from __future__ import annotations

from enum import Enum
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, inspect, text

from models.rows import Row
from models.rows.base import Database

_ANY_NUMBER = 7_430_211  # PostgreSQL's advisory lock, so that two processes do not migrate at once

_BOUNDS = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")


class Tables(Enum):
    """Which tables a database has, beside those that this program knows."""

    NONE = "none"
    OF_NO_VERSION = "of no version"  # some, of which nothing says that they are the desk's
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"  # of a version that this program does not know


class WrongTables(Exception):
    """A database has `tables` with which this program does nothing."""

    def __init__(self, tables: Tables) -> None:
        super().__init__(tables.value)
        self.tables = tables


def migrate(database: Database, revision: str = "head") -> None:
    """Upgrade `database` to `revision`, in one transaction; nothing happens if it is there.

    WrongTables if its tables are newer than this program, or of no version.
    """
    found = tables_of(database)
    if found in (Tables.NEWER, Tables.OF_NO_VERSION):
        raise WrongTables(found)
    if revision == "head" and found is Tables.CURRENT:
        return
    with database.writing() as session:
        connection = session.connection()
        if not database.is_sqlite:
            lift_bounds(connection)
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _ANY_NUMBER})
        settings = _settings()
        settings.attributes["connection"] = connection
        command.upgrade(settings, revision)


def lift_bounds(connection: Connection) -> None:
    """Let a transaction of PostgreSQL's take as long as it takes."""
    for bound in _BOUNDS if connection.dialect.name == "postgresql" else ():
        connection.execute(text(f"SET LOCAL {bound} = 0"))


def make_anew(connection: Connection) -> None:
    """Put empty tables of the newest version in the place of all that there are.

    Those of SQLite never give a number again, also if it is of no row (AUTOINCREMENT).
    """
    lasting = MetaData(naming_convention=Row.metadata.naming_convention)
    for table in Row.metadata.sorted_tables:
        table.to_metadata(lasting).dialect_options["sqlite"]["autoincrement"] = True
    lasting.drop_all(connection)
    lasting.create_all(connection)
    MigrationContext.configure(connection).stamp(_scripts(), "head")


def newest_version() -> str:
    """Return the version of the tables that this program knows."""
    return str(_scripts().get_current_head())


def tables_of(database: Database) -> Tables:
    """Return which tables a database has; DBAPIError if it can't be asked."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        version = context.get_current_revision()
        if version is None:
            if not set(inspect(connection).get_table_names()) - {"alembic_version"}:
                return Tables.NONE
            version = context.get_current_revision()  # another process may have made them just now
    if version is None:
        return Tables.OF_NO_VERSION
    if version == _scripts().get_current_head():
        return Tables.CURRENT
    known = {each.revision for each in _scripts().walk_revisions()}
    return Tables.OLDER if version in known else Tables.NEWER


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_settings())


def _settings() -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    settings.set_main_option("path_separator", "os")
    return settings
