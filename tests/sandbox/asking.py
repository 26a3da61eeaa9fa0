"""Asking the pretend Slack: its doors over plain HTTP, and calls that it refuses."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

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


def refused(call: Callable[[], object]) -> Payload:
    with pytest.raises(SlackApiError) as error:
        call()
    data = error.value.response.data
    assert isinstance(data, dict)
    return data
