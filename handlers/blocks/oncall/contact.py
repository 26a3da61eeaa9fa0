"""How somebody is reached outside Slack, in words: always masked."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.blocks.pieces.answer import Answer, answer, lines, small
from handlers.blocks.pieces.wording import counted, escaped
from models.rows.oncall import Contact
from models.usecases.oncall import contacts

TRIED = "ProAuth desk: a test"
"""The title of the message by which a new address is tried."""


def test_message(name: str) -> str:
    """Say, outside Slack, that this is how somebody will be reached."""
    return f"Hello {name}, this is how the desk will reach you when you are on call. Nothing rings."


def kept(addresses: Sequence[Contact], number: Contact | None) -> Answer:
    """Say what is kept now, and how to hear it ring."""
    if addresses:
        first = f"Outside Slack you are reached in {counted(len(addresses), 'way')} now."
    else:
        first = "Outside Slack you can't be reached: a page would ring in Slack only."
    return answer(
        first,
        lines(
            [
                *(f"• `{escaped(contacts.seen(contact))}`" for contact in addresses),
                f"• by hand, when everything else fails: {number.shown}" if number else None,
            ]
        ),
        small("Hear it ring: `/oncall test` rings only you, by every way you have."),
    )
