"""I8: what a source reports in a change window is recorded and rings nobody; what has not recovered
when it ends is routed then.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.rows.cases import Case
from models.rows.reports import Arrival, Source
from models.rules.reports import CameOf
from tests.agreement.coming_in import rang, reports, writes
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.usefixtures("people_on_call", "tuesdays")

HELD, PASSED, OPENED = CameOf.HELD, CameOf.PASSED, CameOf.OPENED
AGAIN, RAISED, NOTHING_OPEN = CameOf.SEEN_AGAIN, CameOf.RAISED, CameOf.NOTHING_OPEN


@pytest.fixture
def tuesdays(desk: DeskUnderTest, people_on_call: None) -> None:
    """initech, which is Managed, changes things on Tuesdays from 20:00 to 22:00: window 1."""
    desk.types("dana", "/customer window initech tue 20:00-22:00")


def came(desk: DeskUnderTest) -> Sequence[CameOf]:
    """What came of each arrival, as it is known now."""
    with desk.reading("dana") as turn:
        return turn.session.scalars(select(Arrival.came).order_by(Arrival.id)).all()


def opened(desk: DeskUnderTest) -> Sequence[str]:
    """The titles of all cases."""
    with desk.reading("dana") as turn:
        return turn.session.scalars(select(Case.title).order_by(Case.id)).all()


def looks(desk: DeskUnderTest, at: str) -> None:
    """The worker looks at a Zurich wall-clock time."""
    desk.at(at)
    desk.works()


# --- held, and routed at the end ------------------------------------------------------------------


def test_what_has_not_recovered_is_routed_at_the_end(
    desk: DeskUnderTest, monitoring: Source
) -> None:
    """At 20:15 nothing rings and no case is there; at 22:00 it rings, due two hours after 20:15."""
    moment = desk.at("Tue 2026-06-09 20:15")
    held = reports(desk, monitoring, "login")
    assert (held.case, held.arrival.came) == (None, HELD)
    assert held.arrival.held_until == desk.moment_of("Tue 2026-06-09 22:00")
    looks(desk, "Tue 2026-06-09 21:59")
    assert (opened(desk), rang(desk)) == ([], [])
    looks(desk, "Tue 2026-06-09 22:00")
    assert rang(desk) == [1]
    assert came(desk) == [OPENED]
    with desk.reading("dana") as turn:
        assert turn.session.get_one(Case, 1).reported_at == moment
    assert desk.types("ada", "/case show 1").says("First response due today 22:15")


def test_what_recovers_within_is_over(desk: DeskUnderTest, monitoring: Source) -> None:
    """Down at 20:15, up at 20:40: at 22:00 there is nothing to route."""
    desk.at("Tue 2026-06-09 20:15")
    reports(desk, monitoring, "login")
    reports(desk, monitoring, "mail", critical=False)
    desk.at("Tue 2026-06-09 20:40")
    reports(desk, monitoring, "login", recovered=True)
    looks(desk, "Tue 2026-06-09 22:00")
    assert opened(desk) == ["mail is down"]
    assert (rang(desk), came(desk)) == ([], [PASSED, OPENED, NOTHING_OPEN])


def test_down_again_after_it_recovered(desk: DeskUnderTest, monitoring: Source) -> None:
    """Down, up and down again within: the last is routed, once."""
    desk.at("Tue 2026-06-09 20:15")
    for recovered in (False, True, False, False):
        reports(desk, monitoring, "login", recovered=recovered)
    looks(desk, "Tue 2026-06-09 22:00")
    assert rang(desk) == [1]
    assert came(desk) == [PASSED, NOTHING_OPEN, OPENED, AGAIN]


def test_it_says_later_that_it_is_critical(desk: DeskUnderTest, monitoring: Source) -> None:
    """A case of before the window only counts up; what would ring is held, and rings at the end."""
    desk.at("Tue 2026-06-09 19:50")
    reports(desk, monitoring, "login", critical=False)
    desk.at("Tue 2026-06-09 20:15")
    reports(desk, monitoring, "login", critical=False)
    reports(desk, monitoring, "login")
    assert (rang(desk), came(desk)) == ([], [OPENED, AGAIN, HELD])
    looks(desk, "Tue 2026-06-09 22:00")
    assert (rang(desk), came(desk)) == ([1], [OPENED, AGAIN, RAISED])


def test_what_had_recovered_burns_anew_within(desk: DeskUnderTest, monitoring: Source) -> None:
    """Critical at 18:00 and recovered at 18:10; what fires at 20:15 is held, and rings at 22:00."""
    desk.at("Tue 2026-06-09 18:00")
    reports(desk, monitoring, "login")
    desk.at("Tue 2026-06-09 18:10")
    reports(desk, monitoring, "login", recovered=True)
    desk.at("Tue 2026-06-09 20:15")
    assert reports(desk, monitoring, "login").arrival.came is HELD
    assert rang(desk) == [1]
    looks(desk, "Tue 2026-06-09 22:00")
    assert (rang(desk), came(desk)) == ([1, 1], [OPENED, CameOf.LOWERED, RAISED])


def test_it_comes_again_before_the_worker_has_looked(
    desk: DeskUnderTest, monitoring: Source
) -> None:
    """What was held comes first: the case counts from 20:15, and there is one."""
    moment = desk.at("Tue 2026-06-09 20:15")
    reports(desk, monitoring, "login")
    desk.at("Tue 2026-06-09 22:00")
    assert reports(desk, monitoring, "login").arrival.came is AGAIN
    with desk.reading("dana") as turn:
        assert [case.reported_at for case in turn.session.scalars(select(Case))] == [moment]


def test_the_desk_was_away_when_the_window_ended(desk: DeskUnderTest, monitoring: Source) -> None:
    """It is routed as soon as somebody looks."""
    desk.at("Tue 2026-06-09 20:15")
    reports(desk, monitoring, "login")
    looks(desk, "Wed 2026-06-10 03:00")
    assert rang(desk) == [1]


def test_all_of_one_customer_ring_once(desk: DeskUnderTest, monitoring: Source) -> None:
    """I7: three that were held have one page."""
    desk.at("Tue 2026-06-09 20:15")
    for key in ("login", "mail", "files"):
        reports(desk, monitoring, key)
    looks(desk, "Tue 2026-06-09 22:00")
    assert len(opened(desk)) == 3
    assert rang(desk) == [1]


@pytest.mark.parametrize("at", ["Tue 2026-06-09 19:59", "Tue 2026-06-09 22:00"])
def test_before_and_after_it_rings_at_once(
    desk: DeskUnderTest, monitoring: Source, at: str
) -> None:
    """The start belongs to the window, and the end does not."""
    desk.at(at)
    assert reports(desk, monitoring, "login").arrival.came is OPENED
    assert rang(desk) == [1]


def test_what_people_report_rings_at_any_time(desk: DeskUnderTest) -> None:
    """Somebody from outside who writes at 20:15 gets somebody out of bed."""
    desk.at("Tue 2026-06-09 20:15")
    assert writes(desk, "Login is down for everybody", critical=True).case is not None
    assert rang(desk) == [1]


# --- windows that change --------------------------------------------------------------------------


def test_two_that_overlap_are_one(desk: DeskUnderTest, monitoring: Source) -> None:
    """From 20:00 to 22:00 and from 21:00 to 23:00: what came at 20:15 is held to 23:00."""
    desk.types("dana", "/customer window initech tue 21:00-23:00")
    desk.at("Tue 2026-06-09 20:15")
    reports(desk, monitoring, "login")
    looks(desk, "Tue 2026-06-09 22:59")
    assert rang(desk) == []
    looks(desk, "Tue 2026-06-09 23:00")
    assert rang(desk) == [1]


def test_one_is_added_while_something_is_held(desk: DeskUnderTest, monitoring: Source) -> None:
    """They need an hour more, and say so at 21:45: it is held to 23:00."""
    desk.at("Tue 2026-06-09 20:15")
    reports(desk, monitoring, "login")
    desk.at("Tue 2026-06-09 21:45")
    longer = desk.types("dana", "/customer window initech 2026-06-09 22:00 to 23:00")
    assert longer.says("1 report that came in before is held for it")
    looks(desk, "Tue 2026-06-09 22:30")
    assert rang(desk) == []
    looks(desk, "Tue 2026-06-09 23:00")
    assert rang(desk) == [1]


def test_one_is_ended_while_something_is_held(desk: DeskUnderTest, monitoring: Source) -> None:
    """They are done at 21:00 and say so: what has not recovered rings at once."""
    desk.at("Tue 2026-06-09 20:15")
    reports(desk, monitoring, "login")
    desk.at("Tue 2026-06-09 21:00")
    ended = desk.types("dana", "/customer window initech remove 1")
    assert ended.says("1 report that it held is routed now")
    desk.works()
    assert rang(desk) == [1]


def test_a_window_of_another_customer_holds_nothing(
    desk: DeskUnderTest, monitoring: Source
) -> None:
    """acme's evening is not initech's."""
    desk.types("dana", "/customer window acme wed 20:00-22:00")
    desk.at("Wed 2026-06-10 20:15")
    assert reports(desk, monitoring, "login").arrival.came is OPENED


def test_a_window_over_the_end_of_summer(desk: DeskUnderTest, monitoring: Source) -> None:
    """Sunday from 01:00 to 04:00 takes four hours: the clock shows 02:30 twice, and holds twice."""
    desk.types("dana", "/customer window initech sun 01:00-04:00")
    desk.at("Sun 2026-10-25 01:30")
    reports(desk, monitoring, "login")
    end = desk.moment_of("Sun 2026-10-25 04:00")
    desk.clock.move_to(end - timedelta(minutes=1))
    desk.works()
    assert rang(desk) == []
    looks(desk, "Sun 2026-10-25 04:00")
    assert rang(desk) == [1]
