"""The sandbox in a real browser, as a newcomer meets it."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from slackapp.sandbox.run import Sandbox
from tests.browser import Tabs, chooses, needs_chromium, types

pytestmark = needs_chromium


def test_the_main_job(tabs: Tabs) -> None:
    """An engineer logs 2h, an account manager asks for the balance: both get the right answer."""
    ada = tabs.open("U0ADA", "C0SUPPORT")
    ada.get_by_test_id("channel-C0ACME").click()
    composer = ada.get_by_test_id("composer")
    composer.press_sequentially("/esc")
    expect(ada.get_by_role("option").first).to_contain_text("/escalation")
    ada.keyboard.press("Tab")
    expect(composer).to_have_value(re.compile(r"^/escalation "))
    composer.press_sequentially("log 2h")
    ada.keyboard.press("Enter")
    last = ada.get_by_test_id("message").last
    expect(last).to_contain_text("Logged 2h on #4 on Mon 8 Jun: 2 of 7 escalations left.")
    cleo = tabs.open("U0CLEO", "C0SALES")
    types(cleo, "/balance acme", "acme has 2 of 7 escalations left.")
    last.get_by_role("button", name="Undo").click()
    expect(ada.get_by_test_id("message").last).to_contain_text("Took back 2h on #4")
    types(cleo, "/balance acme", "acme has 3 of 7 escalations left.")


def test_enter_sends_what_is_typed_whole(tabs: Tabs) -> None:
    """Enter completes a mention that is begun, and sends one that is typed whole, in any case."""
    ada = tabs.open("U0ADA", "C0SUPPORT")
    composer = ada.get_by_test_id("composer")
    for typed in ("/oncall who @ben", "/oncall who @Ben"):
        composer.press_sequentially(typed)
        expect(ada.get_by_role("option").first).to_contain_text("@ben")
        ada.keyboard.press("Enter")
        expect(composer).to_have_value("")
    composer.press_sequentially("/oncall who @be")
    ada.keyboard.press("Enter")
    expect(composer).to_have_value("/oncall who @ben ")


def test_several_browsers_see_the_same(tabs: Tabs) -> None:
    """What one person posts is there for the others at once."""
    ada, ben = tabs.open("U0ADA", "C0ACME"), tabs.open("U0BEN", "C0ACME")
    ada.get_by_test_id("composer").fill("Ben, can you look at *the proxy*?")
    ada.keyboard.press("Enter")
    expect(ben.get_by_test_id("message").last).to_contain_text("Ben, can you look at the proxy?")


def test_what_is_pressed_stays_until_it_is_released(tabs: Tabs) -> None:
    """News of a channel, while somebody presses it in the list, does not take the press away."""
    ada, ben = tabs.open("U0ADA", "C0SUPPORT"), tabs.open("U0BEN", "C0ACME")
    acme = ada.get_by_test_id("channel-C0ACME")
    ada.get_by_test_id("composer").focus()  # which the press takes away
    acme.hover()
    ada.mouse.down()
    with ada.expect_response("**/sandbox/state?**"):
        ben.get_by_test_id("composer").fill("Anybody there?")
        ben.keyboard.press("Enter")
    ada.mouse.up()
    expect(acme).to_have_attribute("aria-current", "page")
    expect(ada.get_by_test_id("message").last).to_contain_text("Anybody there?")


def test_a_case_from_a_message_and_time_on_it(tabs: Tabs) -> None:
    """Open support case, an error beside its field, and Log time here on the case."""
    ben = tabs.open("U0BEN", "C0INITECH")
    chooses(ben, "open_support_case")
    modal = ben.get_by_test_id("modal")
    expect(modal.get_by_test_id("field-title").locator("input")).to_have_value(
        re.compile("Login is down")
    )
    modal.get_by_test_id("field-severity").locator("select").select_option("1")
    modal.get_by_test_id("field-title").locator("input").fill("Token endpoint answers 502")
    modal.get_by_test_id("modal-submit").click()
    expect(modal).to_contain_text("Opened #14 for initech (Sev-1, untriaged)")
    expect(modal).to_contain_text("Page 1 rings @Ben now")
    modal.get_by_test_id("modal-close").first.click()
    chooses(ben, "log_time_here")
    expect(modal).to_contain_text("Token endpoint answers 502")
    modal.get_by_test_id("field-time").locator("input").fill("2x")
    modal.get_by_test_id("modal-submit").click()
    expect(modal.get_by_test_id("field-time")).to_contain_text("“2x”")
    modal.get_by_test_id("field-time").locator("input").fill("1h30")
    modal.get_by_test_id("modal-submit").click()
    expect(modal).to_contain_text("Logged 1h30 on #14")


def test_the_account_manager_decides_in_her_messages(tabs: Tabs) -> None:
    """The question about a new block has two buttons; answered, it says so, and what that did
    stands below it."""
    cleo = tabs.open("U0CLEO", "D0CLEO")
    messages = cleo.get_by_test_id("message")
    question = messages.filter(has_text="#9 of initech passed 5h")
    question.get_by_role("button", name="Another escalation").click()
    expect(messages.filter(has_text="Decided for #9")).to_have_count(1)
    expect(messages.filter(has_text="#9 of initech passed 5h: it is another")).to_have_count(1)


def test_somebody_from_outside_has_no_commands(tabs: Tabs) -> None:
    """Eve, of another company, is offered none, and Slack takes none of hers."""
    eve = tabs.open("U0EVE", "C0INITECH")
    eve.get_by_test_id("composer").press_sequentially("/")
    expect(eve.get_by_role("option")).to_have_count(0)
    types(eve, "/balance initech", "/balance is not a valid command.")


def test_the_clock_and_the_inspector(tabs: Tabs) -> None:
    """The clock moves by an hour, to the next opening, to any instant; the traffic is shown."""
    ada = tabs.open("U0ADA", "C0ACME")
    now = ada.get_by_test_id("clock-now")
    expect(now).to_contain_text("Mon 8 Jun 2026, 10:00")
    ada.get_by_test_id("clock-1h").click()
    expect(now).to_contain_text("11:00")
    ada.get_by_test_id("clock-opening").click()
    expect(now).to_contain_text("Tue 9 Jun 2026, 09:00")
    ada.get_by_test_id("clock-night").click()
    expect(now).to_contain_text("Wed 10 Jun 2026, 03:00")
    ada.get_by_test_id("clock-goto").fill("Thu 12 Jun 18:00")
    ada.get_by_test_id("clock-go").click()
    expect(ada.get_by_test_id("notice")).to_contain_text("12 Jun 2026 is a Friday.")
    tabs.troubles.clear()  # the browser's own words about the refusal
    ada.get_by_test_id("clock-goto").fill("Fri 12 Jun 18:00")
    ada.get_by_test_id("clock-go").click()
    expect(now).to_contain_text("Fri 12 Jun 2026, 18:00")
    types(ada, "/case open globex Late on Friday", "First response due Mon 15 Jun 13:00")
    ada.get_by_test_id("inspector-toggle").click()
    entries = ada.get_by_test_id("inspector-entry")
    expect(entries.filter(has_text="/case").last).to_be_visible()


def test_a_telephone_rings(tabs: Tabs, sandbox: Sandbox) -> None:
    """What reaches Ben outside Slack is on his telephone at once, with a link; Ada's is quiet."""
    ben = tabs.open("U0BEN", "C0ACME")
    told = {"title": "Sev-1 at acme", "message": "Take it: https://example.com/12", "type": "info"}
    answer = httpx.post(f"{sandbox.address}/phone/U0BEN", json=told)
    assert answer.status_code == 200
    unread = ben.get_by_test_id("phone-unread")
    expect(unread).to_have_text(re.compile("^1"))
    ben.get_by_test_id("phone-toggle").click()
    ring = ben.get_by_test_id("phone-ring")
    expect(ring).to_contain_text("Sev-1 at acme")
    expect(ring).to_contain_text("Today 10:00")
    link = ring.get_by_role("link")
    expect(link).to_have_attribute("href", "https://example.com/12")
    expect(link).to_have_attribute("target", "_blank")
    expect(unread).to_be_hidden()
    ben.get_by_test_id("phone-toggle").click()
    ben.get_by_test_id("act-as-U0ADA").click()
    ben.get_by_test_id("phone-toggle").click()
    expect(ben.get_by_test_id("phone-panel")).to_contain_text("All quiet.")


