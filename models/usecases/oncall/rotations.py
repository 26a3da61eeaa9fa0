"""Who is on call, and changing the rotations (O1, O2, O6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from models.next_steps import Step
from models.problems import Impossible, Unknown
from models.rows.cases import Change
from models.rows.marks import ROTATIONS
from models.rows.oncall import OverrideRow, RotationRow
from models.rows.seen import seen_by
from models.rules.noted import AboutOverride, AboutRotation, Subject
from models.rules.permissions import Permission
from models.rules.rotation import (
    Override,
    Rotation,
    RotationVersion,
    Shift,
    next_change,
    on_call,
    shifts,
    standing_versions,
)
from models.usecases import people
from models.usecases.oncall import contacts
from models.usecases.turn import Turn

LAST = 2**31 - 1  # of all numbers
PRIMARY, SECONDARY, DUTY = "primary", "secondary", "duty"
_FIRST = {PRIMARY: 0, SECONDARY: 1, DUTY: 2}


@dataclass(frozen=True)
class OnCall:
    """Who is on call in a rotation at an instant, and the next change of person."""

    rotation: Rotation
    shift: Shift
    next: Shift | None
    gone: str | None  # why whoever it is can't be reached any more


@dataclass(frozen=True)
class RotationSet:
    """A rotation as it is from now on, and its next four shifts.

    `nobody_until` is when its first shift begins, if nobody is on call in it until then.
    """

    rotation: Rotation
    before: Rotation | None
    coming: Sequence[Shift]
    nobody_until: datetime | None


def rotations(session: Session) -> list[Rotation]:
    """Return all rotations, `primary`, `secondary` and `duty` first."""
    session.flush()
    versions = versions_recorded(session)
    overrides: dict[str, list[Override]] = defaultdict(list)
    taken_back = _taken_back(session)
    for made in session.scalars(_OVERRIDES):
        ends = min(made.ends_at, taken_back.get(made.id, made.ends_at))
        overrides[made.rotation].append(Override(made.id, made.person_id, made.starts_at, ends))
    names = sorted(versions, key=lambda name: (_FIRST.get(name, 9), name))
    return [
        Rotation(name, standing_versions(versions[name]), tuple(overrides[name])) for name in names
    ]


def versions_recorded(session: Session, until: int = LAST) -> dict[str, list[RotationVersion]]:
    """Return the versions of each rotation as they were recorded, up to a number."""
    versions: dict[str, list[RotationVersion]] = defaultdict(list)
    for row in session.scalars(_VERSIONS, {"until": until}):
        versions[row.name].append(
            RotationVersion(
                row.since, tuple(row.people), row.first_day, row.handover, row.days, row.zone
            )
        )
    return versions


def _taken_back(session: Session) -> dict[int, datetime]:
    """Return the instant from which each override that was taken back counts no more (O2)."""
    return {row.subject_id: row.at for row in session.execute(_TAKEN_BACK)}


# Built once: each look of the worker asks these.
_VERSIONS = select(RotationRow).where(RotationRow.id < bindparam("until")).order_by(RotationRow.id)
_OVERRIDES = select(OverrideRow).order_by(OverrideRow.id)
_TAKEN_BACK = select(Change.subject_id, Change.at).where(
    Change.subject == Subject.OVERRIDE, Change.what == AboutOverride.TAKEN_BACK
)


@people.may(Permission.EVERYBODY)
def listed(turn: Turn) -> list[Rotation]:
    """Return all rotations, also those that have ended."""
    return rotations(turn.session)


def standing(session: Session, moment: datetime) -> list[Rotation]:
    """Return the rotations that have not ended at `moment`, and those with an override to come."""
    found = rotations(session)
    return [r for r in found if not r.has_ended(moment) or r.coming_overrides(moment)]


def names(session: Session) -> Sequence[str]:
    """Return the names of all rotations."""
    return seen_by(session).value(ROTATIONS, lambda: _names_read(session))


def _names_read(session: Session) -> Sequence[str]:
    return session.scalars(select(RotationRow.name).distinct().order_by(RotationRow.name)).all()


def rotation(session: Session, name: str) -> Rotation:
    """Return a rotation by its name; Unknown if there is none."""
    found = next((r for r in rotations(session) if r.name == name), None)
    if found is None:
        raise Unknown(
            f"There is no rotation `{name}`.",
            Step.SET_ROTATION(rotation=PRIMARY),
        )
    return found


def who(turn: Turn, name: str) -> str | None:
    """Return who is on call in a rotation at the moment of the turn, if anybody is (O6).

    Somebody who is gone can't be reached, so that is nobody (O4).
    """
    return who_of(turn, rotations(turn.session), name)


def who_of(turn: Turn, found: Sequence[Rotation], name: str) -> str | None:
    """Return who is on call, as `who` does, of rotations that were read before."""
    rotation = next((r for r in found if r.name == name), None)
    person = on_call(rotation, turn.moment).person if rotation else None
    return None if person is None or people.gone(turn, [person]) else person


@people.may(Permission.EVERYBODY)
def overview(turn: Turn, at: datetime | None = None, name: str | None = None) -> list[OnCall]:
    """Return who is on call at an instant (default: now), in all rotations or in one (O6).

    A rotation that has ended is left out, unless it is named or an override puts somebody on.
    """
    moment = at or turn.moment
    found = [rotation(turn.session, name)] if name else standing(turn.session, moment)
    gone = people.gone(turn, (p for r in found for p in r.people_at(moment)))
    return [
        OnCall(r, shift, next_change(r, moment), gone.get(shift.person or ""))
        for r in found
        for shift in (on_call(r, moment),)
    ]


@people.may(Permission.EVERYBODY)
def calendar(turn: Turn, days: int, name: str | None = None) -> list[tuple[Rotation, list[Shift]]]:
    """Return the shifts of the coming days, by rotation (O6); none after a rotation has ended."""
    end = turn.moment + timedelta(days=days)
    found = [rotation(turn.session, name)] if name else standing(turn.session, turn.moment)
    return [(r, shifts_until_its_end(r, turn.moment, end)) for r in found]


@people.may(Permission.EVERYBODY)
def on_days(
    turn: Turn, first: date, last: date, name: str | None = None
) -> list[tuple[Rotation, list[Shift]]]:
    """Return the shifts of the days from the first to the last, whole, by rotation (O6)."""
    start = turn.calendar.instant(first, time())
    end = turn.calendar.instant(last + timedelta(days=1), time())
    found = [rotation(turn.session, name)] if name else standing(turn.session, turn.moment)
    return [(r, shifts_until_its_end(r, start, end)) for r in found]


def shifts_until_its_end(found: Rotation, start: datetime, end: datetime) -> list[Shift]:
    """Return the shifts of a stretch, but for those of nobody after the rotation has ended."""
    return [
        shift
        for shift in shifts(found, start, end)
        if shift.person is not None or not found.has_ended(shift.start)
    ]


@people.may(Permission.EVERYBODY)
def shifts_of(turn: Turn, person_id: str, days: int) -> list[tuple[Rotation, list[Shift]]]:
    """Return when a person is on call in the coming days, by rotation, where they are (O6)."""
    found = [
        (r, [shift for shift in coming if shift.person == person_id])
        for r, coming in calendar(turn, days)
    ]
    return [(r, theirs) for r, theirs in found if theirs]


@people.may(Permission.ADMINS, "change rotations")
def set_rotation(
    turn: Turn,
    name: str,
    version: RotationVersion,
    *,
    anyway: bool = False,
) -> RotationSet:
    """Make a rotation, or a new version of it (O2); admins only.

    It holds from now on, or from its first shift if that is later, whatever its `since` says; until
    then the version before serves. Who was on call before does not change; a version that was still
    to come is replaced.
    Raises Unreachable, unless `anyway`, for somebody who can't be reached outside Slack.
    """
    if not version.people:
        raise Impossible("A rotation needs at least one person.")
    lock(turn)
    people.refuse_gone(turn, version.people, "be on call")
    if not anyway:
        contacts.require_reachable(turn, version.people)
    before = next((r for r in rotations(turn.session) if r.name == name), None)
    since = max(turn.moment, version.handover_at(0))
    record(turn, name, replace(version, since=since))
    return rotation_set(turn, name, before, since)


def lock(turn: Turn) -> None:
    """Let nobody else change a rotation or a ladder until this turn has ended: what one names the
    other may end, and a change is seldom.
    """
    turn.lock("rotations and ladders")


def rotation_set(turn: Turn, name: str, before: Rotation | None, since: datetime) -> RotationSet:
    """Return what became of a rotation by versions that were recorded just now."""
    now = rotation(turn.session, name)
    just_now = on_call(now, turn.moment)
    nobody_until = just_now.end if just_now.person is None else None
    return RotationSet(now, before, coming_shifts(now, since), nobody_until)


def record(turn: Turn, name: str, *versions: RotationVersion, undoes: Change | None = None) -> None:
    """Keep more versions of a rotation, and let the worker look at what changes by them."""
    rows = [
        RotationRow(
            name=name,
            since=version.since,
            people=list(version.people),
            first_day=version.first_day,
            handover=version.handover,
            days=version.days,
            zone=version.zone_name,
            **turn.stamp,
        )
        for version in versions
    ]
    turn.session.add_all(rows)
    turn.session.flush()
    first = select(func.min(RotationRow.id)).where(RotationRow.name == name)
    turn.note(
        AboutRotation.VERSION, turn.session.scalars(first).one(), new=rows[0].id, undoes=undoes
    )
    turn.wake_worker()


def coming_shifts(found: Rotation, moment: datetime, count: int = 4) -> list[Shift]:
    """Return the shift at an instant and those that follow it."""
    coming = [on_call(found, moment)]
    while len(coming) < count and coming[-1].end.year < 9999:
        coming.append(on_call(found, coming[-1].end))
    return coming
