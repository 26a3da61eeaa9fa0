"""Who has a case, and telling who had it."""

from __future__ import annotations

from models.usecases import people
from models.usecases.turn import Turn

TAKEN_OVER = "taken over"  # the topic of the outbox message to who had the case before


def tell_former_owner(turn: Turn, case_id: int, old: str | None, new: str) -> None:
    """Tell who had a case that it is somebody else's now, unless they gave it away themselves."""
    if old is not None and old not in (new, turn.person.id) and not people.gone(turn, [old]):
        turn.say_later(old, TAKEN_OVER, {"case": case_id, "by": turn.person.id, "owner": new})
