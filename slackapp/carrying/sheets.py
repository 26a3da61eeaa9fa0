"""The files that are imported and exported: their columns, and how they are read and written."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import IO, Any, Final

from models.problems import Impossible
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
    Name,
    PackLine,
    TimeLine,
    Wrong,
)
from slackapp.carrying.cells import (
    Unreadable,
    bare,
    instants_by,
    one_of,
    read_channel,
    read_day,
    read_key,
    read_line,
    read_minutes,
    read_money,
    read_note,
    read_number,
    read_short_name,
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


_NAMES: Final = ("key", "name")  # the fields by which other lines call a line


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

    def read(self, number: int, cells: Cells, *, once: bool) -> Iterator[LineRead | Wrong]:
        """Yield the line that stands there, or each of its cells that can't be read."""
        stand = tuple(bare(cells.get(each.heading, "").strip()) for each in self.columns)
        values, wrong = {}, []
        for column, text in zip(self.columns, stand, strict=True):
            try:
                if text:
                    values[column.field] = column.reads(text)
                elif not column.optional:
                    raise Unreadable(f"write {column.example}, for example")
            except Unreadable as unreadable:
                why = str(unreadable)
                wrong.append(Wrong(number, column.heading, text, why, self._called(stand)))
        if wrong:
            yield from wrong
        else:
            line = self.makes(**values)
            yield LineRead(number, line, self.headings_by_field, stand, once)

    def _called(self, stand: Sequence[str]) -> tuple[Name, ...]:
        """Return what later lines may call a line that can't be read: its key, or its full name."""
        cells = zip(self.columns, stand, strict=True)
        names = [cell for column, cell in cells if cell and column.field in _NAMES]
        return tuple((self.makes.sheet, name) for name in names)


_CUSTOMERS: Final = Layout(
    CustomerLine,
    (
        Column("customer", "key", read_short_name, "acme"),
        Column("name", "name", read_line, "Acme AG"),
        Column("manager", "manager", read_line, "cleo", optional=True),
        Column("channel", "channel", read_channel, "C012AB3CD", optional=True),
        Column("language", "language", one_of(Language), "en", optional=True),
    ),
)
_CONTRACTS: Final = Layout(
    ContractLine,
    (
        Column("key", "key", read_key, "acme-2024"),
        Column("customer", "customer", read_line, "acme"),
        Column(
            "what", "what", one_of((Agreed.START, Agreed.LEVEL, Agreed.END)), "start", optional=True
        ),
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
        Column("key", "key", read_key, "invoice 2024-117"),
        Column("customer", "customer", read_line, "acme"),
        Column("bought", "bought", read_day, "15.03.2024"),
        Column("size", "size", one_of(PackSize, str.upper), "M", optional=True),
        Column("escalations", "escalations", read_number, "", optional=True),
        Column("price", "price", read_money, "", optional=True),
    ),
)
_TIME: Final = Layout(
    TimeLine,
    (
        Column("key", "key", read_key, "10023"),
        Column("case", "case", read_key, "T-4711"),
        Column("person", "person", read_line, "ada"),
        Column("day", "day", read_day, "18.03.2024"),
        Column("minutes", "minutes", read_minutes, "1:30"),
        Column("note", "note", read_note, "Traced the loop", optional=True),
    ),
)


