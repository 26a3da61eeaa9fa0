"""What was acknowledged and is not answered yet: kept until it is, whichever process dies."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.rows.base import Database, Instant
from models.rows.outbox import InboxRow
from models.rows.presence import is_there

CLAIMED_FOR = timedelta(seconds=60)  # longer than whoever has it has patience with the database
KEPT_FOR = timedelta(days=1)  # what can't be answered by then never will


@dataclass(frozen=True)
class KeptRequest:
    """A request of Slack's: its key, its body as it came, and when it came."""

    key: str
    body: Mapping[str, object]
    at: datetime


def record(
    database: Database, kept: Sequence[KeptRequest], done: Collection[str], moment: datetime
) -> None:
    """Keep requests that this process works on, each once, however often it is delivered; and
    forget what is `done`, and who asked has the answer.
    """
    insert = sqlite.insert if database.is_sqlite else postgresql.insert
    rows = [
        {
            "key": each.key,
            "body": dict(each.body),
            "at": each.at,
            "process": _name(database),
            "claimed_until": moment + CLAIMED_FOR,
        }
        for each in kept
    ]
    with database.writing() as session:
        if rows:
            session.connection().execute(insert(InboxRow).on_conflict_do_nothing(), rows)
        if done:
            session.execute(delete(InboxRow).where(InboxRow.key.in_(done)))


def claim(database: Database, moment: datetime, but: Container[str] = ()) -> KeptRequest | None:
    """Claim the oldest request that nobody works on any more, if there is one `but` those of these
    keys: its process is gone, or its claim has lapsed.
    """
    with database.reading() as session:  # mostly there is none, and writers need not wait
        waiting = session.execute(_WAITING, {"moment": moment, "own": database.name}).all()
        others = (row for row in waiting if row.key not in but)
        left = next((row for row in others if _is_left(database, session, row, moment)), None)
    if left is None:
        return None
    with database.writing() as session:
        row = session.get(InboxRow, left.key, with_for_update={"skip_locked": True})
        if row is None or row.claimed_until != left.claimed_until:
            return None  # somebody else has it, or it is done
        row.process, row.claimed_until = _name(database), moment + CLAIMED_FOR
        return KeptRequest(row.key, row.body, row.at)


def give_back(database: Database, key: str, moment: datetime) -> None:
    """Let whoever else may take a request up at once."""
    with database.writing() as session:
        row = session.get(InboxRow, key)
        if row is not None and row.process == _name(database):
            row.process, row.claimed_until = None, moment


_WAITING = (
    select(InboxRow.key, InboxRow.process, InboxRow.claimed_until)
    .where(
        (InboxRow.claimed_until <= bindparam("moment", type_=Instant()))
        | InboxRow.process.is_distinct_from(bindparam("own"))
    )
    .order_by(InboxRow.at, InboxRow.key)
)


def _is_left(
    database: Database, session: Session, row: Row[str, str | None, datetime], moment: datetime
) -> bool:
    _, process, claimed_until = row
    if claimed_until <= moment:
        return True
    return process is not None and not is_there(database, session, process)


def _name(database: Database) -> str | None:
    """Return the name of this process, if others see when it ends."""
    return database.name if database.is_sqlite or database.is_seen else None
