"""The database: one engine, reading and writing sessions, and the column types all rows share."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    Integer,
    MetaData,
    String,
    create_engine,
    event,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from models.problems import Impossible
from models.rows.bell import Bells, Duty, written
from models.rows.kept import Kept
from models.rows.lanes import OneWriter, has_connections
from models.rows.outage import committing
from models.rules.closed_sets import ClosedSet, Numbered
from models.rules.contract_year import Agreed
from models.rules.facts import BlockAnswer, GrantSource, SettlementWay
from models.rules.languages import Language
from models.rules.noted import Subject
from models.rules.notices import Notices
from models.rules.paging import AttemptOutcome, AttemptWay, ContactKind, PageCause, PageEnd
from models.rules.reports import CameOf, Listens, ReportDoor
from models.rules.service_definition import Kind, Level, PackSize, Severity
from models.rules.sheets import Sheet
from models.rules.standing import Standing

_TELLS = text("SELECT pg_notify(:channel, :said)")
_PATIENCE = 30.0  # seconds that SQLite waits for another process
# What each connection to SQLite begins with: every commit lasts, also through a power cut.
SQLITE_PRAGMAS = ("synchronous=FULL", "foreign_keys=ON")
_IMMEDIATE = "begin_immediate"
WAKES = "wakes"  # in a session's info: the duties of the worker that something was written for
KEPT = "kept"  # what the process keeps of what it has read
WRITES = "writes"  # whether it is a session that writes
CHANNEL = "desk"  # PostgreSQL's, by which the workers of other processes are woken
# PostgreSQL's connections are bounded, so that nobody waits for ever for what nobody ends. Whatever
# `DATABASE_URL` says beside its `?` goes before. First what the process holds to: it notices within
# 10 seconds that the network is silent.
_REACHED_WITHIN: dict[str, str] = {
    "connect_timeout": "5",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",  # milliseconds
}
# And what the server does: it notices as quickly that a process is gone, and takes its locks away;
# those of one that stands still in the middle of something too.
_HELD_FOR: dict[str, str] = {
    "lock_timeout": "10s",
    "statement_timeout": "30s",
    "idle_in_transaction_session_timeout": "20s",
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
}
# What people ask has so many of a process's connections to PostgreSQL at most: it has more threads
# than that only while it waits. The others are for the lane of what is urgent and for the worker,
# and mostly not open.
_FOR_REQUESTS = 10
_CONNECTION_WITHIN = 10  # seconds
_CONNECTIONS = {"pool_size": 10, "max_overflow": 21, "pool_timeout": _CONNECTION_WITHIN}
# PostgreSQL would otherwise show each query the state of its own instant; SQLite never does.
_ONE_STATE: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC. A naive one is refused: nobody could say what it meant."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Turn an aware datetime into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give back an aware datetime in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class _Members(dict[Any, Any]):
    """The members of a closed set by their values; what is none of them stays what it is."""

    def __missing__(self, value: Any) -> Any:
        return value


class OneOf(TypeDecorator[ClosedSet]):
    """One of a closed set, or of several that share no value, kept as its value.

    Reading is a look-up a value. What somebody else has put into the database is passed on as it
    is: it fails where it is met, and hides no other row. Nothing but the set is written.
    """

    impl: TypeEngine[Any] | type[TypeEngine[Any]] = String
    cache_ok = True

    def __init__(self, closed: tuple[type[ClosedSet], ...]) -> None:
        super().__init__()
        self.closed = closed
        self._members = _Members((each.value, each) for one in closed for each in one)
        if issubclass(closed[0], Numbered):
            self.impl = Integer()

    def process_bind_param(self, value: ClosedSet | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """Give the value of a member."""
        if value is not None and value not in self._members:
            raise ValueError(f"{value!r} is none of what this column can be")
        return value if value is None else self._members[value].value

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:  # noqa: ARG002
        """Look members up, with no call of Python a row."""
        return self._members.__getitem__


_CLOSED_SETS: tuple[type[ClosedSet], ...] = (
    Agreed,
    AttemptOutcome,
    AttemptWay,
    BlockAnswer,
    CameOf,
    ContactKind,
    GrantSource,
    Kind,
    Language,
    Level,
    Listens,
    Notices,
    PackSize,
    PageCause,
    PageEnd,
    ReportDoor,
    SettlementWay,
    Severity,
    Sheet,
    Standing,
    Subject,
)


class Row(DeclarativeBase):
    """The base of all rows. Constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[type, TypeEngine[Any]]] = {
        datetime: Instant(),
        **{closed: OneOf((closed,)) for closed in _CLOSED_SETS},
    }


class Recorded(Row):
    """The base of the rows that tell when they were added and by whom, by their id."""

    __abstract__ = True

    at: Mapped[datetime] = mapped_column(sort_order=1)
    by: Mapped[str] = mapped_column(sort_order=1)


class DeskSession(Session):
    """A session of the desk's: what is changed in it is noted, and raises marks (`rows.seen`)."""


