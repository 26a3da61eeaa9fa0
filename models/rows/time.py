"""Time entries, their removals, and what was decided about them. Rows are only ever added."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, select
from sqlalchemy.orm import Mapped, mapped_column

from models.rows.base import Recorded
from models.rules.facts import BlockAnswer, SettlementWay


class TimeRow(Recorded):
    """Whole minutes of one engineer's work on one case on one day."""

    __tablename__ = "time_entries"
    __table_args__ = (Index("ix_time_entries_person_day", "person_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    person_id: Mapped[str]
    day: Mapped[date] = mapped_column(index=True)
    minutes: Mapped[int]
    note: Mapped[str] = mapped_column(default="")
    # The entry that it was before: on another case or day, or taken back and put back.
    moved_from: Mapped[int | None] = mapped_column(ForeignKey("time_entries.id"))


class TimeRemoval(Recorded):
    """A time entry that was taken back or moved."""

    __tablename__ = "time_removals"

    entry_id: Mapped[int] = mapped_column(ForeignKey("time_entries.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(default="")


def standing(*what: Any) -> Select[Any]:
    """Select from the time entries that were not taken back."""
    return (
        select(*what)
        .outerjoin(TimeRemoval, TimeRemoval.entry_id == TimeRow.id)
        .where(TimeRemoval.entry_id.is_(None))
    )


class DecisionRow(Recorded):
    """What was decided about a block of a case (E5)."""

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    block: Mapped[int]
    answer: Mapped[BlockAnswer]
    onwards: Mapped[bool]


class SettlementRow(Recorded):
    """How an uncovered charge was settled (E7)."""

    __tablename__ = "settlements"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    block: Mapped[int]
    way: Mapped[SettlementWay]
    day: Mapped[date]


class SettlementRemoval(Recorded):
    """A settlement as consulting that was taken back (E7)."""

    __tablename__ = "settlement_removals"

    settlement_id: Mapped[int] = mapped_column(ForeignKey("settlements.id"), primary_key=True)
    reason: Mapped[str]
