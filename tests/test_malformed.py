"""What is signed well and lacks what it must have is refused; what Slack really sends is read."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from handlers.front.well_formed import is_well_formed
from slackapp.pretend_slack.app.deliveries import Delivery
from tests.desk import DeskUnderTest

FORM = "application/x-www-form-urlencoded"
ADA = {"id": "U0ADA", "team_id": "T0PROAUTH"}
COMMAND = {"command": "/balance", "user_id": "U0ADA", "team_id": "T0PROAUTH", "trigger_id": "1.2"}
PRESS = {"type": "block_actions", "user": ADA, "trigger_id": "1.2"}
SUBMISSION = {"type": "view_submission", "user": ADA}
VIEW = {"id": "V1", "callback_id": "open_case", "state": {"values": {}}}


def form(**fields: Any) -> tuple[str, str]:
    return urlencode(fields), FORM


def payload(told: Any) -> tuple[str, str]:
    return urlencode({"payload": told if isinstance(told, str) else json.dumps(told)}), FORM


def event(told: Any) -> tuple[str, str]:
    body = told if isinstance(told, str) else json.dumps({"type": "event_callback", "event": told})
    return body, "application/json"


MALFORMED = [
    form(**{key: value for key, value in COMMAND.items() if key != "user_id"}),
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
    payload({"type": "shortcut", "user": ADA, "callback_id": "new_case"}),
    payload({"type": "message_action", "user": ADA, "callback_id": "open_support_case"}),
    event("{"),
    event("[]"),
    event("7"),
    event(None),
    event({}),
    event({"type": "app_home_opened"}),
    event({"type": "app_home_opened", "user": {"id": "U0ADA"}}),
    event({"type": "user_change"}),
    event({"type": "user_change", "user": {}}),
]


@pytest.mark.parametrize(("body", "kind"), MALFORMED)
def test_a_malformed_body_is_refused(desk: DeskUnderTest, body: str, kind: str) -> None:
    """Whoever signs it knows the secret; there is still nothing to do, and nothing breaks."""
    assert desk.slack.wire.send(Delivery("malformed", kind, body.encode(), body)).status == 400


# As Bolt's and the Java SDK's own tests have them, shortened to what is read.
REAL: list[dict[str, Any]] = [
    {**COMMAND, "team_domain": "x", "channel_id": "C111", "channel_name": "random", "text": "Hi"},
    {**COMMAND, "enterprise_id": "E111", "enterprise_name": "Org", "is_enterprise_install": "true"},
    {
        **PRESS,
        "team": {"id": "T111", "domain": "d", "enterprise_id": "E111", "enterprise_name": "Org"},
        "user": {"id": "W111", "username": "primary-owner", "name": "p", "team_id": "T111"},
        "container": {"type": "message", "message_ts": "111.222", "channel_id": "C111"},
        "actions": [{"type": "button", "block_id": "b", "action_id": "a", "action_ts": "111.222"}],
    },
    {
        **PRESS,
        "team": None,
        "enterprise": {"id": "E111", "name": "Org"},
        "is_enterprise_install": True,
        "view": {"id": "V111", "type": "home", "callback_id": ""},
        "actions": [{"type": "button", "action_id": "a", "value": "v"}],
    },
    {**SUBMISSION, "team": None, "enterprise": {"id": "E1"}, "view": VIEW, "response_urls": []},
    {"type": "shortcut", "user": ADA, "callback_id": "new_case", "trigger_id": "1.2"},
    {
        "type": "message_action",
        "user": {**ADA, "name": "ada"},
        "callback_id": "open_support_case",
        "trigger_id": "1.2",
        "channel": {"id": "D111", "name": "directmessage"},
        "message": {"bot_id": "B111", "type": "message", "text": "hi", "ts": "1583637157.000100"},
    },
    {
        "type": "event_callback",
        "team_id": "T111",
        "enterprise_id": "E111",
        "event": {"type": "app_home_opened", "user": "W111", "channel": "D111", "tab": "home"},
        "authorizations": [{"enterprise_id": "E1", "team_id": None, "is_enterprise_install": True}],
    },
    {
        "type": "event_callback",
        "event": {"type": "user_change", "user": {"id": "W111", "profile": None}, "cache_ts": 1},
    },
    {"type": "event_callback", "event": {"type": "subteam_members_changed", "subteam_id": "S1"}},
    {"type": "event_callback", "event": {"type": "one of tomorrow"}},
    {"type": "url_verification", "challenge": "c"},
]


@pytest.mark.parametrize("body", REAL)
def test_what_slack_sends_is_read(body: dict[str, Any]) -> None:
    """Also where an organisation has the app, and names no workspace."""
    assert is_well_formed(body)
