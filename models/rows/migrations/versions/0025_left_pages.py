"""When a case left its page; of what left one before, no row was kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.rows.base import Instant

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.add_column("page_cases", sa.Column("left_at", Instant(), nullable=True))
