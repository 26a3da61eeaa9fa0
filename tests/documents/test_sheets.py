"""A year as CSV and XLSX, opened by other programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from handlers.documents.sheets import as_csv, as_xlsx
from handlers.documents.statement import document
from models.rules.languages import Language
from models.usecases.books.issued import Issued
from tests.documents.years import ODD_TITLES, year

WORKED_OUT = ("=", "+", "-", "@", "\t", "\r")


def rows_of(issued: Issued) -> list[list[str]]:
    """The rows of a year as a program reads the CSV."""
    text = as_csv(document(issued)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def under(rows: Sequence[Sequence[str]], title: str) -> list[list[str]]:
    """The rows of a table, its headings first, up to the empty one behind it."""
    head = rows.index([])
    start = next(at for at, row in enumerate(rows) if at > head and row and row[0] == title)
    table = []
    for row in rows[start + 1 :]:
        if not row:
            break
        table.append(list(row))
    return table


def book_of(issued: Issued) -> Workbook:
    """The book of a year as a program reads it."""
    return load_workbook(io.BytesIO(as_xlsx(document(issued))))


def test_csv_as_swiss_spreadsheets_open_it() -> None:
    """A mark at its beginning, semicolons, dd.mm.yyyy, a decimal point, CR and LF."""
    raw = as_csv(document(year(2)))
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == raw.count(b"\n")
    rows = rows_of(year(2))
    assert rows[0] == ["Support statement 2026", "Acme AG"]
    assert under(rows, "What is agreed")[1] == [
        "Premium",
        "01.06.2025",
        "open-ended",
        "8",
        "4 business hours",
    ]
    assert under(rows, "Consulting")[1:] == [
        ["March 2026", "1003", "Ten hours", "2:00", "480.00"],
        ["April 2026", "1003", "Ten hours", "3:00", "720.00"],
    ]
    assert under(rows, "Late first responses")[1][2:] == [
        "06.01.2026 09:05",
        "06.01.2026 13:05",
        "07.01.2026 09:00",
    ]


def test_csv_in_german() -> None:
    rows = rows_of(year(2, Language.GERMAN))
    assert under(rows, "Beratung")[0] == ["Monat", "Fall", "Betreff", "Zeit", "CHF exkl. MWST"]
    assert under(rows, "Beratung")[1][0] == "März 2026"


@pytest.mark.parametrize("title", ODD_TITLES)
def test_no_cell_of_a_csv_is_worked_out(title: str) -> None:
    """What a spreadsheet would take for a formula stands behind an apostrophe; else as typed."""
    rows = rows_of(year(1, title=title, name=title))
    assert not [cell for row in rows for cell in row if cell.startswith(WORKED_OUT)]
    (charge,) = under(rows, "Escalations used")[1:]
    assert charge[2] == (f"'{title}" if title.startswith(WORKED_OUT) else title)


def test_xlsx_has_each_table_on_a_sheet() -> None:
    """Numbers, days and durations are what they are: a spreadsheet can work with them."""
    book = book_of(year(2))
    assert book.sheetnames == [
        "Support statement 2026",
        "What is agreed",
        "Escalations available",
        "Escalations used",
        "To be decided",
        "Consulting",
        "Not charged",
        "First responses",
        "Late first responses",
    ]
    head, march, april, total = book["Consulting"].iter_rows(values_only=True)
    assert head == ("Month", "Case", "Subject", "Time", "CHF excl. VAT")
    assert march == ("March 2026", 1003, "Ten hours", timedelta(hours=2), 480)
    assert april[3:] == (timedelta(hours=3), 720)
    assert total == ("Total", None, None, timedelta(hours=5), 1200)
    assert book["Consulting"].freeze_panes == "A2"
    used = list(book["Escalations used"].iter_rows(values_only=True))
    assert used[1][0] == datetime(2026, 1, 6)  # noqa: DTZ001 - a spreadsheet knows no zones
    late = list(book["Late first responses"].iter_rows(values_only=True))
    assert late[1][2] == datetime(2026, 1, 6, 9, 5)  # noqa: DTZ001


@pytest.mark.parametrize("title", ODD_TITLES)
def test_no_cell_of_an_xlsx_is_worked_out(title: str) -> None:
    """Each text is a text, as it was typed; and it stays one for whoever edits it."""
    book = book_of(year(1, title=title, name=title))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert all(cell.quotePrefix for cell in cells if cell.data_type == "s")
    assert title in [cell.value for cell in cells]
    assert not any(cell.hyperlink for cell in cells)


def test_both_tell_the_same() -> None:
    """From the same values: each row of the CSV has its row in the book."""
    rows, book = rows_of(year(30)), book_of(year(30))
    for sheet in book.worksheets[1:]:
        in_csv = under(rows, sheet.title)
        assert len(in_csv) in (sheet.max_row, sheet.max_row - 1)  # a total is the book's alone
