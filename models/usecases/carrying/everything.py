"""Everything as JSON lines: facts, history and kept statements, row by row; and back from it.

The first line says of which version the tables are, and when it was; then each row is an object
with its table. A row's number is its key: what is there already comes in no second time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from itertools import groupby, islice
from typing import Any, Final

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Table,
    TableClause,
    func,
    insert,
    select,
    text,
    true,
    tuple_,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.types import TypeEngine

from models.problems import Impossible
from models.rows import Row
from models.rows.backup import as_text, plain, reader, value
from models.rows.base import Instant, OneOf
from models.rows.cases import Case
from models.rows.marks import READ_TABLES
from models.rows.migrate import lift_bounds, newest_version
from models.rows.pages import Page
from models.rows.seen import seen_by
from models.rules.ladder import written
from models.rules.noted import Subject
from models.rules.paging import PageCause, PageEnd
from models.rules.permissions import Permission
from models.rules.service_definition import Severity
from models.usecases import finding, people
from models.usecases.books.closing import refuse_changed
from models.usecases.carrying.importing import Outcomes, SomethingWrong
from models.usecases.carrying.lines import Became, Comes, IsThere, Wrong
from models.usecases.case import clock_warnings
from models.usecases.customer import notices
from models.usecases.oncall.ladders import ladder_of
from models.usecases.turn import Turn

_NAMES: Final = (
    "customers",
    "other_channels",
    "mail_senders",
    "former_channel_ids",
    "contract_facts",
    "grants",
    "grant_voids",
    "closures",
    "change_windows",
    "cases",
    "time_entries",
    "time_removals",
    "decisions",
    "settlements",
    "settlement_removals",
    "changes",
    "kept_statements",
    "reopenings",
    "carried_lines",
)
"""The tables, those that others refer to before them."""
_TABLES: Final[Mapping[str, Table]] = {name: Row.metadata.tables[name] for name in _NAMES}
_AT_ONCE: Final = 500
_ODD: Final = re.compile("[\0\ud800-\udfff]")  # what no database takes for text
_LIFTS = text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)")


# --- out ------------------------------------------------------------------------------------------


def count(turn: Turn) -> int:
    """Return how many lines there are."""
    counts = (
        turn.session.scalar(select(func.count()).select_from(table).where(_wanted(table)))
        for table in _TABLES.values()
    )
    return 1 + sum(each or 0 for each in counts)


@people.may(Permission.ADMINS, "export")
def lines_of(turn: Turn) -> Iterator[str]:
    """Yield everything, line by line."""
    lift_bounds(turn.session.connection())
    yield json.dumps({"version": newest_version(), "at": turn.moment.isoformat()})
    for name, table in _TABLES.items():
        bare = plain(table)
        asked = select(bare).where(_wanted(bare)).order_by(*table.primary_key.columns)
        rows = turn.session.connection().execute(asked, execution_options={"yield_per": _AT_ONCE})
        for row in rows.mappings():
            said = {"table": name, "row": dict(row)}
            yield json.dumps(said, default=as_text, ensure_ascii=False)


def _wanted(table: TableClause) -> ColumnElement[bool]:
    """Which rows of a table: of changes those of what goes out too."""
    if table.name != "changes":
        return true()
    return table.c.subject.in_((Subject.CASE, Subject.CUSTOMER))


# --- in -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ToldRow:
    """A row as a line tells it."""

    number: int
    table: Table
    values: Mapping[str, Any]

    @property
    def key(self) -> tuple[Any, ...]:
        """By which a row is known."""
        return tuple(self.values[each.name] for each in self.table.primary_key.columns)

    @property
    def what(self) -> str:
        """How the row is called."""
        return " ".join(map(str, (self.table.name, *self.key)))


Sources = Sequence[tuple[str, Sequence[ToldRow | Wrong]]]
"""Rows as they were read, or what can't be read, by their files."""


def read(name: str, lines: Iterable[str]) -> Iterator[ToldRow | Wrong]:
    """Yield the rows that the lines of a file tell, or what is wrong with a line.

    Impossible for what is no export, or one of another version of the tables.
    """
    numbered = enumerate(lines, 1)
    _refuse_other_version(name, next(numbered, (1, ""))[1])
    met: set[tuple[str, tuple[Any, ...]]] = set()
    for number, line in numbered:
        try:
            told = _told(number, line)
        except (ValueError, TypeError, ArithmeticError) as error:
            yield Wrong(number, None, line.strip()[:80], f"no line of an export: {error}")
            continue
        if (row := (told.table.name, told.key)) in met:
            yield Wrong(number, None, told.what, "a line above has that number")
        else:
            yield told
        met.add(row)


def _refuse_other_version(name: str, line: str) -> None:
    try:
        version = json.loads(line)["version"]
    except (ValueError, KeyError, TypeError):
        raise Impossible(
            f"{name} is no export: its first line says of which version the tables are."
        ) from None
    if version != newest_version():
        raise Impossible(
            f"{name} is of version {version} of the tables, and this program's are of "
            f"{newest_version()}. Export it with a program of this version."
        )


def _told(number: int, line: str) -> ToldRow:
    """Return the row that a line tells; a ValueError, or what Python says, if it is none."""
    match json.loads(line):
        case {"table": str(name), "row": dict(row)} if name in _TABLES:
            table = _TABLES[name]
        case _:
            raise ValueError("it has a `table` that comes in, and its `row`")
    if odd := row.keys() ^ table.columns.keys():
        raise ValueError(f"{min(odd)} is missing, or no column of {name}")
    return ToldRow(
        number, table, {each.name: _value(each, row[each.name]) for each in table.columns}
    )


