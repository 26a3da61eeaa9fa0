"""What the admins are told about a letter that reached nobody."""

from __future__ import annotations

from handlers.blocks.pieces.answer import Answer, answer, small
from handlers.blocks.pieces.wording import escaped, person
from models.usecases.letter import Letter, Way, read
from models.usecases.outbox import Undelivered


def undelivered(told: Undelivered) -> Answer:
    """Tell the admins that a letter reached nobody, and why."""
    lost = read(told.lost, told.about)
    case = f" about #{lost.case_number}" if lost is not None and lost.case_number else ""
    to = recipient_words(told.recipient, lost)
    return answer(
        f":warning: A message{case} for {to} was not delivered: {escaped(told.error)}.",
        small(f"What it was: {letter_words(lost, told.lost)}. {remedy(told.error)}".strip()),
    )


def letter_words(lost: Letter | None, topic: str) -> str:
    """Say what a letter was; its topic if this version can't read it."""
    return lost.called if lost is not None else escaped(topic)


def recipient_words(recipient: str, lost: Letter | None) -> str:
    """Write to whom a letter was to go: a person, a channel, or a user group."""
    if lost is not None and lost.way is Way.GROUP:
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
