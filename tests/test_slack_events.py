"""`/slack/events` believes a signature, and reads nothing that has none."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import NoReturn

import httpx
import pytest
from slack_bolt import App
from slack_sdk.signature import SignatureVerifier

from slackapp import slack_events
from slackapp.pretend_slack.web.loopback import Loopback
from slackapp.slack_events import slack_events_route
from tests.desk import Switch

SECRET = "a signing secret"
COMMAND = b"command=%2Fbare&user_id=U0ADA&team_id=T0PROAUTH&trigger_id=1.2"
BODIES = {
    "a command": COMMAND,
    "nothing": b"",
    "no UTF-8": b"\xff\xfe\x00",
    "no JSON": b"payload={",
    "deep JSON": b"[" * 100_000,
    "a long number": b'{"type": ' + b"9" * 5_000 + b"}",
    "JSON that is no object": b"7",
    "NUL": b"payload=\x00",
}
Headers = Mapping[str, bytes]
NOW = b"the time of the test"
HEADERS: dict[str, Headers] = {
    "none": {},
    "no time": {"X-Slack-Signature": b"v0=00"},
    "no signature": {"X-Slack-Request-Timestamp": NOW},
    "another signature": {
        "X-Slack-Request-Timestamp": NOW,
        "X-Slack-Signature": b"v0=" + b"0" * 64,
    },
    "a signature that is none": {"X-Slack-Request-Timestamp": NOW, "X-Slack-Signature": b"v0=\xfc"},
    "an empty signature": {"X-Slack-Request-Timestamp": NOW, "X-Slack-Signature": b""},
    "a time that is none": {"X-Slack-Request-Timestamp": b"soon", "X-Slack-Signature": b"v0=00"},
    "a time in other digits": {
        "X-Slack-Request-Timestamp": "\u0661".encode(),
        "X-Slack-Signature": b"v0=00",
    },
    "a long time": {"X-Slack-Request-Timestamp": b"9" * 5_000, "X-Slack-Signature": b"v0=00"},
    "no time at all": {"X-Slack-Request-Timestamp": b"", "X-Slack-Signature": b"v0=00"},
    "never": {"X-Slack-Request-Timestamp": b"nan", "X-Slack-Signature": b"v0=00"},
}


@pytest.fixture
def door(desk_switch: Switch, desk_loopback: Loopback) -> str:
    """The address of a door behind which is a Bolt that hears nothing."""
    bolt = App(
        token="xoxb-bare",
        signing_secret=SECRET,
        token_verification_enabled=False,
        request_verification_enabled=False,
    )
    desk_switch.app = Switch.of(slack_events_route(bolt, SECRET))
    return f"{desk_loopback.address}/slack/events"


def knocks(door: str, body: bytes, headers: Headers) -> httpx.Response:
    now = str(int(time.time())).encode()
    sent = {name.encode(): now if value is NOW else value for name, value in headers.items()}
    return httpx.post(door, content=body, headers=sent)


@pytest.mark.parametrize("headers", HEADERS)
@pytest.mark.parametrize("body", BODIES)
def test_what_is_not_signed(
    door: str, monkeypatch: pytest.MonkeyPatch, body: str, headers: str
) -> None:
    """401 with a sentence, whatever is sent; and nobody has read it."""

    def reads(**_: object) -> NoReturn:
        raise AssertionError("read, and not signed")

    monkeypatch.setattr(slack_events, "BoltRequest", reads)
    answer = knocks(door, BODIES[body], HEADERS[headers])
    assert (answer.status_code, answer.text) == (401, "Slack did not sign this, or not just now.\n")


@pytest.mark.parametrize("seconds", [-301, 360])
def test_what_was_signed_at_another_time(door: str, seconds: int) -> None:
    """A signature holds for five minutes, for whoever has heard it may say it again."""
    assert knocks(door, COMMAND, signed(COMMAND, int(time.time()) + seconds)).status_code == 401


@pytest.mark.parametrize(
    ("body", "flaw"),
    [
        ("nothing", "nothing of this type is known here"),
        ("no JSON", "it can't be read"),
        ("deep JSON", "nothing of this type is known here"),
        ("a long number", "it can't be read"),
        ("JSON that is no object", "nothing of this type is known here"),
    ],
)
def test_what_is_signed_and_malformed(door: str, body: str, flaw: str) -> None:
    """400 with what is wrong: whoever signed it may know."""
    answer = knocks(door, BODIES[body], signed(BODIES[body], int(time.time())))
    assert (answer.status_code, answer.text) == (400, f"This is not what Slack sends: {flaw}.\n")


def test_what_is_signed(door: str) -> None:
    """It is Slack's, and Bolt answers it."""
    body = json.dumps({"type": "url_verification", "challenge": "c"}).encode()
    answer = knocks(door, body, signed(body, int(time.time())))
    assert (answer.status_code, answer.json()) == (200, {"challenge": "c"})


def signed(body: bytes, at: int) -> Headers:
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=str(at), body=body)
    return {
        "X-Slack-Request-Timestamp": str(at).encode(),
        "X-Slack-Signature": (signature or "").encode(),
        "Content-Type": b"application/json" if body.startswith(b"{") else b"text/plain",
    }
