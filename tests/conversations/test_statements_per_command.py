"""How many statements of SQL a command takes, whole: who asks, what they may, and the delivery.

So nobody loses it again: whatever is read for a line, or twice, shows here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event

from tests.desk import DeskUnderTest

pytestmark = pytest.mark.both_databases

MOST = {
    "/escalation log 20m 1": 14,
    "/escalation log 20m 1 yesterday": 15,  # dated before others: those are read
    "/escalation explain 1": 12,
    "/balance acme": 4,
    "/balance acme on 2026-02-28": 8,
    "/balance": 4,
    "/case show 1": 12,
    "/case open acme configuration Login loops": 24,
    "/case list queue": 6,
    "/customer list": 4,
    "/customer show acme": 7,
}


@contextmanager
def counted(desk: DeskUnderTest) -> Iterator[list[str]]:
    """Note each statement that goes to the database, the beginnings of transactions included."""
    seen: list[str] = []
    engine = desk.house.desk.database.engine

    @event.listens_for(engine, "before_cursor_execute")
    def executes(_1: object, _2: object, sql: str, *_: object) -> None:
        seen.append(sql)

    yield seen
    event.remove(engine, "before_cursor_execute", executes)


@pytest.mark.no_queues
def test_a_command_takes_few_statements(desk: DeskUnderTest) -> None:
    """On a desk that has answered such a command before."""
    desk.house.desk.database.kept.onlooker = None
    desk.at("Thu 2026-01-01 09:00")
    desk.types("dana", '/customer add acme "Acme AG" standard from 2026-01-01')
    desk.at("Mon 2026-03-02 09:00")
    desk.types("ada", "/case open acme configuration Login loops after upgrade")
    desk.types("ada", "/escalation log 1h 1")
    taken = {}
    for number, text in enumerate(MOST):
        desk.types("ada", text)
        desk.at(f"Mon 2026-03-02 09:{5 + 3 * number:02}")
        with counted(desk) as seen:
            desk.types("ada", text)
        taken[text] = len(seen)
    assert {text: number for text, number in taken.items() if number > MOST[text]} == {}


@pytest.mark.no_queues
def test_closed_books_cost_a_log_of_today_nothing(desk: DeskUnderTest) -> None:
    """E10: whoever logs what is dated after the books reads nothing of them."""
    desk.house.desk.database.kept.onlooker = None
    desk.at("Mon 2026-03-02 09:00")
    for key in ("acme", "globex"):
        desk.types("dana", f'/customer add {key} "{key} AG" standard from 2026-01-01')
        desk.types("ada", f"/case open {key} configuration Login loops after upgrade")
    desk.at("Wed 2026-04-01 09:00")
    desk.types("dana", "/balance acme close 2026-03-31")
    taken = {}
    for number in (1, 2, 1, 2):
        desk.clock.advance(timedelta(minutes=5))
        with counted(desk) as seen:
            desk.types("ada", f"/escalation log 20m {number}")
        taken[number] = len(seen)  # the first time more is read: who asks, for one
    assert taken[1] == taken[2]


@pytest.mark.no_queues
def test_closed_books_cost_a_decision_about_what_came_later_nothing(desk: DeskUnderTest) -> None:
    """E10, E11: also on a case that was worked on before."""
    desk.house.desk.database.kept.onlooker = None
    desk.at("Mon 2026-03-02 09:00")
    for number, key in enumerate(("acme", "globex"), 1):
        desk.types("dana", f'/customer add {key} "{key} AG" standard from 2026-01-01')
        desk.types("ada", f"/case open {key} configuration Login loops after upgrade")
        desk.types("ada", f"/escalation log 5h {number}")
    desk.at("Wed 2026-04-01 09:00")
    desk.types("dana", "/balance acme close 2026-03-31")
    for number in (1, 2):
        desk.types("ada", f"/escalation log 2h {number}")
    taken = {}
    for answer in ("consulting", "escalation", "consulting"):
        for number in (1, 2):
            with counted(desk) as seen:
                told = desk.types("dana", f"/escalation decide {number} {answer} block 2")
            assert told.text.startswith("Decided")
            taken[number] = len(seen)
    assert taken[1] == taken[2]
