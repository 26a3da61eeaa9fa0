"""A page in a real browser: it rings, climbs, is taken and is over; and the forms around it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from slackapp.sandbox.run import Sandbox
from tests.browser import LAPTOP, PHONE, Tabs, chooses, fits, needs_chromium, types
from tests.waiting import waits_until

pytestmark = needs_chromium

Open = Callable[[str, str], Page]


@pytest.fixture(params=[LAPTOP, PHONE], ids=["laptop", "phone"])
def opens(request: pytest.FixtureRequest, tabs: Tabs) -> Open:
    """Opens the sandbox as somebody at a place, at a laptop's width and at a phone's."""
    return lambda who, place: tabs.open(who, place, *request.param)


def goes_to(page: Page, channel: str) -> None:
    """Choose a channel, behind the drawer where there is one."""
    drawer = page.get_by_test_id("drawer-toggle")
    if drawer.is_visible():
        drawer.click()
    page.get_by_test_id(f"channel-{channel}").click()


def moves_clock(page: Page, button: str) -> None:
    """Move the clock with one of the page's buttons, which a phone hides behind the clock."""
    pressed = page.get_by_test_id(button)
    if not pressed.is_visible():
        page.locator(".clock-face").click()
    with page.expect_response("**/sandbox/clock"):
        pressed.click()
    expect(pressed).not_to_have_class(re.compile("is-busy"))


def board(page: Page) -> Locator:
    """The message of the page for initech, wherever it is shown."""
    messages = page.get_by_role("region", name="Messages").get_by_test_id("message")
    return messages.filter(has_text="initech Sev-1 ·")


def looks_at_phone(page: Page, rings: int) -> Locator:
    """Open the telephone of the person who acts; return what rang last."""
    expect(page.get_by_test_id("phone-unread")).to_have_text(re.compile(f"^{rings}"))
    page.get_by_test_id("phone-toggle").click()
    expect(page.get_by_test_id("phone-unread")).to_be_hidden()
    return page.get_by_test_id("phone-ring").first


def opens_sev1(page: Page) -> None:
    """Open a Sev-1 from Eve's message with the shortcut."""
    chooses(page, "open_support_case")
    modal = page.get_by_test_id("modal")
    modal.get_by_test_id("field-severity").locator("select").select_option("1")
    assert fits(page)
    modal.get_by_test_id("modal-submit").click()
    expect(modal).to_contain_text("Opened #14 for initech (Sev-1, untriaged)")
    expect(modal).to_contain_text("Page 1 rings @Ben now")
    closes(modal)


def rings(sandbox: Sandbox, page: Page) -> Locator:
    """Let a Sev-1 of initech ring, and return its board in #sev1, where the page goes."""
    sandbox.slack.type("ada", "#support", "/case open initech sev1 Login is down")
    goes_to(page, "C0SEV1")
    expect(board(page)).to_contain_text("Rang @Ben 10:00")
    return board(page)


# --- a page -------------------------------------------------------------------------------------


