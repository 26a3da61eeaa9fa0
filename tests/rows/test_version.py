"""A database tells whether anything was written since, whichever process did."""

from __future__ import annotations

from datetime import UTC, datetime

from models.rows.base import Database
from models.rows.outbox import Remembered

NOW = datetime(2026, 6, 8, 10, 0, tzinfo=UTC)


def writes(database: Database, key: str) -> None:
    with database.writing() as session:
        session.add(Remembered(key=key, value="", at=NOW))


def test_what_is_written_changes_it_and_what_is_read_does_not(database: Database) -> None:
    """By this process or another; a turn in which nothing was written is none."""
    another = Database(database.url.render_as_string(hide_password=False))
    seen = [database.version()]
    for number, writer in enumerate((database, another)):
        writes(writer, f"key {number}")
        seen.append(database.version())
    assert len(set(seen)) == 3
    with database.reading() as session:
        assert session.get(Remembered, "key 0") is not None
    if database.is_sqlite:  # whose file is this test's own
        with another.writing() as session:
            assert session.get(Remembered, "key 1") is not None
        assert database.version() == seen[-1]
    another.close()
