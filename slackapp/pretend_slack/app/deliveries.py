"""How Slack speaks to the app: signed HTTP requests, three seconds of patience, the raw answer."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from slack_sdk.signature import SignatureVerifier

from slackapp.pretend_slack.block_kit.elements import Json
from slackapp.pretend_slack.state.faults import Faults
from slackapp.pretend_slack.state.traffic import Entry, Traffic
from slackapp.pretend_slack.state.workspace import Workspace

NO_ANSWER = "operation_timeout"
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Delivery:
    """Something Slack tells the app. `told` is the same as `body`, for people to read."""

    what: str
    content_type: str
    body: bytes
    told: Any
    is_event: bool = False


@dataclass(frozen=True)
class Acknowledgement:
    """What the app answered. `failure` is Slack's word for what went wrong, None if nothing did."""

    status: int | None
    content_type: str
    body: str
    ms: float
    failure: str | None = None

    @property
    def content(self) -> Any:
        """The body as JSON where it is JSON, otherwise as text."""
        try:
            return json.loads(self.body)
        except ValueError:
            return self.body


def command_delivery(fields: Mapping[str, str]) -> Delivery:
    """Form-encode a slash command."""
    body = urlencode(fields).encode()
    return Delivery(f"command {fields['command']}", _FORM, body, dict(fields))


def interaction_delivery(payload: Json) -> Delivery:
    """Form-encode an interaction: one field `payload` with JSON in it."""
    body = urlencode({"payload": json.dumps(payload)}).encode()
    return Delivery(str(payload["type"]), _FORM, body, payload)


def event_delivery(payload: Json) -> Delivery:
    """Write an event as JSON."""
    what = f"event {payload['event']['type']}"
    return Delivery(what, "application/json", json.dumps(payload).encode(), payload, is_event=True)


class Wire:
    """The way to the app's one entrance; `entrance` is its URL and may be set late."""

    def __init__(
        self, workspace: Workspace, signing_secret: str, traffic: Traffic, faults: Faults
    ) -> None:
        """Sign with this secret, and wait as long for each answer as the workspace has patience."""
        self.entrance = ""
        self._clock = workspace.clock
        self._patience = workspace.patience
        self._signer = SignatureVerifier(signing_secret)
        self._traffic = traffic
        self._faults = faults

    def send(self, delivery: Delivery, retry: int = 0) -> Acknowledgement:
        """Deliver with a fresh signature and return the answer; failures are answers too.

        `retry`: the how-manieth of an event that had no answer. Where the faults say so, it is
        delivered once more, and the second answer counts nothing.
        """
        answer = self._deliver(delivery, retry)
        if self._faults.wrong.deliver_twice:
            self._deliver(delivery, retry + 1)
        return answer

    def _deliver(self, delivery: Delivery, retry: int) -> Acknowledgement:
        at, began = self._clock.now(), time.monotonic()
        try:
            more = _as_retry(retry) if delivery.is_event and retry else {}
            status, content_type, body = self._exchange(delivery, more)
            failure = _failure(status)
        except TimeoutError:
            status, content_type, body, failure = None, "", "", NO_ANSWER
        except (OSError, http.client.HTTPException) as error:
            status, content_type, body, failure = None, "", str(error), "dispatch_failed"
        seconds = time.monotonic() - began
        if seconds > self._patience:
            failure = NO_ANSWER
        answer = Acknowledgement(status, content_type, body, seconds * 1000, failure)
        what = f"POST {urlsplit(self.entrance).path} {delivery.what}"
        response = answer.content if failure != NO_ANSWER else "(no answer in time)"
        self._traffic.add(Entry("slack", what, at, delivery.told, response, answer.ms, status))
        return answer

    def _exchange(self, delivery: Delivery, more: Mapping[str, str]) -> tuple[int, str, str]:
        url = urlsplit(self.entrance)
        connection = http.client.HTTPConnection(
            url.hostname or "", url.port or 80, timeout=self._patience
        )
        try:
            headers = {**self._headers(delivery), **more}
            connection.request("POST", url.path, delivery.body, headers)
            response = connection.getresponse()
            body = response.read().decode("utf-8")
            return response.status, response.getheader("Content-Type") or "", body
        finally:
            connection.close()

    def _headers(self, delivery: Delivery) -> dict[str, str]:
        # The app compares this with its own machine's clock, not with the story's.
        timestamp = str(int(time.time()))
        signature = self._signer.generate_signature(timestamp=timestamp, body=delivery.body)
        return {
            "Content-Type": delivery.content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature or "",
        }


def _as_retry(number: int) -> dict[str, str]:
    return {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": "http_timeout"}


def _failure(status: int) -> str | None:
    if 200 <= status < 300:
        return None
    return "http_client_error" if 400 <= status < 500 else "dispatch_failed"
