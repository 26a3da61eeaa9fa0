"""E10: while books are closed, what changes a kept statement is refused, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.rows.base import Database
from models.rows.customers import Customer
from models.rules.kept_statement import Parting, StatementIssued, as_issued, parted
from models.usecases.books import closing
from models.usecases.books.closing import BooksClosed
from models.usecases.derived import entitlements
from models.usecases.turn import Desk, Turn
from tests.database import Databases
from tests.rows.racing import DANA, NOW
from tests.rows.test_marks import FIRST, Change, Told, begin, changes_of_rows

days = st.integers(0, 150).map(lambda n: FIRST + timedelta(days=n))
histories = st.lists(changes_of_rows, min_size=1, max_size=8)


@pytest.fixture
def desk(place: Databases) -> Iterator[Desk]:
    """Nothing follows what is done here."""
    database = Database(place.fresh_database("books", "template"))
    yield Desk(database, ())
    database.close()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=histories, after=histories, closed=st.sets(days, min_size=1, max_size=3))
def test_kept_statements_stay(
    desk: Desk, before: list[Change], after: list[Change], closed: set[date]
) -> None:
    """Over any history, with books closed up to one day after the other.

    What is refused would have changed one, and what passes changes none.
    """
    told = begin(desk.database)
    for change in before:
        with desk.writing(DANA, NOW) as turn:
            change(turn.session, told)
    for day in sorted(closed):
        with desk.writing(DANA, NOW) as turn:
            closing.close(turn, _customer(turn, told), day, anyway=True)
    for change in after:
        with suppress(BooksClosed), desk.writing(DANA, NOW) as turn:
            change(turn.session, told)
            partings = _partings(turn, told)
            try:
                closing.follow(turn)
            except BooksClosed:
                assert partings
                raise
            assert not partings


def _customer(turn: Turn, told: Told) -> Customer:
    return turn.session.get_one(Customer, told.customer)


def _partings(turn: Turn, told: Told) -> Sequence[Parting]:
    """Where the statements that were kept part from what they would be by now, worked out anew."""
    known = entitlements.facts_of(turn.session, told.customer)
    return [
        parting
        for kept in closing.latest_kept(turn, _customer(turn, told))
        for parting in parted(StatementIssued.of_json(kept.statement), as_issued(known, kept.day))
    ]
