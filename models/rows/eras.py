"""Eras of the desk: one begins with each restore of a backup."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from models.rows.base import Database, Row


class Era(Row):
    """The time since a backup was restored. Before the first restore there is none."""

    __tablename__ = "eras"

    id: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str]  # random: a backup of before an era does not know its number
    backed_up_at: Mapped[datetime]
    at: Mapped[datetime]  # when it was restored


def present_era(database: Database) -> str:
    """Return the word of the present era; empty before the first restore."""
    with database.reading() as session:
        return session.scalar(select(Era.word).order_by(Era.id.desc()).limit(1)) or ""
