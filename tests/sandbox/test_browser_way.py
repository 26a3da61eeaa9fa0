"""The page as somebody finds their way in it: where one is, what is new, and what one can try."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from slackapp.sandbox import tries
from slackapp.sandbox.run import Sandbox
from tests.browser import LAPTOP, PHONE, Tabs, needs_chromium, types

pytestmark = needs_chromium

OURS = ("U0ADA", "U0BEN", "U0CLEO", "U0DANA")


def says(page: Page, text: str) -> None:
    """Post a message, and wait until it is there."""
    page.get_by_test_id("composer").fill(text)
    page.get_by_test_id("composer").press("Enter")
    expect(page.get_by_test_id("composer")).to_have_value("")


def middle(page: Page) -> Locator:
    """The conversation, without the thread beside it."""
    return page.get_by_role("region", name="Messages")


# --- where one is -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "width", [390, 870, 950, 1050, 1070, 1230, 1255, 1280, 1330, 1345, 1366, 1435, 1490, 1920]
)
def test_the_top_bar_has_one_height(tabs: Tabs, sandbox: Sandbox, width: int) -> None:
    """Also with something on the telephone, the longest words of what is wrong, and a long date."""
    sandbox.clock.advance(timedelta(days=114))
    sandbox.desk_machine.trouble = "Desk away"
    sandbox.slack.phones.ring("U0BEN", {"title": "Sev-1", "message": "Login is down"})
    sandbox.slack.faults.set(unreachable=True)
    ben = tabs.open("U0BEN", "C0ACME", width, 800)
    expect(ben.get_by_test_id("phone-unread")).to_be_visible()
    bar = ben.locator("#topbar")
    assert bar.evaluate("bar => [bar.offsetHeight, bar.scrollHeight]") == [44, 44]
    lie_upon_each_other = bar.evaluate(
        """bar => { const parts = [...bar.children].filter(e => e.offsetWidth)
                .map(e => e.getBoundingClientRect()).sort((a, b) => a.left - b.left);
            const clock = [...bar.querySelectorAll('.clock > *')].filter(e => e.offsetWidth)
                .map(e => e.getBoundingClientRect());
            const box = bar.querySelector('.clock').getBoundingClientRect();
            return clock.some(e => e.left < box.left - 1 || e.right > box.right + 1)
                || parts.some((e, n) => n && e.left < parts[n - 1].right - 1); }"""
    )
    assert not lie_upon_each_other
    assert ben.evaluate("document.documentElement.scrollWidth") <= width


def test_one_types_at_once_after_each_switch(tabs: Tabs) -> None:
    """A channel, a person, the way back from Home and out of a thread: the caret waits below."""
    ada = tabs.open("U0ADA", "C0SUPPORT")
    composer = ada.get_by_test_id("composer")
    expect(composer).to_be_focused()
    ada.get_by_test_id("channel-C0ACME").click()
    expect(composer).to_be_focused()
    ada.get_by_test_id("act-as-U0BEN").click()
    expect(ada).to_have_title(re.compile("Ben"))
    expect(composer).to_be_focused()
    ada.get_by_test_id("home").click()
    expect(composer).to_be_hidden()
    ada.get_by_test_id("channel-C0ACME").click()
    expect(composer).to_be_focused()
    ada.get_by_test_id("replies").first.click()
    expect(ada.get_by_test_id("thread-composer")).to_be_focused()
    ada.get_by_test_id("thread-close").click()
    expect(composer).to_be_focused()


def test_on_a_phone_no_keyboard_comes_up(tabs: Tabs) -> None:
    """Where one types on the glass, the caret waits until it is asked for."""
    ada = tabs.open("U0ADA", "C0SUPPORT", *PHONE)
    expect(ada.get_by_test_id("message").first).to_be_visible()
    expect(ada.get_by_test_id("composer")).not_to_be_focused()


def test_a_few_letters_lead_anywhere(tabs: Tabs) -> None:
    """Ctrl+K: to a channel, or to act as somebody else; Escape leaves all as it was."""
    ada = tabs.open("U0ADA", "C0SUPPORT")
    ada.keyboard.press("Control+k")
    switcher = ada.get_by_test_id("switcher")
    expect(switcher.get_by_role("option").filter(has_text="support")).to_have_count(0)
    ada.keyboard.type("glo")
    expect(switcher.get_by_role("option")).to_have_text("globex")
    ada.keyboard.press("Enter")
    expect(ada).to_have_title(re.compile("#globex · Ada"))
    expect(switcher).to_be_hidden()
    expect(ada.get_by_test_id("composer")).to_be_focused()
    ada.get_by_test_id("jump-to").click()
    ada.keyboard.type("cleo")
    ada.keyboard.press("Enter")
    expect(ada).to_have_title(re.compile("#globex · Cleo"))
    ada.keyboard.press("Control+k")
    ada.keyboard.type("nowhere")
    expect(switcher).to_contain_text("Nothing is called so.")
    ada.keyboard.press("Escape")
    expect(switcher).to_be_hidden()
    expect(ada).to_have_title(re.compile("#globex · Cleo"))


# --- what is new --------------------------------------------------------------------------------


def test_a_red_line_stands_above_what_is_new(tabs: Tabs) -> None:
    """Between what was read and what came since; it is gone the next time."""
    ada, ben = tabs.open("U0ADA", "C0ACME"), tabs.open("U0BEN", "C0ACME")
    line = ada.get_by_test_id("new-line")
    expect(line).to_have_count(0)
    ada.get_by_test_id("channel-C0SUPPORT").click()
    expect(ada).to_have_title(re.compile("#support"))
    says(ben, "The proxy is up again.")
    says(ben, "It was the certificate.")
    expect(ada.get_by_test_id("channel-C0ACME")).to_have_class(re.compile("has-unread"))
    ada.get_by_test_id("channel-C0ACME").click()
    expect(line).to_have_text("New")
    first_new = middle(ada).locator(".is-new + [data-testid=message]")
    expect(first_new).to_contain_text("The proxy is up again.")
    says(ben, "Closing it.")
    expect(middle(ada).get_by_test_id("message").last).to_contain_text("Closing it.")
    expect(first_new).to_contain_text("The proxy is up again.")
    ada.get_by_test_id("channel-C0SUPPORT").click()
    ada.get_by_test_id("channel-C0ACME").click()
    expect(middle(ada).get_by_test_id("message").last).to_contain_text("Closing it.")
    expect(line).to_have_count(0)
    types(ada, "/balance acme", "acme has")
    expect(line).to_have_count(0)  # one looks on as it comes


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_a_long_answer_is_read_from_its_first_line(tabs: Tabs, size: tuple[int, int]) -> None:
    """An answer that is higher than the window shows its beginning, and not its end."""
    ada = tabs.open("U0ADA", "C0SUPPORT", size[0], 420)
    types(ada, "/oncall help", "/oncall")
    first = middle(ada).get_by_test_id("message").last
    box = middle(ada).evaluate("e => e.clientHeight")
    assert first.evaluate("e => e.offsetHeight") > box, "the example is long enough"
    expect(first.locator(".line").first).to_be_in_viewport()
    types(ada, "/oncall", "On call now")
    expect(middle(ada).get_by_test_id("message").last.locator(".line").first).to_be_in_viewport()


def test_what_is_typed_in_a_thread_is_answered_there(tabs: Tabs) -> None:
    """Slack takes no command in a thread, and says so where it was typed."""
    ada = tabs.open("U0ADA", "C0ACME")
    ada.get_by_test_id("replies").first.click()
    ada.get_by_test_id("thread-composer").fill("/balance acme")
    ada.get_by_test_id("thread-composer").press("Enter")
    answer = ada.get_by_test_id("thread").get_by_test_id("message").last
    expect(answer).to_contain_text("/balance is not supported in threads.")
    expect(answer).to_be_in_viewport()
    expect(middle(ada)).not_to_contain_text("not supported")


def test_the_desk_is_asked_in_a_thread(tabs: Tabs) -> None:
    """Its answer stands below what was asked, for nobody else to see."""
    ada = tabs.open("U0ADA", "C0ACME")
    ada.get_by_test_id("replies").first.click()
    ada.get_by_test_id("thread-composer").fill("@desk balance")
    ada.get_by_test_id("thread-composer").press("Enter")
    answer = ada.get_by_test_id("thread").get_by_test_id("message").last
    expect(answer).to_contain_text("Only visible to you")
    expect(answer).to_contain_text("acme has")
    expect(answer).to_be_in_viewport()
    expect(middle(ada)).not_to_contain_text("acme has")


# --- what one wrote, and what leads elsewhere ---------------------------------------------------


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_what_one_wrote_is_edited_in_its_place(tabs: Tabs, size: tuple[int, int]) -> None:
    """What was typed is there again, mentions by their names; *(edited)* stands on its last line.

    Nobody else's message offers it."""
    ben = tabs.open("U0BEN", "C0ACME", *size)
    says(ben, "@ada: see #support & https://example.com/12")
    own = ben.get_by_test_id("message").last
    expect(own).to_contain_text("@Ada: see #support & https://example.com/12")
    chooses_of(own, "menu-edit")
    field = ben.get_by_test_id("edit-text")
    expect(field).to_have_value("@ada: see #support & https://example.com/12")
    expect(field).to_be_focused()
    field.fill("@ada: it is up :tada:")
    field.press("Enter")
    expect(own).to_contain_text("@Ada: it is up 🎉 (edited)")
    line, edited = own.locator(".line").bounding_box(), own.locator(".edited").bounding_box()
    assert line is not None
    assert edited is not None
    assert line["y"] <= edited["y"] < line["y"] + line["height"]
    chooses_of(own, "menu-edit")
    field.fill("no")
    field.press("Escape")
    expect(own).to_contain_text("it is up")
    first = ben.get_by_test_id("message").first
    first.hover()
    first.get_by_test_id("message-menu").click()
    expect(ben.get_by_test_id("menu-reply")).to_be_visible()
    expect(ben.get_by_test_id("menu-edit")).to_have_count(0)


