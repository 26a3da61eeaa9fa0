"""Slack's way to the desk at its barest: signed commands, on new connections or on a kept one."""

from __future__ import annotations

import http.client
import time
import uuid
from urllib.parse import urlencode, urlsplit

from slack_sdk.signature import SignatureVerifier

from slackapp.sandbox.run import SIGNING_SECRET


class Line:
    """Types commands as Slack sends them; used by one thread at a time."""

    def __init__(self, address: str, kept: bool = True) -> None:
        """`kept`: all on one connection, else each on a new one."""
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=600)
        self._kept = kept
        self._signer = SignatureVerifier(SIGNING_SECRET)

    def types(self, text: str) -> str:
        """Type a command, and return the answer as it comes."""
        command, _, rest = text.partition(" ")
        fields = {
            "command": command,
            "text": rest,
            "user_id": "U0ADA",
            "team_id": "T0PROAUTH",
            "channel_id": "C0SUPPORT",
            "channel_name": "support",
            "trigger_id": uuid.uuid4().hex,
            "response_url": "http://127.0.0.1:1/",
        }
        body, at = urlencode(fields), str(int(time.time()))
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": at,
            "X-Slack-Signature": self._signer.generate_signature(timestamp=at, body=body) or "",
        }
        self._connection.request("POST", "/slack/events", body, headers)
        answer = self._connection.getresponse()
        said = answer.read().decode()
        assert answer.status == 200, said
        if not self._kept:
            self.close()
        return said

    def close(self) -> None:
        """Hang up."""
        self._connection.close()
