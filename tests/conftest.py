"""What all tests share: databases, one loopback server, and the desk over either database."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from models.rows.base import Database
from models.rows.migrate import migrate
from slackapp.pretend_slack.web.loopback import Loopback
from slackapp.sandbox.run import ROLES
from tests.database import Databases, Postgres, Sqlite
from tests.desk import DeskUnderTest, Switch

_NAMES = (f"test_{number}" for number in count())


def _with_template(place: Databases) -> Databases:
    """Migrate one database, of which each test gets a copy."""
    template = Database(place.fresh_database("template"))
    migrate(template)
    template.close()
    return place


@pytest.fixture(scope="session")
def sqlite() -> Iterator[Databases]:
    place = Sqlite()
    yield _with_template(place)
    place.stop()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Databases]:
    place = Postgres()
    yield _with_template(place)
    place.stop()


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest) -> Databases:
    """Either kind of database."""
    found: Databases = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def database_url(place: Databases) -> str:
    """A migrated, empty database of its own for a test."""
    return place.fresh_database(next(_NAMES), "template")


@pytest.fixture(scope="session")
def desk_switch() -> Switch:
    return Switch()


@pytest.fixture(scope="session")
def desk_loopback(desk_switch: Switch) -> Iterator[Loopback]:
    with Loopback(desk_switch) as server:
        yield server


@pytest.fixture
def desk(
    request: pytest.FixtureRequest, database_url: str, desk_switch: Switch, desk_loopback: Loopback
) -> Iterator[DeskUnderTest]:
    """The whole desk, on SQLite and on PostgreSQL."""
    queues = request.node.get_closest_marker("no_queues") is None
    marked = request.node.get_closest_marker("roles")
    roles = (marked.kwargs or ROLES) if marked else None
    under_test = DeskUnderTest(database_url, desk_switch, desk_loopback, queues=queues, roles=roles)
    yield under_test
    under_test.close()
