"""Restoring a backup: what is given away once is never given away twice, and nothing of long ago
rings, or speaks to somebody, as if it were new.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, delete, func, inspect, select, text

from models.problems import Impossible
from models.rows import Row
from models.rows.backup import Contents, Tell, fill
from models.rows.eras import Era
from models.rows.migrate import lift_bounds, make_anew
from models.rows.outbox import InboxRow, OutboxRow
from models.rows.pages import Page
from models.rows.reports import Arrival, SignOfLife
from models.rules.reports import CameOf
from models.usecases import people
from models.usecases.letter import PAST_SLACK, Letter, Way, read, say_later
from models.usecases.people import DESK_ITSELF
from models.usecases.turn import Desk, Turn

GAP = 10_000  # numbers of each kind: more than were given since the backup
RINGS_ON = timedelta(hours=2)  # a Sev-1's reply may still be in time (S1)
HELD = "it waited when the backup was made that was restored"
_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)
_LIFTS = text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)")
_FORGETS_LAST = text("DELETE FROM sqlite_sequence WHERE name = :table")
_KEEPS_LAST = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :last)")


class Restored(Letter, topic="restored", called="that a backup was restored", urgent=True):
    """Tells the admins of which instant the backup is, and until when the desk knows nothing; which
    `pages` ring no more, how many `messages` and `reports` are held, and who `asked` for what was
    not done.
    """

    backed_up_at: datetime
    at: datetime
    pages: tuple[int, ...] = ()
    messages: int = 0
    asked: tuple[str, ...] = ()
    reports: int = 0


def restore(
    desk: Desk, file: Path, moment: datetime, tell: Tell, *, replace: bool
) -> tuple[Contents, Restored]:
    """Put a backup into the desk's database, all or nothing, and begin a new era.

    Every number goes on after a gap, what was under way is held, and the admins are told what the
    desk no longer knows: that is returned too. Impossible while somebody else is connected, or over
    what was recorded unless it is to `replace` that; NotWhole, OfAnotherVersion.
    """
    with desk.database.writing() as session:
        connection = session.connection()
        lift_bounds(connection)
        _refuse_others(connection)
        if not replace and _has_facts(connection):
            raise Impossible("The database is not empty. `--replace` puts the backup in its place.")
        make_anew(connection)
        contents = fill(connection, file, tell)
        for table in Row.metadata.sorted_tables:
            _lift_numbers(connection, table)
        word = secrets.token_hex(3)
        session.add(Era(word=word, backed_up_at=contents.instant, at=moment))
        turn = Turn(desk, session, DESK_ITSELF, moment)
        told = _hold(turn, contents.instant)
        for admin in people.admins(turn):
            say_later(turn, admin, told)
    return contents, told


def _refuse_others(connection: Connection) -> None:
    """SQLite's only server is known by its lock (`only_server`); PostgreSQL knows who is there."""
    if connection.dialect.name == "postgresql" and connection.scalar(_OTHERS):
        raise Impossible("Others are connected to the database. Stop every “serve” and “work”.")


def _has_facts(connection: Connection) -> bool:
    there = set(inspect(connection).get_table_names())
    facts = [
        table
        for table in Row.metadata.sorted_tables
        if table.name in there and "by" in table.c  # somebody recorded it
    ]
    return any(connection.scalar(select(1).select_from(each).limit(1)) for each in facts)


def _lift_numbers(connection: Connection, table: Table) -> None:
    """Let a table's next number be one that was never given."""
    numbered = table.autoincrement_column
    if numbered is None:
        return
    last = (connection.scalar(select(func.max(numbered))) or 0) + GAP
    if connection.dialect.name == "postgresql":
        given = {"table": table.name, "column": numbered.name, "last": last}
        connection.execute(_LIFTS, given)
    else:
        connection.execute(_FORGETS_LAST, {"table": table.name})
        connection.execute(_KEEPS_LAST, {"table": table.name, "last": last})


# --- what was under way ---------------------------------------------------------------------------


def _hold(turn: Turn, backed_up_at: datetime) -> Restored:
    """Hold what was under way when the backup was made: it may be done since, who knows."""
    is_of_long_ago = turn.moment - backed_up_at > RINGS_ON
    pages = _hold_pages(turn) if is_of_long_ago else ()
    reports = _hold_reports(turn) if is_of_long_ago else 0
    rings = turn.session.scalars(select(Page.id).where(Page.next_at.is_not(None))).all()
    messages = _hold_letters(turn, rings)
    asked = _drop_requests(turn)
    _await_signs(turn)
    return Restored(backed_up_at, turn.moment, tuple(pages), messages, asked, reports)


def _hold_pages(turn: Turn) -> Sequence[int]:
    """Let no page ring on by itself; return which. Somebody hands it up, or stops it (R7)."""
    ringing = select(Page).where(Page.next_at.is_not(None)).order_by(Page.id)
    pages = turn.session.scalars(ringing).all()
    for page in pages:
        page.next_at = None
    return [page.id for page in pages]


def _hold_reports(turn: Turn) -> int:
    """Let nothing be routed by itself whose change window has ended; return how many that are. An
    admin has it treated again.
    """
    ended = turn.session.scalars(select(Arrival).where(Arrival.held_until <= turn.moment)).all()
    for arrival in ended:
        arrival.held_until, arrival.came = None, CameOf.LEFT_ALONE
    return len(ended)


def _hold_letters(turn: Turn, rings: Collection[int]) -> int:
    """Hold what would ring or speak to somebody, but for pages that ring; return how many.

    They stand among what was given up, where an admin lets them be sent. The others show in
    channels, Homes and groups how the desk stands now.
    """
    waits = select(OutboxRow).where(OutboxRow.done_at.is_(None)).order_by(OutboxRow.id)
    held = 0
    for row in turn.session.scalars(waits).all():
        row.claimed_until, row.claimed_by = None, None
        letter = read(row.topic, row.about)
        if letter is None or not _is_of_its_time(row, letter) or letter.page_number in rings:
            continue
        row.done_at, row.error = turn.moment, HELD
        letter.failed(turn, HELD)
        held += 1
    return held


def _is_of_its_time(row: OutboxRow, letter: Letter) -> bool:
    """Whether a letter says to somebody what may be otherwise by now."""
    if letter.in_place or letter.way not in (Way.SLACK, *PAST_SLACK):
        return False
    return row.urgent or letter.way in PAST_SLACK or row.recipient[:1] not in "CG"


def _await_signs(turn: Turn) -> None:
    """Miss no sign of life that may have come since: each is expected anew, from now on (I11)."""
    for sign in turn.session.scalars(select(SignOfLife).where(SignOfLife.due_at <= turn.moment)):
        sign.due_at = turn.moment + timedelta(minutes=sign.every + sign.grace)


def _drop_requests(turn: Turn) -> tuple[str, ...]:
    """Forget what was acknowledged and not answered; return who asked, each once."""
    bodies = turn.session.scalars(select(InboxRow.body).order_by(InboxRow.at, InboxRow.key)).all()
    turn.session.execute(delete(InboxRow))
    return tuple(dict.fromkeys(map(_who_asked, bodies)))


def _who_asked(body: Mapping[str, Any]) -> str:
    """Return the person of a body of Slack's: a command's, a press's or an event's."""
    user = body.get("user") or body.get("event", {}).get("user") or {}
    return str(body.get("user_id") or (user.get("id") if isinstance(user, dict) else user))
