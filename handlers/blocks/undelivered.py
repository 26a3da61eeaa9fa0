"""What the admins are told about a message that reached nobody."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.blocks.answer import Answer, answer, small
from handlers.blocks.words import escaped, person


def undelivered(recipient: str, topic: str, error: str, about: Mapping[str, object]) -> Answer:
    """Tell the admins that a message reached nobody, and why."""
    case = f" about #{about['case']}" if "case" in about else ""
    to = recipient_words(recipient, topic)
    return answer(
        f":warning: A message{case} for {to} was not delivered: {escaped(error)}.",
        small(f"What it was: {escaped(topic)}. {remedy(error)}".strip()),
    )


def recipient_words(recipient: str, topic: str) -> str:
    """Write to whom a message was to go: a person, a channel, or a user group."""
    if topic == "usergroup":
        return f"the user group `{escaped(recipient)}`"
    return f"<#{recipient}>" if recipient[:1] in "CG" else person(recipient)


def remedy(error: str) -> str:
    """Say what to do about an error of Slack's, if we know; else nothing."""
    return _REMEDY.get(error, "")


_REMEDY = {
    "not_in_channel": "Invite the desk into that channel.",
    "channel_not_found": "The channel does not exist, or is private and the desk is not in it.",
    "is_archived": "The channel is archived.",
    "missing_scope": "Install the app again: it asks for more than it was given.",
    "invalid_auth": "The bot's token is not valid any more.",
    "account_inactive": "The account or the app was deactivated.",
}
