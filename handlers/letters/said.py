"""What a letter says on its way, and how a wording is declared: by the kind of letter."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, TypeVar

from handlers.blocks.pieces.answer import Answer
from models.usecases.letter import Letter
from models.usecases.turn import Turn

Kind = TypeVar("Kind", bound=Letter)


class Outsiders(Enum):
    """What people from outside are told where they read a channel, if there is no wording."""

    NEVER = "never"  # it should not have been sent there: the admins are told
    NOTHING = "nothing"  # it is not for them, and left out


NEVER: Final = Outsiders.NEVER
NOTHING: Final = Outsiders.NOTHING


@dataclass(frozen=True)
class Said:
    """What goes out: an answer, new or in place of the message `edits`, or in a thread.

    `to_outsiders` is what is said instead where people from outside read it. Whoever does not think
    of them says nothing to them.
    """

    answer: Answer
    edits: str | None = None
    thread_ts: str | None = None
    to_outsiders: Answer | Outsiders = NEVER


Wording = Callable[[Turn, Kind], Answer | Said | None]  # None: there is nothing to say

_WORDED: dict[type[Letter], Wording[Any]] = {}


def words(kind: type[Kind]) -> Callable[[Wording[Kind]], Wording[Kind]]:
    """Declare the wording of a kind of letter to Slack.

    It is worded from the facts of the moment at which it goes out. A letter whose reason is gone by
    then says nothing; what waits raises Held.
    """

    def declared(wording: Wording[Kind]) -> Wording[Kind]:
        _WORDED[kind] = wording
        return wording

    return declared


def worded(turn: Turn, letter: Letter) -> Said | None:
    """Return what a letter to Slack says, or None if there is nothing to say any more.

    Raises Held for what waits.
    """
    said = _WORDED[type(letter)](turn, letter)
    return Said(said) if isinstance(said, Answer) else said


def worded_kinds() -> Collection[type[Letter]]:
    """Return the kinds of letter that have a wording."""
    return _WORDED.keys()
