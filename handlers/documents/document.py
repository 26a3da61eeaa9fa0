"""What a document is made of, whatever it is written as: numbers, tables, and notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeAlias

from models.rules.languages import Language

Cell: TypeAlias = str | int | Decimal | timedelta | date | datetime | None
"""Text, a number, an amount in CHF, a duration in whole minutes, a day, an instant of the business
zone; None is empty.
"""


@dataclass(frozen=True)
class Column:
    """A column by its heading. What has a `share` takes that of the room that the others leave;
    what is `summed` has a total.
    """

    heading: str
    share: int = 0
    summed: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under a title, and a sentence that explains them."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    note: str = ""

    @property
    def totals(self) -> Sequence[Cell]:
        """The sums of what is summed, in their places; nothing of a single row."""
        if len(self.rows) < 2 or not any(column.summed for column in self.columns):
            return ()
        places = enumerate(self.columns)
        return [_sum([row[n] for row in self.rows]) if it.summed else None for n, it in places]


@dataclass(frozen=True)
class KeyNumber:
    """What is read first: a value, as it is written, and what it is of."""

    value: str
    of: str


@dataclass(frozen=True)
class Document:
    """A document in a language; `name` is that of its file, without what says how it is written.

    `known` says as of when it is right, or by which number it is known; `total` is what sums are
    called, `page` how a page is counted: `Page {n} of {all}`.
    """

    language: Language
    name: str
    title: str
    whose: str
    lead: str
    known: str
    numbers: Sequence[KeyNumber]
    tables: Sequence[Table]
    notes: Sequence[str]
    notes_title: str
    total: str
    small_print: str
    page: str


def _sum(cells: Sequence[Cell]) -> Cell:
    """Return the sum of numbers, of amounts, or of durations."""
    if all(isinstance(cell, timedelta) for cell in cells):
        return sum((cell for cell in cells if isinstance(cell, timedelta)), timedelta())
    return sum(cell for cell in cells if isinstance(cell, int | Decimal))
