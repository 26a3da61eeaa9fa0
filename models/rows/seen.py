"""What a session sees of the marks, by which a process keeps what it has read (`rows.marks`)."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache, partial
from typing import Any, TypeVar

from sqlalchemy import Executable, Table, UpdateBase, bindparam, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from models.rows.base import KEPT, WRITES, Database, DeskSession, Row
from models.rows.kept import Kept
from models.rows.kept import Mark as MarkKept
from models.rows.marks import EVERYTHING, LOOKED_AT_TOGETHER, ONE_KEY, READ_FOR, READ_TABLES, Mark

Value = TypeVar("Value")
Read = Callable[[Collection[str]], Mapping[str, Value]]
Patch = Callable[[str, Value, Sequence[Row]], Value]
Size = Callable[[Value], int]


def seen_by(session: Session) -> Seen:
    """Return what a session has seen of the marks."""
    found: Seen | None = session.info.get(_SEEN)
    if found is None:
        found = session.info[_SEEN] = Seen(session)
    return found


_SEEN = "seen"


def begin_keeping(database: Database) -> None:
    """Let a process keep what it reads from its first look on, whether or not anybody writes."""
    with database.writing() as session:
        seen_by(session).values((), lambda _: {})


class Seen:
    """What one session has seen of the marks, and the values that go with them.

    Within the session a value stays as it is, until it changes a row of it itself or looks again.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._kept: Kept = session.info[KEPT]
        self._is_sqlite = session.get_bind().dialect.name == "sqlite"
        self._marks: dict[str, int] = {}
        self._values: dict[str, Any] = {}
        self._sizes: dict[str, Size[Any]] = {}
        self._changed: dict[str, list[Row]] = {}  # since the value was read, by key
        self._raised: set[str] = set()
        self.changed: set[str] = set()  # the keys whose rows this session has changed so far

    def value(self, key: str, read: Callable[[], Value]) -> Value:
        """Return the value of a key as it was kept if it still holds, else read it."""
        return self.values([key], lambda _: {key: read()})[key]

    def values(
        self,
        keys: Collection[str],
        read: Read[Value],
        patch: Patch[Value] | None = None,
        size: Size[Value] = lambda _: 1,
    ) -> dict[str, Value]:
        """Return the values of keys: as they were kept where they hold, the others read together.

        `patch` makes a value anew from the rows that this session has changed of it.
        """
        self._session.flush()
        self._look(keys)
        for key in keys:
            self._sizes[key] = size
            if rows := self._changed.pop(key, None):
                before = self._values.pop(key)
                self._values |= {key: patch(key, before, rows)} if patch is not None else {}
            elif key not in self._values and (mark := self._mark(key)) is not None:
                self._values |= self._kept.get(key, mark)
            else:
                continue
            if key in self._values and self._kept.onlooker is not None:
                still = partial(self._still_holds, key)
                reads = partial(_only, read, key)
                self._kept.onlooker(self._session, self._values[key], reads, still)
        if missing := [key for key in keys if key not in self._values]:
            self._values |= read(missing)
            self._keep(missing)
        return {key: self._values[key] for key in keys}

    def look_again(self) -> None:
        """Let all marks be looked at anew: they may have changed while one waited for a lock."""
        for key in self._marks.keys() - self._raised:
            del self._marks[key]
            self._values.pop(key, None)

    def changes(self, key: str, rows: Sequence[Row]) -> None:
        """Raise the mark of a key whose rows this session changes.

        A value that was read before can be patched if nobody else has raised it since.
        """
        known, mark = self._marks.get(key) if key in self._values else None, _fresh()
        if known is None or not self._raise(key, mark, known):
            self._raise(key, mark)
            self._values.pop(key, None)
            self._changed.pop(key, None)
        else:
            self._changed.setdefault(key, []).extend(rows)
        self._marks[key] = mark
        self._raised.add(key)
        self.changed.add(key)

    def changes_past(self, keys: Collection[str]) -> None:
        """Raise the marks of keys of which this session has changed rows past the ORM."""
        self._session.flush()
        for key in sorted(keys):  # two at once, in one order
            self._values.pop(key, None)
            self.changes(key, ())

    def changes_unseen(self, table: str) -> None:
        """Raise all that a statement may concern of which nobody knows the rows."""
        self._raise(ONE_KEY.get(table, EVERYTHING), _fresh())
        for seen in (self._marks, self._values, self._changed):
            seen.clear()
        self._raised.clear()

    def committed(self) -> None:
        """Keep what this session knows of its own changes: now all others see them too."""
        for key in (self._raised & self._values.keys()) - self._changed.keys():
            self._put(key)

    # --- the table

    def _look(self, keys: Collection[str]) -> None:
        if all(key in self._marks for key in (*keys, EVERYTHING)):
            return
        wanted = {*keys, *LOOKED_AT_TOGETHER} - self._marks.keys()
        self._marks |= dict.fromkeys(wanted, 0) | self._marks_now(wanted)
        if self._marks[EVERYTHING] == 0 and self._session.info[WRITES]:
            self._raise(EVERYTHING, _fresh(), known=0)
            self._marks |= self._marks_now({EVERYTHING})

    def _marks_now(self, keys: Collection[str]) -> dict[str, int]:
        found = self._session.connection().execute(_MARKS, {"keys": list(keys)})
        return dict(found.all())

    def _still_holds(self, key: str) -> bool:
        """Whether nobody else has changed a key since this session looked."""
        now = self._marks_now({key, EVERYTHING})
        return all(now.get(each, 0) == self._marks[each] for each in (key, EVERYTHING))

    def _mark(self, key: str) -> MarkKept | None:
        everything = self._marks.get(EVERYTHING)
        return (everything, self._marks[key]) if everything else None

    def _keep(self, read: Collection[str]) -> None:
        """Keep what was just read; what may have changed meanwhile is not kept."""
        held = set(read) - self._raised
        if self._session.info[WRITES] and not self._is_sqlite and held:
            now = self._marks_now({*held, EVERYTHING})
            held = {key for key in held if now.get(key, 0) == self._marks[key]}
            held = held if now.get(EVERYTHING) == self._marks[EVERYTHING] else set()
        for key in held:
            self._put(key)

    def _put(self, key: str) -> None:
        if (mark := self._mark(key)) is not None:
            value = self._values[key]
            self._kept.put(key, mark, value, self._sizes[key](value))

    def _raise(self, key: str, mark: int, known: int | None = None) -> bool:
        """Give a key a mark; only if it still has the one that is `known` (0: none)."""
        raises = _raises(self._is_sqlite, if_known=known is not None)
        given = {"key": key, "mark": mark, "known": known}
        return self._session.connection().execute(raises, given).first() is not None


