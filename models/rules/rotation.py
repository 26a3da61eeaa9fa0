"""O1, O2, O6: who is on call, from when until when. One pure function answers everybody.

All instants are aware; results are in UTC. A stretch includes its start and not its end.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache, partial
from itertools import pairwise
from zoneinfo import ZoneInfo

from models.rules.wall_clock import instant_of

BEGINNING = datetime.min.replace(tzinfo=UTC)  # before all time
FOREVER = datetime.max.replace(tzinfo=UTC)  # after all time
_DAY, _MONTH = timedelta(days=1), timedelta(days=31)  # no month is longer


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

    def shifts(self, start: datetime, end: datetime, until: datetime) -> Iterator[Shift]:
        """Yield the shifts that `start`..`end` touches, in order, each cut to `since`..`until`.

        Before the first one nobody is on call.
        """
        number = max(-1, self.shift_number(start))
        begins = self.since if number < 0 else max(self.since, self.handover_at(number))
        while begins < end:
            ends = min(self.handover_at(number + 1), until)
            yield Shift(begins, ends, self.person(number))
            begins, number = ends, number + 1


@dataclass(frozen=True, slots=True)
class Override:
    """A stretch for which one person is on call, whatever the rotation says (O2).

    `id` is the order in which they were made: of two that overlap the later-made one wins.
    """

    id: int
    person: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Shift:
    """One resolved stretch with one engineer, or with nobody; `override` made it, or None."""

    start: datetime
    end: datetime
    person: str | None
    override: int | None = None


# Shifts in order, after their starts.
Resolved = tuple[list[datetime], list[Shift]]


@dataclass(frozen=True)
class Rotation:
    """A rotation with all its versions (at least one) and overrides."""

    name: str
    versions: tuple[RotationVersion, ...]
    overrides: tuple[Override, ...] = ()

    @cached_property
    def month(self) -> Callable[[int, int], Resolved]:
        """The shifts that a month of a year touches in any zone, each whole; resolved once."""
        return lru_cache(maxsize=60)(partial(_month_of, self.versions, self.overrides))

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
    starts, found = rotation.month(moment.year, moment.month)
    return found[bisect_right(starts, moment) - 1]


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


def _month_of(
    versions: Iterable[RotationVersion], overrides: Iterable[Override], year: int, month: int
) -> Resolved:
    """Lay the overrides over what the versions have, the later-made over the earlier (O2)."""
    first = datetime(year, month, 1, tzinfo=UTC)
    found = _by_versions(versions, first - _DAY, first + _MONTH + _DAY)
    for override in sorted(overrides, key=lambda override: override.id):
        touches = found[0].start < override.end and override.start < found[-1].end
        if touches and override.start < override.end:
            found = _laid_over(found, override)
    return [shift.start for shift in found], found


def _by_versions(
    versions: Iterable[RotationVersion], start: datetime, end: datetime
) -> list[Shift]:
    """Return the shifts that a stretch touches, each within the version in force (O1, O2)."""
    begun = sorted(versions, key=lambda version: version.since)
    edges = [*(version.since for version in begun), FOREVER]
    found = [Shift(BEGINNING, edges[0], None)] if start < edges[0] else []
    for version, (since, until) in zip(begun, pairwise(edges), strict=True):
        first, last = max(start, since), min(end, until)
        if first < last:
            found += version.shifts(first, last, until)
    return found


def _laid_over(shifts: list[Shift], override: Override) -> list[Shift]:
    """Lay an override over shifts: it cuts those that it touches, and hides those within."""
    start, end = override.start, override.end
    return [
        *(replace(shift, end=min(shift.end, start)) for shift in shifts if shift.start < start),
        Shift(start, end, override.person, override.id),
        *(replace(shift, start=max(shift.start, end)) for shift in shifts if end < shift.end),
    ]
