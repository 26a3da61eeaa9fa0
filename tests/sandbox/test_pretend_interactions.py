from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from slackapp.pretend_slack.slack import PretendSlack
from slackapp.pretend_slack.state.refusals import NotPossible
from tests.sandbox.asking import code_of, hears, modal_of, said

Payload = dict[str, Any]


def button(label: str, action_id: str, value: str = "") -> Payload:
    text = {"type": "plain_text", "text": label}
    return {"type": "button", "text": text, "action_id": action_id, "value": value}


def form(**more: Any) -> Payload:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": {"type": "plain_text", "text": "A form"},
        "submit": {"type": "plain_text", "text": "Save"},
        "private_metadata": '{"kept": true}',
        "blocks": [
            {
                "type": "input",
                "block_id": "title",
                "label": {"type": "plain_text", "text": "Title"},
                "element": {"type": "plain_text_input", "action_id": "text"},
            },
            {
                "type": "input",
                "block_id": "level",
                "label": {"type": "plain_text", "text": "Level"},
                "element": {
                    "type": "static_select",
                    "action_id": "pick",
                    "options": [
                        {"text": {"type": "plain_text", "text": name}, "value": name}
                        for name in ("basic", "premium")
                    ],
                },
                "optional": True,
            },
        ],
        **more,
    }


def opens_form(bolt: App, **more: Any) -> None:
    @bolt.command("/echo")
    def echo(ack: Ack, body: Payload, client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=form(**more))
        ack()


def posts_buttons(client: WebClient) -> str:
    blocks = [{"type": "actions", "block_id": "row", "elements": [button("Undo", "undo", "42")]}]
    return str(client.chat_postMessage(channel="C0ACME", text="logged", blocks=blocks)["ts"])


def test_press_carries_the_buttons_value(slack: PretendSlack, bolt: App) -> None:
    """A press brings the button's own value, the message, and the person with their team."""
    heard = hears(bolt.action("undo"))
    ts = posts_buttons(bolt.client)
    slack.press("ben", channel="acme", ts=ts, block_id="row", action_id="undo", value="forged")
    body = heard[0]
    assert body["actions"][0]["value"] == "42"
    assert body["container"]["message_ts"] == body["message"]["ts"] == ts
    assert body["user"] == {
        "id": "U0BEN", "username": "ben", "name": "ben", "team_id": "T0PROAUTH",
    }  # fmt: skip


def test_acknowledgement_of_a_press_says_nothing(slack: PretendSlack, bolt: App) -> None:
    """Slack ignores what the acknowledgement of a button carries."""
    hears(bolt.action("undo"), text="nobody reads this")
    posts_buttons(bolt.client)
    slack.click("ada", "Undo", channel="acme")
    assert said(slack, "ada") == ["logged"]


def test_response_url_replaces_the_original(slack: PretendSlack, bolt: App) -> None:
    """A press is answered through its response_url: a new message, the old one, or none at all."""

    @bolt.action("undo")
    def undo(ack: Ack, respond: Respond) -> None:
        respond("for ben only", replace_original=False)
        respond(text="undone", blocks=[], replace_original=True)
        ack()

    posts_buttons(bolt.client)
    slack.click("ben", "Undo", channel="acme")
    assert said(slack, "ben") == ["undone", "for ben only"]
    assert [(each.text, bool(each.edited)) for each in slack.messages_seen_by("ada", "acme")] == [
        ("undone", True)
    ]


def test_response_url_deletes_an_ephemeral_message(slack: PretendSlack, bolt: App) -> None:
    """An ephemeral message can be taken away through the response_url of its own button."""
    blocks = [{"type": "actions", "elements": [button("Yes", "yes")]}]
    hears(bolt.command("/echo"), text="sure?", blocks=blocks)
    heard: list[Payload] = []

    @bolt.action("yes")
    def yes(ack: Ack, respond: Respond, body: Payload) -> None:
        heard.append(body)
        respond(delete_original=True)
        ack()

    slack.type("ada", "acme", "/echo x")
    with pytest.raises(NotPossible):
        slack.click("ben", "Yes", channel="acme")
    slack.click("ada", "Yes", channel="acme")
    assert slack.messages_seen_by("ada", "acme") == []
    assert heard[0]["container"]["is_ephemeral"] is True
    assert "message" not in heard[0]


