"""Backups that are not written, and not put anywhere."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path
from unittest.mock import patch

import pytest
from sqlalchemy import text

from models.rows import backup
from models.rows.base import Database
from tests.backup.command_line import address, counts, run
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.both_databases


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
