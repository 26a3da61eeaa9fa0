"""I9, N1: what a customer's own channel is told of what is left."""

from __future__ import annotations

from tests.conversations.mornings import use, with_answered_cases
from tests.desk import DeskUnderTest

# --- the customer's own channel -------------------------------------------------------------------


def channel(desk: DeskUnderTest, wall: str) -> list[str]:
    """What the customer's channel is told of what is left, and expires, when the worker looks."""
    before = {message.ts for message in desk.slack.messages_seen_by("ada", "#acme")}
    desk.at(wall)
    desk.works()
    seen = desk.slack.messages_seen_by("ada", "#acme")
    new = [each.text for each in seen if each.ts not in before]
    return [text for text in new if "escalation" in text]


def test_the_customers_own_channel(desk: DeskUnderTest) -> None:
    """I9: where it is switched on, what is left and what expires, in outsiders' words; nothing of
    what is uncovered, or late."""
    with_answered_cases(desk, 6)
    use(desk, 1, 2)
    assert channel(desk, "Tue 2026-06-02 09:00") == []
    desk.slack.workspace.change_room("C0ACME", shared_with=("T0INITECH",))
    desk.types("cleo", "/customer shows acme balance on")
    assert channel(desk, "Wed 2026-06-03 09:00") == ["You have 2 of 4 escalations left."]
    use(desk, 3, 4, 5, 6)
    assert channel(desk, "Thu 2026-06-04 09:00") == ["You have 0 of 4 escalations left."]
    assert channel(desk, "Fri 2026-06-05 09:00") == []
    desk.types("cleo", "/customer pack acme S on 2026-06-05")
    desk.types("cleo", "/escalation settle acme 5 consulting")
    desk.types("cleo", "/escalation settle acme 6 consulting")
    assert channel(desk, "Fri 2027-04-09 09:00") == [
        "1 of your escalations expires on Sat 5 Jun 2027, in 57 days."
    ]


def test_a_channel_that_is_anothers_by_then(desk: DeskUnderTest) -> None:
    """I9: what waits for Slack is told to nobody else, if the channel was given away meanwhile."""
    with_answered_cases(desk, 2)
    desk.types("dana", '/customer add globex "Globex" standard from 2026-01-01')
    desk.types("cleo", "/customer shows acme balance on")
    use(desk, 1, 2)
    desk.at("Tue 2026-06-02 09:00")
    desk.house.worker.rounds.follow_the_clock()
    desk.types("cleo", "/customer channel acme #support")
    desk.types("dana", "/customer channel globex #acme")
    assert channel(desk, "Tue 2026-06-02 09:01") == []


def test_a_channel_in_which_the_desk_hears_nothing(desk: DeskUnderTest) -> None:
    """There it says nothing of its own accord either."""
    with_answered_cases(desk, 2)
    desk.types("cleo", "/customer shows acme balance on")
    desk.types("cleo", "/customer listens acme nothing")
    use(desk, 1, 2)
    assert channel(desk, "Tue 2026-06-02 09:00") == []
