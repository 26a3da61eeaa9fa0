"""What reading anew would give, without asking the database for the same twice.

Each value that a process keeps is held against what reading it would give, in every turn of every
test. To read it is dear, and gives the same as before until one of the tables that it asks is
written. So what was read is kept here too, beside the tables that were asked, and read once more
only where one of these was written since, or the turn may not see what was written last.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Engine, Pool, event
from sqlalchemy.orm import Session

from models.rows.base import Row

_TABLES: Final = frozenset(table.name for table in Row.metadata.sorted_tables)
_WRITES_NOTHING: Final = ("SELECT", "BEGIN", "PRAGMA", "SET ", "SAVEPOINT", "RELEASE", "LOCK ")
_SINCE, _WRITTEN = "counted when it began", "tables that it has written"


class ReadAnew:
    """What reading gave of each value that one desk keeps."""

    def __init__(self) -> None:
        self._read: dict[int, _Read] = {}

    def __call__(self, session: Session, kept: object, read: Callable[[], object]) -> object:
        """Return what reading gives in a session in place of `kept`."""
        with _asking() as tables:
            known = self._read.get(id(kept))
            if known is not None and known.is_the_same_in(session):
                tables |= known.tables
                return known.value
            value = read()
        self._read[id(kept)] = _Read(kept, value, tables, _sees(session, tables))
        return value


@dataclass(frozen=True)
class _Read:
    """What was read, from which tables, and the last write of one of these, if it was seen."""

    kept: object  # held, so that nothing else comes to stand where it does
    value: object
    tables: set[str]
    last: int | None

    def is_the_same_in(self, session: Session) -> bool:
        return self.last is not None and self.last == _sees(session, self.tables)


@dataclass
class _Writes:
    """What this process has written, in any database: counted as connections are given back."""

    now: int = 0
    last: dict[str, int] = field(default_factory=dict)  # by table
    open: Counter[str] = field(default_factory=Counter)  # of how many connections not given back
    lock: threading.Lock = field(default_factory=threading.Lock)


_writes = _Writes()
_here = threading.local()


def _sees(session: Session, tables: set[str]) -> int | None:
    """Return the last write of any of these tables; None where a session may not see it."""
    since = session.connection().info.get(_SINCE, -1)
    with _writes.lock:
        if any(_writes.open[table] for table in tables):
            return None
        last = max((_writes.last.get(table, 0) for table in tables), default=None)
    return last if last is not None and last <= since else None


@contextmanager
def _asking() -> Iterator[set[str]]:
    """Gather the tables that this thread asks, within another asking for that one too."""
    tables: set[str] = set()
    before = getattr(_here, "tables", None)
    _here.tables = tables
    try:
        yield tables
    finally:
        _here.tables = before
        if before is not None:
            before |= tables


def watch_writes() -> None:
    """See what this process asks and writes; else everything is read each time."""
    event.listen(Engine, "begin", _begins)
    event.listen(Engine, "before_cursor_execute", _asks)
    event.listen(Pool, "checkin", _is_given_back)


def _begins(connection: Connection) -> None:
    connection.info[_SINCE] = _writes.now


def _asks(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
    tables = _named(statement)
    if not statement.startswith(_WRITES_NOTHING):
        known: set[str] = connection.info.setdefault(_WRITTEN, set())
        new = (tables or _TABLES) - known
        known |= new
        with _writes.lock:
            _writes.open.update(new)
    elif (asked := getattr(_here, "tables", None)) is not None:
        asked |= tables


@lru_cache(4096)
def _named(statement: str) -> frozenset[str]:
    return _TABLES.intersection(re.findall(r"\w+", statement))


def _is_given_back(_connection: Any, record: Any) -> None:
    if written := record.info.pop(_WRITTEN, None):
        with _writes.lock:
            _writes.now += 1
            _writes.last |= dict.fromkeys(written, _writes.now)
            _writes.open.subtract(written)
