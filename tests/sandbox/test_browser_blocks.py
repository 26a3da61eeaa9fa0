"""Block Kit in a real browser: each element is drawn, and sends what Slack would send."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from slack_bolt import Ack, App
from slack_sdk import WebClient

from slackapp.pretend_slack.slack import PretendSlack
from slackapp.pretend_slack.web.loopback import Loopback
from tests.browser import Tabs, needs_chromium
from tests.sandbox import gallery
from tests.sandbox.conftest import pretend_slack

pytestmark = needs_chromium
Payload = dict[str, Any]


@pytest.fixture
def slack(tmp_path: Path) -> PretendSlack:
    return pretend_slack(tmp_path, patience=20.0)  # a busy machine is nobody's failure


@pytest.fixture
def tabs(chromium: Browser, slack: PretendSlack, loopback: Loopback, bolt: App) -> Iterator[Tabs]:
    opened = Tabs(chromium, loopback.address)
    yield opened
    opened.close()
    assert opened.troubles == []
    assert slack.refusals == []


@pytest.fixture
def heard(bolt: App) -> list[Payload]:
    """What the app hears of presses, each acknowledged; the form says back what it heard."""
    told: list[Payload] = []

    @bolt.action(re.compile(""))
    def press(ack: Ack, body: Payload, client: WebClient) -> None:
        told.append(body)
        action = body["actions"][0]
        if action["action_id"] == "push":
            client.views_push(trigger_id=body["trigger_id"], view=gallery.RULE)
        elif "view" in body:
            values = body["view"]["state"]["values"]
            chosen = values["pick"]["first"]["selected_user"] or "nobody"
            typed = values["search"]["search"]["value"] or "nothing"
            view = body["view"]
            fresh = gallery.form(chosen, typed)
            client.views_update(view_id=view["id"], hash=view["hash"], view=fresh)
        ack()

    @bolt.command("/echo")
    def opens(ack: Ack, body: Payload, client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=gallery.form())
        ack()

    @bolt.view("rota")
    def saves(ack: Ack, body: Payload) -> None:
        told.append(body)
        ack()

    @bolt.view("rule")
    def adds(ack: Ack) -> None:
        ack()

    return told


def post(client: WebClient, **more: Any) -> str:
    told = client.chat_postMessage(channel="C0SEV1", text="Sev-1", blocks=gallery.MESSAGE, **more)
    return str(told["ts"])


def last(heard: list[Payload]) -> Payload:
    action: Payload = heard[-1]["actions"][0]
    return action


def opens_form(tabs: Tabs, width: int = 1366, height: int = 768) -> Page:
    ada = tabs.open("U0ADA", "C0SEV1", width, height)
    ada.get_by_test_id("composer").fill("/echo")
    ada.keyboard.press("Escape")
    ada.keyboard.press("Enter")
    expect(ada.get_by_test_id("modal")).to_be_visible()
    return ada


def test_overflow_and_confirm(tabs: Tabs, client: WebClient, heard: list[Payload]) -> None:
    """Menus beside a section and in a row of buttons; a choice may be asked about."""
    post(client)
    ada = tabs.open("U0ADA", "C0SEV1")
    ada.get_by_test_id("action-more").click()
    ada.get_by_test_id("option-hand over").click()
    ada.get_by_test_id("confirm-deny").click()
    assert heard == []
    ada.get_by_test_id("action-more").click()
    ada.get_by_test_id("option-hand over").click()
    expect(ada.get_by_test_id("confirm")).to_contain_text("Ben is rung at once.")
    with ada.expect_response("**/sandbox/press"):
        ada.get_by_test_id("confirm-ok").click()
    assert last(heard)["selected_option"] == gallery.options("Hand over")[0]
    ada.get_by_test_id("action-menu").click()
    with ada.expect_response("**/sandbox/press"):
        ada.get_by_test_id("option-mute").click()
    assert (last(heard)["type"], last(heard)["block_id"]) == ("overflow", "row")
    ada.get_by_test_id("action-hand").click()
    with ada.expect_response("**/sandbox/press"):
        ada.get_by_test_id("confirm-ok").click()
    assert last(heard)["action_id"] == "hand"


def test_a_button_that_leads_elsewhere(tabs: Tabs, client: WebClient, heard: list[Payload]) -> None:
    """A button with an address is a link in a new tab, and the app hears of it too."""
    post(client)
    ada = tabs.open("U0ADA", "C0SEV1")
    button = ada.get_by_test_id("action-runbook")
    expect(button).to_have_attribute("href", gallery.LINK)
    expect(button).to_have_attribute("target", "_blank")
    # The test stays on this machine: the page hears of the click, and nothing is opened.
    button.evaluate("e => e.addEventListener('click', event => event.preventDefault())")
    with ada.expect_response("**/sandbox/press"):
        button.click()
    assert last(heard)["action_id"] == "runbook"


def test_pickers_in_a_message(tabs: Tabs, client: WebClient, heard: list[Payload]) -> None:
    """People, days, times and radio buttons send their choice at once."""
    post(client)
    ada = tabs.open("U0ADA", "C0SEV1")

    def uses(element: str) -> Locator:
        return ada.get_by_test_id(f"action-{element}")

    def sends(key: str, does: Callable[[], object]) -> Any:
        with ada.expect_response("**/sandbox/press"):
            does()
        return last(heard)[key]

    assert sends("selected_user", lambda: uses("who").select_option("U0BEN")) == "U0BEN"
    assert sends("selected_date", lambda: uses("day").fill("2026-06-09")) == "2026-06-09"
    uses("hour").fill("3:00")
    assert sends("selected_time", lambda: uses("hour").press("Enter")) == "03:00"
    three = sends("selected_date_time", lambda: uses("until").fill("2026-06-09T03:00"))
    assert three == datetime(2026, 6, 9, 1, 0, tzinfo=UTC).timestamp()
    chosen = sends("selected_option", lambda: uses("level").get_by_label("Sev-2").check())
    assert chosen == gallery.options("Sev-2")[0]


def test_a_form_that_answers_while_one_fills_it_in(
    tabs: Tabs, heard: list[Payload], slack: PretendSlack
) -> None:
    """A choice and each pause in typing change the form; what was typed stays, and the caret."""
    ada = opens_form(tabs)
    ada.get_by_test_id("action-note").fill("half a note")
    ada.get_by_test_id("action-first").select_option("U0BEN")
    modal = ada.get_by_test_id("modal")
    expect(modal).to_contain_text("U0BEN, nothing")
    expect(ada.get_by_test_id("action-note")).to_have_value("half a note")
    expect(ada.get_by_test_id("action-first")).to_have_value("U0BEN")
    search = ada.get_by_test_id("action-search")
    search.press_sequentially("acme", delay=20)
    expect(modal).to_contain_text("U0BEN, acme")
    expect(search).to_be_focused()
    ada.keyboard.press("Home")
    ada.keyboard.type("at ")
    expect(modal).to_contain_text("U0BEN, at acme")
    ada.keyboard.type("big ")
    expect(modal).to_contain_text("U0BEN, at big acme")
    people = ada.get_by_test_id("action-people")
    people.get_by_label("Ben").check()
    people.get_by_label("Cleo").check()
    expect(people.get_by_label("Dana")).to_be_disabled()
    expect(ada.get_by_test_id("action-from")).to_have_value("08:00")
    ada.get_by_test_id("action-from").fill("25:00")
    ada.get_by_test_id("action-level").get_by_label("Sev-1").check()
    ada.get_by_test_id("modal-submit").click()
    expect(ada.get_by_test_id("field-from")).to_contain_text("a time such as 08:30")
    ada.get_by_test_id("action-from").fill("22:00")
    with ada.expect_response("**/sandbox/submit"):
        ada.get_by_test_id("modal-submit").click()
    values = heard[-1]["view"]["state"]["values"]
    assert values["note"]["note"]["value"] == "half a note"
    assert values["people"]["people"]["selected_users"] == ["U0BEN", "U0CLEO"]
    assert values["from"]["from"]["selected_time"] == "22:00"
    assert values["until"]["until"]["selected_date_time"] == 1780905600
    assert values["level"]["level"]["selected_option"] == gallery.options("Sev-1")[0]
    assert values["pick"]["first"]["selected_user"] == "U0BEN"
    expect(modal).to_be_hidden()


def test_a_form_upon_a_form(tabs: Tabs, heard: list[Payload]) -> None:
    """A further form lies on top of the first, which is as it was when the further one is gone."""
    ada = opens_form(tabs)
    ada.get_by_test_id("action-note").fill("half a note")
    ada.get_by_test_id("action-push").click()
    rule = ada.get_by_test_id("action-rule")
    rule.fill("Sev-1 only")
    expect(ada.get_by_test_id("action-note")).to_be_hidden()
    ada.get_by_role("button", name="Add", exact=True).click()
    expect(rule).to_have_count(0)
    expect(ada.get_by_test_id("action-note")).to_have_value("half a note")


def test_edited_in_place(tabs: Tabs, client: WebClient, heard: list[Payload]) -> None:
    """A message that the app changes is changed before everybody's eyes, and says so."""
    ts = post(client)
    ada = tabs.open("U0ADA", "C0SEV1")
    message = ada.get_by_test_id("message")
    expect(message).to_contain_text("@oncall")
    expect(message).not_to_contain_text("(edited)")
    taken = [{"type": "section", "text": gallery.mrkdwn("*#14* · <@U0BEN> has it.")}]
    client.chat_update(channel="C0SEV1", ts=ts, text="taken", blocks=taken)
    expect(message).to_contain_text("#14 · @Ben has it.")
    expect(message).to_contain_text("(edited)")
    expect(message.get_by_test_id("action-take")).to_have_count(0)


