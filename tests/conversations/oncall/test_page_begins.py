"""R1, R4: what lets a Managed Sev-1 ring besides opening it, and what does not: it is said."""

from __future__ import annotations

import pytest

from tests.conversations.oncall.people_on_call import board, rung, told
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.usefixtures("people_on_call")


def test_raised_after_the_first_response_nobody_is_rung(desk: DeskUnderTest) -> None:
    """R4: the answer says so, and offers to page; nor does the menu promise a page."""
    desk.at("Tue 2026-06-09 10:00")
    desk.types("ada", "/case open initech sev2 configuration Login loops")
    desk.types("ada", "/case respond 1")
    raised = desk.types("ada", "/case severity 1 1")
    assert raised.says("It has its first response already, so nobody is rung (R4).")
    desk.works()
    assert rung(desk) == {"ada": 0, "ben": 0}
    assert raised.buttons == ["Page somebody"]
    assert desk.presses("ada", "Page somebody").says("Page 1")
    desk.works()
    assert rung(desk)["ben"] == 1


def test_a_customer_who_becomes_managed(desk: DeskUnderTest) -> None:
    """R1: a Sev-1 that waits rings with the command that makes its customer Managed."""
    desk.at("Tue 2026-06-09 10:00")
    desk.types("ada", "/case open acme sev1 configuration Login loops")
    desk.types("ada", "/case open acme sev2 configuration Slow")
    told = desk.types("dana", "/customer level acme managed escalations 5 from today")
    assert told.says("*#1 is a Managed Sev-1 now (R1): page 1 rings <@U0BEN>.*")
    desk.works()
    assert rung(desk)["ben"] == 1
    assert board(desk).says("Reply by *12:00*")


def test_a_contract_that_begins_as_managed(desk: DeskUnderTest) -> None:
    """R1: the same when the customer had no contract at all."""
    desk.types("dana", '/customer add hooli "Hooli Inc." basic from 2026-01-01 to 2026-06-01')
    desk.at("Tue 2026-06-09 10:00")
    desk.types("ada", "/case open hooli sev1 configuration Login loops")
    told = desk.types(
        "dana", '/customer add hooli "Hooli Inc." managed escalations 5 from 2026-06-09'
    )
    assert told.says(
        "*#1 is a Managed Sev-1 now (R1): page 1 rings <@U0BEN>.*",
        "1 running clock moved:",
        "• #1 “Login loops”: due today 12:00",
    )


def test_raised_from_a_severity_of_yesterday(desk: DeskUnderTest) -> None:
    """S4, O5: shares run from the change: nobody is reminded, nor the secondary paged, at once."""
    desk.at("Mon 2026-06-08 10:00")
    desk.types("ada", "/case open initech configuration Login loops")
    desk.at("Tue 2026-06-09 09:45")
    desk.works()
    warned = [text for text in told(desk, "dana", "#queues") if "half of the clock" in text]
    desk.at("Tue 2026-06-09 10:00")
    desk.types("ada", "/case severity 1 1")
    desk.works()
    desk.types("ben", "/oncall ack 1")
    assert rung(desk) == {"ada": 0, "ben": 1}
    desk.at("Tue 2026-06-09 11:00")
    desk.works()
    assert len(warned) == 1  # and it is not given again
    assert not [text for text in told(desk, "ben") if "half of the clock" in text]
    desk.at("Tue 2026-06-09 11:30")
    desk.works()
    assert desk.last("ben", "@desk").says("three quarters of the clock have run")
    assert rung(desk) == {"ada": 1, "ben": 1}
