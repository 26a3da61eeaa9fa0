"""Shortcuts and forms in a real browser: opened, the consequence seen, submitted; at two widths."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from slackapp.sandbox.run import Sandbox
from tests.browser import PHONE, Tabs, chooses, fits, needs_chromium, types
from tests.waiting import waits_until

pytestmark = needs_chromium

Open = Callable[[str, str], Page]
SMALL_LAPTOP = (1280, 800)


@pytest.fixture(params=[SMALL_LAPTOP, PHONE], ids=["laptop", "phone"])
def opens(request: pytest.FixtureRequest, tabs: Tabs) -> Open:
    """Opens the sandbox as somebody at a place, at a laptop's width and at a phone's."""
    return lambda who, place: tabs.open(who, place, *request.param)


def chooses_globally(page: Page, shortcut: str) -> Locator:
    """Choose a shortcut from the menu below where one types; return its form."""
    page.get_by_test_id("shortcuts").click()
    page.get_by_test_id(f"shortcut-{shortcut}").click()
    return page.get_by_test_id("modal")


def field(modal: Locator, name: str) -> Locator:
    """The input of a field."""
    found = modal.get_by_test_id(f"field-{name}").locator("input, select, textarea")
    expect(found).to_be_visible()
    return found


def submits(modal: Locator, said: str) -> None:
    """Submit a form, wait for what is said in its place, and close that."""
    assert fits(modal.page)
    modal.get_by_test_id("modal-submit").click()
    expect(modal).to_contain_text(said)
    assert fits(modal.page)
    closes(modal)


def test_time_is_logged(opens: Open) -> None:
    """A choice, Enter and a date show what the time takes; what was typed stays, and is logged."""
    ada = opens("U0ADA", "C0ACME")
    modal = chooses_globally(ada, "log_time")
    field(modal, "case").select_option(value="4")
    field(modal, "note").fill("traced it")
    field(modal, "time").fill("1h 30")
    expect(modal).to_contain_text("to see what it would take")  # not on each key
    field(modal, "time").press("Enter")
    expect(modal).to_contain_text("30 what? For 30 minutes type 1h30.")
    field(modal, "time").fill("1h30")
    field(modal, "time").press("Enter")
    expect(modal).to_contain_text("Takes the 1st of 3 escalations from pack 1 (M), 2 left until")
    expect(field(modal, "note")).to_have_value("traced it")
    field(modal, "day").fill("2026-06-05")
    expect(field(modal, "time")).to_have_value("1h30")
    submits(modal, "Logged 1h30 on #4 on Fri 5 Jun")


def test_a_case_is_opened(opens: Open) -> None:
    """Each choice shows by when and where; a Managed Sev-1 names whom it rings, and rings them."""
    ada = opens("U0ADA", "C0SUPPORT")
    ada.get_by_test_id("composer").fill("/case open")
    ada.get_by_test_id("composer").press("Enter")
    modal = ada.get_by_test_id("modal")
    expect(field(modal, "customer")).to_be_focused()
    field(modal, "customer").select_option(value="initech")
    expect(modal.get_by_text("Choose the severity to see")).to_be_in_viewport()
    assert modal.locator(".modal-body").evaluate("body => body.scrollTop") == 0
    field(modal, "severity").select_option("2")
    expect(modal).to_contain_text("It waits in queue managed, in business hours")
    field(modal, "severity").select_option("1")
    expect(modal).to_contain_text("Rings @Ben at once.")
    expect(modal).to_contain_text("First response due today 12:00.")
    field(modal, "reported").fill("09:30")
    field(modal, "reported").press("Enter")
    expect(modal).to_contain_text("First response due today 11:30.")
    field(modal, "title").fill("Login is down")
    submits(modal, "Page 1 rings @Ben now")


def test_somebody_is_paged(opens: Open, sandbox: Sandbox) -> None:
    """A customer is chosen from its group; whom it rings is shown before, and then rung."""
    ada = opens("U0ADA", "C0SUPPORT")
    modal = chooses_globally(ada, "page_somebody")
    expect(field(modal, "about").locator("optgroup")).to_have_count(3)
    field(modal, "about").select_option(value="globex")
    expect(modal).to_contain_text("Rings @Ben at once.")
    assert sandbox.slack.phones.received("ben") == []
    field(modal, "text").fill("their gateway is down")
    submits(modal, "Page 1 rings: globex")
    types(ada, "/oncall pages", "1 page open.")
    waits_until(lambda: len(sandbox.slack.phones.received("ben")) == 1)
    assert "their gateway is down" in sandbox.slack.phones.received("ben")[0].title


def test_in_a_thread(opens: Open) -> None:
    """From Eve's message a case; in its thread time is logged, and the first reply is marked."""
    ada = opens("U0ADA", "C0INITECH")
    chooses(ada, "open_support_case")
    modal = ada.get_by_test_id("modal")
    field(modal, "severity").select_option("3")
    expect(modal).to_contain_text("First response due")
    field(modal, "title").fill("Login is down")
    submits(modal, "Opened #14 for initech")
    chooses(ada, "log_time_here")
    field(modal, "time").fill("2h")
    field(modal, "time").press("Enter")
    expect(modal).to_contain_text("Takes nothing: untriaged is never charged (E2).")
    submits(modal, "Logged 2h on #14")
    marks(ada, ada.get_by_test_id("message").first)
    expect(modal).to_contain_text("A first reply is a message of one of us")
    closes(modal)
    reply = replies(ada, "We are on it")
    marks(ada, reply)
    expect(modal).to_contain_text("#14 has its first response, today 10:00: met (S3).")
    assert fits(ada)
    closes(modal)
    marks(ada, reply)
    expect(modal).to_contain_text("already the first reply of #14")


def replies(page: Page, text: str) -> Locator:
    """Reply to the first message in its thread; return the reply. The desk replies there too."""
    page.get_by_test_id("message").first.hover()
    page.get_by_test_id("message-menu").first.click()
    page.get_by_test_id("menu-reply").click()
    page.get_by_test_id("thread-composer").fill(text)
    page.get_by_test_id("thread-composer").press("Enter")
    reply = page.get_by_test_id("thread").get_by_test_id("message").filter(has_text=text)
    expect(reply).to_have_count(1)
    return reply


def marks(page: Page, message: Locator) -> None:
    """Mark a message as the first reply, from its menu."""
    message.hover()
    message.get_by_test_id("message-menu").click()
    page.get_by_test_id("shortcut-mark_first_reply").click()


def closes(modal: Locator) -> None:
    """Close a view, and wait until it is gone."""
    modal.get_by_test_id("modal-close").click()
    expect(modal).to_have_count(0)
