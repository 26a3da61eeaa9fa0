"""N1, N2: whatever is told without asking is told once: with two workers, and by one that was away.

All that there is to tell of a customer stands at once: one left, a charge without a grant, a
decision that waits, a contract that ends, a reply that is late.
"""

from __future__ import annotations

import pytest

from models.rules.notices import Notices
from models.usecases.customer import telling
from models.usecases.people import DESK_ITSELF
from tests.conversations.case_threads import in_channel
from tests.conversations.mornings import told, use, with_answered_cases
from tests.desk import DeskUnderTest, Heard

pytestmark = pytest.mark.both_databases

WAYS = pytest.mark.parametrize("way", [Notices.ON, Notices.DIGEST])
MONDAY, NEXT, THIRD = "Mon 2026-06-08 09:00", "Mon 2026-06-15 10:30", "Mon 2026-06-22 09:00"


def with_everything(desk: DeskUnderTest, way: Notices = Notices.ON) -> None:
    """On Monday 1 June, after the round of that morning."""
    with_answered_cases(desk, 6)
    if way is not Notices.ON:
        desk.types("cleo", f"/customer notices acme {way}")
    desk.types("cleo", "/customer end acme 2026-08-20")
    use(desk, 1, 2, 3)
    desk.types("ada", "/escalation log 6h 4")
    use(desk, 5, 6)
    desk.types("ada", "/case open acme configuration Login loops")
    desk.types("dana", "/customer adjust acme +1 until 2026-07-20 because goodwill")


def all_of_it(heard: list[Heard], way: Notices) -> bool:
    """Whether one message tells all of it."""
    (said,) = heard
    if way is Notices.ON:
        return said.says(
            "acme: 5 things to look at, 0 of 5 escalations left.",
            "#7 “Login loops” is still to be given",
            "#4 “Case 4” waits for a decision",
            "its contract ends with Thu 20 Aug 2026",
        )
    return said.says(
        "Good morning. 1 customer asks for a look.",
        "*Left*\n`acme` 0 of 5",
        "*First reply late*\n`acme` #7",
        "*Waits for a decision*\n`acme` #4",
        "*Contracts to decide about*\n`acme` ends",
    )


def two_look(desk: DeskUnderTest, wall: str) -> None:
    """Let two workers look for what there is to tell before either tells anything, and both tell
    what they have found.
    """
    desk.at(wall)
    house, now = desk.house.desk, desk.clock.now()
    rounds = []
    for _ in range(2):
        with house.reading(DESK_ITSELF, now) as turn:
            rounds.append(telling.to_give(turn))
    for found in rounds:
        assert found.messages
        for message in found.messages:
            with house.writing(DESK_ITSELF, now) as turn:
                telling.give(turn, message)
    for found in rounds:
        assert found.opened is not None
        with house.writing(DESK_ITSELF, now) as turn:
            telling.round_made(turn, found.opened)


@WAYS
def test_two_workers(desk: DeskUnderTest, way: Notices) -> None:
    """N2: to the account manager, at opening or on Mondays."""
    with_everything(desk, way)
    two_look(desk, MONDAY)
    assert all_of_it(told(desk, "Mon 2026-06-08 09:01"), way)
    assert told(desk, "Tue 2026-06-09 09:00") == []


@WAYS
def test_a_worker_that_was_away_for_a_week(desk: DeskUnderTest, way: Notices) -> None:
    """What would have been told meanwhile is told when it is back, and that is all."""
    with_everything(desk, way)
    assert all_of_it(told(desk, NEXT), way)
    assert told(desk, "Mon 2026-06-15 10:31") == told(desk, "Tue 2026-06-16 09:00") == []
    for each in told(desk, THIRD):
        assert "Login loops" not in each.whole


def test_two_workers_tell_the_customers_channel(desk: DeskUnderTest) -> None:
    """I9: what is left, and what expires."""
    with_everything(desk)
    desk.types("cleo", "/customer shows acme balance on")
    two_look(desk, MONDAY)
    desk.works()
    assert in_customers_channel(desk) == ["You have 0 of 5 escalations left."]


def test_the_customers_channel_after_a_week(desk: DeskUnderTest) -> None:
    """I9: once, as it stands then."""
    with_everything(desk)
    desk.types("cleo", "/customer shows acme balance on")
    for wall in (NEXT, "Tue 2026-06-16 09:00"):
        desk.at(wall)
        desk.works()
    assert in_customers_channel(desk) == ["You have 0 of 5 escalations left."]


def in_customers_channel(desk: DeskUnderTest) -> list[str]:
    """What the customer's channel was told of its escalations."""
    return [said.text for said in in_channel(desk, "#acme") if said.text.startswith("You have")]
