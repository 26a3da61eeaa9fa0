"""A customer reaches the desk, in a real browser: what Eve does, and what rings at ProAuth."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from models.rows.outbox import Remembered
from slackapp.sandbox.run import Sandbox
from tests.browser import LAPTOP, PHONE, Tabs, needs_chromium, puts_a_siren, types
from tests.waiting import waits_until

pytestmark = needs_chromium

SIZES = pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])


def report(page: Page) -> Locator:
    """Eve's message that login is down, in her channel."""
    messages = page.get_by_role("region", name="Messages").get_by_test_id("message")
    return messages.filter(has_text="Login is down for everybody").first


@SIZES
def test_a_siren_rings_a_telephone(tabs: Tabs, size: tuple[int, int]) -> None:
    """Eve's 🚨 rings Ben, who is on call; that he has it stands where she was answered."""
    eve = tabs.open("U0EVE", "C0INITECH", *size)
    expect(eve.get_by_test_id("hint")).to_contain_text("Put 🚨 on your message")
    puts_a_siren(report(eve))
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


def test_a_hint_is_closed(tabs: Tabs) -> None:
    """Who has read what to try closes it; it stays away when they come back."""
    eve = tabs.open("U0EVE", "C0INITECH")
    eve.get_by_test_id("hint-close").click()
    eve.get_by_test_id("act-as-U0BEN").click()
    eve.get_by_test_id("act-as-U0EVE").click()
    expect(eve).to_have_title(re.compile("Eve"))
    expect(eve.get_by_test_id("hint")).to_be_hidden()


def test_nobody_reacts_twice(tabs: Tabs) -> None:
    """One's own reaction is offered no more; somebody else's becomes one's own by a press."""
    eve, ben = (tabs.open(who, "C0INITECH") for who in ("U0EVE", "U0BEN"))
    puts_a_siren(report(eve))
    expect(report(eve).get_by_test_id("react-siren")).to_have_count(0)
    expect(report(eve).get_by_test_id("reaction-rotating_light")).to_be_disabled()
    report(ben).get_by_test_id("reaction-rotating_light").click()
    expect(report(eve).get_by_test_id("reaction-rotating_light")).to_have_text("🚨2")


# --- machines -------------------------------------------------------------------------------------


def machine(page: Page, name: str) -> Locator:
    """A part of the panel of machines, which is opened if it is not open."""
    if not page.get_by_test_id("machines-panel").is_visible():
        page.get_by_test_id("machines-toggle").click()
    return page.get_by_role("region", name=name)


def presses(part: Locator, button: str, said: str | re.Pattern[str]) -> None:
    """Press a machine's button, and wait for what came of it."""
    part.get_by_role("button", name=button).click()
    expect(part.get_by_test_id("machine-said")).to_contain_text(said)


@pytest.mark.parametrize("shape", ["PagerDuty", "Alertmanager", "Grafana", "Plain"])
def test_monitoring_reports(tabs: Tabs, shape: str) -> None:
    """An alert in any format rings Ben, once; when it has recovered the page is over."""
    dana = tabs.open("U0DANA", "C0SEV1")
    monitoring = machine(dana, "Monitoring of initech")
    monitoring.get_by_role("radio", name=shape).check(force=True)
    presses(monitoring, "Alert", '202 {"case": 14, "new": true, "page": 1')
    expect(dana.get_by_test_id("rung-U0BEN")).to_contain_text("1")
    presses(monitoring, "Alert", '{"case": 14, "new": false, "page": 1')
    presses(monitoring, "Recovered", '{"case": 14, "new": false, "page": null')
    dana.keyboard.press("Escape")
    board = dana.get_by_test_id("message").filter(has_text="The token endpoint answers 502").first
    expect(board).to_contain_text("Over 10:00")
    dana.get_by_test_id("inspector-toggle").click()
    entries = dana.get_by_test_id("inspector-entry")
    expect(entries.filter(has_text="machine → desk").first).to_contain_text("POST /in/events")


def test_eve_writes_a_mail(tabs: Tabs) -> None:
    """Her critical one rings Ben; a question waits, and each press is another mail."""
    dana = tabs.open("U0DANA", "C0SEV1")
    mail = machine(dana, "Mail of Eve")
    presses(mail, "It is critical", '202 {"case": 14, "new": true, "page": 1')
    expect(dana.get_by_test_id("rung-U0BEN")).to_contain_text("1")
    presses(mail, "It is a question", '202 {"case": 15, "new": true, "page": null')
    dana.keyboard.press("Escape")
    board = dana.get_by_test_id("message").filter(has_text="nobody can log in").first
    expect(board).to_be_visible()


def test_a_sign_of_life_stops(tabs: Tabs) -> None:
    """The backup calls, and then it does not for more than a day: a case waits in the queue."""
    ada = tabs.open("U0ADA", "C0QUEUES")
    backup = machine(ada, "Nightly backup of initech")
    presses(backup, "It calls", "The next one is expected by Tue 9 Jun 12:00")
    presses(backup, "It stays away", "27 hours have gone by")
    ada.keyboard.press("Escape")
    queues = ada.get_by_role("region", name="Messages")
    expect(queues).to_contain_text("nightly-backup stays away")


def has_begun_to_read(sandbox: Sandbox) -> bool:
    """Whether the desk has looked at Eve's channel, from when on it catches up."""
    with sandbox.house.desk.database.reading() as session:
        return session.get(Remembered, "read to:C0INITECH") is not None


def test_the_desk_is_away(tabs: Tabs, sandbox: Sandbox) -> None:
    """What Slack tells it fails meanwhile, as everybody sees; what Eve said is read later."""
    ada, eve = tabs.open("U0ADA", "C0ACME"), tabs.open("U0EVE", "C0INITECH")
    waits_until(lambda: has_begun_to_read(sandbox))
    presses(machine(ada, "The desk"), "Goes away", "It hears nothing now.")
    expect(ada.get_by_test_id("machines-toggle")).to_have_text("Desk away")
    ada.keyboard.press("Escape")
    types(ada, "/balance acme", "/balance failed")
    ada.get_by_test_id("clock-5m").click()
    expect(ada.get_by_test_id("clock-now")).to_contain_text("10:05")
    eve.get_by_test_id("composer").fill("@desk critical: the shop floor stands still")
    eve.get_by_test_id("composer").press("Enter")
    said = eve.get_by_test_id("message").filter(has_text="critical: the shop floor")
    expect(said).to_be_visible()
    presses(machine(ada, "The desk"), "Comes back", "It reads what was said meanwhile")
    expect(ada.get_by_test_id("machines-toggle")).to_have_text("Machines")
    ada.keyboard.press("Escape")
    types(ada, "/balance acme", "acme has 3 of 7 escalations left.")
    said.get_by_test_id("replies").click()
    expect(eve.get_by_test_id("thread")).to_contain_text("#14 is open, critical: an engineer")
    expect(eve.get_by_test_id("rung-U0BEN")).to_contain_text("1")