def test_faults_are_set_and_shown(tabs: Tabs, sandbox: Sandbox) -> None:
    """What is wrong with Slack is chosen in a panel, and the button says so to everybody."""
    ada, ben = tabs.open("U0ADA", "C0ACME"), tabs.open("U0BEN", "C0ACME")
    types(ben, "/balance acme", "acme has 3 of 7 escalations left.")
    ada.get_by_test_id("faults-toggle").click()
    ada.get_by_test_id("faults-answers-500").check()
    button = ben.get_by_test_id("faults-toggle")
    expect(button).to_have_text("500")
    assert sandbox.slack.faults.wrong.answers == 500
    ada.get_by_test_id("faults-slow-2").check()
    ada.get_by_test_id("faults-twice").check()
    expect(button).to_have_text("3 faults")
    expect(button).to_have_class(re.compile("is-on"))
    assert sandbox.slack.faults.wrong.deliver_twice
    types(ben, "/balance globex", "globex has")
    ada.get_by_test_id("faults-clear").click()
    expect(button).to_have_text("Faults")
    assert not sandbox.slack.faults.wrong.is_anything


@pytest.mark.parametrize("panel", ["faults", "machines", "phone"])
def test_panels_on_a_phone(tabs: Tabs, panel: str) -> None:
    """At a phone's width the panels lie inside the window, and the top bar is one line."""
    ben = tabs.open("U0BEN", "C0ACME", width=390, height=844)
    ben.get_by_test_id(f"{panel}-toggle").click()
    box = ben.get_by_test_id(f"{panel}-panel").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert ben.evaluate("document.querySelector('#topbar').scrollWidth") <= 390
    assert ben.evaluate("document.querySelector('#topbar').clientHeight") == 44


