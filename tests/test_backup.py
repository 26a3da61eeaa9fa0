"""`backup` and `restore`: the desk in one file, while it runs; and nothing is given away twice."""

from __future__ import annotations

import gzip
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from unittest.mock import patch

import pytest
from sqlalchemy import Connection, Table, func, select, text
from sqlalchemy.orm import make_transient
from typer.testing import CliRunner, Result

from handlers.blocks.pieces import eras
from models.rows import Row, backup
from models.rows.base import Database
from models.rows.cases import Case
from models.rows.eras import present_era
from models.usecases import inbox
from models.usecases.inbox import KeptRequest
from models.usecases.restoring import GAP
from slackapp.cli import app
from slackapp.pretend_slack.web.loopback import Loopback
from tests.agreement.coming_in import a_source, reports
from tests.conversations.oncall.people_on_call import rung, with_people_on_call
from tests.database import Databases
from tests.desk import DeskUnderTest, Heard, Switch
from tests.machines import sign_of

pytestmark = pytest.mark.both_databases

SLACK = {
    "SLACK_BOT_TOKEN": "xoxb-1-a",
    "SLACK_APP_TOKEN": "xapp-1-a",
    "ADMIN_USERS": "U0DANA",
}


def run(url: str, *words: str | Path) -> Result:
    """Run the command line against a database."""
    environ = {**SLACK, "DATABASE_URL": url, "COLUMNS": "200"}
    with patch.dict(os.environ, environ, clear=True):
        return CliRunner().invoke(app, list(map(str, words)))


def address(desk: DeskUnderTest) -> str:
    return desk.house.desk.database.url.render_as_string(hide_password=False)


@pytest.fixture
def filled(desk: DeskUnderTest) -> DeskUnderTest:
    """acme and beta, acme with a pack, a case and five hours on it, and somebody on call."""
    desk.at("Mon 2026-06-01 10:00")
    desk.types("dana", '/customer add acme "Acme AG" standard from 2026-01-01')
    desk.types("dana", '/customer add beta "Beta AG" standard from 2026-01-01')
    desk.types("dana", "/customer pack acme M on 2026-03-10")
    desk.types("dana", '/customer closed 2026-06-15 "Team day"')
    desk.types("ada", "/case open acme configuration Login loops")
    desk.types("ada", "/escalation log 5h 1")
    desk.types("dana", "/oncall rotation primary weekly mon 09:00 @ada @ben")
    return desk


@pytest.fixture
def file(filled: DeskUnderTest, tmp_path: Path) -> Path:
    """A backup of that desk."""
    written = tmp_path / "desk.backup"
    done = run(address(filled), "backup", written)
    assert (done.exit_code, done.exception) == (0, None), done.output
    return written


@pytest.fixture
def elsewhere(place: Databases) -> str:
    """The address of another database, migrated and empty."""
    return place.fresh_database("elsewhere", "template")


@pytest.fixture(autouse=True)
def _first_era() -> Iterator[None]:
    yield
    eras.begin("")


def counts(connection: Connection) -> dict[str, int]:
    return {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0
        for table in Row.metadata.sorted_tables
    }


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


def test_a_button_of_before_books_nothing(
    file: Path, elsewhere: str, desk_switch: Switch, desk_loopback: Loopback
) -> None:
    """A press on a message of before the restore is refused; the same one made anew is not."""
    assert run(elsewhere, "restore", file).exit_code == 0
    there = DeskUnderTest(elsewhere, desk_switch, desk_loopback)
    there.at("Mon 2026-06-01 14:00")
    era = present_era(there.house.desk.database)
    eras.begin("")  # as that message was made
    there.types("ben", "/case show 1")
    eras.begin(era)
    before = counts_of(there)["changes"]
    assert there.presses("ben", "I'll take it").says("restored from a backup", "does nothing")
    assert counts_of(there)["changes"] == before
    there.types("ben", "/case show 1")
    there.presses("ben", "I'll take it")
    assert counts_of(there)["changes"] == before + 1
    there.close()


def test_a_form_that_was_open_before_books_nothing(
    file: Path, elsewhere: str, desk_switch: Switch, desk_loopback: Loopback
) -> None:
    """Opened before the restore and sent after it: refused kindly, with all that was filled in;
    one that is opened anew is not.
    """
    assert run(elsewhere, "restore", file).exit_code == 0
    there = DeskUnderTest(elsewhere, desk_switch, desk_loopback)
    there.at("Mon 2026-06-01 14:00")
    era = present_era(there.house.desk.database)
    eras.begin("")  # as that form was made
    there.opens("ada", "/escalation log")
    eras.begin(era)
    there.fills("ada", "case", "1")  # which shows the form anew in other cases
    before = counts_of(there)["time_entries"]
    refused = there.submits("ada", case="1", time="2h", day="2026-06-01")
    assert "restored from a backup" in refused["text"]
    assert "that form does nothing" in refused["text"]
    assert counts_of(there)["time_entries"] == before
    there.slack.close("ada")
    there.opens("ada", "/escalation log")
    there.submits("ada", case="1", time="2h", day="2026-06-01")
    assert counts_of(there)["time_entries"] == before + 1
    there.close()


