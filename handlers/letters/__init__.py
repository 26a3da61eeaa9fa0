"""What each letter of the outbox says, worded from the facts of the moment at which it goes out.

A letter whose reason is gone by then says nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from handlers.blocks.pieces.answer import Answer
from handlers.letters import admins, decisions, oncall, pages, queues, threads
from handlers.letters.said import About, Said, Wording
from models.usecases.home.open_homes import HOME
from models.usecases.oncall import handovers
from models.usecases.outbox import Held
from models.usecases.paging import attempts
from models.usecases.self_watch import OVERDUE
from models.usecases.turn import Turn

_WORDED: Final[Mapping[str, Wording]] = {
    **decisions.WORDED,
    **pages.WORDED,
    **queues.WORDED,
    **threads.WORDED,
    **oncall.WORDED,
    **admins.WORDED,
}


def topics() -> Collection[str]:
    """Return the topics of all letters to Slack."""
    return _WORDED.keys()


def worded(turn: Turn, topic: str, about: About) -> Said | None:
    """Return what a letter to Slack says, or None if there is nothing to say any more.

    Raises KeyError for a topic that this version does not know, and Held for what waits.
    """
    said = _WORDED[topic](turn, about)
    return Said(said) if isinstance(said, Answer) else said


def is_needed(turn: Turn, topic: str, about: About) -> bool:
    """Whether there is anything to say any more in a letter that was given up."""
    if topic in (OVERDUE, HOME):  # of their moment; the Home shows what is overdue now
        return False
    if topic == handovers.GROUP:
        return True
    try:
        if topic == attempts.OUTSIDE:
            return pages.outside(turn, about) is not None
        return topic in _WORDED and worded(turn, topic, about) is not None
    except Held:
        return True
