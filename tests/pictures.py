"""Takes the README's pictures from the real sandbox: `python -m tests.pictures`."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import typst
from playwright.sync_api import Browser, Page, expect

from handlers.documents import typesetting
from handlers.documents.pdf import as_page_reads
from handlers.documents.statement import document
from models.usecases import finding
from models.usecases.books.issued import issued
from models.usecases.people import DESK_ITSELF
from slackapp.sandbox.run import Sandbox
from tests.browser import LAPTOP, PHONE, Tabs, browser, chooses, puts_a_siren, types

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"


def main() -> None:
    """Take all of them: a customer's night in a story of its own, the others in their order."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with browser() as chromium:
        _in_a_story(chromium, _at_night)
        _in_a_story(chromium, _entitlements, _statement, _everywhere, _paging)


def _in_a_story(chromium: Browser, *parts: Callable[[Tabs, Sandbox], None]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        Sandbox(Path(folder) / "desk.sqlite", 0, ticking=False) as sandbox,
    ):
        sandbox.house.worker.work_off()
        tabs = Tabs(chromium, sandbox.address)
        for part in parts:
            part(tabs, sandbox)


def _at_night(tabs: Tabs, sandbox: Sandbox) -> None:
    eve = tabs.open("U0EVE", "C0INITECH", *LAPTOP)
    eve.get_by_test_id("clock-night").click()
    expect(eve.get_by_test_id("clock-now")).to_contain_text("03:00")
    composer = eve.get_by_test_id("composer")
    composer.fill("@desk critical: login is down for everybody")
    composer.press("Enter")
    report = eve.get_by_test_id("message").last
    expect(report).to_contain_text("critical: login is down")
    puts_a_siren(report)
    expect(eve.get_by_test_id("rung-U0BEN")).to_be_visible()
    eve.close()
    ben = tabs.open("U0BEN", "C0INITECH", *LAPTOP)
    report = ben.get_by_test_id("message").filter(has_text="critical: login is down")
    report.get_by_test_id("replies").click()
    expect(ben.get_by_test_id("thread")).to_contain_text("an engineer is being rung")
    ben.get_by_test_id("phone-toggle").click()
    _keep(ben, "critical")


def _entitlements(tabs: Tabs, _: Sandbox) -> None:
    ada = tabs.open("U0ADA", "C0ACME", *LAPTOP)
    types(ada, "/escalation log 2h", "2 of 7 escalations left")
    _keep(ada, "log")
    ada = tabs.open("U0ADA", "C0SUPPORT", *LAPTOP)
    types(ada, "/escalation explain 1", "2 escalations")
    _keep(ada, "explain")
    cleo = tabs.open("U0CLEO", "D0CLEO", *LAPTOP)
    cleo.get_by_test_id("message").first.scroll_into_view_if_needed()
    _keep(cleo, "decide")
    for name, typed in (("phone", "/balance"), ("balance-phone", "/balance acme")):
        cleo = tabs.open("U0CLEO", "C0SALES", *PHONE)
        types(cleo, typed, "acme")
        _keep(cleo, name)
    cleo = tabs.open("U0CLEO", "C0SALES", *LAPTOP)
    types(cleo, "/balance acme if case 4 takes 7h and pack M", "would have")
    types(cleo, "/balance acme forecast", "give or take")
    _keep(cleo, "forecast")
    cleo = tabs.open("U0CLEO", "C0SALES", *LAPTOP)
    types(cleo, "/balance report", "first responses met")
    _keep(cleo, "report")


def _statement(_: Tabs, sandbox: Sandbox) -> None:
    """The first page of what acme is given of its year."""
    with sandbox.house.desk.reading(DESK_ITSELF, sandbox.slack.clock.now()) as turn:
        told = issued(turn, finding.customer(turn, "acme"), turn.today)
    pages = typst.compile(
        typesetting.PAGE,
        format="png",
        ppi=110,
        sys_inputs={"document": as_page_reads(document(told))},
        ignore_system_fonts=True,
    )
    first = pages[0] if isinstance(pages, list) else pages
    assert first is not None
    (PICTURES / "statement.png").write_bytes(first)


