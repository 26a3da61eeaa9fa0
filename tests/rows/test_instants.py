"""Instants are stored in UTC and come back aware, whatever zone the server or the program is in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from models.rows.base import Database
from models.rows.people import Person
from tests.rows.racing import somebody

ZURICH = ZoneInfo("Europe/Zurich")
CLOCKS_GO_BACK = datetime(2026, 10, 25, 2, 30, tzinfo=ZURICH)
MOMENTS = {
    "summer": datetime(2026, 6, 8, 10, 0, tzinfo=ZURICH),
    "winter": datetime(2026, 12, 31, 23, 59, 59, 123456, tzinfo=ZURICH),
    "first": CLOCKS_GO_BACK,
    "second": CLOCKS_GO_BACK.replace(fold=1),
    "utc": datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
    "tokyo": datetime(2026, 1, 1, 0, 30, tzinfo=ZoneInfo("Asia/Tokyo")),
}


def test_instants_come_back_as_they_went_in(database: Database) -> None:
    """An instant of any zone comes back as the same instant, aware, in UTC, to the microsecond."""
    with database.writing() as session:
        session.add_all([somebody(name, moment) for name, moment in MOMENTS.items()])
    with database.reading() as session:
        found = {p.id: p.seen_at for p in session.scalars(select(Person))}
    assert found == {name: moment.astimezone(UTC) for name, moment in MOMENTS.items()}
    assert {moment.tzinfo for moment in found.values()} == {UTC}
    assert found["second"] - found["first"] == timedelta(hours=1)


def test_instants_are_kept_in_utc(database: Database) -> None:
    """What the database itself holds is UTC, though the server lives in New York."""
    with database.writing() as session:
        session.add(somebody("summer", MOMENTS["summer"]))
    kept = "seen_at" if database.is_sqlite else "(seen_at AT TIME ZONE 'UTC')::text"
    with database.reading() as session:
        assert str(session.scalar(text(f"SELECT {kept} FROM people"))).startswith(
            "2026-06-08 08:00:00"
        )
        if not database.is_sqlite:
            assert session.scalar(text("SHOW timezone")) == "America/New_York"


def test_instants_are_ordered_across_zones(database: Database) -> None:
    """Instants compare as instants, not as the clocks on the wall that they were read from."""
    with database.writing() as session:
        session.add_all([somebody(name, moment) for name, moment in MOMENTS.items()])
    with database.reading() as session:
        ordered = session.scalars(select(Person.id).order_by(Person.seen_at)).all()
        later = session.scalars(select(Person.id).where(Person.seen_at >= MOMENTS["second"])).all()
    assert ordered == ["tokyo", "utc", "summer", "first", "second", "winter"]
    assert set(later) == {"second", "winter"}


def test_an_instant_needs_a_zone(database: Database) -> None:
    """A naive instant is refused: nobody could say what it meant."""
    with pytest.raises(StatementError, match="needs a zone"), database.writing() as session:
        session.add(somebody("naive", datetime(2026, 6, 8, 10, 0)))  # noqa: DTZ001
    with database.reading() as session:
        assert session.scalars(select(Person)).all() == []
