"""Who has looked at their Home, so that it can follow what changes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from models.rows.base import Row


class Home(Row):
    """A person's Home: when they last opened it, when it was last published, and how far they are.

    `pages` says of each list that is longer than a page which one is shown, from 0.
    """

    __tablename__ = "homes"

    person_id: Mapped[str] = mapped_column(primary_key=True)
    opened_at: Mapped[datetime] = mapped_column(index=True)
    published_at: Mapped[datetime]
    pages: Mapped[dict[str, int]] = mapped_column(JSON)
