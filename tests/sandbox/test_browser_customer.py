"""A customer reaches the desk, in a real browser: what Eve does, and what rings at ProAuth."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import LAPTOP, PHONE, Tabs, needs_chromium

pytestmark = needs_chromium

SIZES = pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])


def report(page: Page) -> Locator:
    """Eve's message that login is down, in her channel."""
    messages = page.get_by_role("region", name="Messages").get_by_test_id("message")
    return messages.filter(has_text="Login is down for everybody").first


def puts_a_siren(page: Page, message: Locator) -> None:
    """React with 🚨: from the bar over a message, or from its menu where nothing hovers."""
    message.hover()
    if (siren := message.get_by_test_id("react-siren")).is_visible():
        siren.click()
    else:
        message.get_by_test_id("message-menu").click()
        page.get_by_test_id("menu-siren").click()


@SIZES
def test_a_siren_rings_a_telephone(tabs: Tabs, size: tuple[int, int]) -> None:
    """Eve's 🚨 rings Ben, who is on call; that he has it stands where she was answered."""
    eve = tabs.open("U0EVE", "C0INITECH", *size)
    expect(eve.get_by_test_id("hint")).to_contain_text("Put 🚨 on your message")
    puts_a_siren(eve, report(eve))
    expect(report(eve).get_by_test_id("reaction-rotating_light")).to_have_text("🚨1")
    report(eve).get_by_test_id("replies").click()
    answer = eve.get_by_test_id("thread").get_by_test_id("message").last
    expect(answer).to_contain_text("#14 is open, critical: an engineer is being rung")
    expect(eve.get_by_test_id("rung-U0BEN")).to_contain_text("1")
    ben = tabs.open("U0BEN", "C0SEV1", *size)
    ben.get_by_test_id("phone-toggle").click()
    expect(ben.get_by_test_id("phone-ring")).to_contain_text("PAGE initech: #14 Login is down")
    ben.keyboard.press("Escape")
    ben.get_by_role("button", name="Acknowledge").first.click()
    expect(answer).to_contain_text("Ben has it.")
    expect(answer).to_contain_text("(edited)")


def test_nobody_reacts_twice(tabs: Tabs) -> None:
    """One's own reaction is offered no more; somebody else's becomes one's own by a press."""
    eve, ben = (tabs.open(who, "C0INITECH") for who in ("U0EVE", "U0BEN"))
    puts_a_siren(eve, report(eve))
    expect(report(eve).get_by_test_id("react-siren")).to_have_count(0)
    expect(report(eve).get_by_test_id("reaction-rotating_light")).to_be_disabled()
    report(ben).get_by_test_id("reaction-rotating_light").click()
    expect(report(eve).get_by_test_id("reaction-rotating_light")).to_have_text("🚨2")
