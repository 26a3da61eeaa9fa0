"""While the database does not answer: done again on a fresh connection, as long as there is
patience; and one line in the log when it goes away, one when it is back.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import psycopg
from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from structlog import get_logger

_log = get_logger(__name__)

PATIENCE = 20.0  # seconds; a restart and most failovers are over by then
_FIRST_WAIT, _LONGEST_WAIT = 0.05, 0.5  # seconds, before it is tried again
_FOR_ANOTHER, _IDLE, _FULL, _HELD = "40", "25P03", "53100", "55P03"
# What PostgreSQL says of what is over soon, by how its codes begin: connections, what it ended for
# the sake of another, operators and restarts, a lock, too many connections, a standby, idleness.
_PASSES = ("08", _FOR_ANOTHER, "57", _HELD, "53300", "25006", _IDLE)
# How it says, in English and without a code, that it is going to let people in.
_SOON = ("starting up", "shutting down", "recovery", "too many", "connection slots")
_SQLITE_PASSES = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR)

Done = TypeVar("Done")


class InDoubt(Exception):
    """A connection was lost while its transaction was being committed: nobody knows if it was."""


class DatabaseAway(Exception):
    """The database did not answer, however often it was tried.

    `in_doubt`: what was to be done may be committed all the same. Else it certainly is not.
    """

    def __init__(self, *, in_doubt: bool) -> None:
        super().__init__("the database did not answer")
        self.in_doubt = in_doubt


class Full(DatabaseAway):
    """The database's disk is full: nothing was written, and no waiting helps."""


AWAY = (DatabaseAway, InDoubt, DBAPIError, NoConnectionFree)
"""What a page for people has a sentence for."""


@dataclass
class _Trouble:
    """Whether the database, of which a process has one, let nobody through when it was tried last.

    What is urgent, and the worker, try it all the time.
    """

    is_now: bool = False


_trouble = _Trouble()


def patiently(work: Callable[[], Done], since: float | None = None) -> Done:
    """Do `work`, and do it again while what the database says of it passes; DatabaseAway if not,
    and at once if its disk is full.

    Patience counts `since` then (of `time.monotonic`; now, if unsaid): what waited for its turn has
    less of it left. Where none is left, and others meet trouble just now, it is not even begun:
    each try may take seconds, and many may wait.

    So it has to be safe to do it twice: whether a COMMIT counted is not known where its connection
    was lost.
    """
    end = (time.monotonic() if since is None else since) + PATIENCE
    wait, in_doubt = _FIRST_WAIT, False
    if time.monotonic() > end and _trouble.is_now:
        raise DatabaseAway(in_doubt=False)
    while True:
        try:
            done = work()
        except (InDoubt, DBAPIError, NoConnectionFree) as error:
            if is_full(error):
                raise Full(in_doubt=in_doubt) from error
            if not passes(error):
                raise
            _trouble.is_now = True
            in_doubt = in_doubt or isinstance(error, InDoubt)
            if time.monotonic() + wait > end:
                raise DatabaseAway(in_doubt=in_doubt) from error
        else:
            _trouble.is_now = False
            return done
        time.sleep(wait)
        wait = min(2 * wait, _LONGEST_WAIT)


@contextmanager
def committing() -> Iterator[None]:
    """Tell apart, of a COMMIT, that it failed, and that nobody knows whether it did (InDoubt)."""
    try:
        yield
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == _IDLE:  # it was ended before the COMMIT came
            raise
        if error.connection_invalidated or _code_of(error) == sqlite3.SQLITE_IOERR:
            raise InDoubt("the connection was lost while it was being committed") from error
        raise


def passes(error: Exception) -> bool:
    """Whether what went wrong is over soon: a lost connection, a restart, a failover, a lock."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, InDoubt | NoConnectionFree)
    if isinstance(error.orig, sqlite3.Error):
        return _code_of(error) in _SQLITE_PASSES
    state = getattr(error.orig, "sqlstate", None)
    return is_lost(error) or str(state).startswith(_PASSES)


def is_full(error: Exception) -> bool:
    """Whether there is no room on the database's disk."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, Full)
    return _code_of(error) == sqlite3.SQLITE_FULL or getattr(error.orig, "sqlstate", "") == _FULL


def is_lost(error: Exception) -> bool:
    """Whether a connection was lost, or none was to be had: of that the log has a line already."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, InDoubt | DatabaseAway | psycopg.OperationalError)
    if error.connection_invalidated:
        return True
    nothing_came_back = getattr(error.orig, "sqlstate", "") is None
    return nothing_came_back and isinstance(error, OperationalError)


def is_refused(error: DBAPIError) -> bool:
    """Whether PostgreSQL is there and lets nobody in, or not there: no waiting helps."""
    said = str(error.orig)
    return "FATAL:" in said and not any(soon in said for soon in _SOON)


def ended_for_another(error: DBAPIError) -> bool:
    """Whether PostgreSQL ended a transaction, which so left nothing, for the sake of another."""
    return str(getattr(error.orig, "sqlstate", "")).startswith(_FOR_ANOTHER)


def is_held(error: DBAPIError) -> bool:
    """Whether PostgreSQL gave up waiting for what another holds."""
    return getattr(error.orig, "sqlstate", None) == _HELD


def _code_of(error: DBAPIError) -> int | None:
    """Return the primary code of what SQLite says."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else None


# --- said once ------------------------------------------------------------------------------------


def tell_outages(engine: Engine) -> None:
    """Log when the database goes away, and when it is back, once each, however many notice."""
    outage = _Outage()

    @event.listens_for(engine, "handle_error")
    def failed(context: ExceptionContext) -> None:
        unreached = context.connection is None and not isinstance(
            context.original_exception, sqlite3.Error
        )
        if (context.is_disconnect or unreached) and not context.is_pre_ping:
            outage.begins(context.original_exception)

    @event.listens_for(engine, "connect")
    def connected(*_: object) -> None:
        outage.ends()


class _Outage:
    """Whether there is one just now."""

    def __init__(self) -> None:
        self._since: float | None = None
        self._lock = threading.Lock()

    def begins(self, reason: BaseException) -> None:
        with self._lock:
            if self._since is not None:
                return
            self._since = time.monotonic()
        _log.error("the database is away", reason=" ".join(str(reason).split()))

    def ends(self) -> None:
        with self._lock:
            since, self._since = self._since, None
        if since is not None:
            _log.info("the database is back", after=f"{time.monotonic() - since:.1f} s")