def _cases(read_instant: Callable[[str], datetime]) -> Layout:
    return Layout(
        CaseLine,
        (
            Column("key", "key", read_key, "T-4711"),
            Column("customer", "customer", read_line, "acme"),
            Column("title", "title", read_line, "Login loops"),
            Column("kind", "kind", one_of(Kind), "configuration"),
            Column("severity", "severity", one_of(Severity), "3"),
            Column("reported", "reported", read_instant, "18.03.2024 09:15"),
            Column("responded", "responded", read_instant, "18.03.2024 11:40", optional=True),
            Column("closed", "closed", read_instant, "20.03.2024 16:00", optional=True),
            Column("owner", "owner", read_line, "ada", optional=True),
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

_MARKED: Final = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


class Table:
    """A file with a heading above each column, separated by semicolons, commas or tabs, in UTF-8,
    UTF-16 with its mark, or Windows-1252. It is read whole.
    """

    def __init__(self, file: Path) -> None:
        """Impossible if it can't be read, or there is nothing in it."""
        self.file = file
        self._text = _text_of(file)
        self._delimiter = max(";,\t", key=self._text.lstrip().partition("\n")[0].count)
        self.size = self._text.count("\n") + 1  # lines
        try:
            self.begins, headings = next(self._rows(), (0, []))
        except csv.Error as error:
            raise Impossible(f"{file}: {_UNQUOTED}: {error}.") from None
        if not headings:
            raise Impossible(f"{file} is empty. `import --template` shows what stands in it.")
        self.headings = [each.strip() for each in headings]

    def refuse_twice(self, wanted: Collection[str]) -> None:
        """Refuse (Impossible) headings that are wanted and stand there twice."""
        if twice := [each for each in wanted if self.headings.count(each) > 1]:
            raise Impossible(f"{self.file}, line {self.begins}: “{twice[0]}” stands there twice.")

    def lines(self) -> Iterator[tuple[int, Cells | Wrong]]:
        """Yield each line that is not empty, with its number."""
        number = self.begins
        try:
            for number, row in self._rows():
                if number > self.begins:
                    yield number, self._cells(number, row)
        except csv.Error as error:
            yield number, Wrong(number, None, "", f"below it {_UNQUOTED}: {error}")

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(
            io.StringIO(self._text, newline=""), delimiter=self._delimiter, strict=True
        )
        number = 1
        for row in reader:
            if any(cell.strip() for cell in row):
                yield number, row
            number = reader.line_num + 1

    def _cells(self, number: int, row: Sequence[str]) -> Cells | Wrong:
        if any(cell.strip() for cell in row[len(self.headings) :]):
            why = f"it has {len(row)} cells, and there are {len(self.headings)} headings"
            return Wrong(number, None, row[-1], why)
        return dict(zip(self.headings, row, strict=False))


_UNQUOTED: Final = "quotation marks do not enclose a cell"


def _text_of(file: Path) -> str:
    """Return what stands in a file; Impossible if it can't be read, or is no text."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise Impossible(f"{file}: {error.strerror}.") from None
    marked = [encoding for mark, encoding in _MARKED.items() if raw.startswith(mark)]
    for encoding in marked or ("utf-8", "cp1252"):
        with suppress(UnicodeDecodeError):
            if "\0" not in (text := raw.decode(encoding)):
                return text
    raise Impossible(f"{file} is no text that can be read: save it as CSV in UTF-8.")


def read_lines(
    table: Table, layout: Layout, mapped: Mapped = lambda cells: cells, *, once: bool = False
) -> Iterator[LineRead | Wrong]:
    """Yield the lines of a file as they are read, or what can't be read of them."""
    for number, cells in table.lines():
        if isinstance(cells, Wrong):
            yield cells
        else:
            yield from layout.read(number, mapped(cells), once=once)


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
    known_anywhere = {heading for layout in known.values() for heading in layout.headings}
    unknown = [each for each in strange if each not in known_anywhere]
    if missing and len(unknown) >= len(headings) - len(strange):
        files = "; ".join(f"{sheet}: {', '.join(it.headings)}" for sheet, it in known.items())
        raise Impossible(
            f"{table.file}, line {table.begins}: “{unknown[0]}” is a column of no file. There are "
            f"files of {files}. `import --template` writes one of each."
        )
    if missing or strange:
        what = f"“{strange[0]}” is no column" if strange else f"{', '.join(missing)} is missing"
        raise Impossible(
            f"{table.file}, line {table.begins}: {what} of a file of {sheet}, which has "
            f"{', '.join(known[sheet].headings)}. `import --template` writes one."
        )
    table.refuse_twice(known[sheet].headings)
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
