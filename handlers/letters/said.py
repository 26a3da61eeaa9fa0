"""What a letter says on its way, and how a wording is declared: by the kind of letter."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Final, TypeVar

from handlers.blocks.pieces.answer import Answer
from models.usecases.letter import Letter
from models.usecases.turn import Turn

Kind = TypeVar("Kind", bound=Letter)


class ToOutsiders(Enum):
    """What people from outside are told where they read a channel, if there is no wording."""

    NEVER = "never"  # it should not have been sent there: the admins are told
    NOTHING = "nothing"  # it is not for them, and left out


NEVER: Final = ToOutsiders.NEVER
NOTHING: Final = ToOutsiders.NOTHING


@dataclass(frozen=True)
class Said:
    """What goes out: an answer, new or in place of the message `edits`, or in a thread.

    `to_outsiders` is what is said instead where people from outside read it. Whoever does not think
    of them says nothing to them.
    """

    answer: Answer
    edits: str | None = None
    thread_ts: str | None = None
    to_outsiders: Answer | ToOutsiders = NEVER


def gathered(lines: Iterable[Said | None]) -> Said | None:
    """Return one message that says several things, one below the other; None if there is none.

    All of them go to the same place.
    """
    said = [line for line in lines if line is not None]
    if len(said) < 2:
        return said[0] if said else None
    first = said[0]
    briefs = [line.to_outsiders for line in said if isinstance(line.to_outsiders, Answer)]
    to_outsiders = _below_each_other(briefs) if briefs else first.to_outsiders
    whole = _below_each_other([line.answer for line in said])
    return replace(first, answer=whole, to_outsiders=to_outsiders)


def _below_each_other(answers: Sequence[Answer]) -> Answer:
    text = "\n".join(each.text for each in answers)
    return Answer(text, [block for each in answers for block in each.blocks])


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
