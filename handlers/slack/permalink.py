"""The link of a message."""

from __future__ import annotations

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError


def link_to(client: WebClient, channel_id: str, ts: str) -> str | None:
    """Return the link of a message, or None if Slack gives none: it is a convenience."""
    try:
        link = client.chat_getPermalink(channel=channel_id, message_ts=ts)["permalink"]
    except (SlackApiError, OSError):
        return None
    return str(link)
