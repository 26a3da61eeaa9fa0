"""Ending a rotation (O2): nobody is in it from an instant on; who was on call does not change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from models.problems import Impossible, Problem
from models.rules.ladder import Ladder, ReachKind
from models.rules.permissions import Permission
from models.rules.rotation import Rotation
from models.rules.wall_clock import instant_of
from models.usecases import people
from models.usecases.oncall import rotations as oncall
from models.usecases.oncall.ladders import ladder_of, own_ladders
from models.usecases.turn import Turn


class StillNamed(Problem):
    """A ladder or a user group still names the rotation, and would reach nobody by it."""


@dataclass(frozen=True)
class RotationEnded:
    """A rotation without people from `since` on."""

    rotation: Rotation
    since: datetime


@people.may(Permission.ADMINS, "end rotations")
def end_rotation(
    turn: Turn, name: str, day: date | None = None, *, anyway: bool = False
) -> RotationEnded:
    """End a rotation (O2): now, or at its handover time on `day`; admins only.

    Raises StillNamed, unless `anyway`, while a ladder or a user group names it.
    """
    oncall.lock(turn)
    found = oncall.rotation(turn.session, name)
    last = found.versions[-1]
    if not last.people:
        raise Impossible(f"`{name}` has ended already, or will: nobody is in it any more.")
    if not anyway:
        refuse_named(turn, name)
    on_the_day = instant_of(day, last.handover, last.zone) if day else turn.moment
    since = max(turn.moment, on_the_day)
    oncall.record(turn, name, replace(last, since=since, people=()))
    return ended(oncall.rotation(turn.session, name))


def refuse_named(turn: Turn, name: str) -> None:
    """Raise StillNamed while a ladder or a user group names a rotation that nobody will be in."""
    if named := list(_who_names(turn, name)):
        raise StillNamed(
            f"`{name}` is still named by {' and '.join(named)}, which would reach nobody by it. "
            "End it anyway?"
        )


def ended(rotation: Rotation) -> RotationEnded:
    """Return a rotation whose last version has nobody in it, and from when on."""
    return RotationEnded(rotation, rotation.versions[-1].since)


def _who_names(turn: Turn, name: str) -> Iterator[str]:
    """Yield the ladders and user groups that name a rotation."""
    if _names(ladder_of(turn, None), name):
        yield "the default ladder"
    for customer, ladder in own_ladders(turn):
        if _names(ladder, name):
            yield f"{customer.key}'s ladder"
    if any(name in rotations for rotations in turn.desk.usergroups.values()):
        yield "a user group (`ONCALL_USERGROUPS`)"


def _names(ladder: Ladder, name: str) -> bool:
    return name in ladder.named(ReachKind.ROTATION, ReachKind.EVERYONE)