class Database:
    """An SQLite file (one server process, the command line beside it) or PostgreSQL.

    SQLite gets one writer at a time by a lock in the process, at which what is urgent goes first;
    between processes a writer asks for the file's write lock at its very start and waits, so that
    it never fails half way.
    """

    def __init__(self, url: str) -> None:
        """Open `url` (SQLAlchemy's form). The folder of an SQLite file is made if it is missing.

        Impossible if it can't be made.
        """
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite and self.url.database:
            make_folder_of(Path(self.url.database))
        # Without the values, because errors with what people wrote in them are logged.
        self.engine = create_engine(self.url, hide_parameters=True, **self._pool())
        if self.is_sqlite:
            _prepare_sqlite(self.engine)
        self._for_reading = self.engine.execution_options(**({} if self.is_sqlite else _ONE_STATE))
        self._for_writing = self.engine.execution_options(**{_IMMEDIATE: True})
        self._one_writer = OneWriter() if self.is_sqlite else nullcontext()
        self._for_requests = threading.BoundedSemaphore(_FOR_REQUESTS)
        self.kept = Kept()
        self.bells = Bells()  # ring when there is something new for the worker
        self.sends_itself = False  # whether a worker of this process does
        self.name = uuid4().hex  # among the processes: whoever hears of itself heard already
        self.is_seen = self.is_sqlite  # whether others see when this process ends (`presence`)

    def _pool(self) -> dict[str, Any]:
        if self.is_sqlite:
            return {"connect_args": {"timeout": _PATIENCE}}
        return {"connect_args": self.bounds, "pool_pre_ping": True, **_CONNECTIONS}

    @property
    def bounds(self) -> dict[str, Any]:
        """What each connection to PostgreSQL begins with, so that nobody waits for ever."""
        held = "".join(f" -c {name}={bound}" for name, bound in _HELD_FOR.items())
        asked = dict(self.url.query)
        return {**_REACHED_WITHIN, **asked, "options": f"{held} {asked.get('options', '')}"}

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database and writes nothing."""
        with self._place(), self._session(self._for_reading, writes=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session in one transaction: committed whole at the end, or not at all on an error.

        InDoubt if its connection is lost at that end.
        """
        with (
            self._one_writer,
            self._place(),
            self._session(self._for_writing, writes=True) as session,
            session.begin(),
        ):
            yield session
            wakes: frozenset[Duty] = session.info.get(WAKES, frozenset())
            if (tells := self._tells_others(wakes)) and not self.is_sqlite:
                said = f"{self.name} {written(tells)}"
                session.execute(_TELLS, {"channel": CHANNEL, "said": said})
            session.flush()
            with committing():
                session.commit()
        self.bells.ring(wakes)

    def _tells_others(self, wakes: frozenset[Duty]) -> frozenset[Duty]:
        """Return what other processes are woken for: not for messages that this one sends itself.

        A NOTIFY lets all that commit wait for each other; and others look once a second anyway.
        """
        return wakes - {Duty.SEND} if self.sends_itself else wakes

    @contextmanager
    def _place(self) -> Iterator[None]:
        """Wait until this thread may have a connection; NoConnectionFree if that takes too long."""
        if self.is_sqlite or has_connections():
            yield
            return
        if not self._for_requests.acquire(timeout=_CONNECTION_WITHIN):
            raise NoConnectionFree("what people ask holds all connections that there are for it")
        try:
            yield
        finally:
            self._for_requests.release()

    def _session(self, engine: Engine, *, writes: bool) -> DeskSession:
        info = {KEPT: self.kept, WRITES: writes}
        return DeskSession(engine, expire_on_commit=False, info=info)

    def version(self) -> str:
        """Return a word that is another one after every commit, whichever process made it.

        The same word twice: nothing was written between. It costs next to nothing.
        """
        if not self.is_sqlite:
            with self.engine.connect() as connection:
                return str(connection.scalar(text("SELECT txid_current_snapshot()")))
        return str(self._watches.execute("PRAGMA data_version").fetchall())

    @cached_property
    def _watches(self) -> sqlite3.Connection:
        """A connection that writes nothing, and so sees that others do."""
        assert self.url.database, "a database in memory has no other connections"
        return sqlite3.connect(self.url.database, check_same_thread=False, isolation_level=None)

    def close(self) -> None:
        """Give back all connections."""
        if "_watches" in self.__dict__:
            self._watches.close()
            del self._watches
        self.engine.dispose()


def make_folder_of(file: Path) -> None:
    """Make the folder of an SQLite file if it is missing; Impossible if it can't be made."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Impossible(
            f"The folder of the database, {file.parent}, can't be made: {error.strerror}."
        ) from None


def _prepare_sqlite(engine: Engine) -> None:
    """Let us say when a transaction begins, and make every commit last."""

    @event.listens_for(engine, "do_connect")
    def connects(*_: object) -> None:
        if file := engine.url.database:
            _make_private(Path(file))

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _: object) -> None:
        connection.isolation_level = None
        _switch_to_wal(connection)
        for pragma in SQLITE_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begins(connection: Connection) -> None:
        immediate = connection.get_execution_options().get(_IMMEDIATE)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _make_private(file: Path) -> None:
    """Make a file that is not there for its owner alone; what SQLite puts beside it follows it.

    One that is there is never opened: closing it would take SQLite's locks of this process away.
    """
    with suppress(OSError):  # SQLite says what is wrong
        os.close(os.open(file.resolve(), os.O_CREAT | os.O_EXCL, 0o600))


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """Let readers not wait for the writer. For this statement SQLite itself does not wait."""
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.01)