def _value(column: Column[Any], said: Any) -> Any:
    """Return the value of a column as it is kept; ValueError for what it can't be."""
    if said is None and column.nullable:
        return None
    kind = column.type
    if isinstance(kind, OneOf):
        if said not in _members(kind):
            raise ValueError(f"{said!r} is no {column.name}")
        return said
    found = value(reader(kind), said)
    if type(found) is not _python_type(kind):
        raise ValueError(f"{said!r} is no {column.name}")
    if isinstance(found, datetime) and found.tzinfo is None:
        raise ValueError(f"{said!r} has no zone")
    if isinstance(found, int) and not -(2**31) <= found < 2**31:
        raise ValueError(f"{said!r} is too large")
    if isinstance(found, str) and _ODD.search(found):
        raise ValueError(f"{column.name} has a character that no text has")
    return found


def _python_type(kind: TypeEngine[Any]) -> type:
    if isinstance(kind, JSON):
        return dict
    return datetime if isinstance(kind, Instant) else kind.python_type


@cache
def _members(kind: OneOf) -> frozenset[object]:
    return frozenset(each.value for closed in kind.closed for each in closed)


@people.may(Permission.ADMINS, "import")
def would_become(turn: Turn, sources: Sources) -> Outcomes:
    """Yield of each row what would come of it; nothing is written."""
    for name, rows in sources:
        for became in _take(turn, rows, lambda _: None):
            yield name, became


@people.may(Permission.ADMINS, "import")
def make_ready(turn: Turn) -> None:
    """Work out beforehand what others need not wait for while it is written."""
    notices.to_come(turn, finding.customers(turn))


@people.may(Permission.ADMINS, "import")
def bring_in(turn: Turn, sources: Sources) -> Outcomes:
    """Bring in everything, and yield what becomes of each row; at the end, what follows of it.

    SomethingWrong, or a Problem, if one can't come in; the caller's turn is to leave nothing behind
    then.
    """
    lift_bounds(turn.session.connection())
    before = notices.to_come(turn, finding.customers(turn))
    waited = set(clock_warnings.cases_that_wait(turn))
    try:
        for name, rows in sources:
            for became in _take(turn, rows, partial(_insert, turn)):
                if isinstance(became, Wrong):
                    raise SomethingWrong(name, became)
                yield name, became
    except IntegrityError as error:
        raise Impossible(f"The lines don't fit together, or not here: {error.orig}.") from None
    _lift_numbers(turn)
    turn.session.expire_all()
    customers = finding.customers(turn)
    for customer in customers:
        refuse_changed(turn, customer)
    notices.take_as_said(turn, customers, before)
    for number in set(clock_warnings.cases_that_wait(turn)) - waited:
        _calm(turn, turn.session.get_one(Case, number))


def _take(
    turn: Turn, rows: Sequence[ToldRow | Wrong], add: Callable[[Sequence[ToldRow]], None]
) -> Iterator[Became]:
    for table, group in groupby(rows, lambda each: None if isinstance(each, Wrong) else each.table):
        while some := list(islice(group, _AT_ONCE)):
            told = [each for each in some if isinstance(each, ToldRow)]
            there = _there(turn, table, told) if table is not None else {}
            became = [_became(each, there) for each in some]
            if new := [row for row in told if row.key not in there]:
                add(new)
            yield from became


def _became(row: ToldRow | Wrong, there: Mapping[tuple[Any, ...], Mapping[str, Any]]) -> Became:
    if isinstance(row, Wrong):
        return row
    known = there.get(row.key)
    if known is None:
        return Comes(row.number, row.what)
    if known == row.values:
        return IsThere(row.number, row.what)
    return Wrong(row.number, None, row.what, "the desk has another with that number")


def _there(
    turn: Turn, table: Table, rows: Sequence[ToldRow]
) -> Mapping[tuple[Any, ...], Mapping[str, Any]]:
    """The rows that are there already, by their keys."""
    bare = plain(table)
    names = [each.name for each in table.primary_key.columns]
    first, *others = (bare.c[name] for name in names)
    keys = [row.key for row in rows]
    same = tuple_(first, *others).in_(keys) if others else first.in_([key for (key,) in keys])
    found = turn.session.connection().execute(select(bare).where(same)).mappings()
    return {tuple(row[name] for name in names): dict(row) for row in found}


def _insert(turn: Turn, rows: Sequence[ToldRow]) -> None:
    """Add rows past all that follows from a change of the day."""
    table = rows[0].table
    turn.session.connection().execute(insert(plain(table)), [dict(row.values) for row in rows])
    if table.name in READ_TABLES:
        seen_by(turn.session).changes_unseen(table.name)


def _lift_numbers(turn: Turn) -> None:
    """Let each table's next number be one that is not given yet; SQLite sees to it itself."""
    if turn.desk.database.is_sqlite:
        return
    for table in _TABLES.values():
        if (numbered := table.autoincrement_column) is not None:
            last = turn.session.scalar(select(func.max(numbered)))
            given = {"table": table.name, "column": numbered.name, "last": last or 1}
            turn.session.execute(_LIFTS, given)


def _calm(turn: Turn, case: Case) -> None:
    """Let nobody be rung or warned for a case that waited elsewhere: its clock runs on, and what of
    it lies behind was for others to be told.
    """
    clock_warnings.take_as_given(turn, case.id)
    if case.severity is Severity.SEV1:
        stopped = Page(
            why=PageCause.SEV1,
            case_id=case.id,
            customer_id=case.customer_id,
            ladder=written(ladder_of(turn, case.customer_id)),
            ended_at=turn.moment,
            ended_by=turn.person.id,
            how=PageEnd.STOPPED,
            reason="it came in with an import, which rings nobody",
            **turn.stamp,
        )
        turn.session.add(stopped)
