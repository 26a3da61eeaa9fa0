"""Word is left that the web entrance is there, and since when it was not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from models.usecases.people import DESK_ITSELF
from models.usecases.reports import entrance
from models.usecases.reports.entrance import Away
from slackapp.doorkeeper import Doorkeeper
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.both_databases


def aways(desk: DeskUnderTest) -> Sequence[Away]:
    """When the desk was away last, as far as anybody knows."""
    with desk.house.desk.reading(DESK_ITSELF, desk.clock.now()) as turn:
        return entrance.aways(turn)


def keeper(desk: DeskUnderTest) -> Doorkeeper:
    """Another process that serves the entrance."""
    return Doorkeeper(desk.house.desk, desk.clock)


def test_it_was_never_away_that_anybody_knew(desk: DeskUnderTest) -> None:
    """Nobody served it yet; the first begins."""
    assert aways(desk) == []
    first = keeper(desk)
    first.open()
    assert aways(desk) == []
    first.close()


def test_an_update_is_known_to_the_second(desk: DeskUnderTest) -> None:
    """Ended at 03:00, begun again twenty seconds later."""
    since = desk.at("Fri 2026-06-05 03:00")
    before, after = keeper(desk), keeper(desk)
    before.open()
    before.close()
    until = desk.at("Fri 2026-06-05 03:00:20")
    after.open()
    assert aways(desk) == [Away(since, until)]
    after.close()


def test_one_that_was_killed_left_word_a_minute_before(desk: DeskUnderTest) -> None:
    """Until somebody serves it again it is away."""
    since = desk.at("Fri 2026-06-05 03:00")
    with desk.house.desk.writing(DESK_ITSELF, since) as turn:
        entrance.is_there(turn)
    desk.at("Fri 2026-06-05 03:04")
    assert aways(desk) == [Away(since, None)]
    after = keeper(desk)
    after.open()
    assert aways(desk) == [Away(since, desk.clock.now())]
    after.close()


def test_beside_another_it_was_not_away(desk: DeskUnderTest) -> None:
    """Two serve it: one begins, while the other is there."""
    desk.at("Fri 2026-06-05 03:00")
    one, other = keeper(desk), keeper(desk)
    one.open()
    desk.at("Fri 2026-06-05 03:01")
    other.open()
    assert aways(desk) == []
    other.close()
    one.stays()
    desk.at("Fri 2026-06-05 03:02")
    assert aways(desk) == []
    one.close()
