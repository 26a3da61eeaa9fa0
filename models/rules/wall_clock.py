"""From a wall clock to an instant, also where the wall clock jumps."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo


@lru_cache(maxsize=4096)
def instant_of(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """Return the instant in UTC at which the wall clock of `zone` shows `wall` on `day`.

    A time that happens twice is the first; one that does not exist is the instant at which the
    clock jumps over it (T2, O1).
    """
    local = datetime.combine(day, wall, zone)
    before, after = local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
    # By the offset before a jump that leaps over it, it comes later than by the one after.
    return before if before <= after else _jump_between(after, before, zone)


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
