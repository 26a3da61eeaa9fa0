"""The grammar of the figures of a quarter (`/balance report 2026 Q3`)."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Final

from handlers.documents.figures import Part
from handlers.intents.pieces.customer_names import begins_customer
from handlers.intents.pieces.days import LAST, THIS
from handlers.intents.pieces.intent import Intent, Word
from handlers.intents.pieces.line import Words, said
from handlers.intents.pieces.reading import NotUnderstood, Reading
from handlers.intents.pieces.taking import take_end
from handlers.intents.pieces.written import Written
from models.rules.permissions import Permission
from models.rules.quarter import Quarter
from models.rules.writing import listed

_YEAR, _NUMBER = "(?P<year>20[0-9]{2})", "q(?P<number>[1-4])"
_QUARTERS: Final = (
    re.compile(rf"{_YEAR}[ /-]?{_NUMBER}"),
    re.compile(rf"{_NUMBER}(?:[ /-]?{_YEAR})?"),
    re.compile(rf"(?P<which>{'|'.join((*LAST, *THIS))}) (?:quarter|quartal)"),
)
_LONGEST: Final = 2  # words
_PARTS: Final = {part.value: part for part in Part} | {
    "on-call": Part.ON_CALL,
    "on call": Part.ON_CALL,
}
_EXAMPLE: Final = "/balance report 2026 Q3"


class ShowFigures(Intent):
    """Show the figures of a quarter, or a part of them; None means the quarter that runs."""

    word = Word(
        "/balance report",
        Permission.ACCOUNT_MANAGERS,
        help={
            "/balance report [2026 Q3]": (
                "a quarter of all customers: first responses, escalations, hours, on call, "
                "consulting to invoice; also `Q3` and `last quarter`"
            )
        },
    )

    quarter: Annotated[Quarter | None, Written()] = None
    part: Annotated[Part | None, Written(spelled=lambda part: part.value)] = None

    @staticmethod
    def read(words: Words, reading: Reading) -> ShowFigures:
        """Read `[2026 Q3] [hours]`, with `Q3` or `last quarter` for the quarter."""
        if begins_customer(words, reading):
            raise NotUnderstood("The report is of all customers, not of one.", "/balance report")
        quarter = _take_quarter(words, reading.today)
        part = _take_part(words)
        if quarter is None and part is None and not words.done:
            raise NotUnderstood(
                f"{said(words.text(words.count))} is not a quarter I can read: they are written "
                f"like `2026 Q3`, `Q3` or `last quarter`. Behind it stands nothing, or "
                f"{listed([part.value for part in Part], 'or')}.",
                _EXAMPLE,
            )
        take_end(words, _EXAMPLE)
        return ShowFigures(quarter, part)


def _take_quarter(words: Words, today: date) -> Quarter | None:
    for used in range(min(_LONGEST, words.count), 0, -1):
        text = " ".join(words.ahead(most=used))
        for pattern in _QUARTERS:
            if (match := pattern.fullmatch(text)) is not None:
                words.skip(used)
                return _quarter(match.groupdict(), today)
    return None


def _quarter(read: dict[str, str | None], today: date) -> Quarter:
    """Return the quarter that was read; without its year it is the latest that has begun."""
    running = Quarter.of(today)
    if read.get("which"):
        return running.before if read["which"] in LAST else running
    number = int(read["number"] or 0)
    if read["year"]:
        return Quarter(int(read["year"]), number)
    return Quarter(today.year if number <= running.number else today.year - 1, number)


def _take_part(words: Words) -> Part | None:
    for used in range(min(_LONGEST, words.count), 0, -1):
        if (part := _PARTS.get(" ".join(words.ahead(most=used)))) is not None:
            words.skip(used)
            return part
    return None
