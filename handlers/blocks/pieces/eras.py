"""The era of the desk in the ids of buttons: after a restore, one of before does nothing.

A process serves one desk, and nobody restores a backup below it: so it learns the era once.
"""

from __future__ import annotations

from typing import Final

_PRESENT: Final = [""]  # its word; empty before the first restore
_MARK: Final = "@"  # between what a button does and its era


def begin(word: str) -> None:
    """Let the buttons that are made from now on be of an era."""
    _PRESENT[0] = word


def stamped(action_id: str) -> str:
    """Return the id of a new button, with the present era in it."""
    return f"{action_id}{_MARK}{_PRESENT[0]}" if _PRESENT[0] else action_id


def is_present(action_id: str) -> bool:
    """Whether a button is of the present era."""
    return action_id.partition(_MARK)[2] == _PRESENT[0]