# To build a statement takes longer than to ask it, and each turn asks these.

_MARKS = select(Mark.key, Mark.mark).where(Mark.key.in_(bindparam("keys", expanding=True)))


@cache
def _raises(is_sqlite: bool, *, if_known: bool) -> Executable:
    insert = (sqlite.insert if is_sqlite else postgresql.insert)(Mark)
    return insert.on_conflict_do_update(
        index_elements=["key"],
        set_={"mark": insert.excluded.mark},
        where=Mark.mark == bindparam("known") if if_known else None,
    ).returning(Mark.key)


def _only(read: Read[Value], key: str) -> Value:
    return read([key])[key]


def _fresh() -> int:
    return secrets.randbelow(2**63 - 1) + 1


# --- nobody forgets to raise them -----------------------------------------------------------------


@event.listens_for(DeskSession, "after_flush")
def _raise_what_changed(session: Session, _: UOWTransaction) -> None:
    changed: dict[str, list[Row]] = defaultdict(list)
    for row in (*session.new, *session.dirty, *session.deleted):
        if (keys := READ_FOR.get(type(row))) is not None and session.is_modified(row):
            for key in keys(session, row):
                changed[key].append(row)
    for key in sorted(changed):  # two at once, in one order
        seen_by(session).changes(key, changed[key])


@event.listens_for(DeskSession, "do_orm_execute")
def _raise_unseen(state: ORMExecuteState) -> None:
    table = state.statement.table if isinstance(state.statement, UpdateBase) else None
    if isinstance(table, Table) and table.name in READ_TABLES:
        seen_by(state.session).changes_unseen(table.name)


@event.listens_for(DeskSession, "after_commit")
def _keep_what_was_changed(session: Session) -> None:
    if (seen := session.info.get(_SEEN)) is not None:
        seen.committed()
