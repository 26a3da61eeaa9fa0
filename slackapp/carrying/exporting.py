"""`export`: the files that `import` reads, and everything as JSON lines, of one state."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from models.problems import Impossible
from models.rules.sheets import Sheet
from models.usecases.carrying import everything
from models.usecases.carrying.exporting import Exporter
from models.usecases.people import DESK_ITSELF
from models.usecases.turn import Turn
from slackapp.assembly import desk_without_slack
from slackapp.carrying.importing import EVERYTHING
from slackapp.carrying.sheets import layouts, write_lines
from slackapp.database import opened
from slackapp.progress import progress_on
from slackapp.settings import DeskSettings


@dataclass(frozen=True)
class Exported:
    """A file that was written, and how many lines it has."""

    file: Path
    lines: int


def export_to(settings: DeskSettings, folder: Path, shown: Console) -> list[Exported]:
    """Write all files into a new folder; the desk may run meanwhile. Problem if that can't be: then
    there is no such folder.
    """
    with opened(settings.database_url) as database:
        desk = desk_without_slack(settings, database)
        try:
            with (
                _new_folder(folder) as unfinished,
                desk.reading(DESK_ITSELF, datetime.now(UTC)) as turn,
                progress_on(shown) as progress,
            ):
                sheets = [_write_sheet(turn, unfinished, sheet, progress) for sheet in Sheet]
                written = [*sheets, _write_everything(turn, unfinished, progress)]
        except FileExistsError:
            raise Impossible(f"{folder} is there already. Name a new folder.") from None
        except OSError as error:
            raise Impossible(f"{folder}: {error.strerror}.") from None
    return [replace(each, file=folder / each.file.name) for each in written]


@contextmanager
def _new_folder(folder: Path) -> Iterator[Path]:
    """A folder for its owner alone, that has its name when all is in it."""
    if folder.exists():
        raise FileExistsError(folder)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as beside:
        unfinished = Path(beside) / folder.name
        unfinished.mkdir(mode=0o700)
        yield unfinished
        unfinished.rename(folder)


def _write_sheet(turn: Turn, folder: Path, sheet: Sheet, progress: Progress) -> Exported:
    file, calendar = folder / f"{sheet}.csv", turn.calendar
    lines = progress.track(Exporter(turn).lines(sheet), description=file.name)
    with file.open("x", encoding="utf-8-sig", newline="") as written:
        return Exported(file, write_lines(written, layouts(calendar)[sheet], lines, calendar))


def _write_everything(turn: Turn, folder: Path, progress: Progress) -> Exported:
    file, total = folder / f"everything{EVERYTHING}", everything.count(turn)
    lines = progress.track(everything.lines_of(turn), total=total, description=file.name)
    with file.open("x", encoding="utf-8", newline="") as written:
        written.writelines(f"{line}\n" for line in lines)
    return Exported(file, total)
