"""What was acknowledged and is not answered yet: kept until it is, whichever process dies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, exists, select
from sqlalchemy.dialects import postgresql, sqlite

from models.rows.base import Database
from models.rows.outbox import InboxRow

CLAIMED_FOR = timedelta(seconds=60)  # longer than whoever has it has patience with the database
KEPT_FOR = timedelta(days=1)  # what can't be answered by then never will


@dataclass(frozen=True)
class Kept:
    """A request of Slack's: its key, its body as it came, and when it came."""

    key: str
    body: Mapping[str, object]
    at: datetime


def keep(database: Database, kept: Kept, moment: datetime) -> None:
    """Keep a request that this process works on; once, however often it is delivered."""
    insert = sqlite.insert if database.is_sqlite else postgresql.insert
    row = {
        "key": kept.key,
        "body": dict(kept.body),
        "at": kept.at,
        "process": database.name,
        "claimed_until": moment + CLAIMED_FOR,
    }
    with database.writing() as session:
        session.connection().execute(insert(InboxRow).values(row).on_conflict_do_nothing())


def claim(database: Database, moment: datetime) -> Kept | None:
    """Claim the oldest request that nobody works on any more, if there is one."""
    found = _left(database, moment)
    with database.reading() as session:  # mostly there is none, and writers need not wait
        if not session.scalar(select(exists(found))):
            return None
    with database.writing() as session:
        row = session.scalars(found.with_for_update(skip_locked=True)).first()
        if row is None:
            return None
        row.process, row.claimed_until = database.name, moment + CLAIMED_FOR
        return Kept(row.key, row.body, row.at)


def _left(database: Database, moment: datetime) -> Select[InboxRow]:
    """Select what a dead process has left; a file of SQLite has but one, so others are dead."""
    left = InboxRow.claimed_until <= moment
    if database.is_sqlite:
        left |= InboxRow.process != database.name
    return select(InboxRow).where(left).order_by(InboxRow.at, InboxRow.key).limit(1)


def done(database: Database, key: str) -> None:
    """Forget a request: it is done, and who asked has the answer."""
    with database.writing() as session:
        session.execute(delete(InboxRow).where(InboxRow.key == key))
