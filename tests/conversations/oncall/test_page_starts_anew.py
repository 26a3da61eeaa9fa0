"""When a case is paged for, and when a page that was stopped stays so (R1, R4, R7)."""

from __future__ import annotations

import pytest

from tests.conversations.oncall.people_on_call import rung
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.usefixtures("people_on_call")

SEV1 = "/case open initech sev1 configuration Login loops"


def test_a_stopped_page_stays_stopped_whatever_else_changes(desk: DeskUnderTest) -> None:
    """R7: a stop with a reason ends it; only becoming a paged case anew pages again (R4)."""
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", SEV1)
    desk.types("ada", "/oncall stop 1 because false alarm")
    desk.types("ada", "/case title 1 Login loops again")
    desk.types("ada", "/case take 1")
    desk.works()
    assert desk.types("ada", "/oncall pages").text == "No page rings."
    desk.types("ada", "/case severity 1 2")
    assert desk.types("ada", "/case severity 1 1").says("Page 2 rings <@U0BEN> now")


def test_a_page_by_hand_swallows_no_sev_1(desk: DeskUnderTest) -> None:
    """R4: raising to Sev-1 pages at once, also where somebody has a page that was asked for."""
    desk.at("Tue 2026-06-09 10:00")
    desk.types("cleo", "/case open initech sev2 configuration Slow")
    desk.types("ada", "/oncall page 1 on the phone")
    desk.types("ada", "/oncall ack 1")
    desk.works()
    before = rung(desk)["ben"]
    raised = desk.types("cleo", "/case severity 1 1")
    assert raised.says("Page 2 rings <@U0BEN> now")
    desk.works()
    assert rung(desk)["ben"] == before + 1
    assert desk.last("ben", "@desk").text.startswith(":rotating_light:")


def test_a_correction_ends_no_page_by_hand(desk: DeskUnderTest) -> None:
    """R7: marking the first response ends a page; correcting its instant is no first response."""
    desk.at("Tue 2026-06-09 10:00")
    desk.types("cleo", "/case open initech sev2 configuration Slow")
    desk.at("Tue 2026-06-09 10:10")
    desk.types("cleo", "/case respond 1")
    desk.types("ada", "/oncall page 1 on the phone")
    desk.types("cleo", "/case respond 1 at 10:05 because it was earlier")
    assert desk.types("ada", "/oncall pages").says("1 page open.")


def test_a_page_of_long_ago_that_was_stopped_holds_nothing_up(desk: DeskUnderTest) -> None:
    """R1: lowered, and Sev-1 again under a lesser level, it rings with the day of Managed."""

    desk.at("Tue 2026-06-09 10:00")
    desk.types("ada", "/case open initech sev1 configuration Login loops")
    desk.types("ada", "/oncall stop 1 because false alarm")
    desk.types("ada", "/case severity 1 2")
    desk.types("dana", "/customer end initech 2026-06-09")
    desk.at("Wed 2026-06-10 10:00")
    desk.types("ada", "/case severity 1 1")
    assert desk.types("ada", "/oncall pages").text == "No page rings."
    desk.types("dana", "/customer level initech managed escalations 12 from 2026-06-11")
    desk.at("Thu 2026-06-11 00:01")
    desk.works()
    assert desk.types("ada", "/oncall pages").says("initech #1 Sev-1 “Login loops”")


def test_a_case_whose_page_was_stopped_waits_in_the_queue(desk: DeskUnderTest) -> None:
    """R2: without its page and without a first response it is nowhere lost."""

    desk.at("Tue 2026-06-09 10:00")
    desk.types("ada", "/case open initech sev1 configuration Login loops")
    assert desk.types("ada", "/case list queue").says("No cases waiting")
    desk.types("ada", "/oncall stop 1 because false alarm")
    assert desk.types("ada", "/case list queue").says("Login loops")
