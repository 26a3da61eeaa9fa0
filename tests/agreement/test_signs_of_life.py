"""I11: what is expected every so often opens a case when it stays away, once, and then is back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from handlers.phrases.titles import stays_away
from models.rows.cases import Case
from models.rows.reports import Arrival, SignOfLife
from models.rules.reports import CameOf
from models.usecases import finding
from models.usecases.people import DESK_ITSELF
from models.usecases.reports import entrance, signs_of_life, sources
from slackapp.pretend_slack.web.loopback import Loopback
from tests.agreement.coming_in import rang
from tests.desk import DeskUnderTest
from tests.machines import Program, sign_of

pytestmark = pytest.mark.usefixtures("people_on_call")


@pytest.fixture
def backup(desk: DeskUnderTest, desk_loopback: Loopback) -> Program:
    """initech's nightly backup: every 24 hours, with a grace of 2; critical."""
    desk.at("Thu 2026-06-04 03:00")
    return sign_of(desk, desk_loopback.address, critical=True)


def looked(desk: DeskUnderTest, at: str) -> list[tuple[str, int]]:
    """The titles and severities of the cases, after the worker has looked at an instant."""
    desk.at(at)
    desk.works()
    with desk.reading("dana") as turn:
        found = turn.session.execute(select(Case.title, Case.severity).order_by(Case.id))
        return [(row.title, row.severity) for row in found]


MISSED = "nightly-backup stays away: it is expected every 24h"


def test_nothing_is_missed_before_it_has_come_once(desk: DeskUnderTest, backup: Program) -> None:
    assert looked(desk, "Sun 2026-06-07 03:00") == []


def test_one_that_stays_away_opens_a_case_once(desk: DeskUnderTest, backup: Program) -> None:
    """At the end of its grace, to the minute; it rings, for it is a Managed customer's critical."""
    backup.calls()
    assert looked(desk, "Fri 2026-06-05 04:59") == []
    assert looked(desk, "Fri 2026-06-05 05:00") == [(MISSED, 1)]
    assert looked(desk, "Sun 2026-06-07 05:00") == [(MISSED, 1)]
    assert rang(desk) == [1]
    with desk.reading("dana") as turn:
        case = turn.session.get_one(Case, 1)
        assert case.reported_at == desk.moment_of("Fri 2026-06-05 05:00")
    assert desk.types("ben", "/customer expects initech").says("it stays away")


def test_its_customer_reads_it_in_german(desk: DeskUnderTest, backup: Program) -> None:
    """I9: the title too."""
    desk.types("dana", "/customer language initech de")
    backup.calls()
    title = "nightly-backup bleibt aus: erwartet alle 24h"
    assert looked(desk, "Fri 2026-06-05 05:00") == [(title, 1)]


def test_what_is_learnt_late_counts_from_when_it_was_missed(
    desk: DeskUnderTest, backup: Program
) -> None:
    """I4: no worker looked before noon."""
    backup.calls()
    looked(desk, "Fri 2026-06-05 12:00")
    with desk.reading("dana") as turn:
        case = turn.session.get_one(Case, 1)
        assert case.reported_at == desk.moment_of("Fri 2026-06-05 05:00")


def test_the_next_one_says_that_it_is_back(desk: DeskUnderTest, backup: Program) -> None:
    """I6: nobody had taken it up; and it is expected anew from then on."""
    backup.calls()
    looked(desk, "Fri 2026-06-05 05:00")
    desk.at("Fri 2026-06-05 06:00")
    assert backup.calls().text == "Heard. The next one is expected by Sat 6 Jun 08:00.\n"
    assert looked(desk, "Fri 2026-06-05 06:01") == [(MISSED, 2)]
    with desk.reading("dana") as turn:
        came = turn.session.scalars(select(Arrival.came).order_by(Arrival.id)).all()
    assert came == [CameOf.ALIVE, CameOf.OPENED, CameOf.LOWERED]
    assert looked(desk, "Sat 2026-06-06 08:00") == [(MISSED, 1)]  # the same case: it is open


def test_one_that_comes_in_time_opens_nothing(desk: DeskUnderTest, backup: Program) -> None:
    for day in range(4, 9):
        desk.at(f"2026-06-0{day} 03:30")
        backup.calls()
        assert looked(desk, f"2026-06-0{day} 03:31") == []


def test_one_that_is_not_critical_rings_nobody(
    desk: DeskUnderTest, desk_loopback: Loopback
) -> None:
    desk.at("Thu 2026-06-04 03:00")
    sign_of(desk, desk_loopback.address).calls()
    assert looked(desk, "Fri 2026-06-05 05:00") == [(MISSED, 3)]
    assert rang(desk) == []


def test_one_that_is_expected_no_more_opens_nothing(desk: DeskUnderTest, backup: Program) -> None:
    backup.calls()
    desk.types("dana", "/customer expects initech nightly-backup off")
    assert looked(desk, "Sat 2026-06-06 05:00") == []


