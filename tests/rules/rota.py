"""Rotations as the tests write them: wall-clock times with the zone's abbreviation, one a line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

from models.rules.rotation import (
    BEGINNING,
    Override,
    Rotation,
    RotationVersion,
    Shift,
    on_call,
    shifts,
)

ZURICH = "Europe/Zurich"


def at(text: str, zone: str = ZURICH) -> datetime:
    """Read `Sun 2026-10-25 02:30 CEST`; what the zone's clock never shows is refused."""
    stamp = text.split(" ", 1)[1].rsplit(" ", 1)[0]
    for fold in (0, 1):
        local = datetime.fromisoformat(stamp).replace(tzinfo=ZoneInfo(zone), fold=fold)
        moment = local.astimezone(UTC)
        if wall(moment, zone) == text:
            return moment
    raise ValueError(f"no clock in {zone} shows {text}")


def wall(moment: datetime, zone: str = ZURICH) -> str:
    """Write an instant as `at` reads it."""
    return f"{moment.astimezone(ZoneInfo(zone)):%a %Y-%m-%d %H:%M %Z}"


def version(
    people: str,
    first_day: str = "2026-06-01",
    handover: str = "09:00",
    days: int = 7,
    *,
    zone: str = ZURICH,
    since: datetime = BEGINNING,
) -> RotationVersion:
    """A version of a rotation; by default each week from Monday 2026-06-01, 09:00."""
    first = date.fromisoformat(first_day)
    return RotationVersion(
        since, tuple(people.split()), first, time.fromisoformat(handover), days, zone
    )


WEEKLY = version("ada ben cleo")


def rotation(*versions: RotationVersion, overrides: tuple[Override, ...] = ()) -> Rotation:
    """A rotation of these versions and overrides."""
    return Rotation("primary", versions, overrides)


def override(id_: int, person: str, start: str, end: str) -> Override:
    """An override between two instants on Zurich's clock."""
    return Override(id_, person, at(start), at(end))


def told(shift: Shift, zone: str = ZURICH) -> str:
    """Write when a shift begins and whose it is: `Mon 2026-06-01 09:00 CEST ada`."""
    by = f" by override {shift.override}" if shift.override else ""
    return f"{wall(shift.start, zone)} {shift.person or 'nobody'}{by}"


def touching(of: Rotation, start: datetime, end: datetime) -> list[Shift]:
    """List the shifts that a span touches; a rotation that never gets to its end is cut off."""
    return list(islice(shifts(of, start, end), 200))


def stretches(of: Rotation, start: str, end: str, zone: str = ZURICH) -> list[str]:
    """Write every shift that a span touches, the first one as if it began with the span."""
    touched = touching(of, at(start, zone), at(end, zone))
    return [told(Shift(max(s.start, at(start, zone)), *_rest(s)), zone) for s in touched]


def _rest(shift: Shift) -> tuple[datetime, str | None, int | None]:
    return shift.end, shift.person, shift.override


def who(of: Rotation) -> Callable[[str], str]:
    """Answer who is on call at an instant on Zurich's clock."""
    return lambda text: on_call(of, at(text)).person or "nobody"
