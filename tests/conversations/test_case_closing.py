"""Closing a case asks for what is missing; reopening; and what a closed case refuses."""

from __future__ import annotations

import pytest

from tests.conversations.acme import with_acme
from tests.desk import DeskUnderTest

REFUSED = ("assign 1", "severity 1 2", "kind 1 defect", "respond 1")


def test_closing_asks_for_a_first_response_and_a_kind(desk: DeskUnderTest) -> None:
    """S3, E2: closing asks for both, and the button and the menu it offers work when pressed."""
    with_acme(desk, "Login loops", kind="", at="Tue 2026-06-09 10:00")
    desk.types("ada", "/escalation log 10m 1")
    asked = desk.types("ada", "/case close 1")
    assert asked.says("#1 has no first response yet (S3). When was it given?")
    replied = desk.presses("ada", "I've replied just now")
    assert replied.says("#1 has its first response, today 10:00: met (S3).", "What kind of case")
    assert desk.types("ada", "/case close 1").says("#1 needs a kind before it is closed (E2).")
    kind = desk.presses("ada", "configuration")
    assert kind.says("#1 is `configuration` now", "under 15 minutes, so nothing is charged (E3)")
    closed = desk.presses("ada", "Close")
    assert closed.text == "Closed #1. acme has 4 of 4 escalations left."
    assert desk.types("ada", "/case list acme").text == "No cases of acme open."


def test_the_kind_can_be_chosen_right_after_the_response(desk: DeskUnderTest) -> None:
    """The answer to the first response of an untriaged case asks for its kind too."""
    with_acme(desk, "Login loops", kind="", at="Tue 2026-06-09 10:00")
    desk.types("ada", "/case respond 1")
    assert desk.chooses("ada", "/case kind 1 security").buttons == ["Close"]


def test_closing_a_defect_confirms_it(desk: DeskUnderTest) -> None:
    """E2: closing a `defect` confirms it; it is reopened to change its kind."""
    with_acme(desk, "Login loops", kind="defect", at="Tue 2026-06-09 10:00")
    desk.types("ada", "/escalation log 2h 1")
    desk.types("ada", "/case respond 1")
    closed = desk.types("ada", "/case close 1 fixed in 4.2 *today*")
    assert closed.text == (
        "Closed #1, confirmed as a defect (E2). acme has 4 of 4 escalations left."
    )
    refused = desk.types("ada", "/case kind 1 configuration")
    assert refused.says("#1 is closed. Reopen it first.", "/case reopen 1")
    reopened = desk.types("ada", "/case reopen 1")
    assert reopened.text == "Reopened #1. acme has 4 of 4 escalations left."
    assert desk.types("ada", "/case kind 1 configuration").says("acme has 3 of 4", "(E4)")


def test_a_closed_case_takes_no_more(desk: DeskUnderTest) -> None:
    """Bad input: a closed case is said to be closed, with how to open it again; nothing written."""
    with_acme(desk, "Login loops", at="Tue 2026-06-09 10:00")
    desk.types("ada", "/case respond 1")
    desk.types("ada", "/case close 1 done")
    for typed in REFUSED[:3]:
        assert desk.types("ada", f"/case {typed}").says("#1 is closed. Reopen it first.")
    assert desk.types("ada", "/escalation log 2h 1").says("#1 is closed.", "/case reopen 1")
    assert desk.types("ada", "/case close 1").says("#1 is already closed.")
    shown = desk.types("ada", "/case show 1 --more")
    assert shown.says("closed by <@U0ADA> – done", "#1 “Login loops”: closed")
    assert shown.buttons == ["Reopen"]


@pytest.mark.parametrize(("level", "offered"), [("standard", False), ("premium", True)])
def test_touchpoint_kinds_are_offered_where_there_are_any(
    desk: DeskUnderTest, level: str, offered: bool
) -> None:
    """E9: touchpoints come with Premium and Managed, so nobody else is offered one."""
    desk.at("Tue 2026-06-09 10:00")
    desk.types("dana", f'/customer add hooli "Hooli" {level} from 2026-01-01')
    desk.types("ada", "/case open hooli Login loops")
    assert ("touchpoint" in desk.types("ada", "/escalation log 1h 1").whole) is offered
    desk.types("ada", "/case respond 1")
    assert ("touchpoint" in desk.types("ada", "/case close 1").whole) is offered
