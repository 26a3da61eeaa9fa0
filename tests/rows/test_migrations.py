"""Migrations: up from empty and from a filled earlier version, to the tables of the program."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, select, text

from models.rows import Row
from models.rows.base import Database
from models.rows.migrate import Tables, migrate, tables_of
from models.rows.pages import EVER_PAGED, PAGED
from models.rows.people import Person
from models.rules.standing import Standing
from models.usecases import finding
from models.usecases.case import opening, shown
from models.usecases.case.opening import CaseReport
from models.usecases.customer.balances import balance
from models.usecases.following import FOLLOWERS
from models.usecases.oncall import feeds
from models.usecases.turn import Desk
from tests.database import Databases
from tests.rows.filled import ROWS_OF_0001

_NAMES = (f"rows_{number}" for number in count())
ADA = Person(
    id="U0ADA",
    team_id="T0PROAUTH",
    handle="ada",
    name="Ada",
    standing=Standing.MEMBER,
    is_workspace_admin=False,
    seen_at=datetime(2026, 3, 2, tzinfo=UTC),
)


@pytest.fixture
def empty(place: Databases) -> Iterator[Database]:
    """A database without any table."""
    database = Database(place.fresh_database(next(_NAMES)))
    yield database
    database.close()


def differences(database: Database) -> list[Any]:
    with database.engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, Row.metadata))


def columns(database: Database) -> dict[str, list[str]]:
    """The columns of every table, in order."""
    found = inspect(database.engine)
    return {
        table: [f'"{column["name"]}"' for column in found.get_columns(table)]
        for table in sorted(found.get_table_names())
        if table != "alembic_version"
    }


def contents(
    database: Database, of: dict[str, list[str]] | None = None
) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table as the database itself gives it, without the program's types.

    `of` are the columns to look at, by table; all of them unless told.
    """
    with database.engine.connect() as connection:
        return {
            table: [
                tuple(row)
                for row in connection.execute(text(f"SELECT {', '.join(names)} FROM {table}"))
            ]
            for table, names in (of or columns(database)).items()
        }


def test_from_empty(empty: Database) -> None:
    """Migrating an empty database brings it up to date, and once more changes nothing."""
    assert tables_of(empty) is not Tables.CURRENT
    migrate(empty)
    assert tables_of(empty) is Tables.CURRENT
    assert not any(contents(empty).values())
    migrate(empty)
    assert tables_of(empty) is Tables.CURRENT


def test_the_tables_equal_the_migrations(empty: Database) -> None:
    """The migrations make the very tables, columns, types and indexes that the program knows."""
    migrate(empty, "0001")
    assert differences(empty) != []
    migrate(empty)
    assert differences(empty) == []


def test_from_a_filled_earlier_version(empty: Database) -> None:
    """A desk of revision 0001 with a row in every table keeps every one of them, as it was."""
    migrate(empty, "0001")
    with empty.engine.begin() as connection:
        for row in ROWS_OF_0001:
            connection.execute(text(row))
    known, before = columns(empty), contents(empty)
    assert all(before.values()), "a table of 0001 is not filled"
    assert tables_of(empty) is not Tables.CURRENT

    migrate(empty)
    assert tables_of(empty) is Tables.CURRENT
    assert contents(empty, known) == before
    assert not any(rows for table, rows in contents(empty).items() if table not in before)


def test_the_facts_of_an_earlier_version_are_read_as_before(empty: Database) -> None:
    """After the upgrade the desk answers from the facts that were recorded before it, and new
    ones come after them."""
    migrate(empty, "0001")
    with empty.engine.begin() as connection:
        for row in ROWS_OF_0001:
            connection.execute(text(row))
        if not empty.is_sqlite:  # rows with a number of their own leave the counters behind
            for table in ("customers", "cases", "changes"):
                counter = f"pg_get_serial_sequence('{table}', 'id')"
                connection.execute(text(f"SELECT setval({counter}, max(id)) FROM {table}"))
    migrate(empty)

    with Desk(empty, FOLLOWERS).writing(ADA, datetime(2026, 3, 10, 9, tzinfo=UTC)) as turn:
        acme = finding.customer(turn, "acme ag")
        on = balance(turn, acme, date(2026, 3, 10))
        assert (on.level, on.remaining, on.granted) == ("standard", 5, 7)
        lines = [(g.grant.label, g.charged, g.grant.last_day) for g in on.grants]
        assert lines == [
            ("included 2026", 2, date(2026, 12, 31)),
            ("pack 1 (M)", 0, date(2027, 3, 2)),
        ]
        case = shown.show(turn, 1)
        assert case.case.title == "Login “loops” & more"
        assert case.case.reported_at == datetime(2026, 3, 2, 8, 40, tzinfo=UTC)
        assert [(entry.minutes, entry.note) for entry in case.entries] == [(301, "SAML")]
        assert turn.calendar.why_closed(date(2026, 12, 31)) == "Silvester"
        assert opening.open_case(turn, acme, CaseReport("The next one")).case.id == 2


def test_tokens_of_feeds_are_hashed(empty: Database) -> None:
    """Since 0014 a feed's token is kept hashed; the addresses given before still open it."""
    migrate(empty, "0013")
    with empty.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO feeds (at, by, token, person_id)"
                " VALUES ('2026-03-02 08:00:00', 'U0ADA', 'SeSaMe', 'U0ADA')"
            )
        )
    migrate(empty)
    with Desk(empty, FOLLOWERS).writing(ADA, datetime(2026, 3, 10, 9, tzinfo=UTC)) as turn:
        turn.session.merge(ADA)
        turn.session.flush()
        shown = feeds.show(turn, "SeSaMe")
        assert shown.title == "On call: Ada"
        assert "SeSaMe" not in shown.feed.hashed


def test_a_case_of_a_page_of_before_is_still_on_it(empty: Database) -> None:
    """Since 0025 what leaves a page is kept with when it left; what was kept before has not."""
    migrate(empty, "0001")
    with empty.engine.begin() as connection:
        for row in ROWS_OF_0001:
            connection.execute(text(row))
    migrate(empty, "0024")
    with empty.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO pages (id, at, by, why, customer_id, text, ladder, step, reason)"
                " VALUES (1, '2026-03-03 02:00:00', 'U0ADA', 'asked', 1, '', '{}', 0, '')"
            )
        )
        connection.execute(text("INSERT INTO page_cases VALUES (1, 1, '2026-03-03 02:01:00')"))
    before = contents(empty)["page_cases"]
    migrate(empty)
    with Desk(empty, FOLLOWERS).writing(ADA, datetime(2026, 3, 10, 9, tzinfo=UTC)) as turn:
        found = turn.session.execute(select(PAGED).union_all(select(EVER_PAGED))).all()
        assert found == [(1, 1), (1, 1)]
    assert contents(empty)["page_cases"] == [(*row, None) for row in before]


def test_two_processes_migrate_at_once(place: Databases) -> None:
    """Several processes that start at once migrate an empty database once, and none of them
    fails."""
    url = place.fresh_database(next(_NAMES))

    def starts(_: int) -> bool:
        database = Database(url)
        try:
            migrate(database)
            return tables_of(database) is Tables.CURRENT
        finally:
            database.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(starts, range(4))) == [True] * 4
