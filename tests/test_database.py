"""Each command on each state of the database that it can't work with: a sentence, never a stack."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import chdir, closing
from pathlib import Path
from threading import Event
from typing import Final
from unittest.mock import patch

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from typer.testing import CliRunner, Result

from models.rows import base
from models.rows.base import Database
from models.rows.migrate import migrate
from models.rows.outage import DatabaseAway, InDoubt
from slackapp.cli import app
from slackapp.database import DatabaseProblem, in_words
from slackapp.doctor import CHECKS
from slackapp.sandbox.run import CONTACTS_KEY, SIGNING_SECRET
from tests.database import Databases, Postgres, Sqlite
from tests.serving import free_port

MIGRATE = "Run: python -m slackapp migrate"


def _changed(place: Databases, name: str, *statements: str, tables: str | None = "template") -> str:
    """A database in which somebody ran `statements`."""
    url = place.fresh_database(name, tables)
    with closing(Database(url)) as database, database.writing() as session:
        for statement in statements:
            session.execute(text(statement))
    return url


def _older(place: Databases) -> str:
    url = place.fresh_database("older")
    with closing(Database(url)) as database:
        migrate(database, "0001")
    return url


def _no_database(folder: Path) -> str:
    (folder / "letter.txt").write_text("Dear all, this is no database. " * 40)
    return f"sqlite:///{folder}/letter.txt"


Made = Callable[[Sqlite, Postgres, Path], str]
NEWER: Final = "UPDATE alembic_version SET version_num = '9999'"
NOT_OURS: Final = (
    "The database has tables, and nothing says that they are the desk's: they are another "
    "program's, or were copied in part. Set DATABASE_URL to the desk's own database, or to a new "
    "one."
)
OUT_OF_REACH: Final = "The database can't be reached: connection failed"
STATES: Final[Mapping[str, tuple[Made, str]]] = {
    "no file": (
        lambda _, __, folder: f"sqlite:///{folder}/new/desk.sqlite",
        f"There is no database yet. {MIGRATE}",
    ),
    "no tables": (
        lambda _, postgres, __: postgres.fresh_database("no_tables"),
        f"There is no database yet. {MIGRATE}",
    ),
    "a folder": (
        lambda _, __, folder: f"sqlite:///{folder}",
        "is a folder. Set DATABASE_URL to a file in it: /desk.sqlite at its end.",
    ),
    "no database": (
        lambda _, __, folder: _no_database(folder),
        "letter.txt is no database. Set DATABASE_URL to the desk's, or to a file that is not there "
        "yet.",
    ),
    "no version": (
        lambda sqlite, _, __: _changed(sqlite, "no_version", "DELETE FROM alembic_version"),
        NOT_OURS,
    ),
    "another program's": (
        lambda _, postgres, __: _changed(
            postgres, "theirs", "CREATE TABLE bookmarks (id INTEGER)", tables=None
        ),
        NOT_OURS,
    ),
    "newer, SQLite": (
        lambda sqlite, _, __: _changed(sqlite, "newer", NEWER),
        "The database was brought up to date by a newer version of the desk. Run that version or a "
        "newer one; docs/running.md says how to go back.",
    ),
    "newer, PostgreSQL": (
        lambda _, postgres, __: _changed(postgres, "newer", NEWER),
        "by a newer version of the desk",
    ),
    "older": (
        lambda sqlite, _, __: _older(sqlite),
        f"The database is not up to date. {MIGRATE}",
    ),
    "nobody answers": (
        lambda _, __, ___: "postgresql://nobody:SeSaMe@127.0.0.1:1/desk",
        OUT_OF_REACH,
    ),
    "not let in": (lambda _, postgres, __: postgres.url("nowhere"), OUT_OF_REACH),
}
COMMANDS: Final[Mapping[str, tuple[str, ...]]] = {
    "serve": (),
    "work": (),
    "migrate": (),
    "doctor": (),
    "backup": ("desk.backup",),
    "restore": ("desk.backup",),
    "verify": (),
    "statement": ("acme",),
    "report": (),
    "import": ("cases.csv",),
    "export": ("desk",),
    "due": ("--level", "basic", "--at", "2026-06-12T18:00"),
    "key": ("--rotate",),
}
NOTHING_YET: Final = frozenset({"no file", "no tables"})
# What a command works with, or waits for.
FIT: Final = {
    **dict.fromkeys(("migrate", "restore"), NOTHING_YET | {"older"}),
    **dict.fromkeys(("serve", "work"), NOTHING_YET | {"older", "nobody answers"}),
    "due": NOTHING_YET,
}


@pytest.fixture(scope="module")
def found(
    sqlite: Sqlite, postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], str]:
    """The address of a database in such a state; no command changes it."""
    made: dict[str, str] = {}

    def address(state: str) -> str:
        if state not in made:
            made[state] = STATES[state][0](sqlite, postgres, tmp_path_factory.mktemp("state"))
        return made[state]

    return address


def run(folder: Path, *words: str, url: str) -> Result:
    environ = {
        "COLUMNS": "300",
        "DATABASE_URL": url,
        "SLACK_BOT_TOKEN": "xoxb-1-a",
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "CONTACTS_KEY": CONTACTS_KEY,
        "PORT": str(free_port()),
    }
    with (
        patch.dict(os.environ, environ, clear=True),
        chdir(folder),
        # What is this process's own, and stays as it is; and of the doctor's looks the first two.
        patch("slackapp.serving.set_up_logs"),
        patch("slackapp.serving._asked_to_stop", Event),
        patch("slackapp.serving.tell_outages"),
        patch("slackapp.doctor.CHECKS", CHECKS[:2]),
    ):
        return CliRunner().invoke(app, words)


@pytest.mark.parametrize(
    ("command", "state"),
    [(each, state) for each in COMMANDS for state in STATES if state not in FIT.get(each, ())],
)
def test_a_database_that_is_not_fit(
    command: str, state: str, found: Callable[[str], str], tmp_path: Path
) -> None:
    """Said in the same words by whichever command, in one line, with what to do about it."""
    done = run(tmp_path, command, *COMMANDS[command], url=found(state))
    assert done.exception is None or isinstance(done.exception, SystemExit)
    wanted = STATES[state][1]
    if command == "doctor":
        assert done.exit_code == 1
        line = next(line for line in done.stdout.splitlines() if line.startswith("wrong"))
        assert wanted in line.replace(" → ", " ")
    else:
        assert (done.exit_code, done.stdout) == (2, "")
        assert len(done.stderr.splitlines()) == 1
        assert wanted in done.stderr
    assert "SeSaMe" not in done.output
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """Where the database is to be made, a file is in the way."""
    (tmp_path / "letter.txt").touch()
    for command in ("serve", "work", "migrate"):
        done = run(tmp_path, command, url=f"sqlite:///{tmp_path}/letter.txt/desk.sqlite")
        assert done.exit_code == 2
        assert f"The folder of the database, {tmp_path}/letter.txt, can't be made" in done.stderr


# --- while a command works ------------------------------------------------------------------------


def test_somebody_else_writes(sqlite: Sqlite, tmp_path: Path) -> None:
    """A command that writes waits, and then says that nothing was changed."""
    url = sqlite.fresh_database("busy", "template")
    with (
        patch.object(base, "_PATIENCE", 0.1),
        closing(Database(url)) as other,
        other.writing() as session,
    ):
        session.connection()
        done = run(tmp_path, "key", "--rotate", url=url)
    assert (done.exit_code, done.stderr) == (
        2,
        "The database did not do it, so nothing was changed: database is locked. Run it again.\n",
    )


def _of_sqlite(code: int, said: str) -> OperationalError:
    error = sqlite3.OperationalError(said)
    error.sqlite_errorcode = code
    return OperationalError("SELECT secret", {}, error)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            _of_sqlite(sqlite3.SQLITE_FULL, "database or disk is full"),
            "The database's disk is full, so nothing was changed. Make room, and run it again.",
        ),
        (
            _of_sqlite(sqlite3.SQLITE_CORRUPT, "database disk image is malformed"),
            "The database did not do it, so nothing was changed: database disk image is malformed. "
            "Run it again when that is mended.",
        ),
        (
            InDoubt(),
            "The connection to the database was lost at the very end, so it is not known whether "
            "it was done. Look before you run it again.",
        ),
        (DatabaseAway(in_doubt=True), "Look before you run it again."),
        (
            DatabaseAway(in_doubt=False),
            "The database did not do it, so nothing was changed: the database did not answer. "
            "Run it again when that is mended.",
        ),
    ],
)
def test_it_fails_meanwhile(error: Exception, said: str) -> None:
    """What the database says, whether anything was changed, and what to do."""
    with pytest.raises(DatabaseProblem) as told, in_words():
        raise error
    assert str(told.value).endswith(said)
    assert "SELECT" not in str(told.value)
