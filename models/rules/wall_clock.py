"""From a wall clock to an instant, also where the wall clock jumps."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def instant_of(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """Return the instant in UTC at which the wall clock of `zone` shows `wall` on `day`.

    A time that happens twice is the first; one that does not exist is the instant at which the
    clock jumps over it (T2, O1).
    """
    local = datetime.combine(day, wall, zone)
    utc = local.astimezone(UTC)
    if utc.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):  # inside a gap
        return _jump_between(local.replace(fold=1).astimezone(UTC), utc, zone)
    return utc


def _jump_between(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant between `low` and `high` (UTC) at which the zone's offset changes."""
    offset = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)
