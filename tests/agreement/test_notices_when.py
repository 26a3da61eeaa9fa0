"""N2: notices are given at opening, never at night, whoever was away and however many look."""

from __future__ import annotations

from models.usecases.customer import telling
from models.usecases.people import DESK_ITSELF
from tests.agreement.notices import LEFT
from tests.conversations.mornings import texts, told, use, with_answered_cases
from tests.desk import DeskUnderTest

# --- when -----------------------------------------------------------------------------------------


def test_nothing_at_night(desk: DeskUnderTest) -> None:
    """What Slack did not take by closing waits for the next opening, and is said once."""
    with_answered_cases(desk, 3)
    use(desk, 1, 2)
    for closed in ("Mon 2026-06-01 17:00", "Tue 2026-06-02 03:00", "Tue 2026-06-02 08:59"):
        assert told(desk, closed) == []
    desk.at("Tue 2026-06-02 16:59")
    desk.house.worker.rounds.follow_the_clock()
    assert told(desk, "Tue 2026-06-02 17:00") == told(desk, "Wed 2026-06-03 08:59") == []
    assert texts(told(desk, "Wed 2026-06-03 09:00")) == [LEFT.format(2)]


def test_what_waited_over_night_is_not_said_twice(desk: DeskUnderTest) -> None:
    """One is left by the next opening: that is said, and the half that waited is not."""
    with_answered_cases(desk, 3)
    use(desk, 1, 2)
    desk.at("Tue 2026-06-02 16:59")
    desk.house.worker.rounds.follow_the_clock()
    use(desk, 3)
    assert texts(told(desk, "Wed 2026-06-03 09:00")) == [LEFT.format(1)]


def test_a_worker_that_was_away_for_a_week(desk: DeskUnderTest) -> None:
    """Late, at any hour of an open day: what still stands, as it stands. What passed meanwhile is
    not said: the half, and a pack that expired."""
    with_answered_cases(desk, 4)
    desk.types("dana", "/customer adjust acme +1 until 2026-06-10 because goodwill")
    use(desk, 1, 2)
    desk.at("Thu 2026-06-04 10:00")
    use(desk, 3, 4)
    desk.at("Sat 2026-06-13 10:00")
    assert told(desk, "Sat 2026-06-13 10:00") == []
    assert texts(told(desk, "Mon 2026-06-15 10:30")) == [LEFT.format(1)]
    assert told(desk, "Tue 2026-06-16 09:00") == []


def test_a_holiday(desk: DeskUnderTest) -> None:
    """Whit Monday is closed: Tuesday is the next opening."""
    with_answered_cases(desk, 2, at="Fri 2026-05-22 09:00")
    use(desk, 1, 2)
    assert told(desk, "Mon 2026-05-25 10:00") == []
    assert texts(told(desk, "Tue 2026-05-26 09:00")) == [LEFT.format(2)]


def test_two_workers(desk: DeskUnderTest) -> None:
    """Both have looked before either has given anything: it is said once."""
    with_answered_cases(desk, 2)
    use(desk, 1, 2)
    desk.at("Tue 2026-06-02 09:00")
    house = desk.house.desk
    looks = []
    for _ in range(2):
        with house.reading(DESK_ITSELF, desk.clock.now()) as turn:
            looks.append(telling.to_give(turn))
    for found in looks:
        for message in found.messages:
            with house.writing(DESK_ITSELF, desk.clock.now()) as turn:
                telling.give(turn, message)
    assert texts(told(desk, "Tue 2026-06-02 09:01")) == [LEFT.format(2)]
