"""Who has a case, and telling who had it."""

from __future__ import annotations

from models.usecases import people
from models.usecases.letter import Letter, say_later
from models.usecases.turn import Turn


class TakenOver(Letter, topic="taken over", called="a case has a new owner"):
    """Tells who had a case before that somebody else has it now, and `by` whom."""

    case: int
    by: str
    owner: str


def tell_former_owner(turn: Turn, case_id: int, old: str | None, new: str) -> None:
    """Tell who had a case that it is somebody else's now, unless they gave it away themselves."""
    if old is not None and old not in (new, turn.person.id) and not people.gone(turn, [old]):
        say_later(turn, old, TakenOver(case_id, by=turn.person.id, owner=new))
