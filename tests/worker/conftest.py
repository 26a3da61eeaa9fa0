"""What the tests of the worker share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.database import KeptDatabase
from tests.worker.ordeal import Place


@pytest.fixture
def house(database: KeptDatabase) -> Iterator[Place]:
    place = Place(database)
    yield place
    place.close()
