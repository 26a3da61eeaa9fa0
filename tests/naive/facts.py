"""What is known of a customer, read from the rows of the tables as it was known at an instant.

Rows are read by plain SQL, and of the past only by when they were recorded: what a case was before
stands in `changes`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

NOW = datetime.max.replace(tzinfo=UTC)  # all that is known

Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]

_TABLES = (
    "contract_facts",
    "grants",
    "grant_voids",
    "cases",
    "changes",
    "time_entries",
    "time_removals",
    "decisions",
    "settlements",
    "settlement_removals",
    "kept_statements",
    "reopenings",
)


class Agreed(NamedTuple):
    """One thing that was agreed of a customer's contracts, or said of such a thing."""

    id: int
    what: str
    day: date
    level: str
    escalations: int | None = None
    last_day: date | None = None
    about: int | None = None
    recorded_on: date = date.min


class Bought(NamedTuple):
    """A pack or an adjustment that was not voided."""

    id: int
    source: str
    label: str
    first_day: date
    last_day: date
    quantity: int


class Case(NamedTuple):
    """A case by its number."""

    number: int
    kind: str


class Entry(NamedTuple):
    """Time that was not taken back."""

    id: int
    case: int
    day: date
    minutes: int


class Decision(NamedTuple):
    """What a block shall be, and perhaps each one after it."""

    id: int
    case: int
    block: int
    answer: str
    onwards: bool


class Settlement(NamedTuple):
    """How an uncovered block was settled, if that was not taken back."""

    id: int
    case: int
    block: int
    way: str
    day: date


class Facts(NamedTuple):
    """All that is known of a customer."""

    agreed: tuple[Agreed, ...] = ()
    bought: Sequence[Bought] = ()
    cases: Sequence[Case] = ()
    entries: Sequence[Entry] = ()
    decisions: Sequence[Decision] = ()
    settlements: Sequence[Settlement] = ()


def read(select: Callable[[str], Iterable[Row]]) -> Tables:
    """Read the tables from which statements follow; `select` runs SQL and gives rows."""
    return {
        table: [
            {column: _value(column, value) for column, value in row.items()}
            for row in select(f"SELECT * FROM {table}")
        ]
        for table in _TABLES
    }


def _value(column: str, value: Any) -> Any:
    """The value of a column: SQLite has no dates, no instants and no JSON, only texts."""
    if isinstance(value, str) and column in ("day", "first_day", "last_day", "recorded_on"):
        return date.fromisoformat(value)
    if isinstance(value, str) and column == "statement":
        return json.loads(value)
    if column != "at":
        return value
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def known(tables: Tables, customer: int, at: datetime = NOW) -> Facts:
    """Return what was known of a customer at an instant."""
    then = {name: [row for row in rows if row["at"] <= at] for name, rows in tables.items()}
    gone = {row["entry_id"] for row in then["time_removals"]}
    unsettled = {row["settlement_id"] for row in then["settlement_removals"]}
    voided = {row["grant_id"] for row in then["grant_voids"]}
    cases = [
        Case(row["id"], _was(tables, row, "kind", at) or row["kind"])
        for row in then["cases"]
        if int(_was(tables, row, "customer", at) or row["customer_id"]) == customer
    ]
    own = {case.number for case in cases}
    return Facts(
        tuple(_agreed(row) for row in then["contract_facts"] if row["customer_id"] == customer),
        [
            _bought(row)
            for row in then["grants"]
            if row["customer_id"] == customer and row["id"] not in voided
        ],
        cases,
        [
            Entry(row["id"], row["case_id"], row["day"], row["minutes"])
            for row in then["time_entries"]
            if row["case_id"] in own and row["id"] not in gone
        ],
        [
            Decision(row["id"], row["case_id"], row["block"], row["answer"], row["onwards"])
            for row in then["decisions"]
            if row["case_id"] in own
        ],
        [
            Settlement(row["id"], row["case_id"], row["block"], row["way"], row["day"])
            for row in then["settlements"]
            if row["case_id"] in own and row["id"] not in unsettled
        ],
    )


def _was(tables: Tables, case: Row, what: str, at: datetime) -> str | None:
    """What a case was before the first change of it after an instant; None if there is none."""
    later = [
        row
        for row in tables["changes"]
        if (row["subject"], row["subject_id"], row["what"]) == ("case", case["id"], what)
        and row["at"] > at
    ]
    first = min(later, key=lambda row: row["id"], default=None)
    return first["old"] if first else None


def _agreed(row: Row) -> Agreed:
    more = row["escalations"], row["last_day"], row["contract_id"], row["recorded_on"]
    return Agreed(row["id"], row["what"], row["day"], row["level"], *more)


def _bought(row: Row) -> Bought:
    size = f" ({row['size']})" if row["size"] else ""
    label = f"{row['source']} {row['number']}{size}"
    more = row["first_day"], row["last_day"], row["quantity"]
    return Bought(row["id"], row["source"], label, *more)
