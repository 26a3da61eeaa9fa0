"""A desk with something in it, its backup, and a place for that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.blocks.pieces import eras
from tests.backup.command_line import address, run
from tests.database import Databases
from tests.desk import DeskUnderTest


@pytest.fixture
def filled(desk: DeskUnderTest) -> DeskUnderTest:
    """acme and beta, acme with a pack, a case and five hours on it, and somebody on call."""
    desk.at("Mon 2026-06-01 10:00")
    desk.types("dana", '/customer add acme "Acme AG" standard from 2026-01-01')
    desk.types("dana", '/customer add beta "Beta AG" standard from 2026-01-01')
    desk.types("dana", "/customer pack acme M on 2026-03-10")
    desk.types("dana", '/customer closed 2026-06-15 "Team day"')
    desk.types("ada", "/case open acme configuration Login loops")
    desk.types("ada", "/escalation log 5h 1")
    desk.types("dana", "/oncall rotation primary weekly mon 09:00 @ada @ben")
    return desk


@pytest.fixture
def file(filled: DeskUnderTest, tmp_path: Path) -> Path:
    """A backup of that desk."""
    written = tmp_path / "desk.backup"
    done = run(address(filled), "backup", written)
    assert (done.exit_code, done.exception) == (0, None), done.output
    return written


@pytest.fixture
def elsewhere(place: Databases) -> str:
    """The address of another database, migrated and empty."""
    return place.fresh_database("elsewhere", "template")


@pytest.fixture(autouse=True)
def _first_era() -> Iterator[None]:
    yield
    eras.begin("")
