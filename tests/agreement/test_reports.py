"""Section I of the rules: what comes in by itself opens a case once, rings or waits, and recovers.

The doors have conversations of their own; here it is taken in as any door hands it on.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.rows.pages import Page
from models.rows.reports import Arrival, Report, Source
from models.rules.reports import CameOf
from models.usecases import finding
from tests.agreement.coming_in import rang, reports, writes
from tests.conversations.oncall.people_on_call import board, thread
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.usefixtures("people_on_call")  # initech is Managed, acme Standard

DOWN = "Login is down for everybody"


# --- I2: what is critical -------------------------------------------------------------------------


@pytest.mark.parametrize("at", ["Wed 2026-06-03 11:00", "Sat 2026-06-06 03:10"])
def test_a_managed_customers_critical_rings_at_any_hour(desk: DeskUnderTest, at: str) -> None:
    """I2, R1: at 03:10 on a Saturday as by day; the reply is due two hours later."""
    moment = desk.at(at)
    taken = writes(desk, DOWN, critical=True)
    assert taken.case is not None
    assert taken.clock is not None
    assert (taken.case.severity, taken.case.title) == (1, DOWN)
    assert taken.clock.clock.due == moment + timedelta(hours=2)
    assert rang(desk) == [1]
    board(desk).says("initech Sev-1", DOWN)


@pytest.mark.parametrize(("customer", "critical"), [("acme", True), ("initech", False)])
def test_nothing_else_rings(desk: DeskUnderTest, customer: str, *, critical: bool) -> None:
    """I2, R2: another level's critical, and what a Managed customer does not call so."""
    desk.at("Sat 2026-06-06 03:10")
    taken = writes(desk, DOWN, customer, critical=critical)
    assert taken.case is not None
    assert taken.case.severity == (1 if critical else 3)
    assert rang(desk) == []


@pytest.mark.parametrize("words", ["", '""', "„ “"])
def test_critical_without_words(desk: DeskUnderTest, words: str) -> None:
    """I2: of which nothing is left but quotes, it rings all the same."""
    desk.at("Sat 2026-06-06 03:10")
    ts = desk.says("dana", DOWN, "#initech")
    taken = writes(desk, words, critical=True, ts=ts)
    assert taken.case is not None
    assert (taken.case.title, rang(desk)) == ("(without words)", [1])


def test_critical_is_said_later(desk: DeskUnderTest) -> None:
    """I2, R4: the same message, called critical at 03:20, is raised and rings; said again, not."""
    desk.at("Sat 2026-06-06 03:10")
    ts = desk.says("dana", DOWN, "#initech")
    first = writes(desk, DOWN, ts=ts)
    desk.at("Sat 2026-06-06 03:20")
    raised = writes(desk, DOWN, critical=True, ts=ts)
    again = writes(desk, DOWN, critical=True, ts=ts)
    assert [taken.arrival.came for taken in (first, raised, again)] == [
        CameOf.OPENED,
        CameOf.RAISED,
        CameOf.SEEN_AGAIN,
    ]
    assert rang(desk) == [1]


# --- I3, I4: once, and from its own instant -------------------------------------------------------


def test_the_same_report_opens_one_case(desk: DeskUnderTest) -> None:
    """I3: a mention, its message event and three retries; what was learnt late is no other."""
    desk.at("Wed 2026-06-03 11:00")
    ts = desk.says("dana", DOWN, "#initech")
    for _ in range(5):
        writes(desk, DOWN, critical=True, ts=ts)
    assert rang(desk) == [1]
    with desk.reading("dana") as turn:
        assert turn.session.scalars(select(Report.seen)).all() == [5]
        assert len(turn.session.scalars(select(Arrival.id)).all()) == 5


