"""What account managers, and customers in their channels, were told without asking (N1)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.rows.base import Row


class NoticeRow(Row):
    """How near a subject of a customer's had come when it was said last: `step` goes down.

    To ours or to `theirs`, each by itself. One that is snoozed is left alone to `snoozed_to`, that
    day included, and is news after it.
    """

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("customer_id", "theirs", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    theirs: Mapped[bool]
    subject: Mapped[str]
    step: Mapped[int]
    snoozed_to: Mapped[date | None]
    at: Mapped[datetime]
