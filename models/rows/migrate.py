"""Bringing a database up to the newest version of the tables."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text

from models.problems import Impossible
from models.rows import Row
from models.rows.base import Database

_ANY_NUMBER = 7_430_211  # PostgreSQL's advisory lock, so that two processes do not migrate at once

_BOUNDS = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")


def migrate(database: Database, revision: str = "head") -> None:
    """Upgrade `database` to `revision`, in one transaction; nothing happens if it is there.

    Impossible if its tables are of a version that this program does not know.
    """
    if revision == "head" and is_current(database):
        return
    refuse_newer(database)
    with database.writing() as session:
        connection = session.connection()
        if not database.is_sqlite:
            lift_bounds(connection)
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _ANY_NUMBER})
        settings = _settings()
        settings.attributes["connection"] = connection
        command.upgrade(settings, revision)


def refuse_newer(database: Database) -> None:
    """Refuse (Impossible) tables of a version that this program does not know."""
    if is_of_a_newer_version(database):
        raise Impossible(
            "The database was brought up to date by a newer version of the desk. "
            "Run that version or a newer one; docs/running.md says how to go back."
        )


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


def is_current(database: Database) -> bool:
    """Whether the tables are of the newest version."""
    with database.engine.connect() as connection:
        now = MigrationContext.configure(connection).get_current_revision()
    return now == _scripts().get_current_head()


def is_of_a_newer_version(database: Database) -> bool:
    """Whether the tables are of a version that this program does not know."""
    with database.engine.connect() as connection:
        now = MigrationContext.configure(connection).get_current_revision()
    return now is not None and now not in {each.revision for each in _scripts().walk_revisions()}


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_settings())


def _settings() -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    settings.set_main_option("path_separator", "os")
    return settings
