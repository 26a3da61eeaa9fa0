"""What comes in by itself (I): who may report for a customer, what arrived, what came of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.rows.base import Recorded, Row
from models.rules.reports import CameOf, ReportDoor
from models.rules.service_definition import Severity


class Source(Recorded):
    """A machine that may report for a customer, by its keys (I1).

    What it says in one of the words of `critical`, joined by commas, is critical (I2). One that
    `keeps_severity` lowers no case when it says that something has recovered (I6).
    """

    __tablename__ = "sources"
    __table_args__ = (UniqueConstraint("customer_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    name: Mapped[str]
    critical: Mapped[str]
    keeps_severity: Mapped[bool] = mapped_column(default=False)


class SourceKey(Recorded):
    """A key of a source: it may have two, while one takes the other's place.

    Of the key itself only its SHA-256 is kept.
    """

    __tablename__ = "source_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), index=True)
    hash: Mapped[str] = mapped_column(unique=True)
    heard_at: Mapped[datetime | None]  # last
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None]


class SignOfLife(Recorded):
    """What a source is expected to send every so often, with a grace (I11), in minutes.

    The first arrival arms it: from then on it is missed at `due_at`. None: not armed, or missed.
    """

    __tablename__ = "signs_of_life"

    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), primary_key=True)
    every: Mapped[int]
    grace: Mapped[int]
    severity: Mapped[Severity]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]


class ChangeWindow(Recorded):
    """When a customer changes things, so that what its sources report rings nobody (I8).

    Either once, from `starts_at` to `ends_at`, or every week on `weekdays` (0 is Monday, joined by
    commas) from one minute of the day to another, on the wall clock of the business zone.
    """

    __tablename__ = "change_windows"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    weekdays: Mapped[str | None]
    from_minute: Mapped[int | None]
    to_minute: Mapped[int | None]
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[str | None]


class Arrival(Row):
    """Anything that came in, kept for 30 days: what it was read as and what came of it (I10).

    `identity` is the report's (I3), `sent_at` its instant (I4). `raw` holds no secret. What is held
    for a change window is routed at `held_until` (I8).
    """

    __tablename__ = "arrivals"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime]
    door: Mapped[ReportDoor]
    identity: Mapped[str] = mapped_column(index=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    source_id: Mapped[int | None] = mapped_column(ForeignKey("sources.id"))
    person_id: Mapped[str | None]
    read_as: Mapped[dict[str, object]] = mapped_column(JSON)
    raw: Mapped[str]
    came: Mapped[CameOf]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    held_until: Mapped[datetime | None] = mapped_column(index=True)


class Report(Row):
    """By what a case was reported: one identity (I3), counted each time it comes again."""

    __tablename__ = "reports"
    __table_args__ = (UniqueConstraint("identity", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    identity: Mapped[str]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    source_id: Mapped[int | None] = mapped_column(ForeignKey("sources.id"))
    person_id: Mapped[str | None]
    critical: Mapped[bool]  # whether it has said so
    at: Mapped[datetime]
    last_at: Mapped[datetime]
    seen: Mapped[int] = mapped_column(default=1)
    recovered_at: Mapped[datetime | None]


class WaitingMessage(Row):
    """A message of somebody from outside that began a thread and waits (I12), until `ended_at`.

    `offered_at`: the desk has answered it, once. `answered_by`: who of ours has, and was asked what
    it is. It ended in `case_id`, or in no case. The last two tell where its queue shows it.
    """

    __tablename__ = "waiting_messages"
    __table_args__ = (UniqueConstraint("channel_id", "ts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    channel_id: Mapped[str]
    ts: Mapped[str]
    person_id: Mapped[str]
    text: Mapped[str]
    link: Mapped[str | None]
    sent_at: Mapped[datetime]
    at: Mapped[datetime]
    offered_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None]
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    ended_by: Mapped[str | None]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    post_channel_id: Mapped[str | None]
    post_ts: Mapped[str | None]
