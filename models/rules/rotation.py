"""O1, O2, O6: who is on call, from when until when. One pure function answers everybody.

All instants are aware; results are in UTC. A stretch includes its start and not its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.rules.wall_clock import instant_of

BEGINNING = datetime.min.replace(tzinfo=UTC)  # before all time
FOREVER = datetime.max.replace(tzinfo=UTC)  # after all time


@dataclass(frozen=True, slots=True)
class RotationVersion:
    """What a rotation is from the instant `since` on, until its next version (O2).

    The first of `people` has the first shift, which begins on `first_day` at the wall-clock time
    `handover` of `zone`; each shift lasts `days` days. Without people nobody is on call.
    """

    since: datetime
    people: tuple[str, ...]
    first_day: date
    handover: time
    days: int
    zone_name: str

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the handover's wall-clock time stays the same (O1)."""
        return ZoneInfo(self.zone_name)

    def handover_at(self, number: int) -> datetime:
        """Return the instant (UTC) at which shift `number`, counted from 0, begins (O1)."""
        day = self.first_day + timedelta(days=number * self.days)
        return instant_of(day, self.handover, self.zone)

    def shift_number(self, moment: datetime) -> int:
        """Return which shift `moment` falls into; below 0 if it lies before the first."""
        local = moment.astimezone(self.zone)
        number = (local.date() - self.first_day).days // self.days
        if local.fold and self.handover_at(number + 1) <= moment:
            return number + 1  # the clock went back over midnight, after a handover
        return number if self.handover_at(number) <= moment else number - 1

    def person(self, number: int) -> str | None:
        """Return whose turn shift `number` is."""
        return self.people[number % len(self.people)] if self.people and number >= 0 else None


@dataclass(frozen=True, slots=True)
class Override:
    """A stretch for which one person is on call, whatever the rotation says (O2).

    `id` is the order in which they were made: of two that overlap the later-made one wins.
    """

    id: int
    person: str
    start: datetime
    end: datetime

    def covers(self, moment: datetime) -> bool:
        """Whether `moment` falls into the stretch."""
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True)
class Shift:
    """One resolved stretch with one engineer, or with nobody; `override` made it, or None."""

    start: datetime
    end: datetime
    person: str | None
    override: int | None = None


@dataclass(frozen=True, slots=True)
class Rotation:
    """A rotation with all its versions (at least one) and overrides."""

    name: str
    versions: tuple[RotationVersion, ...]
    overrides: tuple[Override, ...] = ()

    def version_at(self, moment: datetime) -> RotationVersion | None:
        """Return the version in force at `moment`; of two from the same instant the later one."""
        begun = [version for version in self.versions if version.since <= moment]
        return max(reversed(begun), key=lambda version: version.since) if begun else None

    @property
    def people(self) -> tuple[str, ...]:
        """Everyone of the rotation as it stands last, in order."""
        return max(reversed(self.versions), key=lambda version: version.since).people

    def has_ended(self, moment: datetime) -> bool:
        """Whether the rotation has nobody in it from `moment` on (O2): it was ended."""
        version = self.version_at(moment)
        coming = (later for later in self.versions if later.since > moment)
        return version is not None and not any(each.people for each in (version, *coming))

    def coming_overrides(self, moment: datetime) -> list[Override]:
        """Return the overrides that are not over at `moment` and count, in order of time."""
        counting = (o for o in self.overrides if o.start < o.end and o.end > moment)
        return sorted(counting, key=lambda override: (override.start, override.id))

    def people_at(self, moment: datetime) -> tuple[str, ...]:
        """Return everyone of the rotation at `moment`, with whoever is on call by an override."""
        version = self.version_at(moment) or min(self.versions, key=lambda v: v.since)
        covering = on_call(self, moment).person
        return tuple(dict.fromkeys((*version.people, *([covering] if covering else ()))))


def standing_versions(recorded: Iterable[RotationVersion]) -> tuple[RotationVersion, ...]:
    """Return the versions that stand, of those in order of recording.

    A later recorded one replaces what was still to come from its own instant on.
    """
    standing: list[RotationVersion] = []
    for version in recorded:
        standing = [*(v for v in standing if v.since < version.since), version]
    return tuple(standing)


def on_call(rotation: Rotation, moment: datetime) -> Shift:
    """Return the shift that contains `moment`: who, from when, until when (O1, O2)."""
    overrides = [override for override in rotation.overrides if override.start < override.end]
    winner = max(
        (override for override in overrides if override.covers(moment)),
        key=lambda override: override.id,
        default=None,
    )
    if winner is None:
        return _cut(_by_rotation(rotation, moment), overrides, moment)
    later = [override for override in overrides if override.id > winner.id]
    return _cut(Shift(winner.start, winner.end, winner.person, winner.id), later, moment)


def shifts(rotation: Rotation, start: datetime, end: datetime) -> Iterator[Shift]:
    """Yield the shifts that `start`..`end` touches, in order, each whole."""
    moment = start
    while moment < end:
        shift = on_call(rotation, moment)
        yield shift
        moment = shift.end


def next_shift(rotation: Rotation, after: Shift) -> Shift | None:
    """Return the shift that follows one, or None if nothing follows any more."""
    return None if after.end == FOREVER else on_call(rotation, after.end)


def next_change(rotation: Rotation, moment: datetime) -> Shift | None:
    """Return the next shift of somebody other than who is on call at `moment`, if there is one.

    Looks at every version and override that is known, and once round the people after each.
    """
    now = on_call(rotation, moment)
    turns = max(len(version.people) for version in rotation.versions) + 2
    for edge in (moment, *_edges_after(rotation, moment)):
        following = on_call(rotation, edge)
        for _ in range(turns):
            if following.person != now.person:
                return following
            after = next_shift(rotation, following)
            if after is None:
                return None
            following = after
    return None


def _edges_after(rotation: Rotation, moment: datetime) -> list[datetime]:
    """Return the instants after `moment` at which a version or an override begins or ends."""
    edges = {version.since for version in rotation.versions}
    for override in rotation.overrides:
        if override.start < override.end:
            edges |= {override.start, override.end}
    return sorted(edge for edge in edges if moment < edge < FOREVER)


def _by_rotation(rotation: Rotation, moment: datetime) -> Shift:
    """Return the shift that follows by arithmetic, within the version in force (O1, O2)."""
    version = rotation.version_at(moment)
    ends = min((v.since for v in rotation.versions if v.since > moment), default=FOREVER)
    if version is None:
        return Shift(BEGINNING, ends, None)
    number = version.shift_number(moment)
    if number < 0:
        return Shift(version.since, min(version.handover_at(0), ends), None)
    return Shift(
        max(version.handover_at(number), version.since),
        min(version.handover_at(number + 1), ends),
        version.person(number),
    )


def _cut(shift: Shift, overrides: Iterable[Override], moment: datetime) -> Shift:
    """Return the part of a shift around `moment` that no override takes."""
    start, end = shift.start, shift.end
    for override in overrides:
        if override.end <= moment:
            start = max(start, override.end)
        else:
            end = min(end, override.start)
    return Shift(start, end, shift.person, shift.override)
