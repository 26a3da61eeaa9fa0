"""A desk that nobody has recorded anything at."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import patch

import pytest

from tests.desk import DeskUnderTest


@pytest.fixture
def quiet(desk: DeskUnderTest) -> Iterator[DeskUnderTest]:
    """A desk that nobody has recorded anything at; what is imported comes at its own time."""
    desk.at("Mon 2026-06-01 10:00")
    desk.types("ada", "/case list")
    desk.types("ben", "/case list")
    desk.types("cleo", "/balance")
    with patch("slackapp.carrying.importing._now", desk.clock.now):
        yield desk
