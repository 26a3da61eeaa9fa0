"""A sandbox takes, and empties, only a file of its own."""

from __future__ import annotations

import socket
import sqlite3
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from models.problems import Problem
from models.rows.base import Database
from models.rows.migrate import migrate
from slackapp.sandbox.own_file import make_ready
from slackapp.sandbox.run import Sandbox


def customers_in(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM customers").fetchone()[0])


def real_desk(path: Path) -> None:
    database = Database(f"sqlite:///{path}")
    migrate(database)
    with database.writing() as session:
        session.connection().exec_driver_sql(
            "INSERT INTO customers (key, name, managed_upgrades, monitoring, runbook_url, "
            "change_windows, remote_access, at, by) "
            "VALUES ('real', 'Real AG', 0, 0, '', '', '', '2026-01-01 00:00:00', 'x')"
        )
    database.close()


@pytest.mark.parametrize("anew", [True, False])
def test_a_real_desk_is_left_as_it_is(tmp_path: Path, anew: bool) -> None:
    """Pointed at somebody's desk, the sandbox refuses with a sentence and touches nothing."""
    path = tmp_path / "desk.sqlite"
    real_desk(path)
    with pytest.raises(Problem, match="not a sandbox's own file"):
        Sandbox(path, 0, anew=anew)
    assert customers_in(path) == 1


def test_whatever_else_is_left_as_it_is(tmp_path: Path) -> None:
    """Nor does it take a text or a folder for a story."""
    text = tmp_path / "notes.txt"
    text.write_text("not a database, but somebody's notes", encoding="utf-8")
    for path in (text, tmp_path):
        with pytest.raises(Problem, match="not a sandbox's own file"):
            make_ready(path, anew=True)
    assert text.read_text(encoding="utf-8").startswith("not a database")


def test_its_own_story_is_gone_on_with_or_told_anew(tmp_path: Path) -> None:
    """A sandbox's own file carries its mark; `anew` begins the story again."""
    path = tmp_path / "var" / "sandbox.sqlite"
    make_ready(path, anew=True)
    real_desk(path)
    make_ready(path, anew=False)
    assert customers_in(path) == 1
    make_ready(path, anew=True)
    with pytest.raises(sqlite3.OperationalError):
        customers_in(path)


def test_a_story_stays_where_the_port_is_taken(tmp_path: Path) -> None:
    """What can't start deletes nothing: the port is taken before the file."""
    path = tmp_path / "sandbox.sqlite"
    make_ready(path, anew=True)
    real_desk(path)
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError):
        Sandbox(path, taken.getsockname()[1], anew=True)
    assert customers_in(path) == 1


def test_every_door_is_for_this_machine_only(tmp_path: Path) -> None:
    """The desk's own entrance stands behind the same gate as the pretend Slack's."""
    with Sandbox(tmp_path / "desk.sqlite", 0, ticking=False) as sandbox:
        address = urlsplit(sandbox.address)
        for method, path in (("POST", "/slack/events"), ("GET", "/healthz"), ("GET", "/")):
            connection = HTTPConnection(address.hostname or "", address.port or 0, timeout=20)
            connection.request(method, path, headers={"Host": "desk.example.com"})
            assert connection.getresponse().status == 403, path
            connection.close()
