"""Two workers at once on PostgreSQL: what there is to tell is told once (N1)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from models.rows.notices import NoticeRow
from models.rows.outbox import OutboxRow
from models.rules.notices import Breach, Notice
from models.usecases import finding
from models.usecases.customer import telling
from models.usecases.customer.telling import CustomerNews, NoticeMessage
from models.usecases.turn import Desk, Turn
from tests.rows.racing import CLEO, DANA, NOW, at_once

LATE = [Breach(number, "Login loops", answered=False) for number in (1, 2)]


@pytest.fixture
def desk(racing_desk: Desk) -> Desk:
    return racing_desk


def gives(turn: Turn, *said: Notice) -> None:
    acme = finding.customer(turn, "acme").id
    telling.give(turn, NoticeMessage(CustomerNews, [CLEO.id], [(acme, each) for each in said]))


def letters(desk: Desk) -> list[int]:
    """How many things each letter tells of."""
    with desk.database.reading() as session:
        rows = session.scalars(
            select(OutboxRow.about).where(OutboxRow.topic == CustomerNews.topic)
        ).all()
    return [len(list(about["notices"])) for about in rows]  # type: ignore[call-overload]


def test_the_same_is_told_once(desk: Desk) -> None:
    """The second waits for the first, and finds nothing that is news."""
    assert at_once(desk, lambda turn: gives(turn, *LATE), lambda turn: gives(turn, *LATE)) == []
    assert letters(desk) == [2]


def test_what_only_one_has_seen_is_told_too(desk: Desk) -> None:
    """One looked a moment later, when there was more."""
    assert at_once(desk, lambda turn: gives(turn, LATE[0]), lambda turn: gives(turn, *LATE)) == []
    assert letters(desk) == [1, 1]


def test_what_is_snoozed_ends_once(desk: Desk) -> None:
    """Both find that its day is past."""
    with desk.writing(DANA, NOW) as turn:
        acme = finding.customer(turn, "acme").id
        row = {"step": 0, "snoozed_to": date(2026, 6, 7), "at": NOW}
        turn.session.add(NoticeRow(customer_id=acme, theirs=False, subject=LATE[0].subject, **row))
    once = [LATE[0]]
    assert at_once(desk, lambda turn: gives(turn, *once), lambda turn: gives(turn, *once)) == []
    assert letters(desk) == [1]
