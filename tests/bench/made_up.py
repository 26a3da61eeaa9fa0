"""Desks of any size, made up: the same customers make the same rows, in every run.

What a customer has is said in numbers (`MadeUp`), so an empty desk, one of four customers and one
of a million entries come from the same lines.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Table, func, select, text
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from models.rows.base import Database, Row
from tests.desk import DeskUnderTest

NOW = DeskUnderTest.moment_of("Mon 2026-06-08 10:00")
YEARS = 10
ENGINEERS = ("U0ADA", "U0BEN", *(f"U1ENGINEER{number}" for number in range(18)))
MANAGERS = ("U0CLEO", "U1MANAGER1", "U1MANAGER2")
LEVELS = ("standard", "premium", "basic", "managed")
KINDS = ("defect", "configuration", "integration", "clarification", "deployment", "upgrade")
TITLES = ("Login loops", "Nightly import stops", "Reports are empty", "Slow after the upgrade")
LADDER = {"rungs": [{"after": 0, "targets": [["rotation", "primary"]]}], "every": 15}
_AT_ONCE = 20_000  # rows of a table

Cell: TypeAlias = object


@dataclass(frozen=True)
class MadeUp:
    """A customer of ten years: how many cases, open ones among them, waiting ones among these."""

    key: str
    level: str = "standard"
    cases: int = 3
    open: int = 1
    waiting: int = 0  # for a first response
    entries: int = 20
    channel: str | None = None


@dataclass(frozen=True)
class Desk:
    """A desk by the name that a measurement prints, and its customers."""

    name: str
    customers: tuple[MadeUp, ...]


def of_entries(entries: int) -> Desk:
    """A desk whose `acme` has so many entries, ten a case; its latest case is the only open one."""
    cases = max(3, entries // 10)
    return Desk(f"entries_{entries}", (replace(_ACME, cases=cases, entries=entries), _INITECH))


def of_customers(customers: int) -> Desk:
    """A desk of so many customers with 200 entries each."""
    found = crowd(customers, 20 * customers, 2 * customers, customers // 2, 200 * customers)
    return Desk(f"customers_{customers}", tuple(found))


def crowd(customers: int, cases: int, is_open: int, waiting: int, entries: int) -> Iterator[MadeUp]:
    """Spread so much evenly over so many customers of all levels."""
    for number in range(customers):
        yield MadeUp(
            f"customer-{number}",
            LEVELS[number % len(LEVELS)],
            share(cases, customers, number),
            share(is_open, customers, number),
            share(waiting, customers, number),
            share(entries, customers, number),
        )


def share(total: int, among: int, number: int) -> int:
    """How much of a total the one of this number gets, from 0."""
    return total * (number + 1) // among - total * number // among


_ACME = MadeUp("acme", channel="C0ACME")
_INITECH = MadeUp("initech", "managed")
_GLOBEX, _HOOLI = MadeUp("globex", "premium", channel="C0GLOBEX"), MadeUp("hooli")

EMPTY = Desk("empty", (_ACME, _INITECH))
FOUR = Desk("four", (_ACME, _INITECH, _GLOBEX, _HOOLI))
LONG_HISTORY = Desk(
    "long_history",
    (_ACME, MadeUp("big", cases=300, entries=2_000), MadeUp("huge", cases=3_000, entries=20_000)),
)
MANY = Desk("many", (*FOUR.customers, *crowd(4_996, 20_000, 1_996, 500, 100_000)))
# Here `acme` is a customer like the others, `initech` one with next to no history.
BIG = Desk(
    "big",
    (
        MadeUp("acme", "standard", 334, 6, 1, 3_340, _ACME.channel),
        _INITECH,
        *crowd(298, 99_663, 1_993, 499, 996_640),
    ),
)


def fill(database: Database, made_up: Desk) -> None:
    """Write a desk's customers with their histories, and the people who worked for them."""
    with database.engine.begin() as connection:
        desk = _Rows(connection)
        for who in (*ENGINEERS, *MANAGERS, "U0DANA"):
            desk.add_person(who)
        for number, customer in enumerate(made_up.customers, 1):
            desk.add_customer(number, customer)
        desk.write()
        desk.end()


