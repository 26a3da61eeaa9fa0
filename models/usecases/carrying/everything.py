"""Everything as JSON lines: facts, history and kept statements, row by row; and back from it.

The first line says of which version the tables are, and when it was; then each row is an object
with its table. A row's number is its key: what is there already comes in no second time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Table,
    TableClause,
    and_,
    func,
    insert,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.exc import IntegrityError

from models.problems import Impossible
from models.rows import Row
from models.rows.backup import as_text, plain, reader, value
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
from models.usecases.carrying.importing import SomethingWrong
from models.usecases.carrying.lines import Became, Comes, IsThere, Wrong
from models.usecases.case import clock_warnings
from models.usecases.customer import notices
from models.usecases.oncall.ladders import ladder_of
from models.usecases.turn import Turn

_NAMES: Final = (
    "customers",
    "other_channels",
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
class _Told:
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


@people.may(Permission.ADMINS, "import")
def would_become(turn: Turn, lines: Iterable[tuple[int, str]]) -> Iterator[Became]:
    """Yield of each row what would come of it; nothing is written."""
    yield from _take(turn, lines, lambda _: None)


@people.may(Permission.ADMINS, "import")
def bring_in(turn: Turn, lines: Iterable[tuple[int, str]], tell: Callable[[Became], None]) -> None:
    """Bring in everything, and `tell` of each row. SomethingWrong, or Impossible, if one can't come
    in; the caller's turn is to leave nothing behind then.
    """
    lift_bounds(turn.session.connection())
    before = notices.to_come(turn, finding.customers(turn))
    waited = set(clock_warnings.cases_that_wait(turn))
    try:
        for became in _take(turn, lines, lambda rows: _insert(turn, rows)):
            if isinstance(became, Wrong):
                raise SomethingWrong("", became)
            tell(became)
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
    turn: Turn, lines: Iterable[tuple[int, str]], add: Callable[[Sequence[_Told]], None]
) -> Iterator[Became]:
    told = _read(lines)
    for table, group in groupby(told, lambda each: each.table if isinstance(each, _Told) else None):
        while some := list(islice(group, _AT_ONCE)):
            if table is None:
                yield from (each for each in some if isinstance(each, Wrong))
                continue
            rows = [each for each in some if isinstance(each, _Told)]
            there = _there(turn, table, rows)
            became = [_became(row, there) for row in rows]
            new = [row for row, each in zip(rows, became, strict=True) if isinstance(each, Comes)]
            if new:
                add(new)
            yield from became


def _became(row: _Told, there: Mapping[tuple[Any, ...], Mapping[str, Any]]) -> Became:
    known = there.get(row.key)
    if known is None:
        return Comes(row.number, row.what)
    if all(known[name] == each for name, each in row.values.items()):
        return IsThere(row.number, row.what)
    return Wrong(row.number, None, row.what, "the desk has another with that number")


def _read(lines: Iterable[tuple[int, str]]) -> Iterator[_Told | Wrong]:
    for number, line in lines:
        try:
            said = json.loads(line)
            if number == 1:
                _refuse_other_version(said["version"])
                continue
            bare = plain(_TABLES[said["table"]])
            values = {
                name: value(reader(bare.c[name].type), each) for name, each in said["row"].items()
            }
            if missing := bare.c.keys() - values.keys():
                raise ValueError(f"{', '.join(sorted(missing))} is missing")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            yield Wrong(number, None, line[:80], f"no line of an export: {error}")
        else:
            yield _Told(number, _TABLES[said["table"]], values)


def _refuse_other_version(version: object) -> None:
    if version != newest_version():
        raise Impossible(
            f"It is of version {version} of the tables, and this program's are of "
            f"{newest_version()}. Export it with a program of this version."
        )


def _there(
    turn: Turn, table: Table, rows: Sequence[_Told]
) -> Mapping[tuple[Any, ...], Mapping[str, Any]]:
    """The rows that are there already, by their keys."""
    bare = plain(table)
    names = [each.name for each in table.primary_key.columns]
    keys = [list(zip(names, row.key, strict=True)) for row in rows]
    same = or_(*(and_(*(bare.c[name] == part for name, part in key)) for key in keys))
    found = turn.session.connection().execute(select(bare).where(same)).mappings()
    return {tuple(row[name] for name in names): dict(row) for row in found}


def _insert(turn: Turn, rows: Sequence[_Told]) -> None:
    """Add rows past all that follows from a change of the day."""
    table = rows[0].table
    bare = plain(table)
    turn.session.connection().execute(insert(bare), [dict(row.values) for row in rows])
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
