"""Who Slack says people are, kept so that it need not be asked on each command."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from models.rows.base import Row
from models.rules.standing import Standing


class Person(Row):
    """One person as the workspace knows them, as of `seen_at`."""

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(primary_key=True)  # Slack's user id
    team_id: Mapped[str]
    handle: Mapped[str]
    name: Mapped[str]
    standing: Mapped[Standing]
    is_workspace_admin: Mapped[bool]
    seen_at: Mapped[datetime]


class UserGroup(Row):
    """Who was in a user group of the workspace, as of `seen_at`: where the roles come from."""

    __tablename__ = "user_groups"

    id: Mapped[str] = mapped_column(primary_key=True)  # Slack's id
    members: Mapped[list[str]] = mapped_column(JSON)
    seen_at: Mapped[datetime]
