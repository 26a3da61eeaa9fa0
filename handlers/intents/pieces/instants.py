"""Instants as people type them: the wall clock of the business zone (T1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from handlers.intents.pieces.days import read_day, spoken
from handlers.intents.pieces.line import said
from handlers.intents.pieces.reading import NotUnderstood

_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?([+-](?:0[0-9]|1[0-4]):[0-5][0-9])?")


def read_instant(words: Sequence[str], now: datetime) -> tuple[datetime, int] | None:
    """Return the instant that the words begin with, in `now`'s zone, and how many words it took.

    A time without a day is today's. Of a wall time that happens twice it is the first, today the
    latest that has passed. None if the words begin with neither a time nor a day. Raises
    NotUnderstood for a day without a time, a time that does not exist, and an instant that lies
    ahead.
    """
    today = now.date()
    if words and is_clock(words[0]):
        later = read_day(words[1:], today)
        return _instant(words[0], later[0] if later else None, now), 1 + (later[1] if later else 0)
    found = read_day(words, today)
    if found is None:
        return None
    day, used = found
    used += len(words) > used and words[used] == "at"
    if len(words) <= used or not is_clock(words[used]):
        raise NotUnderstood(
            f"At what time on {said(' '.join(words[: found[1]]))}? Type it like `yesterday 17:30`."
        )
    return _instant(words[used], day, now), used + 1


def written_instant(instant: datetime) -> str:
    """Return the instant as it reads back, to the second, with its offset: in any zone the same."""
    exact = "seconds" if instant.second else "minutes"
    return instant.isoformat(sep=" ", timespec=exact)


def is_clock(word: str) -> bool:
    """Whether the word is written like a time of day, perhaps with its offset."""
    return _CLOCK.fullmatch(word) is not None


def has_offset(clock: str) -> bool:
    """Whether a time of day says its offset from UTC, as in `02:30+01:00`."""
    return "+" in clock or "-" in clock


def time_of_day(clock: str) -> time:
    """Return what a clock shows, whatever its offset; refuse what no clock shows."""
    match = _CLOCK.fullmatch(clock)
    hour, minute, second = (int(part or 0) for part in match.groups()[:3]) if match else (24, 0, 0)
    if hour > 23 or minute > 59 or second > 59:
        raise NotUnderstood(f"{said(clock)} is not a time of day. Type it like `14:05`.")
    return time(hour, minute, second)


def placed(clock: str, day: date, zone: tzinfo | None) -> datetime:
    """Return the instant of a time on a day, in the zone: at its own offset if it says one.

    Of a wall time that happens twice it is the first; one that does not exist is refused.
    """
    naive = datetime.combine(day, time_of_day(clock))
    match = _CLOCK.fullmatch(clock)
    if match and match[4]:
        return datetime.fromisoformat(f"{naive.isoformat()}{match[4]}").astimezone(zone)
    instant = naive.replace(tzinfo=zone)
    there_and_back = instant.astimezone(UTC).astimezone(zone)
    if there_and_back.replace(tzinfo=None) != naive:
        raise NotUnderstood(
            f"{said(f'{naive:%Y-%m-%d %H:%M}')} does not exist: the clocks went forward past it."
        )
    return instant


def _instant(clock: str, day: date | None, now: datetime) -> datetime:
    instant = placed(clock, day or now.date(), now.tzinfo)
    second = instant.replace(fold=1)
    if instant.date() == now.date() and not has_offset(clock) and not _is_ahead(second, now):
        return second
    if _is_ahead(instant, now):
        raise NotUnderstood(_ahead(clock, day, now))
    return instant


def _is_ahead(instant: datetime, now: datetime) -> bool:
    """Whether an instant comes after `now`, whatever the clock on the wall shows."""
    return instant.astimezone(UTC) > now.astimezone(UTC)


def _ahead(clock: str, day: date | None, now: datetime) -> str:
    if day is not None:
        moment = f"{spoken(now.date(), now.date())} {now:%H:%M}"
        return f"{said(f'{day.isoformat()} {clock}')} lies ahead: it is {moment} now."
    yesterday = now.date() - timedelta(days=1)
    return (
        f"{said(clock)} lies ahead: it is {now:%H:%M} now. "
        f"For the day before type `yesterday {clock}` ({yesterday.isoformat()})."
    )
