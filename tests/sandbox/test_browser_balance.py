"""An account manager's answers in a real browser, at a laptop's width and at a phone's."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from slackapp.sandbox.run import Sandbox
from tests.browser import PHONE, Tabs, fits, needs_chromium, types

pytestmark = needs_chromium

Open = Callable[[str], Page]


@pytest.fixture(params=[(1280, 800), PHONE], ids=["laptop", "phone"])
def opens(request: pytest.FixtureRequest, tabs: Tabs, sandbox: Sandbox) -> Open:
    """Opens a place as Cleo."""
    sandbox.house.worker.work_off()
    return lambda place: tabs.open("U0CLEO", place, *request.param)


def test_a_balance_and_what_comes(opens: Open) -> None:
    """The card with its bar; *Forecast* draws what expires when, and says it in words too."""
    page = opens("C0SALES")
    types(page, "/balance acme", "acme has 3 of 7 escalations left.")
    card = page.get_by_test_id("message").last
    expect(card).to_contain_text("▰▰▰▱▱▱ 3 of 7")
    expect(card).to_contain_text("expire in 275 days; may run out from 27 Aug on")
    assert fits(page)
    card.get_by_role("button", name="Forecast").click()
    chart = page.get_by_role("img", name="Left at the end of the month, by expiry")
    expect(chart).to_have_accessible_name(re.compile("Expires 10 Mar 27: .* More if slower: "))
    assert fits(page)


def test_what_if_and_a_quote(opens: Open) -> None:
    """Both sides of what is supposed stand on one line, and an offer is not cut off."""
    page = opens("C0SALES")
    types(page, "/balance acme if case 4 takes 7h and pack M", "acme would have 5 of 10")
    expect(page.get_by_test_id("message").last).to_contain_text("• Left: 3 of 7 → 5 of 10")
    types(page, "/balance acme quote 5", "Offer for Acme AG, 8 June 2026")
    assert fits(page)


def test_an_answer_is_changed(opens: Open) -> None:
    """The question says what either answer comes to; once it has one, that can be changed."""
    page = opens("D0CLEO")
    question = page.get_by_test_id("message").first
    expect(question).to_contain_text("Another escalation: 9 of 11 escalations left.")
    question.get_by_role("button", name="Consulting").click()
    expect(question).to_contain_text("#9 of initech passed 5h: it is consulting.")
    question.get_by_role("button", name="Change the answer").click()
    expect(question).to_contain_text("#9 of initech passed 5h: it is another escalation.")
    assert fits(page)
