"""Cases and every change of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.rows.base import OneOf, Recorded
from models.rules.noted import SUBJECT, Noted, Subject
from models.rules.service_definition import Kind, Severity


class Case(Recorded):
    """One technical matter of one customer, as it stands now; `id` is its number.

    What it was before stands in `changes`, row by row.
    """

    __tablename__ = "cases"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    title: Mapped[str]
    kind: Mapped[Kind]
    severity: Mapped[Severity]
    owner_id: Mapped[str | None] = mapped_column(index=True)
    reported_at: Mapped[datetime]
    responded_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]  # with `closed_at`: opened by mistake, or twice (S6)
    double_of: Mapped[int | None]  # the number of the case that it doubles
    channel_id: Mapped[str | None]
    thread_ts: Mapped[str | None]
    link: Mapped[str | None]

    @property
    def waits(self) -> bool:
        """Whether its first response is still to be given."""
        return self.responded_at is None and self.closed_at is None


class Change(Recorded):
    """Something that was changed, by whom, when, and why: of a case, a customer, or the desk.

    `undoes` is the number of the change that it takes back.
    """

    __tablename__ = "changes"
    __table_args__ = (Index("ix_changes_subject", "subject", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[Subject]
    subject_id: Mapped[int]
    what: Mapped[Noted] = mapped_column(OneOf(tuple(SUBJECT)))
    old: Mapped[str | None]
    new: Mapped[str | None]
    reason: Mapped[str] = mapped_column(default="")
    undoes: Mapped[int | None]
