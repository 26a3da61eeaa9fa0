"""Notices of many customers at once: few messages, within Slack's limits, and nobody left out."""

from __future__ import annotations

import pytest

from models.rules.notices import Notices
from models.usecases.customer import telling
from models.usecases.people import DESK_ITSELF
from tests.conversations.many_customers import with_customers
from tests.conversations.mornings import texts, told
from tests.desk import DeskUnderTest


def test_three_customers_are_a_message_each(desk: DeskUnderTest) -> None:
    with_customers(desk, 3)
    heard = told(desk, "Mon 2026-06-08 09:00")
    assert texts(heard) == [
        f"customer-00{number}: 2 things to look at, 8 of 8 escalations left."
        for number in (1, 2, 3)
    ]
    assert heard[0].says(
        "• its contract ends with Tue 30 Jun 2026, in 22 days. This year used 0 beside 8 included.",
        "• 8 of included 2026 expire on Tue 30 Jun 2026, in 22 days (G6).",
    )


def test_four_are_one(desk: DeskUnderTest) -> None:
    """Grouped by what it is about; each customer's balance is one choice away."""
    with_customers(desk, 4)
    (heard,) = told(desk, "Mon 2026-06-08 09:00")
    assert heard.text == "Good morning. 4 customers ask for a look."
    assert heard.says(
        "*Contracts to decide about*\n`customer-001` ends Tue 30 Jun · `customer-002` ends",
        "*Expires unused*\n`customer-001` 8 on Tue 30 Jun · `customer-002` 8 on",
    )
    assert desk.chooses("cleo", "/balance customer-004", "@desk").says("customer-004 has 8 of 8")
    assert told(desk, "Tue 2026-06-09 09:00") == []


@pytest.mark.parametrize(("customers", "messages"), [(1, 1), (300, 3), (500, 5)])
@pytest.mark.parametrize("notices", [Notices.ON, Notices.DIGEST])
def test_an_old_desk_is_not_flooded(
    desk: DeskUnderTest, customers: int, messages: int, notices: Notices
) -> None:
    """The first opening after an update, or a digest: a message a hundred customers, within Slack's
    limits, which the pretend Slack holds; and nobody is left out."""
    with_customers(desk, customers, notices)
    heard = told(desk, "Mon 2026-06-08 09:00")
    assert len(heard) == messages
    whole = "".join(each.whole for each in heard)
    assert all(f"customer-{number:03}" in whole for number in range(1, customers + 1))
    assert told(desk, "Mon 2026-06-08 09:01") == told(desk, "Tue 2026-06-09 09:00") == []


def test_a_look_changes_nothing_and_a_turn_gives_one_message(desk: DeskUnderTest) -> None:
    """No lock is held while it is looked for; what one turn writes is a message of a hundred."""
    with_customers(desk, 300)
    desk.at("Mon 2026-06-08 09:00")
    with desk.house.desk.reading(DESK_ITSELF, desk.clock.now()) as turn:
        found = telling.to_give(turn)
    assert [len({customer for customer, _ in each.news}) for each in found.messages] == [100] * 3
    assert found.opened == desk.moment_of("Mon 2026-06-08 09:00")
    assert found.next_opening == desk.moment_of("Tue 2026-06-09 09:00")


def test_between_openings_there_is_nothing_to_look_for(desk: DeskUnderTest) -> None:
    """Once a round was made, a look is one row, however much is written."""
    with_customers(desk, 1)
    told(desk, "Mon 2026-06-08 09:00")
    desk.at("Mon 2026-06-08 12:00")
    desk.types("dana", '/customer add acme "Acme AG" standard from 2026-01-01 to 2026-06-30')
    with desk.house.desk.reading(DESK_ITSELF, desk.clock.now()) as turn:
        assert telling.to_give(turn) == telling.NoticeRound(
            None, desk.moment_of("Tue 2026-06-09 09:00")
        )
