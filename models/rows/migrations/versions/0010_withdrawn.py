"""When a case was withdrawn, and which it doubles (S6)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.rows.base import Instant

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("cases", sa.Column("withdrawn_at", Instant(), nullable=True))
    op.add_column("cases", sa.Column("double_of", sa.Integer(), nullable=True))
