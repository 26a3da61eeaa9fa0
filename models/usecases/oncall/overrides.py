"""Taking an override back (O2): it is never deleted, and what was does not change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from models.next_steps import Step
from models.problems import Impossible, NotAllowed, ThePerson, Unknown
from models.rows.cases import Change
from models.rows.oncall import OverrideRow
from models.rules.noted import AboutOverride, Subject
from models.rules.permissions import Permission
from models.rules.rotation import Rotation, Shift
from models.usecases import people
from models.usecases.letter import Letter, say_later
from models.usecases.oncall import rotations
from models.usecases.oncall.rotations import OverrideMade
from models.usecases.turn import Turn


class OverrideTakenBack(Letter, topic="taken back", called="an override was taken back"):
    """Tells whom it concerns that an override counts no more."""

    override: int


@dataclass(frozen=True)
class TakenBack:
    """An override that counts no more from `change.at` on, and who is on call in its place."""

    rotation: Rotation
    override: OverrideRow
    change: Change
    instead: Sequence[Shift]


@people.may(Permission.THEMSELVES, "take overrides back")
def take_back(turn: Turn, number: int) -> TakenBack:
    """Let an override count no more from now on (O2).

    Whoever made it, whom it puts on call, and admins may. Everybody whom it concerns is told, but
    for who takes it back. Unknown, Impossible when it is over or was taken back already.
    """
    made = turn.session.get(OverrideRow, number, with_for_update=True)
    if made is None:
        raise Unknown(f"There is no override {number}.", Step.SHOW_CALENDAR())
    if turn.person.id not in (made.by, made.person_id) and not people.is_admin(turn):
        raise NotAllowed(
            (
                "Only ",
                ThePerson(made.by),
                ", who made it, ",
                ThePerson(made.person_id),
                ", whom it puts on call, or an admin can take it back.",
            )
        )
    if (before := _change(turn, number)) is not None:
        raise Impossible((ThePerson(before.by), f" took override {number} back already."))
    _refuse_over(turn, made)
    turn.note(AboutOverride.TAKEN_BACK, number)
    turn.session.flush()
    turn.wake_worker()
    done = taken_back(turn, number)
    concerned = (made.person_id, made.by, *(shift.person for shift in done.instead))
    for person_id in dict.fromkeys(concerned):
        if person_id not in (None, turn.person.id):
            say_later(turn, str(person_id), OverrideTakenBack(number))
    return done


def _refuse_over(turn: Turn, made: OverrideRow) -> None:
    if made.ends_at <= turn.moment:
        raise Impossible(f"Override {made.id} is over: who was on call does not change (O2).")


@people.may(Permission.THEMSELVES, "put overrides back")
def put_back(turn: Turn, change: Change) -> OverrideMade:
    """Make an override that was taken back anew, for what is left of its stretch.

    Impossible for one that is over; it raises what `rotations.override` does.
    """
    was = turn.session.get_one(OverrideRow, change.subject_id)
    _refuse_over(turn, was)
    start = max(was.starts_at, turn.moment)
    done = rotations.override(turn, was.rotation, was.person_id, start, was.ends_at, anyway=True)
    turn.note(AboutOverride.PUT_BACK, was.id, new=done.override.id)
    return done


def taken_back(turn: Turn, number: int) -> TakenBack:
    """Return an override that was taken back, as things stand now."""
    made = turn.session.get_one(OverrideRow, number)
    change = _change(turn, number)
    assert change is not None
    rotation = rotations.rotation(turn.session, made.rotation)
    begins = max(made.starts_at, change.at)
    instead = rotations.shifts_until_its_end(rotation, begins, made.ends_at)
    return TakenBack(rotation, made, change, instead)


def is_taken_back(turn: Turn, number: int) -> bool:
    """Whether an override counts no more."""
    return _change(turn, number) is not None


def _change(turn: Turn, number: int) -> Change | None:
    found = select(Change).where(
        Change.subject == Subject.OVERRIDE,
        Change.subject_id == number,
        Change.what == AboutOverride.TAKEN_BACK,
    )
    return turn.session.scalars(found).first()
