"""The file of a sandbox carries a mark, so that a sandbox never takes a real desk for its own."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from models.problems import Impossible

_MARK = 0x5EED0DE5  # SQLite's application_id, in the head of the file


def make_ready(database: Path, *, anew: bool) -> None:
    """Make the marked file of a sandbox, or take the one that is there; `anew` empties it first.

    Raises Impossible, and touches nothing, if the file holds anything else.
    """
    if database.exists() and not _is_own(database):
        raise Impossible(
            f"{database} is not a sandbox's own file, so it is left as it is. Name another with "
            "--database, or move it away."
        )
    if anew:
        for ending in ("", "-wal", "-shm"):
            Path(f"{database}{ending}").unlink(missing_ok=True)
    database.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(f"PRAGMA application_id={_MARK}")


def _is_own(database: Path) -> bool:
    if database.is_file() and database.stat().st_size == 0:
        return True  # there is nothing in it to lose
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as found:
            return bool(found.execute("PRAGMA application_id").fetchone() == (_MARK,))
    except sqlite3.DatabaseError:
        return False
