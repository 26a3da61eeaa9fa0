"""The files that are imported and exported: their columns, and how they are read and written."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import IO, Any, Final

from handlers.blocks.pieces.refusal import plain
from handlers.intents.pieces.reserved import check_short_name
from models.problems import Impossible, Problem
from models.rules.calendar import BusinessCalendar
from models.rules.contract_year import Agreed
from models.rules.languages import Language
from models.rules.service_definition import Kind, Level, PackSize, Severity
from models.rules.sheets import Sheet
from models.usecases.carrying.lines import (
    CaseLine,
    ContractLine,
    CustomerLine,
    Line,
    LineRead,
    PackLine,
    TimeLine,
    Wrong,
)
from slackapp.carrying.cells import (
    Unreadable,
    bare,
    instants_by,
    one_of,
    read_day,
    read_minutes,
    read_money,
    read_number,
    read_text,
    shielded,
)

Cells = Mapping[str, str]  # what stands in a line, by the heading above it
Mapped = Callable[[Cells], Cells]


@dataclass(frozen=True)
class Column:
    """A column: its heading, the field of the line that it is, how a cell is read, an example; and
    whether it may be empty.
    """

    heading: str
    field: str
    reads: Callable[[str], Any]
    example: str
    optional: bool = False


@dataclass(frozen=True)
class Layout:
    """The columns of a file, and what a line of it is."""

    makes: type[Line]
    columns: Sequence[Column]

    @cached_property
    def headings_by_field(self) -> Mapping[str, str]:
        """The headings by the fields of a line."""
        return {each.field: each.heading for each in self.columns}

    @cached_property
    def headings(self) -> Sequence[str]:
        """The headings, in order."""
        return [each.heading for each in self.columns]

    def read(self, number: int, cells: Cells) -> Iterator[LineRead | Wrong]:
        """Yield the line that stands there, or each of its cells that can't be read."""
        values, stands, wrong = {}, {}, []
        for column in self.columns:
            text = bare(cells.get(column.heading, "").strip())
            stands[column.field] = text
            try:
                if text:
                    values[column.field] = column.reads(text)
                elif not column.optional:
                    raise Unreadable(f"something, such as {column.example}")
            except Unreadable as unreadable:
                wrong.append(Wrong(number, column.heading, text, str(unreadable)))
        if wrong:
            yield from wrong
        else:
            yield LineRead(number, self.makes(**values), self.headings_by_field, stands)


def _read_short_name(text: str) -> str:
    """Read a customer's short name: one that commands can be typed with."""
    try:
        return check_short_name(text.lower())
    except Problem as refused:
        raise Unreadable(plain(refused.sentence, str).removesuffix(".")) from None


_CUSTOMERS: Final = Layout(
    CustomerLine,
    (
        Column("customer", "key", _read_short_name, "acme"),
        Column("name", "name", read_text, "Acme AG"),
        Column("manager", "manager", read_text, "cleo", optional=True),
        Column("channel", "channel", read_text, "C012AB3CD", optional=True),
        Column("language", "language", one_of(Language), "en", optional=True),
    ),
)
_CONTRACTS: Final = Layout(
    ContractLine,
    (
        Column("key", "key", read_text, "acme-2024"),
        Column("customer", "customer", read_text, "acme"),
        Column("what", "what", one_of(Agreed), "start", optional=True),
        Column("level", "level", one_of(Level), "standard", optional=True),
        Column("escalations", "escalations", read_number, "", optional=True),
        Column("from", "first_day", read_day, "01.01.2024", optional=True),
        Column("to", "last_day", read_day, "", optional=True),
        Column("known", "recorded_on", read_day, "", optional=True),
    ),
)
_PACKS: Final = Layout(
    PackLine,
    (
        Column("key", "key", read_text, "invoice 2024-117"),
        Column("customer", "customer", read_text, "acme"),
        Column("bought", "bought", read_day, "15.03.2024"),
        Column("size", "size", one_of(PackSize, str.upper), "M", optional=True),
        Column("escalations", "escalations", read_number, "", optional=True),
        Column("price", "price", read_money, "", optional=True),
    ),
)
_TIME: Final = Layout(
    TimeLine,
    (
        Column("key", "key", read_text, "10023"),
        Column("case", "case", read_text, "T-4711"),
        Column("person", "person", read_text, "ada"),
        Column("day", "day", read_day, "18.03.2024"),
        Column("minutes", "minutes", read_minutes, "1:30"),
        Column("note", "note", read_text, "Traced the loop", optional=True),
    ),
)


def _cases(read_instant: Callable[[str], datetime]) -> Layout:
    return Layout(
        CaseLine,
        (
            Column("key", "key", read_text, "T-4711"),
            Column("customer", "customer", read_text, "acme"),
            Column("title", "title", read_text, "Login loops"),
            Column("kind", "kind", one_of(Kind), "configuration"),
            Column("severity", "severity", one_of(Severity), "3"),
            Column("reported", "reported", read_instant, "18.03.2024 09:15"),
            Column("responded", "responded", read_instant, "18.03.2024 11:40", optional=True),
            Column("closed", "closed", read_instant, "20.03.2024 16:00", optional=True),
            Column("owner", "owner", read_text, "ada", optional=True),
        ),
    )