def counts_of(desk: DeskUnderTest) -> dict[str, int]:
    with desk.house.desk.database.reading() as session:
        return counts(session.connection())


def test_the_admins_are_told_what_the_desk_no_longer_knows(
    file: Path, elsewhere: str, desk_switch: Switch, desk_loopback: Loopback
) -> None:
    """From the instant of the backup until the restore."""
    assert run(elsewhere, "restore", file).exit_code == 0
    there = DeskUnderTest(elsewhere, desk_switch, desk_loopback)
    there.at("Mon 2030-06-03 14:00")  # after the restore, by whichever clock that was
    told = "\n".join(there.tells("dana"))
    assert "It knows nothing of what was recorded from then until" in told
    there.close()


@pytest.mark.parametrize(("at", "rings"), [("11:00", True), ("13:00", False)])
def test_a_page_of_long_ago_does_not_ring_as_if_new(
    desk: DeskUnderTest,
    elsewhere: str,
    tmp_path: Path,
    desk_switch: Switch,
    desk_loopback: Loopback,
    at: str,
    rings: bool,
) -> None:
    """Within two hours a page rings on. Later it is held, with what was to be sent to people: the
    admins are told, and it rings when it is handed up.
    """
    with_people_on_call(desk)
    desk.at("Mon 2026-06-01 10:00")
    desk.types("ben", "/case open initech sev1 defect Login is down")  # and Ada is not rung yet
    with patch("slackapp.backup.datetime") as clock:
        clock.now.return_value = desk.clock.now()
        assert run(address(desk), "backup", tmp_path / "desk.backup").exit_code == 0
        clock.now.return_value = desk.moment_of(f"Mon 2026-06-01 {at}")
        done = run(elsewhere, "restore", tmp_path / "desk.backup")
    assert done.exit_code == 0, done.output
    assert ("Held: 1 page, 3 messages, 0 reports." in done.stdout) is not rings
    there = DeskUnderTest(elsewhere, desk_switch, desk_loopback)
    there.at(f"Mon 2026-06-01 {at}")
    there.works()
    seen = there.slack.messages_seen_by("dana", "@desk")
    said = next(each for each in seen if "restored from a backup" in each.text)
    assert ("what rang at that time, page 1." in Heard(said.text, said.blocks).whole) is not rings
    assert (rung(there, "ada")["ada"] > 0) is rings
    if not rings:
        assert "it waited when the backup was made" in there.home("dana")
        there.presses("dana", "Page 1", "@desk")
        there.types("dana", "/oncall handup 1")
        there.works()
        assert rung(there, "ben") == {"ben": 1}
    there.close()


@pytest.mark.parametrize(("at", "rings"), [("11:45", True), ("13:00", False)])
def test_what_a_change_window_held_of_long_ago_does_not_ring(
    desk: DeskUnderTest,
    elsewhere: str,
    tmp_path: Path,
    desk_switch: Switch,
    desk_loopback: Loopback,
    at: str,
    rings: bool,
) -> None:
    """Within two hours it is routed when its window has ended. Later the admins are told, and have
    it treated again.
    """
    with_people_on_call(desk)
    desk.types("dana", "/customer window initech 2026-06-01 09:30 to 11:30")
    desk.at("Mon 2026-06-01 10:00")
    reports(desk, a_source(desk), "login")
    with patch("slackapp.backup.datetime") as clock:
        clock.now.return_value = desk.clock.now()
        assert run(address(desk), "backup", tmp_path / "desk.backup").exit_code == 0
        clock.now.return_value = desk.moment_of(f"Mon 2026-06-01 {at}")
        done = run(elsewhere, "restore", tmp_path / "desk.backup")
    assert (done.exit_code, "1 report." in done.stdout) == (0, not rings)
    there = DeskUnderTest(elsewhere, desk_switch, desk_loopback)
    there.at(f"Mon 2026-06-01 {at}")
    there.works()
    assert counts_of(there)["pages"] == rings
    seen = there.slack.messages_seen_by("dana", "@desk")
    said = next(Heard(m.text, m.blocks) for m in seen if "restored from a backup" in m.text)
    assert ("1 report from a change window that has ended" in said.whole) is not rings
    if not rings:
        again = there.types("dana", "/case arrival 1 again")
        assert again.says("opened a case")
        assert counts_of(there)["pages"] == 1
    there.close()


def test_a_sign_of_life_is_not_missed_of_which_nobody_knows(
    desk: DeskUnderTest,
    elsewhere: str,
    tmp_path: Path,
    desk_switch: Switch,
    desk_loopback: Loopback,
) -> None:
    """It may have come each night since the backup: it is expected anew from the restore on."""
    with_people_on_call(desk)
    desk.at("Wed 2026-06-10 03:00")
    sign_of(desk, desk_loopback.address, critical=True).calls()
    with patch("slackapp.backup.datetime") as clock:
        clock.now.return_value = desk.clock.now()
        assert run(address(desk), "backup", tmp_path / "desk.backup").exit_code == 0
        clock.now.return_value = desk.moment_of("Sat 2026-06-13 10:00")
        assert run(elsewhere, "restore", tmp_path / "desk.backup").exit_code == 0
    there = DeskUnderTest(elsewhere, desk_switch, desk_loopback)
    for at, pages in (("Sat 2026-06-13 10:01", 0), ("Sun 2026-06-14 12:00", 1)):
        there.at(at)
        there.works()
        assert counts_of(there)["pages"] == pages
    there.close()


