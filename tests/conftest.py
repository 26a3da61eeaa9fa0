"""What all tests share: databases, one loopback server, and the desk over either database."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any
from zlib import crc32

import pytest
import structlog
import yaml
from hypothesis import settings

from models.rows import base, outage
from slackapp.manifest import MANIFEST
from slackapp.pretend_slack.web.loopback import Loopback
from slackapp.sandbox.run import ROLES
from tests.database import Databases, KeptDatabase, Postgres, Sqlite
from tests.desk import DeskUnderTest, Switch
from tests.read_anew import watch_writes
from tests.wire import Wire

# How long an example takes depends on what else the machine does.
settings.register_profile("desk", deadline=None)
settings.load_profile("desk")
# What is lost in a power cut is only a test's.
base.SQLITE_PRAGMAS = ("synchronous=OFF", "foreign_keys=ON")
watch_writes()
# A stack with all its values, as people like it in a terminal, would take a second each.
structlog.configure(
    processors=[
        *structlog.get_config()["processors"][:-1],
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
)


DATABASES = ("sqlite", "postgres")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--both-databases",
        action="store_true",
        help="hold every conversation on SQLite and on PostgreSQL, not on one of them",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Hold a conversation with the whole desk on one of the databases, half of them on each.

    What the desk says follows from its rules, and many conversations ask the same statements. Where
    a statement or a lock is what is tried, `both_databases` says so.
    """
    test = metafunc.definition
    is_conversation = {"desk_switch", "place"} <= {*metafunc.fixturenames}
    if not is_conversation or metafunc.config.getoption("both_databases"):
        return
    if test.get_closest_marker("both_databases") is None:
        one = DATABASES[crc32(test.name.encode()) % len(DATABASES)]
        test.add_marker(pytest.mark.parametrize("place", [one], indirect=True))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that at the end nobody waits for it."""
    items.sort(key=lambda item: item.get_closest_marker("faults") is None)


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass by what stays: the tests themselves, and all libraries."""
    gc.freeze()


@pytest.fixture(scope="session")
def sqlite() -> Iterator[Databases]:
    place = Sqlite()
    yield place.make_template()
    place.stop()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Databases]:
    place = Postgres()
    yield place.make_template()
    place.stop()


@pytest.fixture(params=DATABASES)
def place(request: pytest.FixtureRequest) -> Databases:
    """Either kind of database."""
    found: Databases = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def database(place: Databases) -> KeptDatabase:
    """A migrated, empty database."""
    return place.empty_database()


@pytest.fixture
def database_url(database: KeptDatabase) -> str:
    """The address of a migrated, empty database."""
    return database.url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def desk_switch() -> Switch:
    return Switch()


@pytest.fixture(scope="session")
def desk_loopback(desk_switch: Switch) -> Iterator[Loopback]:
    with Loopback(desk_switch) as server:
        yield server


@pytest.fixture
def desk(
    request: pytest.FixtureRequest,
    database: KeptDatabase,
    desk_switch: Switch,
    desk_loopback: Loopback,
) -> Iterator[DeskUnderTest]:
    """The whole desk, on one of the databases or on both."""
    changed: dict[str, object] = {}
    for mark in request.node.iter_markers():
        if mark.name == "no_queues":
            changed |= {"queue_channel": {}}
        elif mark.name == "roles":
            changed |= mark.kwargs or ROLES
        elif mark.name == "settings":
            changed |= mark.kwargs
    under_test = DeskUnderTest(database, desk_switch, desk_loopback, changed=changed)
    yield under_test
    under_test.close()


@pytest.fixture
def wire(postgres: Databases) -> Iterator[Wire]:
    """A wire to a PostgreSQL, which can be cut."""
    leads = Wire(postgres.fresh_database("wired", "template"))
    yield leads
    leads.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database is waited for no longer than half a second."""
    monkeypatch.setattr(outage, "PATIENCE", 0.5)


@pytest.fixture(scope="session")
def manifest() -> dict[str, Any]:
    """What Slack is told of the app."""
    loaded: dict[str, Any] = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    return loaded
