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


def link_in(
    workspace_url: str | None, channel_id: str, ts: str, thread_ts: str | None
) -> str | None:
    """Return the link of a message as Slack makes it, without asking, where somebody waits to be
    rung; None while nobody knows where the workspace is.
    """
    if workspace_url is None:
        return None
    link = f"{workspace_url}archives/{channel_id}/p{ts.replace('.', '')}"
    return f"{link}?thread_ts={thread_ts}&cid={channel_id}" if thread_ts else link
