"""Who has a case, and telling whoever has it what others do about that."""

from __future__ import annotations

from models.rows.cases import Case
from models.usecases import people
from models.usecases.letter import Letter, say_later
from models.usecases.turn import Turn


class TakenOver(Letter, topic="taken over", called="a case has a new owner"):
    """Tells who had a case before that somebody else has it now, and `by` whom."""

    case: int
    by: str
    owner: str


class OwnWithdrawn(Letter, topic="own withdrawn", called="a case was withdrawn"):
    """Tells who has a case that it was withdrawn (S6), `by` whom and why."""

    case: int
    by: str
    because: str


def tell_former_owner(turn: Turn, case_id: int, old: str | None, new: str) -> None:
    """Tell who had a case that it is somebody else's now, unless they gave it away themselves."""
    if old is not None and old not in (new, turn.person.id) and not people.gone(turn, [old]):
        say_later(turn, old, TakenOver(case_id, by=turn.person.id, owner=new))


def tell_owner_withdrawn(turn: Turn, case: Case, because: str) -> None:
    """Tell who has a case that it was withdrawn, unless they did that themselves (S6)."""
    owner = case.owner_id
    if owner is not None and owner != turn.person.id and not people.gone(turn, [owner]):
        say_later(turn, owner, OwnWithdrawn(case.id, by=turn.person.id, because=because))
