"""A process that has warmed up reads of the customers' facts no more than their marks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from models.rows.kept import Kept
from tests.conversations.test_statements_per_command import counted
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.both_databases


def reads_time(desk: DeskUnderTest, text: str = "/balance") -> bool:
    """Whether time entries are read to answer a command, which says the same in any case."""
    with counted(desk) as seen:
        heard = desk.types("ada", text)
    assert "customers, the tightest first" in heard.text
    return any("time_entries" in sql for sql in seen)


@pytest.fixture(autouse=True)
def _keeps_as_before(desk: DeskUnderTest) -> Iterator[None]:
    """Other tests have the same database later, and keep as much as ever."""
    kept = desk.house.desk.database.kept
    yield
    desk.house.desk.database.kept = kept


def begins_anew(desk: DeskUnderTest, room: int = 150_000) -> None:
    desk.house.desk.database.kept = Kept(room)


def fill(desk: DeskUnderTest) -> None:
    desk.at("Thu 2026-01-01 09:00")
    for key in ("acme", "initech", "globex"):
        desk.types("dana", f'/customer add {key} "{key} AG" standard from 2026-01-01')
        desk.types("ada", f"/case open {key} configuration Login loops")
        desk.types("ada", f"/escalation log 1h {key}")


def test_the_first_who_asks_after_a_start_waits_for_no_facts(desk: DeskUnderTest) -> None:
    """What was worked out ahead is what would be worked out then."""
    fill(desk)
    begins_anew(desk)
    assert reads_time(desk)
    begins_anew(desk)
    desk.house.warming.warm()
    assert not reads_time(desk)


def test_what_another_process_has_changed_is_worked_out_again(desk: DeskUnderTest) -> None:
    """At the next look, and only that."""
    fill(desk)
    begins_anew(desk)
    desk.house.warming.warm()
    own, desk.house.desk.database.kept = desk.house.desk.database.kept, Kept()
    desk.types("ada", "/escalation log 2h acme")  # as another process, with a memory of its own
    desk.house.desk.database.kept = own
    desk.house.warming.warm()
    assert not reads_time(desk)


def test_where_not_all_can_be_kept_it_is_left_to_who_asks(desk: DeskUnderTest) -> None:
    """Else one would put out the other, every minute."""
    fill(desk)
    begins_anew(desk, room=8)
    desk.house.warming.warm()
    with counted(desk) as seen:
        desk.house.warming.warm()
    assert not any("time_entries" in sql for sql in seen)
