"""A page that somebody answers, and everything that ends one (R4, R7, S3)."""

from __future__ import annotations

import pytest

from tests.conversations.oncall.people_on_call import board
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.usefixtures("people_on_call")


def test_a_page_by_hand_for_a_case(desk: DeskUnderTest) -> None:
    """Any case can be paged for; its severity does not end such a page, the first response does."""
    desk.at("Tue 2026-06-09 10:00")
    desk.types("cleo", "/case open initech sev3 configuration Slow console")
    paged = desk.types("ada", "/oncall page 1 they are on the phone")
    assert paged.text == "Page 1 rings: initech #1 Sev-3 “Slow console”."
    desk.works()
    assert board(desk).says("<@U0ADA> asks for help", "they are on the phone")
    assert desk.types("ben", "/oncall pages 1").says("Initech SA, Managed")
    assert desk.types("ada", "/oncall page 1").says(
        "There is page 1 for #1 already.", "/oncall handup 1"
    )
    desk.types("cleo", "/case severity 1 2")
    desk.works()
    assert board(desk).text == ":rotating_light: *initech Sev-2 · Slow console*"
    desk.types("ben", "/case respond 1")
    desk.works()
    assert board(desk).says(":white_check_mark:", "<@U0BEN> gave the first response")
    desk.types("ben", "/case close 1 restarted")
    assert desk.types("ada", "/oncall page 1").says("#1 is closed. Reopen it first.")


def test_one_page_about_one_thing(desk: DeskUnderTest) -> None:
    """Typed twice, or by two: one page rings about it; about something else there is another."""
    desk.types("cleo", "/oncall page acme the portal is down")
    again = desk.types("dana", "/oncall page acme the portal is down")
    assert again.says("Page 1 of acme is about that already.", "`/oncall handup 1`")
    assert desk.types("dana", "/oncall page acme the mail is down").says("Page 2")
    desk.types("ada", "/oncall stop 1 because it is up again")
    assert desk.types("cleo", "/oncall page acme the portal is down").says("Page 3")
