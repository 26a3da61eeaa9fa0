"""What the admins are told about a letter that reached nobody."""

from __future__ import annotations

from handlers.blocks.pieces.answer import Answer, answer, small
from handlers.blocks.pieces.slack_errors import remedy
from handlers.blocks.pieces.wording import escaped, person
from models.usecases.letter import Letter, Way, read
from models.usecases.undelivered import Undelivered


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
    if lost is not None and lost.way is Way.MAIL:
        return escaped(recipient)
    return f"<#{recipient}>" if recipient[:1] in "CG" else person(recipient)
