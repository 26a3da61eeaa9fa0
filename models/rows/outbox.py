"""What must be said later, and what was already answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.rows.base import Row


class Delivery(Row):
    """A request that was done, with its answer: delivered twice, it is done once."""

    __tablename__ = "deliveries"

    key: Mapped[str] = mapped_column(primary_key=True)
    answer: Mapped[dict[str, object] | None] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(index=True)


class InboxRow(Row):
    """A request that was acknowledged and is not answered yet: its body as Slack sent it.

    A process claims it until `claimed_until`, so that a dead one's is taken up by another; at once
    where `process` is known to be gone.
    """

    __tablename__ = "inbox"

    key: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[dict[str, object]] = mapped_column(JSON)
    at: Mapped[datetime]  # when it came
    process: Mapped[str | None]  # if others see when it ends
    claimed_until: Mapped[datetime]


class OutboxRow(Row):
    """One message that must go out: to whom, about what. Written with the fact behind it.

    A sender claims it until `claimed_until`, so that a dead one's work is taken up by another: at
    once where `claimed_by`, its process, is known to be gone. Within a `lane` order is kept; what
    is `urgent` goes before everything else.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_open", "done_at", "due_at"),
        Index("ix_outbox_lane", "lane", "done_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str]  # a person's or a channel's id
    lane: Mapped[str]
    urgent: Mapped[bool] = mapped_column(default=False)
    topic: Mapped[str]
    about: Mapped[dict[str, object]] = mapped_column(JSON)
    at: Mapped[datetime]
    due_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    claimed_by: Mapped[str | None]  # while it is claimed: a process, if others see when it ends
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    error: Mapped[str | None]  # why it was given up, or failed last


class Remembered(Row):
    """What was said or done last under a key, so that it is not said again."""

    __tablename__ = "remembered"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
    at: Mapped[datetime]


class Post(Row):
    """A message that shows a case and is edited in place when the case changes.

    With a `thread_ts` it is the headline of that thread, with a `block` the question what that is
    to be (E5), else a post in a queue's channel.
    """

    __tablename__ = "posts"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    channel_id: Mapped[str]
    ts: Mapped[str]
    thread_ts: Mapped[str | None]
    block: Mapped[int | None]
    at: Mapped[datetime]
