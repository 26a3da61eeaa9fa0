"""Overrides (O2): one is made, taken back, put back; none is deleted, and what was stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from models.next_steps import Step
from models.problems import Impossible, NotAllowed, ThePerson, Unknown
from models.rows.cases import Change
from models.rows.oncall import OverrideRow
from models.rules.noted import AboutOverride, Subject
from models.rules.permissions import Permission
from models.rules.rotation import (
    Override,
    Rotation,
    Shift,
    shifts,
)
from models.usecases import people
from models.usecases.letter import Letter, say_later
from models.usecases.oncall import contacts, rotations
from models.usecases.turn import Turn


class OverrideTakenBack(Letter, topic="taken back", called="an override was taken back"):
    """Tells whom it concerns that an override counts no more."""

    override: int


class OverridePutBack(Letter, topic="put back", called="an override was put back"):
    """Tells who is on call again by an override that was taken back, and who had made that."""

    override: int


class Displaced(Letter, topic="displaced", called="somebody else is on call"):
    """Tells who would have been on call without an override."""

    override: int


@dataclass(frozen=True)
class OverrideMade:
    """An override, and who would have been on call without it."""

    rotation: Rotation
    override: Override
    instead_of: Sequence[Shift]


@dataclass(frozen=True)
class TakenBack:
    """An override that counts no more from `change.at` on, and who is on call in its place."""

    rotation: Rotation
    override: OverrideRow
    change: Change
    instead: Sequence[Shift]


@people.may(Permission.THEMSELVES, "be put on call")
def make(
    turn: Turn, name: str, person_id: str, start: datetime, end: datetime, *, anyway: bool = False
) -> OverrideMade:
    """Put one person on for a stretch (O2): oneself, or for an admin anybody.

    Raises Impossible for a stretch that ends before it starts or is over, and Unreachable, unless
    `anyway`, for somebody who can't be reached outside Slack.
    """
    start, end = start.astimezone(UTC), end.astimezone(UTC)  # the wall may show one time twice
    found = rotations.rotation(turn.session, name)
    if person_id != turn.person.id and not people.is_admin(turn):
        raise NotAllowed(
            "Only an admin can put somebody else on call. Ask for cover instead:",
            Step.ASK_COVER(rotation=name),
        )
    if end <= start:
        raise Impossible("That stretch ends before it starts.")
    if end <= turn.moment:
        raise Impossible("That stretch is over already.")
    people.refuse_gone(turn, [person_id], "be on call")
    if not anyway:
        contacts.require_reachable(turn, [person_id])
    instead_of = list(shifts(found, start, end))
    row = OverrideRow(
        rotation=name, person_id=person_id, starts_at=start, ends_at=end, **turn.stamp
    )
    turn.session.add(row)
    turn.session.flush()
    turn.wake_worker()
    made = Override(row.id, person_id, start, end)
    for shift in {shift.person: shift for shift in instead_of}.values():
        if shift.person not in (None, person_id, turn.person.id):
            say_later(turn, str(shift.person), Displaced(row.id))
    return OverrideMade(rotations.rotation(turn.session, name), made, instead_of)


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
def put_override_back(turn: Turn, change: Change) -> OverrideMade:
    """Make an override that was taken back anew, for what is left of its stretch.

    Whom it puts on call and who had made it are told. Impossible for one that is over; it raises
    what `make` does.
    """
    was = turn.session.get_one(OverrideRow, change.subject_id)
    _refuse_over(turn, was)
    start = max(was.starts_at, turn.moment)
    done = make(turn, was.rotation, was.person_id, start, was.ends_at, anyway=True)
    turn.note(AboutOverride.PUT_BACK, was.id, new=done.override.id, undoes=change)
    for person_id in dict.fromkeys((was.person_id, was.by)):
        if person_id != turn.person.id:
            say_later(turn, person_id, OverridePutBack(done.override.id))
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
