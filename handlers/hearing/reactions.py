"""A siren on a message: how Slack tells of it, and what the message says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from structlog import get_logger

from handlers.hearing.message import Message
from handlers.slack_json import Json

_log = get_logger(__name__)

SIREN: Final = "rotating_light"


@dataclass(frozen=True)
class Reaction:
    """A siren by `person_id` on a message; its author is None where Slack names none."""

    person_id: str
    channel_id: str
    ts: str
    author_id: str | None

    @property
    def key(self) -> str:
        """What is the same each time that Slack tells of it, and that somebody does it again."""
        return f"siren:{self.channel_id}:{self.ts}:{self.person_id}"


def reaction_of(body: Json) -> Reaction | None:
    """Return the siren that an event tells of; None of any other reaction, or on anything else."""
    event = body["event"]
    item = event.get("item") or {}
    if event.get("reaction") != SIREN or item.get("type") != "message":
        return None
    if not (item.get("channel") and item.get("ts")):
        return None
    return Reaction(event["user"], item["channel"], item["ts"], event.get("item_user"))


def message_at(client: WebClient, reaction: Reaction) -> Message:
    """Return the message on which there is a siren; without its words where Slack does not tell
    them, as it does with the scopes `channels:history` and `groups:history`.
    """
    told = _told(client, reaction)
    return Message(
        reaction.channel_id,
        reaction.ts,
        told.get("text") or "",
        reaction.author_id or "",
        told.get("team") or (told.get("bot_profile") or {}).get("team_id"),
        thread_ts=told.get("thread_ts"),
        is_by_program=bool(told.get("bot_id")),
    )


def _told(client: WebClient, reaction: Reaction) -> Json:
    """What Slack tells of a message, or of a reply, which it tells by another method."""
    at = reaction.ts
    try:
        of_channel = client.conversations_history(
            channel=reaction.channel_id, oldest=at, latest=at, inclusive=True, limit=1
        )["messages"]
        of_thread = (
            of_channel
            or client.conversations_replies(channel=reaction.channel_id, ts=at, limit=1)["messages"]
        )
    except (SlackApiError, OSError) as error:
        _log.warning("slack did not tell a message", error=str(error))
        return {}
    return next((dict(message) for message in of_thread if message.get("ts") == at), {})
