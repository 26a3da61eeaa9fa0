"""Instants that look ahead: who is on call is asked and arranged for what is still to come.

A weekday, a date without its year and a time alone are the next, not the latest. What is said in
full is what it says; with its offset it is taken even when it is past, as buttons carry it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from handlers.intents.pieces.days import (
    AHEAD,
    DAY_WORDS,
    LAST,
    WEEKDAYS,
    read_day,
    spoken,
    undotted,
)
from handlers.intents.pieces.durations import read_duration
from handlers.intents.pieces.instants import AT, clock_of, has_offset, is_clock, placed, time_of_day
from handlers.intents.pieces.line import said
from handlers.intents.pieces.reading import NotUnderstood, Unclear

UNTIL = ("to", "until", "till", "bis", "-", "--")  # between a stretch's start and its end
_USUAL = ("09:00", "12:00", "18:00")  # at which people hand over
_LATE = timedelta(minutes=1)  # a stretch that begins now may have begun while it was typed
_FURTHEST = timedelta(days=366)
_ISO = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")
_HYPHENED = re.compile(r"([0-9]{1,2}:[0-9]{2})-([0-9]{1,2}:[0-9]{2})")


@dataclass(frozen=True, slots=True)
class _Found:
    instant: datetime
    used: int
    as_it_is: bool = False  # said with its offset: past or not, it is meant


def read_ahead(
    words: Sequence[str], now: datetime, *, past: bool = False
) -> tuple[datetime, int] | None:
    """Return the instant that the words begin with, in `now`'s zone, and how many words it took.

    None if they begin with neither a time nor a day. Raises NotUnderstood for a day without a time,
    a time that does not exist, an instant more than a year ahead, and, unless `past`, one that has
    passed.
    """
    parts, owners = _apart(words)
    with _counted(owners, 0):
        found = _read(parts, now, now)
    if found is None:
        return None
    if not past and not found.as_it_is:
        _refuse_past(parts, found, now, now)
    return found.instant, owners[found.used - 1] + 1


def read_stretch(words: Sequence[str], now: datetime) -> tuple[datetime, datetime, int] | None:
    """Return the start and end that the words begin with, and how many words they took.

    The end is read from the start on: `fri 18:00 to 22:00`. None if the words do not begin with an
    instant. Raises NotUnderstood as `read_ahead` does, and for an end that is missing or not after
    the start.
    """
    parts, owners = _apart(words)
    least = (now.astimezone(UTC) - _LATE).astimezone(now.tzinfo)
    with _counted(owners, 0):
        start = _read(parts, now, least)
    if start is None:
        return None
    if not start.as_it_is:
        _refuse_past(parts, start, least, now)
    rest = parts[start.used :]
    if not rest or rest[0] not in UNTIL or len(rest) < 2:
        raise NotUnderstood(
            f"Until when? Behind {_when(start.instant, now)} comes `to` and the end."
        )
    with _counted(owners, start.used + 1):
        end = _read(rest[1:], now, start.instant)
    if end is None:
        raise NotUnderstood(f"{said(rest[1])} is not a time. Type it like `mon 09:00`.")
    if end.instant.astimezone(UTC) <= start.instant.astimezone(UTC):
        raise NotUnderstood(
            f"The end, {_when(end.instant, now)}, is not after the start, "
            f"{_when(start.instant, now)}."
        )
    if not end.as_it_is:
        _refuse_past(rest[1:], end, least, now)
    same_weekday = _weekday_of(parts) is not None and _weekday_of(parts) == _weekday_of(rest[1:])
    if same_weekday and end.instant.time() < start.instant.time():  # `fri 18:00 to fri 17:00`
        raise NotUnderstood(
            f"That would be nearly a week, to {_when(end.instant, now)}. If it is meant, give the "
            "end with its date."
        )
    return start.instant, end.instant, owners[start.used + end.used] + 1


@contextmanager
def _counted(owners: Sequence[int], start: int) -> Iterator[None]:
    """Count the words of what is unclear as they were typed, up to its end; `start` is behind."""
    try:
        yield
    except Unclear as unclear:
        before = owners[start] if start else 0
        used = owners[start + unclear.used - 1] + 1 - before
        raise Unclear(str(unclear), used, *unclear.readings, start=before) from unclear


def _weekday_of(words: Sequence[str]) -> int | None:
    """The weekday that an instant was said with, if it was said with nothing else but a time."""
    named = [WEEKDAYS[word] for word in map(undotted, words[:2]) if word in WEEKDAYS]
    dated = any(ch.isdigit() and ":" not in word for word in words[:3] for ch in word)
    return named[0] if named and not dated else None


def _read(words: Sequence[str], now: datetime, after: datetime) -> _Found | None:
    """Read an instant from `after` on; `today`, `in 2h` and the like are said from `now`."""
    heads = [undotted(word.rstrip(",;")) for word in words[:7]]
    if not heads:
        return None
    if heads[0] == "now":
        return _Found(now.replace(microsecond=0), 1)
    if heads[0] == "in":
        return _after_duration(heads[1:], now)
    if is_clock(heads[0]):
        clock, days, start = heads[0], heads[1:], 1
        day = _day(days, now, after)
        used = start + (day[1] if day else 0)
    else:
        days = heads
        day = _day(days, now, after)
        if day is None:
            return None
        used = day[1]
        used += len(heads) > used and heads[used] in AT
        if len(heads) <= used or not is_clock(heads[used]):
            raise _no_time(" ".join(heads[: day[1]]))
        clock, used = heads[used], used + 1
    shown = " ".join(heads[:used])
    if has_offset(clock):
        if day is None or not _ISO.fullmatch(days[0]):
            raise NotUnderstood(
                f"{said(clock)} says its offset, and so needs its date in full, "
                "as in `2026-06-12 18:00+02:00`."
            )
        found = _Found(placed(clock, day[0], now.tzinfo), used, as_it_is=True)
    else:
        found = _Found(_on_a_day(clock, days, day, after), used)
    if found.instant.astimezone(UTC) - now.astimezone(UTC) > _FURTHEST:
        raise NotUnderstood(f"{said(shown)} is more than a year ahead.")
    return found


def _no_time(day: str) -> Unclear:
    """Return the question at what time on a day, with the usual ones."""
    return Unclear(
        f"At what time on {said(day)}? Type the time behind it: `{day} 09:00`.",
        day.count(" ") + 1,
        *((f"{day} {clock}", f"{day} {clock}") for clock in _USUAL),
    )


def _day(heads: Sequence[str], now: datetime, after: datetime) -> tuple[date, int] | None:
    return read_day(heads, (now if _from_today(heads) else after).date(), AHEAD)


def _from_today(heads: Sequence[str]) -> bool:
    """Whether the day is said from today, as `tomorrow` is."""
    return bool(heads) and heads[0] in (*DAY_WORDS, *LAST)


def _on_a_day(
    clock: str, heads: Sequence[str], day: tuple[date, int] | None, after: datetime
) -> datetime:
    """Return the instant of a time on its day; a day that comes again is the first after `after`.

    Without a day it is the next such time.
    """
    tomorrow = after.date() + timedelta(days=1)
    if day is None:
        return _first_after((after.date(), tomorrow), clock, after)
    first, used = day
    if _from_today(heads) or (heads[0] in WEEKDAYS and used > 1):
        return _first_after((first,), clock, after)
    again = read_day(heads, tomorrow, AHEAD)
    assert again is not None  # the same words were a day before
    return _first_after((first, again[0]), clock, after)


def _first_after(days: Sequence[date], clock: str, after: datetime) -> datetime:
    """Return the first time after `after` at which the clock shows it on one of the days.

    If there is none it is the time on the last of the days.
    """
    wall, zone = time_of_day(clock), after.tzinfo
    for day in days:
        if not _over(day, wall, after):
            first = placed(clock, day, zone)
            over = first.astimezone(UTC) <= after.astimezone(UTC)
            return first.replace(fold=1) if over else first
    return placed(clock, days[-1], zone)


def _over(day: date, wall: time, after: datetime) -> bool:
    """Whether the time on the day has passed, also for the second time if it happens twice."""
    if (day, wall) > (after.date(), after.time()):
        return False
    second = datetime.combine(day, wall, after.tzinfo).replace(fold=1)
    return second.astimezone(UTC) <= after.astimezone(UTC)


def _after_duration(heads: Sequence[str], now: datetime) -> _Found:
    if not heads:
        raise NotUnderstood("In how long? Type it like `in 2h`.")
    minutes, used = read_duration(heads)
    ahead = now.replace(microsecond=0).astimezone(UTC) + timedelta(minutes=minutes)
    return _Found(ahead.astimezone(now.tzinfo), used + 1)


def _refuse_past(words: Sequence[str], found: _Found, least: datetime, now: datetime) -> None:
    if found.instant.astimezone(UTC) <= least.astimezone(UTC):
        shown = " ".join(words[: found.used])
        raise NotUnderstood(f"{said(shown)} is past: it is {_when(now, now)} now.")


def _apart(words: Sequence[str]) -> tuple[list[str], list[int]]:
    """Return the words with `18:00-22:00` in three, `3am` as `03:00`, and whence each comes.

    Behind a full date it may be an offset, and is left whole where it reads as one.
    """
    parts: list[str] = []
    owners: list[int] = []
    for number, word in enumerate(words):
        before = words[number - 1] if number else ""
        if word in {"am", "pm"} and (clock := clock_of(before + word)):
            parts[-1], owners[-1] = clock, number  # `3 am`
            continue
        dated = bool(parts) and _ISO.fullmatch(parts[-1]) is not None
        pieces = [word] if before == "in" else _clocks(word, dated=dated)
        parts += pieces
        owners += [number] * len(pieces)
    return parts, owners


def _clocks(word: str, *, dated: bool) -> list[str]:
    """Return a word as a clock shows it, two times with `-` between them as three words."""
    if dated and is_clock(word):
        return [word]
    match = _HYPHENED.fullmatch(word)
    clocks = match.groups() if match else tuple(clock_of(piece) for piece in word.split("-"))
    if not 1 <= len(clocks) <= 2 or not all(clocks):
        return [word]
    return " - ".join(clock for clock in clocks if clock).split()


def _when(instant: datetime, now: datetime) -> str:
    """Return an instant as a sentence says it."""
    return f"{spoken(instant.date(), now.date())} {instant:%H:%M}"