def layouts(calendar: BusinessCalendar) -> Mapping[Sheet, Layout]:
    """Return the layout of each file; instants without a zone are the calendar's."""
    return {
        Sheet.CUSTOMERS: _CUSTOMERS,
        Sheet.CONTRACTS: _CONTRACTS,
        Sheet.PACKS: _PACKS,
        Sheet.CASES: _cases(instants_by(calendar)),
        Sheet.TIME: _TIME,
    }


# --- reading --------------------------------------------------------------------------------------

_MARKED: Final = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16"}
_AT_ONCE: Final = 1 << 20  # bytes


class Table:
    """A file with a heading above each column, separated by semicolons, commas or tabs, in UTF-8,
    UTF-16 with its mark, or Windows-1252.
    """

    def __init__(self, file: Path) -> None:
        """Impossible if there is no such file, or nothing in it."""
        self.file = file
        try:
            self.size = file.stat().st_size
            self._encoding = _encoding(file)
            with self._open() as (text, _):
                self._delimiter = _delimiter(text.readline())
            with self._open() as (text, _):
                self.headings = [
                    each.strip() for each in next(csv.reader(text, delimiter=self._delimiter), [])
                ]
        except OSError as error:
            raise Impossible(f"{file}: {error.strerror}.") from None
        except UnicodeDecodeError:
            raise Impossible(f"{file} is neither in UTF-8 nor in Windows-1252.") from None
        if not any(self.headings):
            raise Impossible(f"{file} is empty. `import --template` shows what stands in it.")
        twice = {each for each in self.headings if self.headings.count(each) > 1 and each}
        if twice:
            raise Impossible(f"{file}, line 1: “{min(twice)}” stands there twice.")

    @contextmanager
    def _open(self) -> Iterator[tuple[IO[str], IO[bytes]]]:
        with self.file.open("rb") as raw, io.TextIOWrapper(raw, self._encoding, newline="") as text:
            yield text, raw

    def lines(self, tell: Callable[[int], None]) -> Iterator[tuple[int, Cells | Wrong]]:
        """Yield each line that is not empty with its number; `tell` how many bytes are read."""
        with self._open() as (text, raw):
            reader = csv.reader(text, delimiter=self._delimiter)
            number = 1
            while True:
                try:
                    row = next(reader, None)
                except csv.Error as error:
                    yield number, Wrong(number, None, "", f"it can't be read: {error}")
                    return
                if row is None:
                    return
                if number > 1 and any(cell.strip() for cell in row):
                    tell(raw.tell())
                    yield number, self._cells(number, row)
                number = reader.line_num + 1

    def _cells(self, number: int, row: Sequence[str]) -> Cells | Wrong:
        if any(cell.strip() for cell in row[len(self.headings) :]):
            why = f"it has {len(row)} cells, and there are {len(self.headings)} headings"
            return Wrong(number, None, row[-1], why)
        return dict(zip(self.headings, row, strict=False))


def _encoding(file: Path) -> str:
    """Which encoding a file has, looking at all of it."""
    with file.open("rb") as raw:
        begins = raw.read(3)
        for mark, encoding in _MARKED.items():
            if begins.startswith(mark):
                return encoding
        raw.seek(0)
        reads = codecs.getincrementaldecoder("utf-8")()
        try:
            while some := raw.read(_AT_ONCE):
                reads.decode(some)
            reads.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def _delimiter(first_line: str) -> str:
    return max(";,\t", key=first_line.count)


def read_lines(
    table: Table, layout: Layout, tell: Callable[[int], None], mapped: Mapped = lambda cells: cells
) -> Iterator[LineRead | Wrong]:
    """Yield the lines of a file as they are read, or what can't be read of them."""
    for number, cells in table.lines(tell):
        if isinstance(cells, Wrong):
            yield cells
        else:
            yield from layout.read(number, mapped(cells))


def sheet_of(table: Table, known: Mapping[Sheet, Layout]) -> Sheet:
    """Return which file it is by its headings; Impossible, with what is odd, if it is none."""
    headings = table.headings

    def odd(sheet: Sheet) -> tuple[list[str], list[str]]:
        """What is missing of a file, and what is none of its columns."""
        needed = [each.heading for each in known[sheet].columns if not each.optional]
        strange = [each for each in headings if each and each not in known[sheet].headings]
        return [each for each in needed if each not in headings], strange

    sheet = min(known, key=lambda sheet: sum(map(len, odd(sheet))))
    missing, strange = odd(sheet)
    if missing or strange:
        what = f"“{strange[0]}” is no column" if strange else f"{', '.join(missing)} is missing"
        raise Impossible(
            f"{table.file}, line 1: {what} of a file of {sheet}, which has "
            f"{', '.join(known[sheet].headings)}. `import --template` writes one."
        )
    return sheet


# --- writing --------------------------------------------------------------------------------------


def write_lines(
    file: IO[str], layout: Layout, lines: Iterable[Line], calendar: BusinessCalendar
) -> int:
    """Write a file as Swiss spreadsheets open it and `read_lines` reads it; return how many lines
    it has.
    """
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(layout.headings)
    count = 0
    for line in lines:
        count += 1
        writer.writerow(_written(getattr(line, each.field), calendar) for each in layout.columns)
    return count


def write_template(file: IO[str], layout: Layout) -> None:
    """Write a file with one line as an example."""
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerows([layout.headings, [each.example for each in layout.columns]])


def _written(value: object, calendar: BusinessCalendar) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return str(calendar.local(value))  # with its zone: a clock shows some times twice
        case date():
            return f"{value:%d.%m.%Y}"
        case str():
            return shielded(value)
        case _:
            return str(value)
