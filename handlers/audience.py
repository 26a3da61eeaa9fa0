"""Who reads a channel: nothing about a customer is shown where people from outside read it."""

from __future__ import annotations

import math
import time

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

NO_CHANNEL = "channel_not_found"  # what Slack says of a private channel that the app is not in


class Audience:
    """Whether people from outside read a channel: asked of Slack, and again after a minute."""

    def __init__(self, client: WebClient, kept_for: float = 60.0) -> None:
        self._client = client
        self._kept_for = kept_for
        self._known: dict[str, tuple[float, bool]] = {}

    def is_shared(self, channel: str) -> bool:
        """Return whether a channel is shared with another workspace.

        While Slack does not say, a channel that was shared counts as shared, and of any other
        nothing is known: SlackApiError or OSError, as Slack or the network put it.
        """
        at, shared = self._known.get(channel, (-math.inf, False))
        if time.monotonic() - at < self._kept_for:
            return shared
        try:
            info = self._client.conversations_info(channel=channel)["channel"]
        except (SlackApiError, OSError):
            if shared:
                return True
            raise
        shared = bool(info.get("is_ext_shared") or info.get("is_pending_ext_shared"))
        self._known[channel] = (time.monotonic(), shared)
        return shared
