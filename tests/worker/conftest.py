"""What the tests of the worker share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.worker.ordeal import Place


@pytest.fixture
def house(database_url: str) -> Iterator[Place]:
    place = Place(database_url)
    yield place
    place.close()