def test_what_is_learnt_late_counts_from_when_it_was_sent(desk: DeskUnderTest) -> None:
    """I4: sent at 03:10, learnt at 05:40: due at 05:10, breached, and it rings."""
    desk.at("Sat 2026-06-06 03:10")
    ts = desk.says("dana", DOWN, "#initech")
    desk.at("Sat 2026-06-06 05:40")
    taken = writes(desk, DOWN, critical=True, ts=ts)
    assert taken.clock is not None
    due = taken.clock.clock.due.replace(microsecond=0)  # Slack counts messages in them
    assert due == desk.moment_of("Sat 2026-06-06 05:10")
    assert taken.arrival.at - taken.arrival.sent_at >= timedelta(minutes=149)
    assert rang(desk) == [1]
    board(desk).says("*overdue*")


def test_never_later_than_now(desk: DeskUnderTest, monitoring: Source) -> None:
    """I4: a clock that goes ten minutes ahead elsewhere makes no case of the future."""
    moment = desk.at("Wed 2026-06-03 11:00")
    taken = reports(desk, monitoring, "login", ahead=10)
    assert taken.case is not None
    assert taken.case.reported_at == moment


def test_a_sources_key_is_free_again_when_its_case_is_closed(
    desk: DeskUnderTest, monitoring: Source
) -> None:
    """I3: the same key while the case is open counts up; afterwards it opens another."""
    desk.at("Wed 2026-06-03 11:00")
    numbers = [reports(desk, monitoring, "login").case for _ in range(2)]
    desk.types("ada", "/case respond 1")
    desk.types("ada", "/case kind 1 defect")
    desk.types("ada", "/case close 1")
    numbers.append(reports(desk, monitoring, "login").case)
    assert [case.id for case in numbers if case] == [1, 1, 2]


# --- I6: recovered --------------------------------------------------------------------------------


def test_recovered_before_anybody_was_at_it(desk: DeskUnderTest, monitoring: Source) -> None:
    """I6: lowered to severity 2 with its reason, R4 ends the page, nothing is closed."""
    desk.at("Sat 2026-06-06 03:10")
    reports(desk, monitoring, "login")
    desk.at("Sat 2026-06-06 03:14")
    taken = reports(desk, monitoring, "login", recovered=True)
    assert taken.case is not None
    assert (taken.arrival.came, taken.case.severity) == (CameOf.LOWERED, 2)
    assert taken.case.closed_at is None
    assert board(desk).text.startswith(":white_check_mark:")


@pytest.mark.parametrize(
    "who_is_at_it",
    ["/oncall ack 1", "/case take 1", "/case respond 1"],
)
def test_recovered_while_somebody_is_at_it(
    desk: DeskUnderTest, monitoring: Source, who_is_at_it: str
) -> None:
    """I6: acknowledged, taken or answered: it stays what it is."""
    desk.at("Sat 2026-06-06 03:10")
    reports(desk, monitoring, "login")
    desk.types("ada", who_is_at_it)
    taken = reports(desk, monitoring, "login", recovered=True)
    assert taken.case is not None
    assert (taken.arrival.came, taken.case.severity) == (CameOf.RECOVERED, 1)


def test_recovered_with_no_case_open(desk: DeskUnderTest, monitoring: Source) -> None:
    """I6: nothing is opened by it."""
    assert reports(desk, monitoring, "login", recovered=True).case is None


def test_what_ours_have_lowered_is_raised_by_no_flapping(
    desk: DeskUnderTest, monitoring: Source
) -> None:
    """I2: Ada makes it Sev-3 at 01:02; it recovers and burns anew all night, and rings nobody."""
    desk.at("Sat 2026-06-06 01:00")
    reports(desk, monitoring, "login")
    desk.types("ada", "/case severity 1 3")
    for minute in (5, 10, 15, 20):
        desk.at(f"Sat 2026-06-06 01:{minute:02}")
        taken = reports(desk, monitoring, "login", recovered=minute % 10 == 5)
    assert taken.case is not None
    assert (taken.arrival.came, taken.case.severity) == (CameOf.SEEN_AGAIN, 3)
    assert rang(desk) == [1]


