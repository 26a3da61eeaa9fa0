"""A case that can't be read, for something about it is broken in the database."""

from __future__ import annotations

from sqlalchemy import select

from models.rows.cases import Change
from tests.desk import DeskUnderTest


def breaks(desk: DeskUnderTest, case: int) -> None:
    """Break a case whose severity was changed: what it was before is no number any more."""
    with desk.house.desk.database.writing() as session:
        changed = select(Change).where(Change.subject_id == case, Change.what == "severity")
        session.scalars(changed).one().old = "broken"
