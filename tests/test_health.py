"""`/healthz` and `/readyz`: what a database can suffer, and a process that became an old one."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import NamedTuple

import httpx
import pytest
from sqlalchemy import make_url, text
from starlette.applications import Starlette

from models.rows import Row
from models.rows.base import Database
from models.rows.migrate import WrongTables, migrate
from slackapp import health
from slackapp.health import Looks, OfDatabase, health_routes
from tests.database import Databases
from tests.web_entrance import entrance_of


class Patient(NamedTuple):
    database: Database
    web: httpx.Client

    def failing(self, door: str) -> list[str]:
        answer = self.web.get(door)
        assert answer.status_code == (200 if answer.json()["ok"] else 503)
        return list(answer.json().get("failing", []))


@contextmanager
def served(url: str, ready: Looks | None = None) -> Iterator[Patient]:
    """Open both doors to a database."""
    database = Database(url)
    with (
        entrance_of(Starlette(routes=health_routes(database, ready or {}))) as port,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as web,
    ):
        yield Patient(database, web)
    database.close()


@pytest.fixture
def patient(place: Databases) -> Iterator[Patient]:
    with served(place.fresh_database("health", "template")) as opened:
        yield opened


def test_a_newer_release_has_migrated(patient: Patient) -> None:
    """The old process stays healthy, so that it ends in peace, and says that it is old."""
    assert patient.failing("/healthz") == patient.failing("/readyz") == []
    with patient.database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert patient.failing("/healthz") == []
    assert patient.failing("/readyz") == ["version"]
    with pytest.raises(WrongTables):
        migrate(patient.database)
    with patient.database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert patient.failing("/healthz") == patient.failing("/readyz") == ["database"]


def test_it_stands_still(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that does not answer is told within two seconds, however often one asks."""
    goes_on = Event()
    monkeypatch.setattr(health, "tables_of", lambda _: goes_on.wait(30))
    for door in ("/healthz", "/readyz"):
        began = time.monotonic()
        assert patient.failing(door) == ["database"]
        assert time.monotonic() - began < 2 * health.ANSWERS_WITHIN
    goes_on.set()


@pytest.mark.parametrize("all_of_it", [True, False])
def test_it_stands_still_for_a_look_of_readiness(
    place: Databases, monkeypatch: pytest.MonkeyPatch, all_of_it: bool
) -> None:
    """`/readyz` says it as soon, whichever look it is that the database does not answer."""
    goes_on = Event()
    if all_of_it:
        monkeypatch.setattr(health, "tables_of", lambda _: goes_on.wait(30))
    ready = {"telephones": OfDatabase(lambda: goes_on.wait(30))}
    with served(place.fresh_database("health", "template"), ready) as patient:
        began = time.monotonic()
        assert patient.failing("/readyz") == ["database" if all_of_it else "telephones"]
        assert time.monotonic() - began < 2 * health.ANSWERS_WITHIN
        goes_on.set()


def no_room(_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = shutil.disk_usage("/")._replace(free=4096)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)


def gone(file: Path, _: pytest.MonkeyPatch) -> None:
    file.rename(file.with_name("gone"))


def read_only(_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)  # whoever tests may be root, who may all


@pytest.mark.parametrize("harm", [no_room, gone, read_only])
def test_a_file_that_cannot_be_written(
    harm: Callable[[Path, pytest.MonkeyPatch], None],
    sqlite: Databases,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A disk that is full, a file that is gone or read-only: it can be read still, and is not
    well.
    """
    url = sqlite.fresh_database("harmed", "template")
    with served(url) as patient:
        assert patient.failing("/healthz") == []
        harm(Path(make_url(url).database or ""), monkeypatch)
        assert patient.failing("/healthz") == ["database"]


def test_a_newer_release_migrates(postgres: Databases) -> None:
    """While it holds every table of PostgreSQL, the old process stays healthy, within two seconds;
    and when it is done.
    """
    with served(postgres.fresh_database("migrating", "template")) as patient:
        with patient.database.writing() as session:
            for table in Row.metadata.sorted_tables:
                session.execute(text(f"ALTER TABLE {table.name} ADD COLUMN newer integer"))
            session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
            began = time.monotonic()
            assert patient.failing("/healthz") == patient.failing("/readyz") == []
            assert time.monotonic() - began < health.ANSWERS_WITHIN
        assert patient.failing("/healthz") == []
        assert patient.failing("/readyz") == ["version"]
