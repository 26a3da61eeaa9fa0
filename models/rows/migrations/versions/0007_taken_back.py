"""Overrides that are taken back: when, and by whom."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.rows.base import Instant

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("overrides", sa.Column("taken_back_at", Instant(), nullable=True))
    op.add_column("overrides", sa.Column("taken_back_by", sa.String(), nullable=True))