@dataclass(frozen=True)
class _Life:
    """When a case was reported, had its first response and was closed, as far as it was."""

    reported: datetime
    responded: datetime | None
    closed: datetime | None


class _Rows:
    """Rows on their way to an empty database, a table's many at once, with numbers of our own."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dice = random.Random(1)
        self._last: dict[str, int] = defaultdict(int)
        self._rows: dict[str, list[dict[str, Cell]]] = defaultdict(list)

    def add_person(self, who: str) -> None:
        """Somebody whom Slack has told of already."""
        name = who[2:].lower()
        self._rows["people"].append(
            {
                "id": who,
                "team_id": "T0PROAUTH",
                "handle": name,
                "name": name.capitalize(),
                "standing": "member",
                "is_workspace_admin": who == "U0DANA",
                "seen_at": NOW,
            }
        )

    def add_customer(self, number: int, made_up: MadeUp) -> None:
        """A customer with a contract of ten years, packs each year, and cases."""
        began = date(NOW.year - YEARS, 1 + number % 6, 1 + number % 28)
        at = NOW - timedelta(days=365 * YEARS)
        of = self._add(
            "customers",
            at,
            key=made_up.key,
            name=f"{made_up.key} AG",
            manager_id=MANAGERS[number % len(MANAGERS)],
            channel_id=made_up.channel,
        )
        self._agree(of, made_up, began, at)
        answered = made_up.cases - made_up.waiting
        for case in range(made_up.cases):
            left = made_up.cases - case
            life = self._life(is_open=left <= made_up.open, waits=left <= made_up.waiting)
            entries = share(made_up.entries, answered, case) if case < answered else 0
            self._add_case(of, made_up, life, entries)

    def _agree(self, customer: int, made_up: MadeUp, began: date, at: datetime) -> None:
        """A contract, and about as many packs each year as the customer's time asks for."""
        self._add(
            "contract_facts",
            at,
            customer_id=customer,
            what="start",
            day=began,
            level=made_up.level,
            escalations=12 if made_up.level == "managed" else None,
            recorded_on=began,
        )
        packs = 1 + made_up.entries // 6 // YEARS // 6
        for pack in range(packs * YEARS):
            bought = began + timedelta(days=pack * 364 // packs)
            self._add(
                "grants",
                at,
                customer_id=customer,
                source="pack",
                number=pack + 1,
                size="L",
                quantity=6,
                first_day=bought,
                last_day=bought + timedelta(days=364),
            )

    def _life(self, *, is_open: bool, waits: bool) -> _Life:
        """When a case was what; the closed ones lie anywhere in ten years."""
        dice = self._dice
        youngest, oldest = (0, 5) if waits else (6, 120) if is_open else (121, 365 * YEARS - 200)
        minutes = dice.randrange(1440 * (oldest - youngest))
        reported = NOW - timedelta(days=youngest, minutes=minutes)
        responded = None if waits else reported + timedelta(minutes=dice.randrange(5, 600))
        closed = None if is_open else reported + timedelta(days=dice.randrange(1, 30))
        return _Life(reported, responded, closed)

    def _add_case(self, customer: int, made_up: MadeUp, life: _Life, entries: int) -> None:
        """A case, which had its page if it was a Managed Sev-1, with its changes and its time."""
        dice, waits = self._dice, life.responded is None
        owner = None if waits and dice.random() < 0.6 else dice.choice(ENGINEERS)
        severity = dice.choices((1, 2, 3), (1, 5, 14))[0]
        title = dice.choice(TITLES)
        case = self._add(
            "cases",
            life.reported,
            customer_id=customer,
            title=title,
            kind="untriaged" if waits else dice.choice(KINDS),
            severity=max(severity, 2) if waits else severity,
            owner_id=owner,
            reported_at=life.reported,
            responded_at=life.responded,
            closed_at=life.closed,
        )
        self._add_change(case, "opened", life.reported, title)
        if life.responded is not None:
            self._add_change(case, "responded", life.responded, str(life.responded))
            if severity == 1 and made_up.level == "managed":
                self._add_page(customer, case, life.reported, life.responded)
        if life.closed is not None:
            self._add_change(case, "closed", life.closed, str(life.closed))
        self._add_letter(case, life.reported)
        until = life.closed or NOW
        for number in range(entries):
            self._add_time(case, life.reported + (until - life.reported) * number / entries)
        if entries > 8 and dice.random() < 0.95:
            self._add("decisions", until, case_id=case, block=2, answer="consulting", onwards=True)

    def _add_change(self, case: int, what: str, at: datetime, new: str) -> None:
        self._add("changes", at, subject="case", subject_id=case, what=what, new=new)

    def _add_letter(self, case: int, at: datetime) -> None:
        """What was posted to the case's queue when it was opened."""
        to = {"recipient": "C0QUEUES", "lane": "C0QUEUES"}
        about = {"case": case, "pinged": None}
        row = {**to, "topic": "queued", "about": about, "at": at, "due_at": at, "done_at": at}
        self._rows["outbox"].append({"id": self._next("outbox"), **row})

    def _add_page(self, customer: int, case: int, at: datetime, ended: datetime) -> None:
        """A page that somebody was rung for, and that ended with the first response."""
        page = self._add(
            "pages",
            at,
            why="sev1",
            case_id=case,
            customer_id=customer,
            ladder=LADDER,
            step=1,
            ended_at=ended,
            ended_by="U0ADA",
            how="responded",
        )
        self._add(
            "attempts",
            at,
            page_id=page,
            step=0,
            recipient="U0ADA",
            way="direct",
            outcome="delivered",
            due_at=at,
            tried_at=at,
            ended_at=at,
        )

    def _add_time(self, case: int, worked: datetime) -> None:
        dice = self._dice
        who, minutes = dice.choice(ENGINEERS), 15 * dice.randrange(1, 5)
        entry = self._add(
            "time_entries",
            worked,
            by=who,
            case_id=case,
            person_id=who,
            day=worked.date(),
            minutes=minutes,
        )
        if dice.random() < 0.01:
            row = {"entry_id": entry, "reason": "typed twice", "at": worked, "by": who}
            self._rows["time_removals"].append(row)

    def _add(self, table: str, at: datetime, by: str = "U0DANA", **cells: Cell) -> int:
        number = self._next(table)
        rows = self._rows[table]
        rows.append({"id": number, "at": at, "by": by, **cells})
        if len(rows) >= _AT_ONCE:
            self.write()
        return number

    def _next(self, table: str) -> int:
        self._last[table] += 1
        return self._last[table]

    def write(self) -> None:
        """Write what is on its way, what others refer to first."""
        for table in Row.metadata.sorted_tables:
            if rows := self._rows.pop(table.name, None):
                _load(self._connection, table, rows)

    def end(self) -> None:
        """Let PostgreSQL count on from our numbers, and know its tables, as it does by and by."""
        if self._connection.dialect.name == "postgresql":
            for name, last in self._last.items():
                serial = func.pg_get_serial_sequence(name, "id")
                self._connection.execute(select(func.setval(serial, last)))
            self._connection.execute(text("ANALYZE"))


def _load(connection: Connection, table: Table, rows: Sequence[dict[str, Cell]]) -> None:
    """Insert rows past SQLAlchemy, as quickly as each database takes them."""
    names = [column.name for column in table.columns]
    defaults = {
        column.name: column.default.arg
        for column in table.columns
        if isinstance(column.default, ScalarElementColumnDefault)
    }
    lines = [[_plain(row.get(name, defaults.get(name))) for name in names] for row in rows]
    cursor = connection.connection.cursor()
    if isinstance(cursor, psycopg.Cursor):
        copying = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, names))
        )
        with cursor.copy(copying) as copy:
            for line in lines:
                copy.write_row(line)
    else:
        marks = ", ".join("?" * len(names))
        cursor.executemany(f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})", lines)


def _plain(cell: Cell) -> Cell:
    """Return a cell as both databases keep it: instants in UTC, as SQLAlchemy writes them."""
    if isinstance(cell, datetime):
        return f"{cell.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    if isinstance(cell, date):
        return cell.isoformat()
    return json.dumps(cell) if isinstance(cell, dict) else cell
