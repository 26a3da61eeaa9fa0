"""Asking the pretend Slack: its doors over HTTP, calls that it refuses, what people see."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable
from typing import Any

import pytest
from slack_bolt import Ack
from slack_sdk.errors import SlackApiError

from slackapp.pretend_slack.slack import PretendSlack
from slackapp.pretend_slack.state.open_views import View
from slackapp.pretend_slack.web.loopback import Loopback

Payload = dict[str, Any]


def ask(
    loopback: Loopback, method: str, path: str, body: Any = None, **headers: str
) -> tuple[int, Any]:
    connection = http.client.HTTPConnection(loopback.address.removeprefix("http://"), timeout=5)
    try:
        connection.request(method, path, json.dumps(body), headers)
        response = connection.getresponse()
        text = response.read().decode()
        kind = response.getheader("Content-Type") or ""
        return response.status, json.loads(text) if kind.startswith("application/json") else text
    finally:
        connection.close()


def state(loopback: Loopback, user: str, more: str = "") -> dict[str, Any]:
    status, told = ask(loopback, "GET", f"/sandbox/state?as={user}{more}")
    assert status == 200
    assert isinstance(told, dict)
    return told


def said(slack: PretendSlack, user: str, channel: str = "acme") -> list[str]:
    return [message.text for message in slack.messages_seen_by(user, channel)]


def modal_of(slack: PretendSlack, user: str) -> View:
    view = slack.modal_of(user)
    assert view is not None, f"{user} has no form open"
    return view


def hears(listens: Callable[..., Any], *answer: Any, **more: Any) -> list[Payload]:
    """Let the app listen, as in `bolt.command("/echo")`, and answer so; what it hears is kept."""
    heard: list[Payload] = []

    def listener(ack: Ack, body: Payload) -> None:
        heard.append(body)
        ack(*answer, **more)

    listens(listener)
    return heard


def code_of(call: Callable[..., object], **args: Any) -> str:
    """Slack's error code for a call that it refuses."""
    return str(refused(call, **args)["error"])


def refused(call: Callable[..., object], **args: Any) -> Payload:
    with pytest.raises(SlackApiError) as error:
        call(**args)
    data = error.value.response.data
    assert isinstance(data, dict)
    return data
