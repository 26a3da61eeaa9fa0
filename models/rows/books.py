"""Books: the statements that were kept as issued when a customer's books were closed (E10)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.rows.base import Recorded


class KeptStatement(Recorded):
    """A customer's statement of a day as it was issued (`rules.kept_statement`); never changed.

    Of one day the latest `version` holds: closing anew keeps it beside the old ones.
    """

    __tablename__ = "kept_statements"
    __table_args__ = (UniqueConstraint("customer_id", "day", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    day: Mapped[date]
    version: Mapped[int]
    statement: Mapped[dict[str, object]] = mapped_column(JSON, deferred=True)  # it is large


class Reopening(Recorded):
    """A customer's books were opened again: those of `day`, and of each later one."""

    __tablename__ = "reopenings"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    day: Mapped[date]
    reason: Mapped[str]
