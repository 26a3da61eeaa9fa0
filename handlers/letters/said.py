"""What a letter says: to whom, in place of what, and what people from outside are told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from handlers.blocks.pieces.answer import Answer
from models.usecases.turn import Turn

About = Mapping[str, Any]


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


Wording = Callable[[Turn, About], Answer | Said | None]  # None: there is nothing to say
