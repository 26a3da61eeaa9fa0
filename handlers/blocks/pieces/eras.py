"""The era of the desk in the ids of buttons and in forms: after a restore, those of before do
nothing.

A process serves one desk, and nobody restores a backup below it: so it learns the era once.
"""

from __future__ import annotations

from typing import Final

from models.problems import Impossible

_PRESENT: Final = [""]  # its word; empty before the first restore
_MARK: Final = "@"  # between what a button does and its era


def begin(word: str) -> None:
    """Let the buttons and forms that are made from now on be of an era."""
    _PRESENT[0] = word


def present() -> str:
    """Return the word of the present era."""
    return _PRESENT[0]


def stamped(action_id: str) -> str:
    """Return the id of a new button, with the present era in it."""
    return f"{action_id}{_MARK}{_PRESENT[0]}" if _PRESENT[0] else action_id


def era_of(action_id: str) -> str:
    """Return the era of a button."""
    return action_id.partition(_MARK)[2]


def refuse_former(era: str, what: str) -> None:
    """Refuse (Impossible) `what`, a button or a form, of another era than the present one: the
    numbers in it may mean something else by now.
    """
    if era != present():
        raise Impossible(
            f"The desk was restored from a backup since then, so that {what} does nothing: the "
            "number on it may be unknown now. Type the command, after a look at how it stands."
        )