def test_a_page_climbs_until_somebody_takes_it(opens: Open) -> None:
    """From Eve's message to the first response, every step before everybody's eyes."""
    ada = opens("U0ADA", "C0INITECH")
    opens_sev1(ada)
    goes_to(ada, "C0SEV1")
    shown = board(ada)
    expect(shown.get_by_role("link", name="the report")).to_be_visible()
    expect(shown).to_contain_text("Rang @Ben 10:00 · next secondary 10:05")
    expect(shown.get_by_role("button", name="Acknowledge")).to_be_in_viewport(ratio=1)
    assert fits(ada)
    first = shown.get_attribute("data-ts")
    ben = opens("U0BEN", "D0BEN")
    expect(looks_at_phone(ben, 1)).to_contain_text("PAGE initech: #14 Login is down")
    ben.keyboard.press("Escape")
    expect(ada.get_by_test_id("phone-unread")).to_be_hidden()

    moves_clock(ben, "clock-5m")
    expect(shown).to_contain_text("Rang @Ben 10:00 → @Ada 10:05 · next everyone 10:15")
    expect(shown).to_contain_text("(edited)")
    assert shown.get_attribute("data-ts") == first
    expect(looks_at_phone(ada, 1)).to_contain_text("First response due Mon 8 Jun 12:00")
    assert fits(ada)
    ada.keyboard.press("Escape")
    shown.get_by_test_id("replies").click()
    expect(ada.get_by_test_id("thread")).to_contain_text("Handed up at 10:05: @Ada, can you take")
    ada.get_by_test_id("thread-close").click()

    expect(board(ben)).to_contain_text("@Ada 10:05")
    board(ben).get_by_role("button", name="Acknowledge").click()
    expect(shown).to_contain_text("@Ben has it since 10:05")
    expect(shown.get_by_role("button", name="Acknowledge")).to_have_count(0)
    moves_clock(ben, "clock-5m")
    moves_clock(ben, "clock-5m")
    board(ben).get_by_role("button", name="I've replied").click()
    expect(shown).to_contain_text("Over 10:15: @Ben gave the first response")
    expect(shown.get_by_role("button", name="Hand up")).to_have_count(0)


def test_the_link_on_the_telephone(tabs: Tabs, sandbox: Sandbox) -> None:
    """The link shows what it is about and changes nothing; its button takes the page."""
    ben = tabs.open("U0BEN", "C0SUPPORT", *PHONE)
    shown = rings(sandbox, ben)
    link = looks_at_phone(ben, 1).get_by_role("link")
    with ben.context.expect_page() as opened:
        link.click()
    page = opened.value
    tabs.watch(page)
    expect(page.locator("body")).to_contain_text("Rings until somebody takes it")
    expect(page.get_by_role("heading")).to_have_text("Login is down")
    expect(page.locator("body")).to_contain_text("Initech SA · #14 · Sev-1")
    assert fits(page)
    button = page.get_by_role("button", name="Acknowledge")
    expect(button).to_be_in_viewport(ratio=1)
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44  # a thumb at three in the morning
    expect(shown.get_by_role("button", name="Acknowledge")).to_be_visible()
    button.click()
    expect(page.locator("body")).to_contain_text("Yours since 10:00")
    assert fits(page)
    expect(shown).to_contain_text("@Ben has it since 10:00")
    sandbox.slack.type("ben", "#support", "/case respond 14")
    expect(shown).to_contain_text("Over 10:00")
    answer = page.reload()
    assert answer is not None
    assert answer.status == 410
    expect(page.locator("body")).to_contain_text("Page 1 is over")
    expect(page.locator("body")).to_contain_text("Ben gave the first response.")
    tabs.troubles.clear()  # the browser's own words about the 410


def test_slack_is_down_as_it_rings(opens: Open, sandbox: Sandbox) -> None:
    """Slack answers 500: the telephone rings all the same, and what failed is told and made up."""
    ben = opens("U0BEN", "C0SUPPORT")
    ben.get_by_test_id("faults-toggle").click()
    ben.get_by_test_id("faults-answers-500").click(force=True)
    expect(ben.get_by_test_id("faults-toggle")).to_have_class(re.compile("is-on"))
    assert fits(ben)
    ben.keyboard.press("Escape")
    types(ben, "/case open initech sev1 Login is down", "Page 1 rings @Ben now")
    expect(looks_at_phone(ben, 1)).to_contain_text("PAGE initech: #14 Login is down")
    ben.keyboard.press("Escape")
    waits_until(
        lambda: "failed (Slack" in str(sandbox.slack.type("ben", "#support", "/oncall pages 1"))
    )
    types(ben, "/oncall pages 1", "@Ben: direct message ⚠️ failed (Slack answered 500)")
    types(ben, "/oncall pages 1", "(Slack answered 500), outside Slack delivered")
    assert sandbox.slack.messages_seen_by("ben", "@desk") == []
    ben.get_by_test_id("faults-toggle").click()
    ben.get_by_test_id("faults-clear").click()
    expect(ben.get_by_test_id("faults-toggle")).not_to_have_class(re.compile("is-on"))
    ben.keyboard.press("Escape")
    moves_clock(ben, "clock-5m")
    goes_to(ben, "C0SEV1")
    expect(board(ben)).to_contain_text("Rang @Ben 10:00 → @Ada 10:05")
    types(ben, "/oncall pages 1", "at first failed (Slack answered 500)")


