"""Channels as Slack calls them, where it has given one another id."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from models.rows.base import Row


class FormerChannelId(Row):
    """An id that a channel had, and the one that it has now: what still tells of it by the former
    one is about the same channel.
    """

    __tablename__ = "former_channel_ids"

    id: Mapped[str] = mapped_column(primary_key=True)
    channel_id: Mapped[str]
    at: Mapped[datetime]
