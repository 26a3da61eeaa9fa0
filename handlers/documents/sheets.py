"""A document as CSV, the way Swiss spreadsheets open it, and as XLSX.

What somebody wrote is a text there and nothing else: a program that opens it works nothing out.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final, assert_never

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from handlers.documents.document import Cell, Document, Table

WORKED_OUT: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the beginning of something to work out."""


def _head(document: Document) -> Iterator[Sequence[Cell]]:
    """Yield what is read first."""
    yield document.title, document.whose
    yield document.lead, document.known
    yield from ((each.of, each.value) for each in document.numbers)
    yield (document.small_print,)


# --- CSV ------------------------------------------------------------------------------------------


def as_csv(document: Document) -> bytes:
    """Return a document as CSV: its tables below each other, each under its title.

    UTF-8 with a mark at its beginning, semicolons, dd.mm.yyyy, a decimal point, durations as hours
    and minutes.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([_in_csv(cell) for cell in row] for row in _rows(document))
    return text.getvalue().encode("utf-8-sig")


def _rows(document: Document) -> Iterator[Sequence[Cell]]:
    yield from _head(document)
    for table in document.tables:
        yield ()
        yield (table.title, table.note)
        yield [column.heading for column in table.columns]
        yield from table.rows


def _in_csv(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case str():
            return f"'{cell}" if cell.startswith(WORKED_OUT) else cell
        case datetime():
            return f"{cell:%d.%m.%Y %H:%M}"
        case date():
            return f"{cell:%d.%m.%Y}"
        case timedelta():
            hours, minutes = divmod(cell // timedelta(minutes=1), 60)
            return f"{hours}:{minutes:02d}"
        case Decimal():
            return f"{cell:.2f}"
        case int():
            return str(cell)
        case _:
            assert_never(cell)


# --- XLSX -----------------------------------------------------------------------------------------

_LOOKS: Final[Mapping[type, str]] = {
    str: "General",
    datetime: "dd.mm.yyyy hh:mm",
    date: "dd.mm.yyyy",
    timedelta: "[h]:mm",
    Decimal: "#,##0.00",
    int: "0",
}
_LONGEST_NAME = 31  # characters of a sheet's
_WIDEST = 400  # pixels of a column


def as_xlsx(document: Document) -> bytes:
    """Return a document as XLSX: what is read first on a sheet, and each table on one of its own.

    Numbers, days and durations are what they are, and all else is text.
    """
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True, "remove_timezone": True}) as book:
        book.set_properties({"title": document.title, "subject": document.whose})
        sheets = _Sheets(book)
        sheets.add(document.title, list(_head(document)))
        for table in document.tables:
            sheets.add_table(table, document.total)
    return file.getvalue()


class _Sheets:
    """Adds sheets to a book. A text has a mark, so that it stays one if somebody edits it."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._plain, self._bold = (
            {
                kind: book.add_format({"num_format": look, "quote_prefix": kind is str} | more)
                for kind, look in _LOOKS.items()
            }
            for more in ({}, {"bold": True})
        )

    def add(self, name: str, rows: Sequence[Sequence[Cell]]) -> Worksheet:
        """Add a sheet with rows, the first of them bold."""
        sheet = self._book.add_worksheet(name[:_LONGEST_NAME])
        for place, row in enumerate(rows):
            self._write(sheet, place, row, bold=place == 0)
        sheet.autofit(_WIDEST)
        return sheet

    def add_table(self, table: Table, total: str) -> None:
        """Add a sheet with a table, its sums below it."""
        headings = [column.heading for column in table.columns]
        sheet = self.add(table.title, [headings, *table.rows])
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(table.rows), len(headings) - 1)
        if table.totals:
            sums = [total, *table.totals[1:]]
            self._write(sheet, len(table.rows) + 1, sums, bold=True)

    def _write(self, sheet: Worksheet, place: int, row: Sequence[Cell], *, bold: bool) -> None:
        looks = self._bold if bold else self._plain
        for column, cell in enumerate(row):
            match cell:
                case None:
                    pass
                case str():
                    sheet.write_string(place, column, cell, looks[str])
                case date() | timedelta():
                    sheet.write_datetime(place, column, cell, looks[type(cell)])
                case Decimal() | int():
                    sheet.write_number(place, column, cell, looks[type(cell)])
                case _:
                    assert_never(cell)