def test_ours_lower_what_a_recovery_had_lowered(desk: DeskUnderTest, monitoring: Source) -> None:
    """I2: theirs is the last word: recovered at 01:05, Sev-3 at 01:07, so 01:10 rings nobody."""
    desk.at("Sat 2026-06-06 01:00")
    reports(desk, monitoring, "login")
    desk.at("Sat 2026-06-06 01:05")
    reports(desk, monitoring, "login", recovered=True)
    desk.types("ada", "/case severity 1 3")
    desk.at("Sat 2026-06-06 01:10")
    assert reports(desk, monitoring, "login").arrival.came is CameOf.SEEN_AGAIN
    assert rang(desk) == [1]


# --- I7: one page ---------------------------------------------------------------------------------


def test_the_next_critical_joins_a_page_that_nobody_has_answered(
    desk: DeskUnderTest, monitoring: Source
) -> None:
    """I7: at 03:10 and 03:12; one page lists both, and nobody is rung twice."""
    desk.at("Sat 2026-06-06 03:10")
    reports(desk, monitoring, "login")
    desk.at("Sat 2026-06-06 03:12")
    second = reports(desk, monitoring, "mail")
    assert second.case is not None
    assert second.case.id == 2
    assert rang(desk) == [1]
    board(desk).says("Also #2 “mail is down”")
    assert "#2 “mail is down” came in too: this page is for both (I7)." in thread(desk, "#sev1")
    desk.types("ben", "/oncall ack #2")
    with desk.reading("dana") as turn:
        owners = [finding.case(turn, number).owner_id for number in (1, 2)]
    assert owners == ["U0BEN", "U0BEN"]


def test_after_an_acknowledgement_the_next_rings_anew(
    desk: DeskUnderTest, monitoring: Source
) -> None:
    """I7: acknowledged at 03:11, so what comes at 03:12 has a page of its own."""
    desk.at("Sat 2026-06-06 03:10")
    reports(desk, monitoring, "login")
    desk.at("Sat 2026-06-06 03:11")
    desk.types("ada", "/oncall ack 1")
    desk.at("Sat 2026-06-06 03:12")
    reports(desk, monitoring, "mail")
    assert rang(desk) == [1, 2]


def test_a_page_goes_on_for_whatever_needs_it(desk: DeskUnderTest, monitoring: Source) -> None:
    """I7, R7: the first recovers, the page rings on for the second; it ends with the last."""
    desk.at("Sat 2026-06-06 03:10")
    reports(desk, monitoring, "login")
    reports(desk, monitoring, "mail")
    reports(desk, monitoring, "login", recovered=True)
    assert rang(desk) == [2]
    board(desk).says(":rotating_light:", "mail is down")
    reports(desk, monitoring, "mail", recovered=True)
    assert board(desk).text.startswith(":white_check_mark:")
    desk.at("Sat 2026-06-06 03:30")
    desk.works()
    assert rang(desk) == [2]


def test_a_page_that_is_stopped_rings_for_none_of_its_cases(
    desk: DeskUnderTest, monitoring: Source
) -> None:
    """I7, R7: who stops it has read of both."""
    desk.at("Sat 2026-06-06 03:10")
    reports(desk, monitoring, "login")
    reports(desk, monitoring, "mail")
    desk.types("ben", "/oncall stop 1 because a drill of theirs")
    desk.at("Sat 2026-06-06 03:30")
    desk.works()
    assert rang(desk) == [1]


def test_none_joins_a_page_that_was_asked_for(desk: DeskUnderTest, monitoring: Source) -> None:
    """I7: asked for at 03:05 for #1, a Sev-3: what is critical at 03:10 has a page of its own, and
    the first goes on.
    """
    desk.at("Sat 2026-06-06 03:05")
    writes(desk, "the export fails")
    desk.types("ada", "/oncall page 1 please help me")
    desk.at("Sat 2026-06-06 03:10")
    reports(desk, monitoring, "login")
    assert rang(desk) == [1, 2]
    with desk.reading("dana") as turn:
        assert turn.session.scalars(select(Page.id).where(Page.ended_at.is_(None))).all() == [1, 2]
