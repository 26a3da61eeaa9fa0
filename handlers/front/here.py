"""`--here` at the end of a command: its answer is shown to the whole channel; `--more`: all of it.

Not where people from outside read it, nor where nobody can say who reads it: then only whoever
asked sees the answer, and a line tells why. A Problem, and so a question back, is no answer and
stays with them anyway. In the channel of another customer a line says whom it is about.
"""

from __future__ import annotations

import re

from slack_sdk.errors import SlackApiError
from structlog import get_logger

from handlers.blocks.pieces.answer import Answer, for_all, with_line
from handlers.intents.pieces.intent import Intent
from handlers.slack.audience import NO_CHANNEL, Audience
from handlers.talk import customer_named
from models.problems import Problem
from models.rows.customers import Customer
from models.usecases import finding
from models.usecases.turn import Turn

_log = get_logger(__name__)

# Keyboards that correct what is typed make one long dash of two short ones.
_HERE, _MORE = (
    re.compile(rf"(?:^|\s)(?:--?|[–—]){word}\s*$", re.IGNORECASE) for word in ("here", "more")
)


def without_here(text: str) -> tuple[str, bool]:
    """Return a command's text without a final `--here`, and whether there was one."""
    bare = _HERE.sub("", text)
    return bare, bare != text


def without_more(text: str) -> tuple[str, bool]:
    """Return a command's text without a final `--more`, and whether there was one."""
    bare = _MORE.sub("", text)
    return bare, bare != text


def without_flags(text: str) -> tuple[str, str]:
    """Return a text without a final `--here` and `--more`, and these."""
    bare, _ = without_more(without_here(text)[0])
    return bare, text[len(bare) :].strip()


def hint_elsewhere(turn: Turn, intent: Intent, channel_id: str | None) -> str | None:
    """Say so if a channel is one customer's and the answer is about another; None if not."""
    channels, asked = finding.customer_of_channel(turn, channel_id), _customer_of(turn, intent)
    if channels is None or asked is None or channels.id == asked.id:
        return None
    return f":warning: This is {channels.key}'s channel, and the answer is about {asked.key}."


def _customer_of(turn: Turn, intent: Intent) -> Customer | None:
    """Return the customer that an intent names, or whose case it names, if there is one."""
    try:
        match intent.about:
            case int(number):
                return finding.customer_of(turn, finding.case(turn, number))
            case str(typed):
                return customer_named(turn, typed)
            case None:
                return None
    except Problem:  # the answer itself says what is wrong
        return None


def shown_to_channel(said: Answer, channel_id: str | None, audience: Audience) -> Answer:
    """Return an answer for the whole channel, or with the reason why only one person sees it."""
    why_not = _SECRET if said.again else _why_not(channel_id, audience)
    return with_line(said, f"Only you see this: {why_not}") if why_not else for_all(said)


def _why_not(channel_id: str | None, audience: Audience) -> str | None:
    """Say why nothing can be shown in a channel; None if it can."""
    if channel_id is None or channel_id.startswith("D"):
        return _DIRECT
    try:
        from_outside = audience.is_from_outside(channel_id)
    except OSError:
        return _SILENCE
    except SlackApiError as silence:
        return _WHY.get(str(silence.response.get("error")), _SILENCE)
    except Exception:  # what was asked for is done, and must not be called undone
        _log.exception("who reads a channel is not known", channel=channel_id)
        return _SILENCE
    return "people from outside read this channel." if from_outside else None


_SECRET = "it says a secret."
_DIRECT = "in direct messages the desk can't tell who reads along."
_SILENCE = "Slack did not say just now who reads here. Please try again."
_WHY = {
    "missing_scope": _DIRECT,  # those of several people; the desk may ask about any channel
    NO_CHANNEL: "the desk is not in this channel, so it can't tell who reads here. Add it with "
    "`/invite`, then `--here` works.",
}
