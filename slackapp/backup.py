"""`backup` and `restore`: the whole desk in one file, and back from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from sqlalchemy.exc import DBAPIError

from models.problems import Impossible, Problem
from models.rows import backup as backups
from models.rows.backup import Contents, NotWhole, OfAnotherVersion, Tell
from models.rows.migrate import newest_version, refuse_newer
from models.usecases.restoring import Restored
from models.usecases.restoring import restore as restore_into
from slackapp.answers_for_programs import exists, refuse_old_tables
from slackapp.assembly import desk_of, open_desk
from slackapp.only_server import only_server
from slackapp.settings import DeskSettings, Settings


def back_up(settings: DeskSettings, file: Path, shown: Console) -> Contents:
    """Write the desk into a new file, with a bar on `shown`; Problem if that can't be."""
    if not exists(settings):
        raise Problem("There is no database yet. Run: python -m slackapp migrate")
    database = open_desk(settings).database
    try:
        with _in_words(file), _bar("Writing", shown) as tell:
            refuse_old_tables(database)
            return backups.back_up(database, file, datetime.now(UTC), tell)
    finally:
        database.close()


def restore(
    settings: Settings, file: Path, shown: Console, *, replace: bool
) -> tuple[Contents, Restored]:
    """Put a backup into the database of the settings; Problem if that can't be."""
    with _in_words(file), only_server(settings.database_url):
        desk = desk_of(settings)
        try:
            refuse_newer(desk.database)  # of which some tables would be left
            with _bar("Restoring", shown) as tell:
                return restore_into(desk, file, datetime.now(UTC), tell, replace=replace)
        finally:
            desk.database.close()


@contextmanager
def _bar(what: str, shown: Console) -> Iterator[Tell]:
    with Progress(console=shown) as progress:
        task = progress.add_task(what)
        yield lambda done, total: progress.update(task, completed=done, total=total)


@contextmanager
def _in_words(file: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        raise Impossible(f"{file} is there already, and is not replaced. Name another.") from None
    except NotWhole:
        raise Impossible(f"{file} is no whole backup of the desk. Nothing was changed.") from None
    except OfAnotherVersion as problem:
        raise Impossible(
            f"{file} is of version {problem} of the tables, and this program's are of "
            f"{newest_version()}. Restore it with the program that wrote it; the newer one "
            "brings the tables up to date when it starts."
        ) from None
    except OSError as error:
        raise Impossible(f"{file}: {error.strerror}. Nothing was written.") from None
    except DBAPIError as error:
        raise Problem(f"The database did not do it: {error.orig}") from None
