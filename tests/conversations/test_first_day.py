"""A day before a customer's first contract is asked about: mostly it is a slip."""

from __future__ import annotations

import pytest

from tests.conversations.acme import with_acme
from tests.desk import DeskUnderTest

# acme has its first contract from 2026-01-01; it is a Monday in June.
SAID = (
    ("ada", "/escalation log 1h #1 2025-12-30 The setup", "Logged 1h on #1"),
    ("ada", "/escalation day 1 2025-12-30", "Tue 30 Dec 2025"),
    ("ada", "/case open acme configuration reported 2025-12-30 16:00 Keys", "#2"),
    ("dana", "/customer pack acme M on 2025-12-30", "pack 1 (M)"),
    ("dana", '/customer closed 2025-12-30 "Moving" because the office moved', "Tue 30 Dec 2025"),
)


@pytest.fixture
def acme(desk: DeskUnderTest) -> DeskUnderTest:
    with_acme(desk, "Login loops")
    desk.at("Mon 2026-06-08 10:00")
    desk.types("ada", "/escalation log 30m #1")
    return desk


@pytest.mark.parametrize(("who", "typed", "done"), SAID)
def test_it_is_asked_about(acme: DeskUnderTest, who: str, typed: str, done: str) -> None:
    """Nothing is recorded; pressed, the same is done with all that was typed."""
    before = acme.types("cleo", "/customer show acme").whole
    asked = acme.types(who, typed)
    assert asked.says("first contract begins on", "1 Jan 2026", "30 Dec 2025", "Is it that day?")
    assert acme.types("cleo", "/customer show acme").whole == before
    assert acme.types("ada", "/escalation list 1").text == "30m in 1 entry on #1."
    acme.types(who, typed)
    assert acme.presses(who, "Yes, that day").says(done)


def test_no_day_is_asked_about_that_nobody_said(acme: DeskUnderTest) -> None:
    """Nor one from the first day of the first contract on."""
    acme.types("dana", '/customer add beta "Beta AG" standard from 2026-07-01')
    assert acme.types("ada", "/case open beta configuration Setup").says("#2")
    assert acme.types("ada", "/escalation log 1h #2").says("Logged 1h on #2")
    assert acme.types("ada", "/escalation log 1h #1 2026-01-01").says("Logged 1h on #1")


def test_a_form_asks_too(acme: DeskUnderTest) -> None:
    """It stays as it was filled in, with a button that does it."""
    acme.opens("ada", "/escalation log")
    asked = acme.submits("ada", case="1", time="1h", day="2025-12-30", note="The setup")
    assert "Is it that day?" in asked["text"]
    acme.slack.click("ada", "Yes, that day")
    assert "Logged 1h on #1" in acme.form("ada")["text"]
    acme.slack.close("ada")
    acme.opens("ada", "/case open")
    asked = acme.submits(
        "ada", customer="acme", severity="3", kind="configuration", reported="2025-12-30 16:00",
        title="Keys",
    )  # fmt: skip
    assert "Is it that day?" in asked["text"]
    acme.slack.click("ada", "Yes, that day")
    assert "#2" in acme.form("ada")["text"]
