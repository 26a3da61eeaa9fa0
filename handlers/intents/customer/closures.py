"""The grammar of closure days: `/customer closed` (T2)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from handlers.intents.pieces.days import COMING
from handlers.intents.pieces.instants import clock_of, is_clock
from handlers.intents.pieces.intent import Intent, Word
from handlers.intents.pieces.line import Words, quoted, visible
from handlers.intents.pieces.reading import NotUnderstood, Reading
from handlers.intents.pieces.taking import (
    ANYWAY,
    limited,
    optional_reason,
    reason_at,
    take_day,
    take_reason,
)
from handlers.intents.pieces.written import Anyway, Reason, Verbatim, Written
from models.problems import Missing
from models.rules.limits import LONGEST_NAME
from models.rules.permissions import Permission

MOST_DAYS = 62  # that one command closes: a year is no holiday, but a slip

_TO = ("to", "until", "till", "bis", "-")
_PARTS = frozenset(
    (
        *("half", "halfday", "half-day", "halber", "halbtags", "morning", "afternoon", "evening"),
        *("vormittag", "nachmittag", "mittag", "noon", "abend"),
    )
)
_FROM = ("from", "ab", "after", "until", "bis", "at", "to", "-")


class CloseDays(Intent):
    """Make a day, or each up to a last one, a closure day for all (T2), with a name; one that has
    passed wants a reason.
    """

    word = Word(
        "/customer closed",
        Permission.ADMINS,
        help={
            '/customer closed 2026-12-24 [to 2027-01-03] "Company holidays"': (
                "closure days for all, if passed with `because …`; `off because …` ends them"
            )
        },
        writes=True,
    )

    day: date
    last_day: Annotated[date | None, Written("to {}")]
    name: Verbatim
    because: Reason | None = None
    anyway: Anyway = False

    @staticmethod
    def read(words: Words, reading: Reading) -> CloseDays | OpenDays:
        """Read `2026-12-24 [to 2027-01-03] "Company holidays" [because …]`, the name also first, or
        the days and `off because …`.
        """
        line = "/customer closed"
        example = f'{line} {reading.today.year}-12-31 "Company holiday"'
        anyway = words.take_last(ANYWAY)
        first = words.peek()
        name = words.upto(1) if first is not None and first.quoted else ""
        _refuse_part_of_day(words, example)
        day = take_day(words, reading, COMING, example)
        last = _last_day(words, reading, day)
        line = f"{line} {day} to {last}" if last else f"{line} {day}"
        _refuse_part_of_day(words, f'{line} "Company holiday"')
        if words.word() == "off":
            words.take()
            return OpenDays(day, last, take_reason(words, f"{line} off because we work after all"))
        name = name or _name(words, f'{line} "Company holiday"')
        reason = optional_reason(words, f"{line} {quoted(name)} because decided late")
        return CloseDays(day, last, limited(name, LONGEST_NAME, "name"), reason, anyway)


class OpenDays(Intent):
    """Take closure days back, with a reason."""

    word = Word("/customer closed … off", Permission.ADMINS, reserves=("off",), writes=True)

    day: date
    last_day: Annotated[date | None, Written("to {}")]
    because: Annotated[str, Written("off because {}", quoted)]


def _last_day(words: Words, reading: Reading, day: date) -> date | None:
    """Take `to 2027-01-03`, which is inclusive, if it is there."""
    if words.word() not in _TO:
        return None
    words.take()
    example = f'/customer closed {day} to {day} "Company holidays"'
    _refuse_part_of_day(words, f'/customer closed {day} "Company holiday"')
    last = take_day(words, reading, COMING, example)
    if last < day:
        raise NotUnderstood(f"{last} lies before {day}, when it begins.", example)
    if (last - day).days >= MOST_DAYS:
        raise NotUnderstood(f"At most {MOST_DAYS} days are closed at once.", example)
    return last


def _name(words: Words, example: str) -> str:
    """Take the name, up to a reason."""
    because = reason_at(words)
    name = words.upto(words.count if because is None else because)
    if not visible(name):
        raise Missing("The closure day's name is missing.", example)
    return name


def _refuse_part_of_day(words: Words, example: str) -> None:
    """Refuse half a day, or times of one, where they would count (T2)."""
    ahead = 1 if words.word() in _FROM else 0
    word = words.word(ahead).rstrip(",;")
    if (ahead == 0 and word in _PARTS) or _is_time(word):
        raise NotUnderstood(
            "Only whole days are closed: clocks run on a day from 09:00 to 17:00, or not at all "
            "(T2). If that is the name, put it in quotes.",
            example,
        )


def _is_time(word: str) -> bool:
    first, _, _ = word.partition("-")
    return is_clock(first) or clock_of(first) is not None or word in _PARTS