def test_on_a_phone(tabs: Tabs) -> None:
    """At a phone's width nothing sticks out, and a table scrolls within itself."""
    cleo = tabs.open("U0CLEO", "C0SALES", width=390, height=844)
    types(cleo, "/balance", "the tightest first")
    assert cleo.evaluate("document.documentElement.scrollWidth") <= 390


def test_everything_has_a_name(tabs: Tabs) -> None:
    """Every button and field has a name that a screen reader can say."""
    ada = tabs.open("U0ADA", "C0ACME")
    types(ada, "/escalation log 2h", "Logged 2h")
    nameless = ada.evaluate(
        """() => [...document.querySelectorAll('button, input, textarea, select')]
            .filter(e => !(e.innerText || e.ariaLabel || e.title || e.labels?.length
                           || e.getAttribute('aria-labelledby')))
            .map(e => e.outerHTML)"""
    )
    assert nameless == []


def test_the_sandbox_starts_from_nothing_and_ends_politely(tmp_path: Path) -> None:
    """One command opens the desk, SIGTERM closes it, and neither complains."""
    command = [sys.executable, "-m", "slackapp", "sandbox", "--port", "0"]
    running = subprocess.Popen(
        [*command, "--database", str(tmp_path / "desk.sqlite")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert running.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+", running.stdout.readline())
        assert found is not None
        with urllib.request.urlopen(found[0], timeout=10) as page:
            assert b"<html" in page.read()
        running.send_signal(signal.SIGTERM)
        _, complaints = running.communicate(timeout=20)
    finally:
        running.kill()
        running.wait()
    assert running.returncode == 0
    assert complaints == ""
