"""Time is found by its day: a quarter's hours read no other quarter."""

from __future__ import annotations

from alembic import op

revision = "0022"
down_revision = "0018"


def upgrade() -> None:
    op.create_index("ix_time_entries_day", "time_entries", ["day"])