def chooses_of(message: Locator, item: str) -> None:
    """Choose something from a message's menu."""
    message.hover()
    message.get_by_test_id("message-menu").click()
    message.page.get_by_test_id(item).click()


def test_what_the_desk_changed_says_so_where_its_words_end(tabs: Tabs, sandbox: Sandbox) -> None:
    """*(edited)* stands at the end of a line, and takes none of its own."""
    ada = tabs.open("U0ADA", "C0ACME")
    sandbox.slack.type("ada", "#support", "/case take 4")
    sandbox.slack.type("ada", "#support", "/case severity 4 3")
    edited = middle(ada).get_by_test_id("message").first.locator(".edited")
    expect(edited).to_be_visible()
    assert edited.evaluate("e => e.closest('.line, .plain, .rich') !== null")


def test_a_link_to_a_message_leads_to_it(tabs: Tabs, sandbox: Sandbox) -> None:
    """In another channel, or in a thread; nothing is asked of Slack's servers."""
    slack = sandbox.slack
    slack.type("ben", "#support", "The notes are here.")
    notes = slack.messages_seen_by("ben", "#support")[-1].ts
    for number in range(30):
        slack.type("ben", "#support", f"And then {number}.")
    slack.type("ben", "#support", "It is the second node.", thread_ts=notes)
    reply = slack.messages_seen_by("ben", "#support")[-1].ts
    here = "https://proauth.slack.com/archives/C0SUPPORT/p"
    slack.type("ben", "#acme", f"{here}{notes.replace('.', '')}")
    slack.type("ben", "#acme", f"{here}{reply.replace('.', '')}?thread_ts={notes}&cid=C0SUPPORT")
    ada = tabs.open("U0ADA", "C0ACME")
    ada.get_by_test_id("message-link").first.click()
    expect(ada).to_have_title(re.compile("#support"))
    expect(middle(ada).get_by_text("The notes are here.")).to_be_in_viewport()
    ada.get_by_test_id("channel-C0ACME").click()
    ada.get_by_test_id("message-link").last.click()
    thread = ada.get_by_test_id("thread")
    expect(thread.get_by_text("It is the second node.")).to_be_in_viewport()