def test_a_board_shows_whom_no_way_reached(tabs: Tabs, sandbox: Sandbox) -> None:
    """Who could not be reached stands on the board that the others see, until they were."""
    ada = tabs.open("U0ADA", "C0SUPPORT", *LAPTOP)
    shown = rings(sandbox, ada)
    sandbox.slack.phones.broken.add("U0ADA")
    sandbox.slack.faults.set(answers=429, methods=["chat.postMessage"])
    moves_clock(ada, "clock-5m")
    expect(shown).to_contain_text("no way reached @Ada")
    expect(shown).to_contain_text("Please call by hand")
    sandbox.slack.faults.clear()
    moves_clock(ada, "clock-5m")
    expect(shown).not_to_contain_text("no way reached")


def test_told_twice(opens: Open, sandbox: Sandbox) -> None:
    """Slack tells everything twice: one case, one page, one ring."""
    ada = opens("U0ADA", "C0INITECH")
    ada.get_by_test_id("faults-toggle").click()
    ada.get_by_test_id("faults-twice").check()
    expect(ada.get_by_test_id("faults-toggle")).to_have_class(re.compile("is-on"))
    ada.keyboard.press("Escape")
    opens_sev1(ada)
    types(ada, "/oncall pages", "1 page open.")
    types(ada, "/case show 15", "There is no case #15")
    goes_to(ada, "C0SEV1")
    expect(board(ada)).to_contain_text("Rang @Ben 10:00")
    expect(board(ada)).to_have_count(1)
    waits_until(lambda: bool(sandbox.slack.phones.received("ben")))
    assert len(sandbox.slack.phones.received("ben")) == 1


# --- forms --------------------------------------------------------------------------------------


def asks_for(page: Page, command: str) -> Locator:
    """Type a command that opens a form; return the form."""
    page.get_by_test_id("composer").fill(command)
    page.get_by_test_id("composer").press("Enter")
    modal = page.get_by_test_id("modal")
    expect(modal).to_be_visible()
    assert fits(page)
    return modal


def closes(modal: Locator) -> None:
    """Close a form; until it is gone nothing else on the page listens."""
    modal.get_by_test_id("modal-close").click()
    expect(modal).to_have_count(0)


def submits(modal: Locator) -> None:
    button = modal.get_by_test_id("modal-submit")
    expect(button).not_to_have_attribute("aria-busy", "true")  # a press meanwhile is no press
    with modal.page.expect_response("**/sandbox/submit"):
        button.click()


def test_how_somebody_is_reached(opens: Open, sandbox: Sandbox) -> None:
    """Cleo gives her telephone: it is tried at once, kept masked, and rings in a drill."""
    cleo = opens("U0CLEO", "C0SALES")
    modal = asks_for(cleo, "/oncall contact")
    expect(modal).to_contain_text("Outside Slack you can't be reached yet.")
    address, number = (modal.get_by_test_id(f"field-{name}") for name in ("address", "number"))
    address.locator("input").fill("carrier pigeon")
    number.locator("input").fill("12")
    submits(modal)
    expect(number.locator(".field-error")).to_contain_text("That is not a telephone number.")
    number.locator("input").fill("+41 79 123 45 67")
    submits(modal)
    expect(address.locator(".field-error")).to_be_visible()
    assert fits(cleo)
    phone = sandbox.address.replace("http", "json", 1) + "/phone/U0CLEO"
    address.locator("input").fill(phone)
    submits(modal)
    expect(modal).to_contain_text("Outside Slack you are reached in 1 way now.")
    expect(modal).not_to_contain_text("U0CLEO")
    closes(modal)
    expect(looks_at_phone(cleo, 1)).to_contain_text("ProAuth desk: a test")
    cleo.keyboard.press("Escape")
    types(cleo, "/oncall test", "Ringing you, and only you")
    expect(looks_at_phone(cleo, 1)).to_contain_text("Drill: this is how a page reaches you")


