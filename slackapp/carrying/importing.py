"""`import`: files are read, looked through, and written all or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Final, TypeVar, assert_never

from rich.console import Console

from handlers.blocks.pieces.refusal import outside_slack
from handlers.blocks.pieces.wording import cut
from models.problems import Impossible, Problem
from models.rules.calendar import BusinessCalendar
from models.rules.sheets import Sheet
from models.usecases.carrying import everything, importing
from models.usecases.carrying.importing import Import, SomethingWrong
from models.usecases.carrying.lines import Became, Comes, IsThere, LineRead, Wrong
from models.usecases.people import DESK_ITSELF
from models.usecases.turn import Desk, Turn
from slackapp.assembly import desk_without_slack
from slackapp.carrying.mapping import Lines, Part, only_earliest, read_mapping
from slackapp.carrying.sheets import Layout, Table, layouts, read_lines, sheet_of, write_template
from slackapp.database import opened
from slackapp.progress import progress_on
from slackapp.settings import DeskSettings

EVERYTHING: Final = ".jsonl"  # how the name of a file with everything ends
_LONGEST_SHOWN: Final = 60  # of what stands in a cell
Say = Callable[[str], None]
Each = TypeVar("Each")


@dataclass
class Imported:
    """How many lines come in or are there already, and which are wrong."""

    comes: int = 0
    is_there: int = 0
    wrong: set[tuple[str, int]] = field(default_factory=set)

    def count(self, name: str, became: Became) -> None:
        """Count a line of a file."""
        match became:
            case Comes():
                self.comes += 1
            case IsThere():
                self.is_there += 1
            case Wrong():
                self.wrong.add((name, became.number))
            case _:
                assert_never(became)


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
        whole = _read(desk, files, mapping, shown)
        found = _look_through(desk, whole, shown, say, only_wrong=apply)
        return _write(desk, whole, shown) if apply and not found.wrong else found


def write_templates(folder: Path) -> Sequence[Path]:
    """Write an example of each file into a folder; Impossible where one is there already."""
    files = {folder / f"{sheet}.csv": it for sheet, it in layouts(BusinessCalendar()).items()}
    if there := [file for file in files if file.exists()]:
        raise Impossible(f"{there[0]} is there already, and is not replaced.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, layout in files.items():
            with file.open("x", encoding="utf-8-sig", newline="") as written:
                write_template(written, layout)
    except OSError as error:
        raise Impossible(f"{folder}: {error.strerror}.") from None
    return list(files)


# --- what is read, looked through, and then written -----------------------------------------------


Outcomes = Iterator[tuple[str, Became]]  # of lines, each with its file


@dataclass(frozen=True)
class _Whole:
    """All that is imported: how many lines, what they would become, and how they come in."""

    size: int
    would_become: Callable[[Turn], Outcomes]
    make_ready: Callable[[Turn], None]
    bring_in: Callable[[Turn], Outcomes]


def _read(desk: Desk, files: Sequence[Path], mapping: Path | None, shown: Console) -> _Whole:
    """Read files whole, so that nothing is read while others wait for the database."""
    if not any(file.suffix == EVERYTHING for file in files):
        return _of_tables(desk, files, mapping, shown)
    if len(files) > 1 or mapping is not None:
        raise Impossible("A file with everything is imported by itself.")
    return _of_everything(files[0], shown)


@dataclass(frozen=True)
class _Source:
    """A table, what lines of ours it has, and how they are made of its own."""

    table: Table
    sheet: Sheet
    part: Part | None = None

    @property
    def name(self) -> str:
        """What it is called where several are told apart."""
        return f"{self.table.file}, {self.sheet}" if self.part else str(self.table.file)

    def lines(self, layout: Layout) -> Iterator[LineRead | Wrong]:
        """Yield the lines as they are read."""
        if (part := self.part) is None:
            return read_lines(self.table, layout)
        return read_lines(self.table, layout, part.mapped, once=part.once)


def _of_tables(desk: Desk, files: Sequence[Path], mapping: Path | None, shown: Console) -> _Whole:
    with desk.reading(DESK_ITSELF, _now()) as turn:
        known = layouts(turn.calendar)
    read: list[tuple[str, Lines]] = []
    for each in _sources(files, mapping, known):
        lines = each.lines(known[each.sheet])
        read.append((each.name, list(_tracked(lines, each.table.size, "Reading", shown))))
    sources = only_earliest(read)
    what = Import(sources)
    return _Whole(
        sum(len(lines) for _, lines in sources),
        lambda turn: importing.would_become(turn, what),
        lambda turn: importing.make_ready(turn, what),
        lambda turn: importing.bring_in(turn, what),
    )


def _sources(
    files: Sequence[Path], mapping: Path | None, known: Mapping[Sheet, Layout]
) -> Sequence[_Source]:
    """Return what is read, in the order in which it is needed."""
    tables = [Table(file) for file in files]
    if mapping is None:
        found = [_Source(table, sheet_of(table, known)) for table in tables]
        return sorted(found, key=lambda each: list(Sheet).index(each.sheet))
    parts = read_mapping(mapping, known)
    for part, table in product(parts, tables):
        part.refuse_unfit(mapping, table)
    return [_Source(table, part.sheet, part) for part, table in product(parts, tables)]


def _of_everything(file: Path, shown: Console) -> _Whole:
    try:
        with file.open(encoding="utf-8", newline="\n") as lines:
            size = sum(1 for _ in lines)
            lines.seek(0)
            rows = list(everything.read(str(file), _tracked(lines, size, "Reading", shown)))
    except OSError as error:
        raise Impossible(f"{file}: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Impossible(f"{file} is not in UTF-8, as `export` writes it.") from None
    sources = [(str(file), rows)]
    return _Whole(
        len(rows),
        lambda turn: everything.would_become(turn, sources),
        everything.make_ready,
        lambda turn: everything.bring_in(turn, sources),
    )


def _look_through(
    desk: Desk, whole: _Whole, shown: Console, say: Say, *, only_wrong: bool
) -> Imported:
    found = Imported()
    with desk.reading(DESK_ITSELF, _now()) as turn:
        outcomes = whole.would_become(turn)
        for name, became in _tracked(outcomes, whole.size, "Looking through", shown):
            found.count(name, became)
            if isinstance(became, Wrong) or not only_wrong:
                say(_in_words(name, became))
    return found


def _write(desk: Desk, whole: _Whole, shown: Console) -> Imported:
    def work(turn: Turn) -> Imported:
        found = Imported()
        for name, became in _tracked(whole.bring_in(turn), whole.size, "Writing", shown):
            found.count(name, became)
        return found

    with desk.reading(DESK_ITSELF, _now()) as turn:
        whole.make_ready(turn)
    try:
        return desk.write(DESK_ITSELF, _now(), work)
    except SomethingWrong as problem:  # somebody changed something since it was looked through
        told = _in_words(problem.name, problem.wrong)
        raise Impossible(f"{told} Nothing was written.") from None


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
            if became.column is None:
                stands = f" “{became.stands}” is wrong:" if became.stands else ""
                return f"{where}:{stands} {told}"
            cell = cut(became.stands, _LONGEST_SHOWN)
            stands = f"“{cell}” is wrong" if cell else "nothing stands there"
            return f"{where}, {became.column}: {stands}: {told}"
        case _:
            assert_never(became)


def _tracked(some: Iterable[Each], size: int, what: str, shown: Console) -> Iterator[Each]:
    """Yield each of some, with a bar that says how far they are."""
    with progress_on(shown) as progress:
        yield from progress.track(some, total=size, description=what)


def _now() -> datetime:
    return datetime.now(UTC)