def _everywhere(tabs: Tabs, sandbox: Sandbox) -> None:
    _keep(_home(tabs, "U0ADA", LAPTOP), "home")
    _keep(_home(tabs, "U0CLEO", LAPTOP), "morning")
    _keep(_home(tabs, "U0CLEO", PHONE), "home-phone")
    ada = tabs.open("U0ADA", "C0ACME", *LAPTOP)
    ada.get_by_test_id("composer").fill("/escalation log #4")
    ada.keyboard.press("Enter")
    modal = ada.get_by_test_id("modal")
    modal.get_by_test_id("field-time").locator("input").fill("4h")
    ada.keyboard.press("Enter")
    expect(modal).to_contain_text("will be asked")
    _keep(ada, "form", close=False)
    modal.get_by_test_id("modal-close").click()
    ada.close()
    sandbox.slack.type("ada", "#support", "/case open acme configuration Users lose their session")
    sandbox.slack.type("ben", "#support", "/case take 14")
    sandbox.house.worker.work_off()
    sandbox.slack.type("ben", "#support", "/escalation log 45m 14")
    sandbox.house.worker.work_off()
    ada = tabs.open("U0ADA", "C0ACME", *LAPTOP)
    headline = ada.get_by_test_id("message").filter(has_text="Users lose their session").first
    headline.get_by_test_id("replies").click()
    expect(ada.get_by_test_id("thread")).to_contain_text("Ben logged 45m")
    expect(headline).to_contain_text("45m logged")
    _keep(ada, "thread")


def _home(tabs: Tabs, who: str, size: tuple[int, int]) -> Page:
    page = tabs.open(who, "C0SUPPORT", *size)
    if page.get_by_test_id("drawer-toggle").is_visible():
        page.get_by_test_id("drawer-toggle").click()
    page.get_by_test_id("home").click()
    expect(page.locator(".home-view")).to_contain_text("Hello")
    return page


def _paging(tabs: Tabs, sandbox: Sandbox) -> None:
    ben = tabs.open("U0BEN", "C0INITECH", *LAPTOP)
    chooses(ben, "open_support_case")
    modal = ben.get_by_test_id("modal")
    expect(modal).to_contain_text("Open support case")
    modal.get_by_test_id("field-severity").locator("select").select_option("1")
    modal.get_by_test_id("field-title").locator("input").fill("Login is down for everybody")
    _keep(ben, "open-case", close=False)
    modal.get_by_test_id("modal-submit").click()
    expect(modal).to_contain_text("Page 1 rings @Ben now")
    modal.get_by_test_id("modal-close").click()
    expect(modal).to_have_count(0)
    ben.get_by_test_id("channel-C0SEV1").click()
    board = ben.get_by_test_id("message").filter(has_text="initech Sev-1 ·").first
    expect(board).to_contain_text("Rang @Ben")
    ben.get_by_test_id("clock-5m").click()
    expect(board).to_contain_text("→ @Ada")
    board.get_by_test_id("replies").click()
    expect(ben.get_by_test_id("thread")).to_contain_text("can you take it?")
    _keep(ben, "page")
    link = re.search(r"http\S+", sandbox.slack.phones.received("ben")[0].text)
    assert link is not None
    ack = tabs.open("U0BEN", "C0SEV1", *PHONE)
    ack.goto(link[0])
    _keep(ack, "phone-ack")


def _keep(page: Page, name: str, *, close: bool = True) -> None:
    page.mouse.move(0, 0)
    page.wait_for_timeout(400)  # let the page settle
    page.screenshot(path=PICTURES / f"{name}.png")
    if close:
        page.close()


if __name__ == "__main__":
    main()