def test_a_rotation_is_changed(opens: Open) -> None:
    """Somebody is added and moved up; the next four shifts follow before anything is saved."""
    dana = opens("U0DANA", "C0SUPPORT")
    modal = asks_for(dana, "/oncall rotation primary")
    expect(modal).to_contain_text("today 10:00 to Mon 15 Jun 09:00: @Ben")
    modal.get_by_label("Add somebody").select_option(label="Cleo")
    expect(modal).to_contain_text("3. @Cleo")
    expect(modal).to_contain_text("Mon 15 Jun 09:00 to Mon 22 Jun 09:00: @Cleo")
    expect(modal).to_contain_text("Not reached outside Slack: @Cleo")
    modal.get_by_test_id("action-change:member:2").click()
    dana.get_by_role("menuitem", name="Move up").click()
    expect(modal).to_contain_text("2. @Cleo")
    expect(modal).to_contain_text("today 10:00 to Mon 15 Jun 09:00: @Cleo")
    expect(modal).to_contain_text("Mon 15 Jun 09:00 to Mon 22 Jun 09:00: @Ben")
    assert fits(dana)
    submits(modal)
    expect(modal).to_contain_text("primary is now handed over weekly, Mon 09:00.")
    expect(modal).to_contain_text("In this order: @Ada, @Cleo, @Ben")
    closes(modal)
    types(dana, "/oncall", "On call now (primary): @Cleo until Mon 15 Jun 09:00.")


def test_a_ladder_is_changed(opens: Open) -> None:
    """What is not understood is said beside the field, and what was typed is still there."""
    dana = opens("U0DANA", "C0SUPPORT")
    modal = asks_for(dana, "/oncall ladder edit")
    field = modal.get_by_test_id("field-ladder")
    text = field.locator("textarea")
    expect(text).to_have_value("0 primary\n5 secondary\n15 everyone\nevery 15")
    text.fill("0 primary\n3 tertiary\nevery 10")
    submits(modal)
    expect(field.locator(".field-error")).to_contain_text("tertiary")
    expect(text).to_have_value("0 primary\n3 tertiary\nevery 10")
    text.fill("0 primary\n3 secondary\n10 everyone\nevery 10")
    submits(modal)
    expect(modal).to_contain_text(
        "The default ladder is now: at once primary, after 3m secondary, after 10m everyone, "
        "then all of them every 10m."
    )


def test_stopping_wants_a_reason(opens: Open, sandbox: Sandbox) -> None:
    """*Stop…* in the menu of the board asks why, and the board tells everybody."""
    ben = opens("U0BEN", "C0SUPPORT")
    shown = rings(sandbox, ben)
    shown.get_by_role("button", name="More choices").click()
    ben.get_by_role("menuitem", name="Stop…").click()
    modal = ben.get_by_test_id("modal")
    expect(modal).to_contain_text("Page 1 will ring nobody any more.")
    why = modal.get_by_test_id("field-because")
    modal.get_by_test_id("modal-submit").click()
    expect(why.locator(".field-error")).to_be_visible()
    why.locator("input").fill("false alarm")
    submits(modal)
    expect(modal).to_contain_text("Page 1 is stopped: false alarm (R7).")
    closes(modal)
    expect(shown).to_contain_text("Over 10:00: @Ben stopped it: false alarm")
