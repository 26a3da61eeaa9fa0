"""How durations, days and lists are written, in refusals as in answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date


def duration(minutes: int) -> str:
    """Write minutes as people read them here: `2h`, `45m`, `1h30`."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}m"
    return f"{hours}h{rest:02d}" if rest else f"{hours}h"


def span(minutes: int) -> str:
    """Write a span of time: as a duration up to a day, whole days longer ones."""
    days, rest = divmod(minutes, 24 * 60)
    return duration(minutes) if rest or days < 2 else f"{days}d"


def day(value: date, today: date) -> str:
    """Write a date: `Mon 8 Jun`, with the year if it is not this one."""
    return f"{value:%a %-d %b}" if value.year == today.year else long_day(value)


def long_day(value: date) -> str:
    """Write a date with its year: `Mon 8 Jun 2026`."""
    return f"{value:%a %-d %b %Y}"


def short_day(value: date, today: date) -> str:
    """Write a date where there is little room: `8 Jun`, with the year if it is not this one."""
    return f"{value:%-d %b}" if value.year == today.year else f"{value:%-d %b %Y}"


def month(value: date, *beside: date) -> str:
    """Write a month: `June`, with the year if a day that it is read beside lies in another."""
    return f"{value:%B}" if all(value.year == each.year for each in beside) else f"{value:%B %Y}"


def listed(choices: Iterable[object], last: str = "and") -> str:
    """Write what there is as a sentence lists it: `a`, `b` and `c`; numbers as they are."""
    shown = [f"`{each}`" if isinstance(each, str) else str(each) for each in choices]
    return f" {last} ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