def test_what_was_acknowledged_and_not_answered_is_not_done(
    filled: DeskUnderTest,
    elsewhere: str,
    tmp_path: Path,
    desk_switch: Switch,
    desk_loopback: Loopback,
) -> None:
    """It may have been done since, and be recorded again: the admins are told who asked."""
    body = {"command": "/case", "text": "open acme Again", "user_id": "U0ADA"}
    database, now = filled.house.desk.database, filled.clock.now()
    inbox.record(database, [KeptRequest("command:1", body, now)], (), now)
    file = tmp_path / "desk.backup"
    assert run(address(filled), "backup", file).exit_code == 0
    assert run(elsewhere, "restore", file).exit_code == 0
    there = DeskUnderTest(elsewhere, desk_switch, desk_loopback)
    there.at("Mon 2030-06-03 14:00")  # after the restore, by whichever clock that was
    there.works()
    shown = there.last("dana", "@desk").whole
    assert "what <@U0ADA> had asked for" in shown
    assert counts_of(there)["inbox"] == 0
    assert counts_of(there)["cases"] == 1
    there.close()


def test_nothing_is_replaced_silently(filled: DeskUnderTest, file: Path, elsewhere: str) -> None:
    """Neither a file nor what a database has: one sentence, exit status 2, all as it was."""
    before = file.read_bytes()
    done = run(address(filled), "backup", file)
    assert (done.exit_code, file.read_bytes()) == (2, before)
    assert "is there already, and is not replaced" in done.stderr
    assert run(elsewhere, "restore", file).exit_code == 0
    done = run(elsewhere, "restore", file)
    assert done.exit_code == 2
    assert "The database is not empty." in done.stderr
    assert run(elsewhere, "restore", file, "--replace").exit_code == 0


def test_not_over_the_tables_of_a_newer_version(file: Path, elsewhere: str) -> None:
    """Some of them would be left, and in the way of the next update."""
    there = Database(elsewhere)
    with there.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    there.close()
    done = run(elsewhere, "restore", file, "--replace")
    assert done.exit_code == 2
    assert "brought up to date by a newer version of the desk" in done.stderr


@pytest.mark.parametrize("harm", ["cut", "changed", "none", "missing"])
def test_a_file_that_is_not_whole(file: Path, elsewhere: str, harm: str) -> None:
    """It is refused in a sentence, and the database is as it was."""
    match harm:
        case "cut":
            file.write_bytes(file.read_bytes()[:-100])
        case "changed":
            file.write_bytes(gzip.compress(gzip.decompress(file.read_bytes()).replace(b"L", b"l")))
        case "none":
            file.write_text("no backup")
        case _:
            file.unlink()
    done = run(elsewhere, "restore", file)
    assert done.exit_code == 2
    assert "no whole backup" in done.stderr or "No such file" in done.stderr
    there = Database(elsewhere)
    with there.reading() as session:
        assert set(counts(session.connection()).values()) == {0}
    there.close()


def test_a_full_disk_leaves_no_file(filled: DeskUnderTest, tmp_path: Path) -> None:
    """Nothing has the name of a backup but a whole one."""
    full = OSError(28, "No space left on device")
    with patch("models.rows.backup.os.fsync", side_effect=full):
        done = run(address(filled), "backup", tmp_path / "desk.backup")
    assert done.exit_code == 2
    assert "No space left on device" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_disk_without_hard_links(filled: DeskUnderTest, tmp_path: Path) -> None:
    """A backup goes onto a stick or a share as well: it is whole, its owner's, and alone there."""
    refused = PermissionError(1, "Operation not permitted")
    file = tmp_path / "desk.backup"
    with patch("os.link", side_effect=refused):
        done = run(address(filled), "backup", file)
    assert done.exit_code == 0, done.output
    assert backup.check(file).counts["cases"] == 1
    assert list(tmp_path.iterdir()) == [file]
    assert file.stat().st_mode & 0o777 == 0o600


def test_not_below_a_desk_that_runs(filled: DeskUnderTest, file: Path) -> None:
    """PostgreSQL knows who is connected; the lock of an SQLite file's server stands beside it."""
    url = address(filled)
    if url.startswith("sqlite"):
        served = sqlite3.connect(url.removeprefix("sqlite:///") + "-served", isolation_level=None)
        served.execute("BEGIN EXCLUSIVE")
    done = run(url, "restore", file, "--replace")
    assert done.exit_code == 2
    assert "Stop" in done.stderr
    if url.startswith("sqlite"):
        served.close()
