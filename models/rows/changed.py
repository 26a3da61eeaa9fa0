"""Which rows a session has written so far: what follows from a change looks at them."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import event
from sqlalchemy.orm import Session, UOWTransaction

from models.rows.base import DeskSession, Row


@dataclass(frozen=True)
class Changed:
    """Rows in the order in which they were written: those that are new, and those that were."""

    added: list[Row] = field(default_factory=list)
    altered: list[Row] = field(default_factory=list)


def changed_in(session: Session) -> Changed:
    """Return the rows that a session has written; not those of a statement that names no row."""
    found: Changed | None = session.info.get(_CHANGED)
    if found is None:
        found = session.info[_CHANGED] = Changed()
    return found


_CHANGED = "changed"


@event.listens_for(DeskSession, "after_flush")
def _note_what_changed(session: Session, _: UOWTransaction) -> None:
    changed = changed_in(session)
    changed.added.extend(session.new)
    changed.altered.extend(row for row in session.dirty if session.is_modified(row))
