"""Pages: calls for help that must be acknowledged, and every attempt to reach somebody."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, select, union_all
from sqlalchemy.orm import Mapped, mapped_column

from models.rows.base import Recorded, Row
from models.rules.paging import AttemptOutcome, AttemptWay, PageCause, PageEnd


class Page(Recorded):
    """One call for help, with the ladder as it was when the page started (O3).

    While it rings, `next_at` is the instant at which step `step` of the ladder is due; None when
    nothing more will ring.
    """

    __tablename__ = "pages"

    id: Mapped[int] = mapped_column(primary_key=True)
    why: Mapped[PageCause]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    text: Mapped[str] = mapped_column(default="")
    ladder: Mapped[dict[str, object]] = mapped_column(JSON)
    step: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str | None]
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    ended_by: Mapped[str | None]
    how: Mapped[PageEnd | None]
    reason: Mapped[str] = mapped_column(default="")


class JoinedCase(Row):
    """A case that joined the page of another of its customer's (I7), which rings for both until it
    leaves; or the page's own, which has left it.
    """

    __tablename__ = "page_cases"

    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, index=True)
    at: Mapped[datetime]
    left_at: Mapped[datetime | None]


_OWN = select(Page.id.label("page_id"), Page.case_id).where(Page.case_id.is_not(None))
_JOINED = select(JoinedCase.page_id, JoinedCase.case_id)
PAGED = union_all(_OWN, _JOINED.where(JoinedCase.left_at.is_(None))).subquery("paged")
"""Each page with each of the cases that it rings for."""
EVER_PAGED = union_all(_OWN, _JOINED).subquery("ever_paged")
"""The same, and with those that have left it. What left one before 0025 is not among them."""


class Attempt(Recorded):
    """One way tried to reach one recipient at one step: written before it is sent (O4).

    Outside Slack it is an address, `contact_id`.
    """

    __tablename__ = "attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id"), index=True)
    step: Mapped[int]
    recipient: Mapped[str]
    way: Mapped[AttemptWay]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    due_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[AttemptOutcome] = mapped_column(default=AttemptOutcome.WAITING)
    error: Mapped[str | None]
    channel_id: Mapped[str | None]  # where Slack put the message
    ts: Mapped[str | None]
