"""A desk on PostgreSQL, for races."""

from __future__ import annotations

import pytest

from models.rules.service_definition import Level
from models.usecases.customer import contracts, customers
from models.usecases.following import FOLLOWERS
from models.usecases.turn import Desk
from tests.database import Databases
from tests.rows.racing import DANA, JANUARY, NOW


@pytest.fixture
def racing_desk(postgres: Databases) -> Desk:
    """acme and globex with Standard."""
    desk = Desk(postgres.empty_database(), FOLLOWERS)
    with desk.writing(DANA, NOW) as turn:
        for key in ("acme", "globex"):
            added = customers.add(turn, key, f"{key.title()} AG")
            contracts.begin(turn, added, Level.STANDARD, None, JANUARY, None)
    return desk
