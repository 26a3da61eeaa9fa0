"""Days to come, one or several: `tomorrow`, `until friday`, `this weekend`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from handlers.intents.pieces.ahead import UNTIL
from handlers.intents.pieces.days import AHEAD, NEXT, ON, THIS, read_day

WEEKEND: Final = ("weekend", "wochenende")
WEEK: Final = ("week", "woche")
_THE: Final = (*ON, *THIS, "the", "das", "over")


def read_day_span(words: Sequence[str], today: date) -> tuple[date, date] | None:
    """Return the first and last day that all of the words name; None if they name none.

    Without a first day it is today. Raises NotUnderstood for a day that does not exist, and Unclear
    for one that is read in two ways.
    """
    named = list(words)
    while named and named[0] in _THE and named[1:2] and named[1] in (*WEEKEND, *WEEK, *_THE):
        named = named[1:]
    monday = today - timedelta(days=today.weekday())
    if tuple(named) in {(word,) for word in WEEKEND}:
        return max(today, monday + timedelta(days=5)), monday + timedelta(days=6)
    if tuple(named) in {(word,) for word in WEEK}:
        return today, monday + timedelta(days=6)
    if len(named) == 2 and named[0] in NEXT and named[1] in WEEK:
        return monday + timedelta(days=7), monday + timedelta(days=13)
    return _from_to(words, today)


def _from_to(words: Sequence[str], today: date) -> tuple[date, date] | None:
    """Read `friday`, `until friday`, `fri to mon`."""
    rest, first = list(words), None
    if rest and rest[0] in (*ON, "from", "von"):
        rest = rest[1:]
    if rest and rest[0] not in UNTIL:
        first = read_day(rest, today, AHEAD)
        if first is None:
            return None
        rest = rest[first[1] :]
    begin = first[0] if first else today
    if not rest:
        return (begin, begin) if first else None
    if rest[0] not in UNTIL:
        return None
    last = read_day(rest[1:], begin, AHEAD)
    return (begin, last[0]) if last and last[1] == len(rest) - 1 else None
