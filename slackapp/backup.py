"""`backup` and `restore`: the whole desk in one file, and back from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from models.problems import Impossible
from models.rows import backup as backups
from models.rows.backup import Contents, NotWhole, OfAnotherVersion, Tell
from models.rows.migrate import newest_version
from models.usecases.restoring import Restored
from models.usecases.restoring import restore as restore_into
from slackapp.assembly import desk_of
from slackapp.database import TO_BE_BROUGHT, opened
from slackapp.only_server import only_server
from slackapp.progress import progress_on
from slackapp.settings import DeskSettings, Settings


def back_up(settings: DeskSettings, file: Path, shown: Console) -> Contents:
    """Write the desk into a new file, with a bar on `shown`; Problem if that can't be."""
    with (
        opened(settings.database_url) as database,
        _in_words(file),
        _bar("Writing", shown) as tell,
    ):
        return backups.back_up(database, file, datetime.now(UTC), tell)


def restore(
    settings: Settings, file: Path, shown: Console, *, replace: bool
) -> tuple[Contents, Restored]:
    """Put a backup into the database of the settings; Problem if that can't be."""
    with (
        # Of newer tables, and of another program's, some would be left.
        opened(settings.database_url, TO_BE_BROUGHT) as database,
        only_server(settings.database_url),
        _in_words(file),
        _bar("Restoring", shown) as tell,
    ):
        desk = desk_of(settings, database)
        return restore_into(desk, file, datetime.now(UTC), tell, replace=replace)


@contextmanager
def _bar(what: str, shown: Console) -> Iterator[Tell]:
    with progress_on(shown) as progress:
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