def test_threads_of_the_app(tabs: Tabs, client: WebClient, heard: list[Payload]) -> None:
    """Replies of the app are counted under the message; one that is for all stands in the channel
    as well, and leads to the thread."""
    ts = post(client)
    client.chat_postMessage(channel="C0SEV1", text="Ben was rung.", thread_ts=ts)
    ada = tabs.open("U0ADA", "C0SEV1")
    expect(ada.get_by_test_id("message")).to_have_count(1)
    expect(ada.get_by_test_id("replies")).to_contain_text("1 reply")
    client.chat_postMessage(
        channel="C0SEV1", text="Nobody takes it.", thread_ts=ts, reply_broadcast=True
    )
    expect(ada.get_by_test_id("message")).to_have_count(2)
    ada.get_by_test_id("broadcast").click()
    thread = ada.get_by_test_id("thread")
    expect(thread).to_contain_text("Ben was rung.")
    expect(thread).to_contain_text("Nobody takes it.")


@pytest.mark.parametrize("width", [390, 1366])
def test_everything_fits(tabs: Tabs, client: WebClient, heard: list[Payload], width: int) -> None:
    """Neither the message nor the form sticks out."""
    post(client)
    ada = opens_form(tabs, width, 844)
    for place in ("document.documentElement", "document.querySelector('.modal-body')"):
        inside, outside = ada.evaluate(f"[{place}.scrollWidth, {place}.clientWidth]")
        assert inside <= outside