def test_no_channel_is_shown_by_its_id(tabs: Tabs, sandbox: Sandbox) -> None:
    """A public channel has its name also for who is not in it; a private one has none."""
    sandbox.slack.workspace.app_says("C0ACME", "Ask in <#C0ADMIN>.", [])
    ada = tabs.open("U0ADA", "C0ACME")
    expect(middle(ada)).to_contain_text("Ask in #desk-admin.")
    sandbox.slack.workspace.change_room("C0ADMIN", is_private=True)
    sandbox.slack.workspace.app_says("C0ACME", "Or in <#C0ADMIN>.", [])
    expect(middle(ada)).to_contain_text("Or in 🔒 private channel.")


def test_a_day_is_shown_as_slack_shows_it(tabs: Tabs) -> None:
    """Whatever the browser's language: day before month, and in words."""
    ada = tabs.open("U0ADA", "C0ACME")
    types(ada, "/escalation log 5m #4", "Logged")
    ada.get_by_test_id("composer").fill("/escalation log #4")
    ada.get_by_test_id("composer").press("Enter")
    day = ada.get_by_test_id("field-day")
    expect(day.locator(".date-shown")).to_have_text("Mon, 8 June 2026")
    day.locator("input").fill("2026-06-05")
    expect(day.locator(".date-shown")).to_have_text("Fri, 5 June 2026")


# --- what one can try ---------------------------------------------------------------------------


def test_the_examples_are_one_line_by_work_and_place(tabs: Tabs) -> None:
    """An engineer logs in a customer's channel, an account manager reads; all fits on a laptop."""
    for who in OURS:
        page = tabs.open(who, "C0SUPPORT", 1280, 800)
        for channel in ("C0SUPPORT", "C0INITECH", "C0SEV1"):
            page.get_by_test_id(f"channel-{channel}").click()
            bar = page.locator("#examples")
            expect(bar.get_by_test_id("example").first).to_be_visible()
            wide, room, high = bar.evaluate("e => [e.scrollWidth, e.clientWidth, e.offsetHeight]")
            assert wide <= room
            assert high < 45
        page.close()
    assert "/escalation log 2h" in tries.examples("U0ADA", "acme")
    assert "/escalation log 2h" not in tries.examples("U0CLEO", "acme")
    assert not any(typed.startswith("/") for typed in tries.examples("U0EVE", "initech"))


def test_no_example_is_refused(sandbox: Sandbox) -> None:
    """What the page tells somebody to try there, they may do, and it is understood."""
    slack = sandbox.slack
    for who in OURS:
        for room in slack.workspace.rooms_of(who):
            for typed in tries.examples(who, room.name):
                answer = slack.type(who, room.id, typed)
                assert answer is None or answer.failure is None, typed
                said = slack.messages_seen_by(who, room.id)[-1].text
                assert said != typed
                assert not said.startswith(("Only ", "There is no ", "I did not")), (typed, said)