def test_other_terms_count_from_the_last_one(desk: DeskUnderTest, backup: Program) -> None:
    backup.calls()
    desk.types("dana", "/customer expects initech nightly-backup every 12h grace 1h")
    assert looked(desk, "Thu 2026-06-04 15:59") == []
    assert looked(desk, "Thu 2026-06-04 16:00") != []


def test_the_clocks_go_back(desk: DeskUnderTest, desk_loopback: Loopback) -> None:
    """T5: 26 hours are 26 hours, also in the night of 25 October, which has one hour more."""
    desk.at("Sat 2026-10-24 03:00")
    sign_of(desk, desk_loopback.address).calls()
    assert looked(desk, "Sun 2026-10-25 03:59") == []
    assert looked(desk, "Sun 2026-10-25 04:00") != []


def test_one_that_is_expected_no_more_is_neither_heard_nor_missed(
    desk: DeskUnderTest, backup: Program
) -> None:
    """Also where it was on its way just then."""
    backup.calls()
    desk.types("dana", "/customer expects initech nightly-backup off")
    desk.at("Sat 2026-06-06 03:00")
    with desk.writing("dana") as turn:
        initech = finding.customer(turn, "initech")
        source = sources.named(turn, initech, "nightly-backup")
        assert signs_of_life.hear(turn, source, initech, turn.moment) is None
        assert turn.session.get_one(SignOfLife, source.id).due_at is None
        signs_of_life.miss(turn, source.id, titled=stays_away)
    assert looked(desk, "Mon 2026-06-08 05:00") == []


# --- the desk itself was away ---------------------------------------------------------------------


def was_away(desk: DeskUnderTest, since: str, until: str) -> None:
    """The process that serves the web entrance ends, and begins again."""
    for at, word in ((since, entrance.closes), (until, entrance.opens)):
        desk.at(at)
        with desk.house.desk.writing(DESK_ITSELF, desk.clock.now()) as turn:
            word(turn)


def looked_there(desk: DeskUnderTest, at: str) -> list[tuple[str, int]]:
    """What `looked` finds, where the entrance is served all the time."""
    desk.at(at)
    with desk.house.desk.writing(DESK_ITSELF, desk.clock.now()) as turn:
        entrance.is_there(turn)
    return looked(desk, at)


AWAY = "The desk itself was away until Fri 5 Jun"


@pytest.mark.parametrize(
    ("since", "until", "missed_at", "for_ours"),
    [
        # within its grace: that counts from the return
        ("Fri 2026-06-05 02:50", "Fri 2026-06-05 03:10", "05:10", f"{AWAY} 03:10"),
        # at the end of its grace, and beyond
        ("Fri 2026-06-05 04:58", "Fri 2026-06-05 07:30", "09:30", f"{AWAY} 07:30"),
        # long before it was to come
        ("Thu 2026-06-04 12:00", "Thu 2026-06-04 12:01", "05:00", ""),
    ],
)
def test_one_that_may_have_met_a_desk_that_was_away(
    desk: DeskUnderTest, backup: Program, since: str, until: str, missed_at: str, for_ours: str
) -> None:
    """Called on Thursday at 03:00, expected by Friday at 05:00: no sooner than its grace after the
    desk is back. Our own read in its history that it was away: no customer's title tells them.
    """
    backup.calls()
    was_away(desk, since, until)
    missed = desk.moment_of(f"Fri 2026-06-05 {missed_at}")
    before = f"{missed - timedelta(minutes=1):%a %Y-%m-%d %H:%M}"
    assert looked_there(desk, before) == []
    assert looked_there(desk, f"Fri 2026-06-05 {missed_at}") == [(MISSED, 1)]
    assert rang(desk) == [1]
    history = desk.types("ben", "/case show 1 --more").whole
    assert (AWAY in history, for_ours in history) == (bool(for_ours), True)
    with desk.reading("dana") as turn:
        assert turn.session.get_one(Case, 1).reported_at == missed


def test_nothing_is_missed_while_the_desk_is_away(desk: DeskUnderTest, backup: Program) -> None:
    """Where others look meanwhile; three minutes without a word are away."""
    backup.calls()
    desk.at("Fri 2026-06-05 04:55")
    with desk.house.desk.writing(DESK_ITSELF, desk.clock.now()) as turn:
        entrance.is_there(turn)
    assert looked(desk, "Fri 2026-06-05 12:00") == []
    was_away(desk, "Fri 2026-06-05 12:00", "Fri 2026-06-05 12:10")
    backup.calls()
    assert looked_there(desk, "Sat 2026-06-06 05:00") == []


def test_a_desk_that_was_away_before_it_was_last_heard(
    desk: DeskUnderTest, backup: Program
) -> None:
    """It was heard since: the desk has nothing to do with it."""
    was_away(desk, "Thu 2026-06-04 03:01", "Thu 2026-06-04 03:05")
    backup.calls()
    assert looked_there(desk, "Fri 2026-06-05 05:05") == [(MISSED, 1)]
