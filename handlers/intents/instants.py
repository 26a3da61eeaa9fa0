"""Instants as people type them: the wall clock of the business zone (T1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from handlers.intents.days import read_day, spoken
from handlers.intents.reading import NotUnderstood
from handlers.intents.words import said

_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?([+-](?:0[0-9]|1[0-4]):[0-5][0-9])?")


def read_instant(words: Sequence[str], now: datetime) -> tuple[datetime, int] | None:
    """Return the instant that the words begin with, in `now`'s zone, and how many words it took.

    A time without a day is today's. Of a wall time that happens twice it is the first. None if the
    words begin with neither a time nor a day. Raises NotUnderstood for a day without a time, a time
    that does not exist, and an instant that lies ahead.
    """
    today = now.date()
    if words and _CLOCK.fullmatch(words[0]):
        later = read_day(words[1:], today)
        return _instant(words[0], later[0] if later else None, now), 1 + (later[1] if later else 0)
    found = read_day(words, today)
    if found is None:
        return None
    day, used = found
    used += len(words) > used and words[used] == "at"
    if len(words) <= used or not _CLOCK.fullmatch(words[used]):
        raise NotUnderstood(
            f"At what time on {said(' '.join(words[: found[1]]))}? Type it like `yesterday 17:30`."
        )
    return _instant(words[used], day, now), used + 1


def written_instant(instant: datetime) -> str:
    """Return the instant as it reads back, to the second, with its offset: in any zone the same."""
    exact = "seconds" if instant.second else "minutes"
    return instant.isoformat(sep=" ", timespec=exact)


def _instant(clock: str, day: date | None, now: datetime) -> datetime:
    match = _CLOCK.fullmatch(clock)
    assert match is not None  # the callers looked
    hour, minute, second = (int(part or 0) for part in match.groups()[:3])
    if hour > 23 or minute > 59 or second > 59:
        raise NotUnderstood(f"{said(clock)} is not a time of day. Type it like `14:05`.")
    naive = datetime.combine(day or now.date(), time(hour, minute, second))
    instant = _at_offset(naive, match[4], now) if match[4] else _on_wall_clock(naive, now)
    if instant > now:
        raise NotUnderstood(_ahead(clock, day, now))
    return instant


def _at_offset(naive: datetime, offset: str, now: datetime) -> datetime:
    return datetime.fromisoformat(f"{naive.isoformat()}{offset}").astimezone(now.tzinfo)


def _on_wall_clock(naive: datetime, now: datetime) -> datetime:
    instant = naive.replace(tzinfo=now.tzinfo)
    there_and_back = instant.astimezone(UTC).astimezone(now.tzinfo)
    if there_and_back.replace(tzinfo=None) != naive:
        raise NotUnderstood(
            f"{said(f'{naive:%Y-%m-%d %H:%M}')} does not exist: the clocks went forward past it."
        )
    return instant


def _ahead(clock: str, day: date | None, now: datetime) -> str:
    if day is not None:
        moment = f"{spoken(now.date(), now.date())} {now:%H:%M}"
        return f"{said(f'{day.isoformat()} {clock}')} lies ahead: it is {moment} now."
    yesterday = now.date() - timedelta(days=1)
    return (
        f"{said(clock)} lies ahead: it is {now:%H:%M} now. "
        f"For the day before type `yesterday {clock}` ({yesterday.isoformat()})."
    )
