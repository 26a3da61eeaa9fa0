"""Days of the week on which something happens every week: `tue,thu`, `mon-fri`, `Di. und Do.`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from handlers.intents.pieces.days import ON, WEEKDAYS, written_weekday

_EVERY: Final = ("every", "each", "jeden", "jede", "immer", *ON)
_TO: Final = ("-", "to", "bis", "through")
_AND: Final = (",", "/", "+", "&", "and", "und")
_PIECE = re.compile(r"[-,/+&]|[^-,/+&]+")
_DAILY: Final = frozenset(range(7))
_SEVERAL: Final = {
    **dict.fromkeys(("day", "night", "daily", "tag", "nacht", "täglich"), _DAILY),
    **dict.fromkeys(("weekday", "weekdays", "werktags", "werktag"), frozenset(range(5))),
    **dict.fromkeys(("weekend", "weekends", "wochenende"), frozenset({5, 6})),
}
# Nothing but a day stands here, so `do` is no word of English, and `Mo` no name.
_ONE: Final = {name.removesuffix("."): number for name, number in WEEKDAYS.items()}


def read_weekdays(words: Sequence[str]) -> tuple[frozenset[int], int] | None:
    """Return the days (0 is Monday) that the words, in lower case, begin with, and how many words
    that took; None if they begin with none.
    """
    found: set[int] = set()
    last, used = "", 0
    for count, word in enumerate(words, start=1):
        for piece in _PIECE.findall(word):
            days = _days(piece)
            if days is None and piece not in (*_EVERY, *_TO, *_AND):
                return (frozenset(found), used) if found else None
            if days is not None:
                found |= _up_to(found, days) if last in _TO else days
                used = count
            last = piece
    return (frozenset(found), used) if found else None


def _days(piece: str) -> frozenset[int] | None:
    bare = piece.removesuffix(".")
    if bare in _SEVERAL:
        return _SEVERAL[bare]
    number = _ONE.get(bare, _ONE.get(bare.removesuffix("s")))  # `tuesdays`, `dienstags`
    return None if number is None else frozenset({number})


def _up_to(found: set[int], days: frozenset[int]) -> frozenset[int]:
    """Return the days from the last of those found to the one that follows `to`."""
    [end] = days if len(days) == 1 else [max(days)]
    start = max(found, default=end)
    return frozenset((start + ahead) % 7 for ahead in range((end - start) % 7 + 1))


def written_weekdays(weekdays: frozenset[int]) -> str:
    """Return the days as they are typed: `tue,thu`."""
    return ",".join(written_weekday(number) for number in sorted(weekdays))
