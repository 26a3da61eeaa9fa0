"""A document as pages: worded here, set by typst in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final, assert_never

from handlers.documents.document import Cell, Document, Table
from handlers.phrases.writer import Writer

_SETS: Final = (sys.executable, "-I", str(Path(__file__).with_name("typesetting.py")))
_LONGEST: Final = 30  # seconds; ten thousand rows take ten
_MOST_SAID: Final = 500  # characters of what went wrong: its last line says what


class NotSet(Exception):
    """A page that could not be set, with what the typesetter says."""


def as_pdf(document: Document) -> bytes:
    """Return a document as a PDF; NotSet if that fails, or lasts too long."""
    given = as_page_reads(document).encode()
    try:
        done = subprocess.run(_SETS, input=given, capture_output=True, timeout=_LONGEST)
    except subprocess.TimeoutExpired as lasts:
        raise NotSet(f"not within {_LONGEST} seconds") from lasts
    if done.returncode != 0:
        raise NotSet(done.stderr.decode(errors="replace").strip()[-_MOST_SAID:])
    return done.stdout


def as_page_reads(document: Document) -> str:
    """Return a document as the page reads it: JSON, and all of it texts."""
    write = Writer(document.language)
    told = {
        "language": document.language,
        "title": document.title,
        "whose": document.whose,
        "lead": document.lead,
        "known": document.known,
        "numbers": [{"value": each.value, "of": each.of} for each in document.numbers],
        "tables": [_table(write, table, document.total) for table in document.tables],
        "notes": list(document.notes),
        "notes_title": document.notes_title,
        "small_print": document.small_print,
        "page": document.page,
    }
    return json.dumps(told)


def _table(write: Writer, table: Table, total: str) -> dict[str, object]:
    sums = ["" if cell is None else _text(write, cell) for cell in table.totals]
    return {
        "title": table.title,
        "note": table.note,
        "columns": [
            {
                "heading": column.heading,
                "share": column.share,
                "right": any(isinstance(row[place], _NUMBERS) for row in table.rows),
            }
            for place, column in enumerate(table.columns)
        ],
        "rows": [[_text(write, cell) for cell in row] for row in table.rows],
        "totals": [total, *sums[1:]] if sums else [],
    }


_NUMBERS = int | Decimal | timedelta  # stand at the right


def _text(write: Writer, cell: Cell) -> str:
    match cell:
        case None:
            return "–"
        case str():
            return " ".join(cell.splitlines())
        case datetime():
            return write.instant(cell)
        case date():
            return write.day(cell)
        case timedelta():
            return write.minutes(round(cell.total_seconds() / 60))
        case Decimal():
            return write.amount(cell)
        case int():
            return str(cell)
        case _:
            assert_never(cell)