def test_form_with_errors_then_saved(slack: PretendSlack, bolt: App) -> None:
    """A form stays with the app's errors at its inputs, and closes on an empty acknowledgement."""
    opens_form(bolt)
    heard: list[Payload] = []

    @bolt.view("form")
    def save(ack: Ack, view: Payload) -> None:
        heard.append(view)
        title = view["state"]["values"]["title"]["text"]["value"]
        if title == "bad":
            ack(response_action="errors", errors={"title": "Too bad."})
        else:
            ack()

    slack.type("ada", "acme", "/echo x")
    slack.submit("ada", {"title": "bad"})
    assert modal_of(slack, "ada").errors == {"title": "Too bad."}
    slack.submit("ada", {"title": "good", "level": {"pick": {"selected_option": None}}})
    assert slack.modal_of("ada") is None
    assert heard[1]["private_metadata"] == '{"kept": true}'
    assert heard[1]["state"]["values"] == {
        "title": {"text": {"type": "plain_text_input", "value": "good"}},
        "level": {"pick": {"type": "static_select", "selected_option": None}},
    }


def test_slacks_client_asks_for_required_inputs(slack: PretendSlack, bolt: App) -> None:
    """An empty required input never reaches the app: Slack's client objects itself."""
    opens_form(bolt)
    slack.type("ada", "acme", "/echo x")
    assert slack.submit("ada", {}) is None
    assert modal_of(slack, "ada").errors == {"title": "Please complete this required field."}


def test_plain_choices_become_options(slack: PretendSlack, bolt: App) -> None:
    """A select's choice arrives as the whole option, text and value."""
    opens_form(bolt)
    heard = hears(bolt.view("form"))
    slack.type("ada", "acme", "/echo x")
    slack.submit("ada", {"title": "t", "level": "premium"})
    assert heard[0]["view"]["state"]["values"]["level"]["pick"]["selected_option"] == {
        "text": {"type": "plain_text", "text": "premium"}, "value": "premium",
    }  # fmt: skip


@pytest.mark.parametrize(("action", "left"), [("clear", 0), ("push", 2), ("update", 1)])
def test_response_actions(slack: PretendSlack, bolt: App, action: str, left: int) -> None:
    """A submission can clear the stack, push a further modal, or show another in its place."""
    opens_form(bolt)
    view = form(callback_id="next") if left else None
    hears(bolt.view("form"), response_action=action, view=view)
    slack.type("ada", "acme", "/echo x")
    slack.submit("ada", {"title": "t"})
    assert len(slack.workspace.views.stack("U0ADA")) == left
    if left:
        assert modal_of(slack, "ada").spec["callback_id"] == "next"


def test_wrong_answer_to_a_form(slack: PretendSlack, bolt: App) -> None:
    """Errors for a block that is no input are Slack's own error, and the form stays."""
    opens_form(bolt)
    hears(bolt.view("form"), response_action="errors", errors={"nowhere": "?"})
    slack.type("ada", "acme", "/echo x")
    slack.submit("ada", {"title": "t"})
    assert slack.modal_of("ada") is not None
    assert "We had some trouble connecting" in slack.messages_seen_by("ada", "acme")[-1].text
    assert slack.refusals == [
        "answer to form: invalid_errors [ERROR] no input block called nowhere"
    ]


def test_trigger_serves_once_and_not_for_long(slack: PretendSlack, bolt: App) -> None:
    """A trigger id opens one modal, within Slack's patience."""
    heard = hears(bolt.command("/echo"))

    opens = partial(bolt.client.views_open, view=form())
    slack.type("ada", "acme", "/echo x")
    opens(trigger_id=heard[0]["trigger_id"])
    assert code_of(opens, trigger_id=heard[0]["trigger_id"]) == "exchanged_trigger_id"
    slack.type("ada", "acme", "/echo x")
    time.sleep(0.5)
    assert code_of(opens, trigger_id=heard[1]["trigger_id"]) == "expired_trigger_id"
    assert code_of(opens, trigger_id="1.2.3") == "invalid_trigger_id"


def test_press_inside_a_modal_updates_it(slack: PretendSlack, bolt: App) -> None:
    """A button in a modal comes with the view and its values, and may push up to three views."""
    deeper = {"type": "actions", "block_id": "more", "elements": [button("Deeper", "deeper")]}
    blocks = [*form()["blocks"], deeper]
    opens_form(bolt, blocks=blocks)
    errors: list[str] = []
    seen: list[Payload] = []

    @bolt.action("deeper")
    def deeper_still(ack: Ack, body: Payload, client: WebClient) -> None:
        seen.append(body)
        try:
            client.views_push(trigger_id=body["trigger_id"], view=form(blocks=blocks))
        except SlackApiError as error:
            errors.append(error.response["error"])
        ack()

    slack.type("ada", "acme", "/echo x")
    modal = modal_of(slack, "ada")
    typed = {"title": {"text": {"type": "plain_text_input", "value": "half"}}}
    slack.press("ada", view_id=modal.id, action_id="deeper", values=typed)
    assert seen[0]["view"]["state"]["values"]["title"]["text"]["value"] == "half"
    slack.click("ada", "Deeper")
    slack.click("ada", "Deeper")
    assert errors == ["push_limit_reached"]
    assert len(slack.workspace.views.stack("U0ADA")) == 3
    slack.close("ada")
    assert len(slack.workspace.views.stack("U0ADA")) == 2


