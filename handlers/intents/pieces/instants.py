"""Instants as people type them: the wall clock of the business zone (T1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from handlers.intents.pieces.days import ON, read_day, spoken
from handlers.intents.pieces.durations import looks_like_duration, read_duration
from handlers.intents.pieces.line import said
from handlers.intents.pieces.reading import NotUnderstood, Unclear

AT: Final = ("at", "um", "gegen")  # what leads to a time of day
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?([+-](?:0[0-9]|1[0-4]):[0-5][0-9])?")
_NO_DAY = r"[0-9]{1,2}\.(?:00|1[3-9]|[2-5][0-9])"  # `8.40`, for there is no such month
_HOURS = re.compile(r"[0-9]+h")  # as likely how long as when
_SPOKEN = re.compile(r"([0-9]{1,2})(?:[:.]?([0-9]{2}))?(am|pm)|([0-9]{1,2})h([0-9]{2})?")


def read_instant(words: Sequence[str], now: datetime) -> tuple[datetime, int] | None:
    """Return the instant that the words begin with, in `now`'s zone, and how many words it took.

    A time without a day is today's. Of a wall time that happens twice it is the first, today the
    latest that has passed. None if the words begin with neither a time nor a day. Raises
    NotUnderstood for a day without a time, a time that does not exist, and an instant that lies
    ahead.
    """
    today = now.date()
    if ago := _ago(words, now):
        return ago
    if words and (clock := _clock(words)):
        start = clock[1] + (len(words) > clock[1] and words[clock[1]] in ON)
        later = _day_behind(words, start, today)
        return _instant(clock[0], later[0] if later else None, now), (
            start + later[1] if later else clock[1]
        )
    found = read_day(words, today)
    if found is None:
        return None
    day, used = found
    used += len(words) > used and words[used] in AT
    clock = _clock(words[used:])
    if clock is None:
        raise NotUnderstood(
            f"At what time on {said(' '.join(words[: found[1]]))}? Type it like `yesterday 17:30`."
        )
    return _instant(clock[0], day, now), used + clock[1]


def _clock(words: Sequence[str]) -> tuple[str, int] | None:
    """Return a time of day as a clock shows it, and how many words it took: `16:00 Uhr`, `4pm`."""
    if not words:
        return None
    behind = len(words) > 1 and words[1] == "uhr"
    word = words[0].rstrip(",;")
    shown = word if is_clock(word) else None if _HOURS.fullmatch(word) else clock_of(word)
    pointed = r"[0-9]{1,2}(?:\.[0-9]{2})?" if behind else _NO_DAY
    if shown is None and re.fullmatch(pointed, word):
        hour, _, minute = word.partition(".")
        shown = f"{int(hour):02d}:{minute or '00'}"
    return (shown, 1 + behind) if shown else None


def _ago(words: Sequence[str], now: datetime) -> tuple[datetime, int] | None:
    """`2h ago`, `vor 30 Minuten`."""
    begins = int(bool(words) and words[0] == "vor")
    used = looks_like_duration(words[begins:])
    if not used or (not begins and list(words[used : used + 1]) != ["ago"]):
        return None
    minutes, _ = read_duration(words[begins : begins + used])
    ago = now.replace(microsecond=0).astimezone(UTC) - timedelta(minutes=minutes)
    return ago.astimezone(now.tzinfo), used + 1


def _day_behind(words: Sequence[str], start: int, today: date) -> tuple[date, int] | None:
    """Return the day that stands behind a time; Unclear counts from the time on."""
    try:
        return read_day(words[start:], today)
    except Unclear as unclear:
        raise Unclear(str(unclear), unclear.used, *unclear.readings, start=start) from unclear


def clock_of(word: str) -> str | None:
    """Return `3am`, `3:30pm`, `15h` or `15h30` as a clock shows it, or None for anything else."""
    match = _SPOKEN.fullmatch(word.rstrip(",;"))
    if match is None:
        return None
    hour, minute = int(match[1] or match[4]), match[2] or match[5] or "00"
    if match[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match[3] == "pm" else 0)
    return f"{hour:02d}:{minute}"


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
