"""What the admins are told about a message that reached nobody."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.blocks.pieces.answer import Answer, answer, small
from handlers.blocks.pieces.wording import escaped, person


def undelivered(recipient: str, topic: str, error: str, about: Mapping[str, object]) -> Answer:
    """Tell the admins that a message reached nobody, and why."""
    case = f" about #{about['case']}" if "case" in about else ""
    to = recipient_words(recipient, topic)
    return answer(
        f":warning: A message{case} for {to} was not delivered: {escaped(error)}.",
        small(f"What it was: {topic_words(topic)}. {remedy(error)}".strip()),
    )


def topic_words(topic: str) -> str:
    """Say what a message was about."""
    return WHAT.get(topic, escaped(topic))


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

WHAT = {
    "asked": "an edit of the question what a block should be",
    "board": "an edit of a page's message",
    "check": "the daily on-call check",
    "climbed": "a line in a page's thread",
    "cover": "somebody asks for cover",
    "covered": "somebody covers a shift",
    "decide": "the question what a block should be",
    "displaced": "somebody else is on call",
    "handover": "a handover",
    "headline": "a case's headline",
    "home": "a Home that follows a change",
    "mirror": "an edit of a case's headline",
    "nobody": "a page that reaches nobody",
    "outside": "a page outside Slack",
    "overdue": "something was overdue",
    "post": "an edit of a case's message",
    "queued": "a case in its queue",
    "reminder": "a page's clock",
    "ring": "a page",
    "round": "what came in while closed",
    "taken back": "an override was taken back",
    "taken over": "a case has a new owner",
    "told": "a line in a case's thread",
    "undelivered": "a message that nobody got",
    "usergroup": "who is on call",
    "warning": "a clock that runs",
}
"""What letters are about, by topic; a test holds it complete."""
