"""What must be said later, and what was already answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.rows.base import Row


class Delivery(Row):
    """A request that was done, with its answer: delivered twice, it is done once."""

    __tablename__ = "deliveries"

    key: Mapped[str] = mapped_column(primary_key=True)
    answer: Mapped[dict[str, object] | None] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(index=True)


class OutboxRow(Row):
    """One message that must go out: to whom, about what. Written with the fact behind it.

    A sender claims it until `claimed_until`, so that a dead one's work is taken up by another.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_open", "done_at", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str]  # a person's or a channel's id
    topic: Mapped[str]
    about: Mapped[dict[str, object]] = mapped_column(JSON)
    at: Mapped[datetime]
    due_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    error: Mapped[str | None]  # why it was given up, or failed last
