"""Who is on call and how people are reached: rotations, overrides, ladders, addresses, feeds."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.rows.base import Recorded
from models.rules.paging import ContactKind


class RotationRow(Recorded):
    """A version of a rotation, from `since` on (O2); never changed, only added."""

    __tablename__ = "rotation_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    since: Mapped[datetime]
    people: Mapped[list[str]] = mapped_column(JSON)
    first_day: Mapped[date]
    handover: Mapped[time]
    days: Mapped[int]
    zone: Mapped[str]


class OverrideRow(Recorded):
    """A stretch for which one person is on call, whatever the rotation says (O2)."""

    __tablename__ = "overrides"

    id: Mapped[int] = mapped_column(primary_key=True)
    rotation: Mapped[str] = mapped_column(index=True)
    person_id: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class CoverRequest(Recorded):
    """Somebody asks to be covered for a stretch; the first who takes it gets the override."""

    __tablename__ = "cover_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    rotation: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    taken_by: Mapped[str | None]
    taken_at: Mapped[datetime | None]


class LadderRow(Recorded):
    """The ladder of a customer (R5), or the default one; the latest row holds.

    Without a `ladder` the default serves again.
    """

    __tablename__ = "ladders"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    ladder: Mapped[dict[str, object] | None] = mapped_column(JSON)


class Contact(Recorded):
    """A way to reach somebody outside Slack.

    `secret` is the address or the number, encrypted; `shown` is what may be seen of it.
    """

    __tablename__ = "contacts"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(index=True)
    kind: Mapped[ContactKind]
    secret: Mapped[str]
    shown: Mapped[str]
    removed_at: Mapped[datetime | None]


class Feed(Recorded):
    """A calendar feed of a person or a rotation, at an address that nobody can guess."""

    __tablename__ = "feeds"

    id: Mapped[int] = mapped_column(primary_key=True)
    hashed: Mapped[str] = mapped_column("token", unique=True)  # SHA-256, in hexadecimal
    person_id: Mapped[str | None] = mapped_column(index=True)
    rotation: Mapped[str | None]
    revoked_at: Mapped[datetime | None]
