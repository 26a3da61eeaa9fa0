"""Cleo's morning, an account manager's, in a real browser: at a laptop's width and at a phone's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from slackapp.sandbox.run import Sandbox
from tests.browser import LAPTOP, PHONE, Tabs, cut_off, fits, needs_chromium, types

pytestmark = needs_chromium

Part = Callable[[Page], None]


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_cleos_morning(tabs: Tabs, sandbox: Sandbox, size: tuple[int, int]) -> None:
    """She looks at her Home, is told what comes, decides, asks what would be, and proves it. At no
    time is anything cut off, or to be scrolled to sideways.
    """
    sandbox.house.worker.work_off()
    page = tabs.open("U0CLEO", "C0SALES", *size)
    for part in _morning():
        part(page)
        assert fits(page), part.__name__
        assert cut_off(page) == [], part.__name__


def _morning() -> Iterator[Part]:
    """Yield what she does, in order."""
    yield from (home, report_from_home, notice, quote_of_a_notice, statement_of_a_notice, snooze)
    yield from (balance, charges, question, decided, changed)
    yield from (what_if, forecast, quote, statement, books, report, part_of_the_report)


def goes(page: Page, where: str) -> None:
    """Go somewhere; on a phone by the drawer."""
    if (drawer := page.get_by_test_id("drawer-toggle")).is_visible():
        drawer.click()
    page.get_by_test_id(where).click()


def said(page: Page, text: str) -> Locator:
    """The last message with a text."""
    return page.get_by_test_id("message").filter(has_text=text).last


def presses(inside: Locator, label: str) -> None:
    """Press a button, or choose what stands behind *More choices*."""
    button = inside.get_by_role("button", name=label, exact=True)
    if not button.count():
        inside.get_by_role("button", name="More choices").click()
        button = inside.page.get_by_role("menuitem", name=label)
    button.click()


# --- what she finds -------------------------------------------------------------------------------


def home(page: Page) -> None:
    goes(page, "home")
    shown = page.locator(".home-view")
    expect(shown).to_contain_text("Waits for your decision")
    expect(shown).to_contain_text("Contracts to decide about")
    expect(shown).to_contain_text("its contract renews on Tue 15 Sep 2026; notice by")
    expect(shown).to_contain_text("acme may run out from 27 Aug on")


def report_from_home(page: Page) -> None:
    page.locator(".home-view").get_by_role("button", name="Report").click()
    modal = page.get_by_test_id("modal")
    expect(modal).to_contain_text("2026 Q2 so far: 8 of 9 first responses met")
    assert fits(page)
    modal.get_by_test_id("modal-close").click()
    expect(modal).to_have_count(0)


def notice(page: Page) -> None:
    goes(page, "channel-D0CLEO")
    told = said(page, "acme: 3 of 7 escalations left.")
    for label in ("Quote", "Statement", "Snooze until Sun 14 Jun"):
        expect(told.get_by_role("button", name=label)).to_be_visible()


def quote_of_a_notice(page: Page) -> None:
    presses(said(page, "acme: 3 of 7 escalations left."), "Quote")
    expect(said(page, "Offer for Acme AG, 8 June 2026")).to_contain_text("CHF 720.–")


def statement_of_a_notice(page: Page) -> None:
    presses(said(page, "acme: 3 of 7 escalations left."), "Statement")
    expect(page.get_by_test_id("file")).to_contain_text("Acme AG")


def snooze(page: Page) -> None:
    presses(said(page, "acme: 3 of 7 escalations left."), "Snooze until Sun 14 Jun")
    expect(said(page, "Snoozed 1 thing of acme until Sun 14 Jun 2026")).to_be_visible()


# --- what she decides -----------------------------------------------------------------------------


def balance(page: Page) -> None:
    """At a glance: each of its lines is one, also on a telephone."""
    goes(page, "channel-C0SALES")
    types(page, "/balance initech", "initech has 10 of 11 escalations left.")
    card = page.get_by_test_id("message").last
    expect(card).to_contain_text("▰▰▰▰▰▱ 10 of 11")
    expect(card).to_contain_text("1h undecided on #9: CHF 240.– so far")


def charges(page: Page) -> None:
    presses(said(page, "initech has 10 of 11 escalations left."), "Charges")
    expect(said(page, "1 charge of initech; 10 of 11 escalations left.")).to_contain_text(
        "#9 “Managed upgrade to 5.2”"
    )


def question(page: Page) -> None:
    goes(page, "channel-D0CLEO")
    asked = said(page, "#9 of initech passed 5h")
    expect(asked).to_contain_text("Another escalation: 9 of 11 escalations left")
    expect(asked).to_contain_text("Consulting: 10 of 11 escalations left")


def decided(page: Page) -> None:
    asked = said(page, "#9 of initech passed 5h")
    presses(asked, "Another escalation")
    expect(said(page, "it is another escalation.")).to_be_visible()
    expect(said(page, "Decided for #9")).to_contain_text("initech has 9 of 11 escalations left")


def changed(page: Page) -> None:
    presses(said(page, "it is another escalation."), "Change the answer")
    expect(said(page, "#9 of initech passed 5h: it is consulting.")).to_be_visible()
    expect(said(page, "consulting from block 2 on")).to_contain_text("10 of 11 escalations left")


# --- what may come --------------------------------------------------------------------------------


def what_if(page: Page) -> None:
    goes(page, "channel-C0SALES")
    types(page, "/balance acme if case 4 takes 7h and pack M", "acme would have 5 of 10")
    expect(page.get_by_test_id("message").last).to_contain_text("• Left: 3 of 7 → 5 of 10")


def forecast(page: Page) -> None:
    types(page, "/balance acme forecast", "acme may run out from 27 Aug on.")
    chart = page.get_by_role("img", name="Left at the end of the month, by expiry")
    expect(chart).to_have_accessible_name(re.compile("Expires 10 Mar 27: .* More if slower: "))


def quote(page: Page) -> None:
    types(page, "/balance acme quote 5", "5 escalations for acme: M+2×S at CHF 3’340.– excl. VAT.")


# --- what she gives, and proves -------------------------------------------------------------------


def statement(page: Page) -> None:
    types(page, "/balance initech statement 2026", "comes in a moment")
    file = page.get_by_test_id("file").filter(has_text="Initech SA")
    expect(file).to_be_visible()
    opened = page.request.get(str(file.get_attribute("href")))
    assert opened.headers["content-type"] == "application/pdf"
    assert opened.body().startswith(b"%PDF-")


def books(page: Page) -> None:
    types(page, "/balance acme close 2026-03-31", "acme's books are closed up to Tue 31 Mar 2026.")
    expect(page.get_by_test_id("message").last).to_contain_text("acme-2026-03-31/1")


def report(page: Page) -> None:
    types(page, "/balance report", "2026 Q2 so far: 8 of 9 first responses met")
    expect(page.get_by_role("img", name="First responses 2026 Q2")).to_be_visible()


def part_of_the_report(page: Page) -> None:
    presses(said(page, "2026 Q2 so far:"), "Consulting to invoice")
    expect(page.get_by_role("table").last).to_contain_text("initech")
