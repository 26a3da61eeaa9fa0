"""`backup` and `restore`: the desk in one file, while it runs; and nothing is given away twice."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import Table
from sqlalchemy.orm import make_transient

from models.rows import Row, backup
from models.rows.cases import Case
from models.usecases.restoring import GAP
from slackapp.pretend_slack.web.loopback import Loopback
from tests.backup.command_line import address, run
from tests.desk import DeskUnderTest, Switch

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize("other", ["sqlite", "postgres"])
def test_what_is_restored_says_the_same(
    filled: DeskUnderTest,
    file: Path,
    other: str,
    request: pytest.FixtureRequest,
    desk_switch: Switch,
    desk_loopback: Loopback,
) -> None:
    """Restored in either kind of database: each row, and so each statement, is as it was."""
    said = filled.statement("acme")
    url = request.getfixturevalue(other).fresh_database("elsewhere", "template")
    done = run(url, "restore", file)
    assert done.exit_code == 0, done.output
    there = DeskUnderTest(url, desk_switch, desk_loopback)
    there.at("Mon 2026-06-01 10:00")
    assert there.statement("acme") == said
    assert there.types("ada", "/case show 1").says("Login loops")
    there.close()


@pytest.mark.parametrize("table", Row.metadata.sorted_tables, ids=lambda table: table.name)
def test_each_kind_of_column_is_read_again(table: Table) -> None:
    """A backup of whatever a desk has can be restored: no table has what nothing reads."""
    for column in backup.plain(table).columns:
        backup.reader(column.type)


def test_a_backup_while_somebody_writes(filled: DeskUnderTest, tmp_path: Path) -> None:
    """Cases that are added meanwhile are in it or not, none by half: it is read again, whole."""
    ends, database = Event(), filled.house.desk.database

    def writes() -> None:
        while not ends.is_set():
            with database.writing() as session:
                case = session.get_one(Case, 1)
                make_transient(case)
                case.id = None  # type: ignore[assignment]  # another one like it
                session.add(case)

    writer = Thread(target=writes)
    writer.start()
    try:
        found = []
        for number in range(5):
            written = tmp_path / f"{number}.backup"
            assert run(address(filled), "backup", written).exit_code == 0
            found.append(backup.check(written).counts["cases"])
        assert found == sorted(found)
        assert found[-1] > 1
    finally:
        ends.set()
        writer.join()


def test_the_next_number_was_never_used(
    filled: DeskUnderTest,
    file: Path,
    elsewhere: str,
    desk_switch: Switch,
    desk_loopback: Loopback,
) -> None:
    """A case that was opened after the backup keeps its number for itself; so does an entry."""
    assert filled.types("ada", "/case open acme configuration Lost").says("#2")
    assert run(elsewhere, "restore", file).exit_code == 0
    there = DeskUnderTest(elsewhere, desk_switch, desk_loopback)
    there.at("Mon 2026-06-01 14:00")
    opened = there.types("ada", "/case open beta configuration Another")
    assert opened.says(f"#{GAP + 2}")
    assert "There is no case #2" in there.types("ada", "/escalation log 2h 2").whole
    there.close()
