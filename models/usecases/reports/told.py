"""What people from outside were told in a thread: once, whoever hears what they did, and when."""

from __future__ import annotations

from models.usecases.turn import Turn

TOLD = "told:"  # how the keys of what was told begin


def is_news(turn: Turn, key: str) -> bool:
    """Whether nobody was told anything yet of what has this key; from now on they were."""
    return turn.is_news(f"{TOLD}{key}")
