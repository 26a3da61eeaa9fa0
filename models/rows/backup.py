"""A backup: all rows of one state of the desk as lines of JSON, zipped; either database reads it.

The first line says of which version and instant it is, and how many rows of which columns follow;
then each row is a line, table by table; the last line is a checksum of all before.
"""

from __future__ import annotations

import gzip
import json
import os
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Final

from sqlalchemy import (
    JSON,
    Boolean,
    Connection,
    Date,
    Integer,
    Numeric,
    String,
    Table,
    TableClause,
    Time,
    column,
    func,
    insert,
    select,
    table,
)
from sqlalchemy.types import TypeEngine

from models.rows import Row
from models.rows.base import Database, Instant, OneOf
from models.rows.migrate import lift_bounds, newest_version

_AT_ONCE: Final = 1000  # rows
_TABLES: Final[Mapping[str, Table]] = {each.name: each for each in Row.metadata.sorted_tables}

Tell = Callable[[int, int], None]
"""Told how far it is: rows done, and rows in all."""


class NotWhole(Exception):
    """A file is no backup, or not as it was written."""


class OfAnotherVersion(Exception):
    """A backup has the tables of another version of the desk: its only argument."""


@dataclass(frozen=True)
class Contents:
    """What stands in a backup: the version of its tables, its instant (ISO 8601), the columns and
    the number of rows of each table.
    """

    version: str
    at: str
    columns: Mapping[str, Sequence[str]]
    counts: Mapping[str, int]

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(self.counts.values())

    @cached_property
    def instant(self) -> datetime:
        """The instant of the backup: all that was recorded later is not in it."""
        return datetime.fromisoformat(self.at)


# --- writing --------------------------------------------------------------------------------------


def back_up(database: Database, file: Path, moment: datetime, tell: Tell) -> Contents:
    """Write one state of the database, of `moment` or later, into a new file, and read that again.

    The desk may run meanwhile. FileExistsError if the file is there; on any error it is not made.
    """
    with _new_file(file) as written:
        with database.reading() as session, gzip.GzipFile(fileobj=written, mode="wb") as zipped:
            connection = session.connection()
            lift_bounds(connection)
            contents = _contents(connection, moment)
            _write(connection, contents, zipped, tell)
        written.flush()
        os.fsync(written.fileno())
        check(Path(written.name))
    return contents


@contextmanager
def _new_file(file: Path) -> Iterator[IO[bytes]]:
    """A file for its owner alone, that has its name when all is in it."""
    if file.exists():
        raise FileExistsError(file)
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=f".{file.name}-") as beside:
        with tempfile.NamedTemporaryFile(dir=beside, delete=False) as unfinished:
            yield unfinished
        file.touch(exist_ok=False)  # which takes nobody's name, and needs no hard links
        Path(unfinished.name).replace(file)


def _contents(connection: Connection, moment: datetime) -> Contents:
    counts = {
        name: connection.scalar(select(func.count()).select_from(each)) or 0
        for name, each in _TABLES.items()
    }
    columns = {name: [each.name for each in _TABLES[name].columns] for name in _TABLES}
    return Contents(newest_version(), moment.isoformat(), columns, counts)


def _write(connection: Connection, contents: Contents, zipped: gzip.GzipFile, tell: Tell) -> None:
    summed, done = sha256(), 0

    def line(content: object) -> None:
        written = json.dumps(content, default=as_text).encode() + b"\n"
        summed.update(written)
        zipped.write(written)

    line(asdict(contents))
    for each in _TABLES.values():
        asked = select(plain(each)).order_by(*each.primary_key.columns)
        rows = connection.execute(asked, execution_options={"yield_per": _AT_ONCE})
        for some in rows.partitions():
            for row in some:
                line(list(row))
            done += len(some)
            tell(done, contents.rows)
    line(summed.hexdigest())


def plain(each: Table) -> TableClause:
    """Return a table whose closed sets are the plain values that they are kept as."""
    columns = ((one.name, one.type) for one in each.columns)
    plain = ((name, kind.impl if isinstance(kind, OneOf) else kind) for name, kind in columns)
    return table(each.name, *(column(name, kind) for name, kind in plain))


def as_text(value: object) -> str:
    """Return what JSON has no form for as a text, which `reader` reads again."""
    return value.isoformat() if isinstance(value, date) else str(value)


# --- reading --------------------------------------------------------------------------------------


def check(file: Path) -> Contents:
    """Read a backup to its end; NotWhole if it is not as it was written."""
    return _read(file, lambda _contents, _name, _rows: None)


def fill(connection: Connection, file: Path, tell: Tell) -> Contents:
    """Put the rows of a backup into empty tables; NotWhole or OfAnotherVersion, also at its end."""
    done = 0

    def put(contents: Contents, name: str, rows: list[list[Any]]) -> None:
        nonlocal done
        if contents.version != newest_version():
            raise OfAnotherVersion(contents.version)
        into, columns = plain(_TABLES[name]), contents.columns[name]
        reads = [reader(into.c[each].type) for each in columns]
        values = [[value(*pair) for pair in zip(reads, row, strict=True)] for row in rows]
        given = [dict(zip(columns, each, strict=True)) for each in values]
        connection.execute(insert(into), given)
        done += len(rows)
        tell(done, contents.rows)

    contents = _read(file, put)
    if contents.counts != _contents(connection, contents.instant).counts:
        raise NotWhole
    return contents


def _read(file: Path, put: Callable[[Contents, str, list[list[Any]]], None]) -> Contents:
    with file.open("rb") as opened, gzip.GzipFile(fileobj=opened, mode="rb") as zipped:
        summed = sha256()

        def line() -> Any:
            written = zipped.readline()
            summed.update(written)
            return json.loads(written)

        try:
            contents = Contents(**line())
            for name, count in contents.counts.items():
                for begin in range(0, count, _AT_ONCE):
                    rows = [line() for _ in range(min(_AT_ONCE, count - begin))]
                    put(contents, name, rows)
            found = summed.hexdigest()
            if line() != found or zipped.read(1):
                raise NotWhole
        except (gzip.BadGzipFile, zlib.error, EOFError, ValueError, TypeError) as error:
            raise NotWhole from error
    return contents


def reader(kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    """Return what reads a column's value from JSON; None if it is the value."""
    match kind:
        case Instant():
            return datetime.fromisoformat
        case Date():
            return date.fromisoformat
        case Time():
            return time.fromisoformat
        case Numeric():
            return Decimal
        case JSON() | String() | Integer() | Boolean():  # JSON knows them
            return None
        case _:
            raise AssertionError(f"nothing reads {kind!r} from a backup")


def value(reads: Callable[[Any], Any] | None, written: Any) -> Any:
    """Return a value as it was before it was written as JSON."""
    return written if reads is None or written is None else reads(written)
