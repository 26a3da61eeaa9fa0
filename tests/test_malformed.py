"""What is signed well and lacks what it must have is refused; what Slack really sends is read."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from structlog.testing import capture_logs

from handlers.front.well_formed import flaw_in
from slackapp.pretend_slack.app.deliveries import Delivery
from tests.desk import DeskUnderTest
from tests.mutated import mutated
from tests.recorded import a_day

FORM = "application/x-www-form-urlencoded"
ADA = {"id": "U0ADA", "team_id": "T0PROAUTH"}
TRIES_EACH = 41  # of what there is; prime, so that each kind of mutation has its turn
COMMAND = {"command": "/balance", "user_id": "U0ADA", "team_id": "T0PROAUTH", "trigger_id": "1.2"}
PRESS = {"type": "block_actions", "user": ADA, "trigger_id": "1.2"}
SUBMISSION = {"type": "view_submission", "user": ADA}
MENTION = {"type": "app_mention", "user": "U0ADA", "channel": "C0SUPPORT", "ts": "1780297200.0001"}
SIREN = {
    "type": "reaction_added",
    "user": "U0EVE",
    "reaction": "rotating_light",
    "item": {"type": "message", "channel": "C0INITECH", "ts": "1780297200.0001"},
}
HALF = "\ud83d"  # of a character
VIEW = {
    "id": "V1",
    "type": "modal",
    "callback_id": "open_case",
    "hash": "1.a",
    "title": {"type": "plain_text", "text": "A form"},
    "blocks": [],
    "state": {"values": {}},
}


def form(**fields: Any) -> tuple[str, str]:
    return urlencode(fields), FORM


def payload(told: Any) -> tuple[str, str]:
    return urlencode({"payload": told if isinstance(told, str) else json.dumps(told)}), FORM


def event(told: Any) -> tuple[str, str]:
    body = told if isinstance(told, str) else json.dumps({"type": "event_callback", "event": told})
    return body, "application/json"


MALFORMED = [
    form(**{key: value for key, value in COMMAND.items() if key != "user_id"}),
    form(**{**COMMAND, "command": "/nothing"}),
    payload("not json"),
    payload("[]"),
    payload("null"),
    payload(PRESS),
    payload({**PRESS, "actions": []}),
    payload({**PRESS, "actions": [{}]}),
    payload({**PRESS, "user": None, "actions": [{"action_id": "x"}]}),
    payload({"type": "block_actions", "actions": [{"action_id": "x"}]}),
    payload(SUBMISSION),
    payload({**SUBMISSION, "view": {}}),
    payload({**SUBMISSION, "view": {**VIEW, "state": {"values": []}}}),
    payload({**SUBMISSION, "view": {**VIEW, "title": None}}),
    payload({**SUBMISSION, "view": {**VIEW, "blocks": [7]}}),
    payload({**SUBMISSION, "view": {key: VIEW[key] for key in VIEW if key != "type"}}),
    payload({"type": "shortcut", "user": ADA, "callback_id": "new_case"}),
    payload({"type": "message_action", "user": ADA, "callback_id": "open_support_case"}),
    payload({"type": "view_closed", "user": ADA}),
    payload({**PRESS, "actions": [{"action_id": "retype:0", "value": HALF}]}),
    payload({"type": "shortcut", "user": {"id": HALF}, "callback_id": "new_case"}),
    event({"type": "user_change", "user": {"id": "U0ADA", "name": HALF}}),
    payload({**PRESS, "actions": [{"action_id": "nobody's", "block_id": "b"}]}),
    payload({**SUBMISSION, "view": {**VIEW, "callback_id": "nobody's"}}),
    payload({**SUBMISSION, "view": {**VIEW, "private_metadata": "{"}}),
    payload({**SUBMISSION, "view": {**VIEW, "private_metadata": "[]"}}),
    event("{"),
    event("[]"),
    event("7"),
    event(None),
    event({}),
    event({"type": "app_home_opened"}),
    event({"type": "app_home_opened", "user": {"id": "U0ADA"}}),
    event({"type": "user_change"}),
    event({"type": "user_change", "user": {}}),
    event({**MENTION, "user": {"id": "U0ADA"}}),
    event({**MENTION, "text": f"balance {HALF}"}),
    event({**MENTION, "text": 7}),
    event({**MENTION, "ts": "yesterday"}),
    event({**MENTION, "type": "message", "channel": "D0ADA;"}),
    event({"type": "channel_id_changed", "old_channel_id": "C0ACME"}),
    event({"type": "channel_id_changed", "old_channel_id": "C0ACME", "new_channel_id": "C0;"}),
    event({"type": "channel_archive"}),
    event({**SIREN, "item": None}),
    event({**SIREN, "item": {"type": "message", "channel": "C0ACME", "ts": "yesterday"}}),
    event({**SIREN, "user": None}),
]


@pytest.mark.parametrize(("body", "kind"), MALFORMED)
def test_a_malformed_body_is_refused(desk: DeskUnderTest, body: str, kind: str) -> None:
    """Whoever signs it knows the secret; there is still nothing to do, and nothing breaks."""
    assert desk.slack.wire.send(Delivery("malformed", kind, body.encode(), body)).status == 400


def test_the_log_says_who_sent_it(desk: DeskUnderTest) -> None:
    """Whoever looks for what posts there has its address, and nothing of what it said."""
    with capture_logs() as logs:
        desk.slack.wire.send(Delivery("malformed", "form", b"command=", "command="))
    (line,) = (each for each in logs if each["event"] == "malformed request refused")
    assert line.keys() == {"event", "log_level", "flaw", "sender"}
    assert line["sender"]


@pytest.mark.roles
def test_one_thing_wrong(desk: DeskUnderTest) -> None:
    """Whatever is wrong with what Slack really sends is 400 with a sentence, or it is not read.

    One in so many of all mutations is tried; with TRIES_EACH = 1, each.
    """
    everything = [mutation for one in a_day(desk).values() for mutation in mutated(one)]
    for one in everything[::TRIES_EACH]:
        answer = desk.slack.wire.send(one)
        assert answer.status in (200, 400), one.what
        is_said = answer.body.startswith("This is not what Slack sends: ")
        assert is_said == (answer.status == 400), one.what
    desk.waits()
    desk.slack.refusals.clear()  # it knows nothing of what was made up
    desk.ill_said.clear()


# As Bolt's and the Java SDK's own tests have them, shortened to what is read; with whose and where
# it is, and with what is pressed, put in place of theirs.
ORGANISATION = {"enterprise": {"id": "E111", "name": "Org"}, "is_enterprise_install": True}
REAL: list[tuple[dict[str, Any], int, str]] = [
    (
        {**COMMAND, "team_domain": "x", "channel_id": "C0SUPPORT", "channel_name": "support"}
        | {"text": "Hi"},
        200,
        "There is no customer “Hi”.",
    ),
    (
        {**COMMAND, "enterprise_id": "E111", "enterprise_name": "Org"}
        | {"is_enterprise_install": "true"},
        200,
        "There are no customers yet.",
    ),
    (
        {
            **PRESS,
            "team": {
                "id": "T0PROAUTH",
                "domain": "d",
                "enterprise_id": "E1",
                "enterprise_name": "O",
            },
            "user": {"id": "U0ADA", "username": "ada", "name": "ada", "team_id": "T0PROAUTH"},
            "container": {"type": "message", "message_ts": "111.222", "channel_id": "C0SUPPORT"},
            "actions": [{"type": "button", "block_id": "b", "action_id": "a", "action_ts": "1.2"}],
        },
        400,
        "nothing of this name is known here",
    ),
    (
        {
            **PRESS,
            "team": None,
            **ORGANISATION,
            "view": {"id": "V111", "type": "home", "callback_id": ""},
            "actions": [{"type": "button", "action_id": "retype:0", "value": "/case list"}],
        },
        200,
        "No cases of yours open.",
    ),
    (
        {**SUBMISSION, "team": None, "enterprise": {"id": "E1"}, "response_urls": []}
        | {"view": {**VIEW, "callback_id": "stop_page", "private_metadata": '{"page": 3}'}},
        200,
        "Others will read it: please say why.",
    ),
    (
        {"type": "shortcut", "user": ADA, "callback_id": "new_case", "trigger_id": "1.2"},
        200,
        "There are no customers yet",
    ),
    (
        {
            "type": "message_action",
            "user": {**ADA, "name": "ada"},
            "callback_id": "open_support_case",
            "trigger_id": "1.2",
            "channel": {"id": "C0SUPPORT", "name": "support"},
            "message": {"bot_id": "B111", "type": "message", "text": "hi", "ts": "1583637157.0001"},
        },
        200,
        "There are no customers yet",
    ),
    (
        {
            "type": "event_callback",
            "team_id": "T0PROAUTH",
            "enterprise_id": "E111",
            "event": {"type": "app_home_opened", "user": "U0ADA", "channel": "D1", "tab": "home"},
            "authorizations": [{"enterprise_id": "E1", "team_id": None}],
        },
        200,
        "There is nothing yet",
    ),
    (
        {
            "type": "event_callback",
            "event": {"type": "user_change", "user": {"id": "W111", "profile": None}},
        },
        200,
        "",
    ),
    (
        {
            "type": "event_callback",
            "event": {"type": "subteam_members_changed", "subteam_id": "S1"},
        },
        200,
        "",
    ),
    (
        {
            "type": "event_callback",
            "event": {"type": "message", "subtype": "message_replied", "hidden": True},
        },
        200,
        "",
    ),
    (
        {"type": "event_callback", "event": {"type": "one of tomorrow"}},
        400,
        "nothing of this name is known here",
    ),
    ({"type": "url_verification", "challenge": "c"}, 200, '{"challenge": "c"}'),
]


def as_sent(desk: DeskUnderTest, body: dict[str, Any]) -> tuple[str, str]:
    """A body as Slack sends it: its trigger opens something, and its message is there."""
    if "message" in body:
        body = body | {"message": body["message"] | {"ts": desk.says("ben", "hi", "#support")}}
    if "trigger_id" in body:
        body = body | {"trigger_id": desk.slack.workspace.triggers.issue("U0ADA", "C0SUPPORT")}
    if "command" in body:
        return form(**body)
    if body["type"] in ("event_callback", "url_verification"):
        return json.dumps(body), "application/json"
    return payload(body)


@pytest.mark.parametrize(("body", "status", "said"), REAL)
def test_what_slack_sends_is_answered(
    desk: DeskUnderTest, body: dict[str, Any], status: int, said: str
) -> None:
    """Also where an organisation has the app, and names no workspace: through the door, signed."""
    assert flaw_in(body) is None
    text, kind = as_sent(desk, body)
    answer = desk.slack.wire.send(Delivery("recorded", kind, text.encode(), text))
    desk.waits()
    assert answer.status == status
    modal, home = desk.slack.modal_of("ada"), desk.slack.home_of("ada")
    shown = [str(view.blocks) for view in (modal, home) if view]
    assert said in "\n".join([json.dumps(answer.content, ensure_ascii=False), *shown])