def test_closing_is_told_if_asked(slack: PretendSlack, bolt: App) -> None:
    """Closing a modal reaches the app only where the view asked for it."""
    opens_form(bolt, notify_on_close=True)
    heard = hears(bolt.view_closed("form"))
    slack.type("ada", "acme", "/echo x")
    slack.close("ada")
    assert ([body["is_cleared"] for body in heard], slack.modal_of("ada")) == ([False], None)


def test_message_shortcut(slack: PretendSlack, bolt: App) -> None:
    """A message shortcut brings the message, also one inside a thread."""
    heard: list[Payload] = []

    @bolt.shortcut("open_case")
    def open_case(ack: Ack, body: Payload, client: WebClient) -> None:
        heard.append(body)
        client.views_open(trigger_id=body["trigger_id"], view=form())
        ack()

    slack.type("eve", "initech", "Login loops & @ben knows")
    root = slack.messages_seen_by("eve", "initech")[0]
    slack.type("eve", "initech", "since noon", thread_ts=root.ts)
    reply = slack.messages_seen_by("ada", "initech")[1]
    slack.shortcut("ada", "open_case", channel="initech", ts=reply.ts)
    message = heard[0]["message"]
    assert (message["text"], message["thread_ts"], message["user"]) == (
        "since noon",
        root.ts,
        "U0EVE",
    )
    assert root.text == "Login loops &amp; <@U0BEN|ben> knows"
    assert slack.modal_of("ada") is not None


def test_global_shortcut(slack: PretendSlack, bolt: App) -> None:
    """A global shortcut belongs to no message and no channel."""
    heard = hears(bolt.shortcut("anywhere"))
    slack.shortcut("ada", "anywhere")
    assert heard[0]["type"] == "shortcut"
    assert "channel" not in heard[0]


def test_events_of_home_and_people(slack: PretendSlack, bolt: App) -> None:
    """Opening the Home and a change of a person are told, as the manifest subscribes to them."""
    changed: list[Payload] = []

    @bolt.event("app_home_opened")
    def home(event: Payload, client: WebClient) -> None:
        view = {"type": "home", "blocks": [{"type": "divider"}]}
        client.views_publish(user_id=event["user"], view=view)

    @bolt.event("user_change")
    def change(event: Payload) -> None:
        changed.append(event["user"])

    slack.open_home("ada")
    slack.change_person("ben", is_restricted=True)
    shown = slack.home_of("ada")
    assert shown is not None
    assert [block["type"] for block in shown.blocks] == ["divider"]
    assert (changed[0]["id"], changed[0]["is_restricted"]) == ("U0BEN", True)


def test_an_edited_message_is_told(slack: PretendSlack, bolt: App) -> None:
    """`message_changed` brings the message as it is and as it was, to who hears of messages."""
    slack.workspace.app = replace(slack.workspace.app, events=("message.channels",))
    heard: list[Payload] = []

    @bolt.event({"type": "message", "subtype": "message_changed"})
    def changed(event: Payload) -> None:
        heard.append(event)

    @bolt.event("message")
    def posted() -> None: ...

    slack.type("ada", "acme", "helo")
    ts = slack.messages_seen_by("ada", "acme")[0].ts
    slack.edit("ada", "acme", ts, "hello")
    (event,) = heard
    assert (event["previous_message"]["text"], event["message"]["text"]) == ("helo", "hello")
    assert (event["message"]["ts"], event["channel"], event["hidden"]) == (ts, "C0ACME", True)
    assert event["message"]["edited"]["user"] == "U0ADA"


def test_messages_are_told_only_if_subscribed(slack: PretendSlack, bolt: App) -> None:
    """A plain message is posted; the app hears nothing that it did not subscribe to."""
    slack.type("ada", "acme", "just talking")
    assert said(slack, "ben") == ["just talking"]
    assert slack.traffic.since(0)["entries"] == []
