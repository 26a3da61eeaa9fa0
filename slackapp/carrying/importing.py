"""`import`: files are read, looked through, and written all or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, assert_never

from rich.console import Console
from rich.progress import Progress

from handlers.blocks.pieces.refusal import outside_slack
from models.problems import Impossible, Problem
from models.rules.calendar import BusinessCalendar
from models.rules.sheets import Sheet
from models.usecases.carrying import everything, importing
from models.usecases.carrying.importing import SomethingWrong, Sources
from models.usecases.carrying.lines import Became, Comes, IsThere, Wrong
from models.usecases.people import DESK_ITSELF
from models.usecases.turn import Desk, Turn
from slackapp.assembly import desk_without_slack
from slackapp.carrying.mapping import Part, read_mapping
from slackapp.carrying.sheets import Layout, Table, layouts, read_lines, sheet_of, write_template
from slackapp.database import opened
from slackapp.settings import DeskSettings

EVERYTHING: Final = ".jsonl"  # how the name of a file with everything ends
Tell = Callable[[int], None]
Say = Callable[[str], None]


@dataclass
class Imported:
    """How many lines come in, are there already, or are wrong."""

    comes: int = 0
    is_there: int = 0
    wrong: int = 0

    def count(self, became: Became) -> None:
        """Count a line."""
        match became:
            case Comes():
                self.comes += 1
            case IsThere():
                self.is_there += 1
            case Wrong():
                self.wrong += 1
            case _:
                assert_never(became)


@dataclass
class _Source:
    """A file, what lines of ours it has, and how they are made of its own."""

    table: Table
    sheet: Sheet
    part: Part | None = None

    @property
    def name(self) -> str:
        """What it is called where several are told apart."""
        return f"{self.table.file}, {self.sheet}" if self.part else str(self.table.file)


def import_files(
    settings: DeskSettings,
    files: Sequence[Path],
    mapping: Path | None,
    shown: Console,
    say: Say,
    *,
    apply: bool,
) -> Imported:
    """Say of each line what it would become; and, if nothing is wrong, write all of it where that
    is wanted. Problem if a file, or the database, can't be read.
    """
    with opened(settings.database_url) as database:
        desk = desk_without_slack(settings, database)
        with _opened(desk, files, mapping) as whole:
            found = _look_through(desk, whole, shown, say, only_wrong=apply)
            return _write(desk, whole, shown) if apply and not found.wrong else found


def write_templates(folder: Path) -> Sequence[Path]:
    """Write an example of each file into a folder; Impossible where one is there already."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for sheet, layout in layouts(BusinessCalendar()).items():
        file = folder / f"{sheet}.csv"
        try:
            with file.open("x", encoding="utf-8-sig", newline="") as opened:
                write_template(opened, layout)
        except FileExistsError:
            raise Impossible(f"{file} is there already, and is not replaced.") from None
        written.append(file)
    return written


# --- what is looked through, and then written -----------------------------------------------------


@dataclass
class _Opened:
    """What is imported: everything of a desk, or lines of files."""

    size: int
    everything: Path | None = None
    sources: Sequence[_Source] = ()
    known: dict[Sheet, Layout] = field(default_factory=dict)

    def lines_of(self, tell: Tell) -> Sources:
        """Return the lines of each file; `tell` how many bytes more were read."""
        for source in self.sources:
            part = source.part
            mapped = part.mapped if part else (lambda cells: cells)
            lines = read_lines(source.table, self.known[source.sheet], _more(tell), mapped)
            yield source.name, part.each_once(lines) if part else lines

    def rows(self, tell: Tell) -> Iterator[tuple[int, str]]:
        """Yield the lines of a file with everything, each with its number."""
        assert self.everything is not None
        more = _more(tell)
        with self.everything.open("rb") as opened:
            for number, line in enumerate(opened, 1):
                more(opened.tell())
                yield number, line.decode("utf-8", "replace")


def _more(tell: Tell) -> Tell:
    """Return what is told how far a file is read, and tells how much further that is."""
    before = 0

    def further(now: int) -> None:
        nonlocal before
        tell(now - before)
        before = now

    return further


@contextmanager
def _opened(desk: Desk, files: Sequence[Path], mapping: Path | None) -> Iterator[_Opened]:
    if [file for file in files if file.suffix == EVERYTHING]:
        if len(files) > 1 or mapping is not None:
            raise Impossible("A file with everything is imported by itself.")
        try:
            yield _Opened(files[0].stat().st_size, everything=files[0])
        except OSError as error:
            raise Impossible(f"{files[0]}: {error.strerror}.") from None
        return
    with desk.reading(DESK_ITSELF, _now()) as turn:
        known = dict(layouts(turn.calendar))
    sources: list[_Source] = []
    for file in files:
        table = Table(file)
        if mapping is None:
            sources.append(_Source(table, sheet_of(table, known)))
        else:
            parts = read_mapping(mapping, known, table.headings)
            sources += [_Source(table, part.sheet, part) for part in parts]
    order = list(Sheet)
    sources.sort(key=lambda source: order.index(source.sheet))
    yield _Opened(sum(each.table.size for each in sources), None, sources, known)


def _look_through(
    desk: Desk, opened: _Opened, shown: Console, say: Say, *, only_wrong: bool
) -> Imported:
    found = Imported()
    with (
        _bar("Looking through", opened.size, shown) as tell,
        desk.reading(DESK_ITSELF, _now()) as turn,
    ):
        for name, became in _would_become(turn, opened, tell):
            found.count(became)
            if isinstance(became, Wrong) or not only_wrong:
                say(_in_words(name, became))
    return found


def _would_become(turn: Turn, opened: _Opened, tell: Tell) -> Iterator[tuple[str, Became]]:
    if opened.everything is None:
        yield from importing.would_become(turn, opened.lines_of(tell))
    else:
        for became in everything.would_become(turn, opened.rows(tell)):
            yield str(opened.everything), became


def _write(desk: Desk, opened: _Opened, shown: Console) -> Imported:
    found = Imported()
    with _bar("Writing", opened.size, shown) as tell, desk.writing(DESK_ITSELF, _now()) as turn:
        try:
            if opened.everything is not None:
                everything.bring_in(turn, opened.rows(tell), found.count)
            else:
                importing.bring_in(turn, opened.lines_of(tell), found.count)
        except SomethingWrong as problem:  # somebody changed something since it was looked through
            told = _in_words(problem.source, problem.wrong)
            raise Impossible(f"{told} Nothing was written.") from None
    return found


def _in_words(name: str, became: Became) -> str:
    where = f"{name}, line {became.number}"
    match became:
        case Comes():
            return f"{where}: comes in as {became.what}."
        case IsThere():
            return f"{where}: is there as {became.what}."
        case Wrong():
            why = became.why
            told = outside_slack(why) if isinstance(why, Problem) else f"{why}."
            at = f"{where}, {became.column}" if became.column else where
            return f"{at}: “{became.stands}” is wrong: {told}" if became.stands else f"{at}: {told}"
        case _:
            assert_never(became)


@contextmanager
def _bar(what: str, size: int, shown: Console) -> Iterator[Tell]:
    with Progress(console=shown) as progress:
        task = progress.add_task(what, total=size)
        yield lambda more: progress.advance(task, more)
        progress.update(task, completed=size)


def _now() -> datetime:
    return datetime.now(UTC)
