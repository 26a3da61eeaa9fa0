"""Letters that tell account managers, and customers in their channels, without being asked (N)."""

from __future__ import annotations

from handlers.blocks.customer import notices as say
from handlers.blocks.pieces.answer import Answer
from handlers.letters.said import Said, words
from models.usecases import finding
from models.usecases.customer.notices import CustomerNotices
from models.usecases.customer.telling import (
    CustomerNews,
    Digest,
    NewsOutside,
    is_told_outside,
    still_standing,
)
from models.usecases.outcomes import Held
from models.usecases.turn import Turn


@words(CustomerNews)
def _told(turn: Turn, letter: CustomerNews) -> Answer | None:
    found = _by_day(turn, letter)
    return say.told(found[0], turn.wall, letter.notices) if found else None


@words(Digest)
def _digest(turn: Turn, letter: Digest) -> Answer | None:
    found = _by_day(turn, letter)
    return say.digest(found, turn.wall) if found else None


@words(NewsOutside)
def _told_outside(turn: Turn, letter: NewsOutside) -> Said | None:
    """Nothing where it was switched off, or the channel given to another, meanwhile (I9)."""
    here = finding.channel_now(turn, letter.channel)
    for known in _by_day(turn, letter):
        if is_told_outside(known.customer) and known.customer.channel_id == here:
            told = say.told_outside(known, turn.wall)
            return Said(told, to_outsiders=told)
    return None


def _by_day(turn: Turn, letter: CustomerNews | Digest | NewsOutside) -> list[CustomerNotices]:
    """Return what still stands; what is late by night waits for the opening (N2)."""
    if not turn.calendar.is_open(turn.moment):
        raise Held(turn.calendar.next_opening(turn.moment))
    return still_standing(turn, letter)
