"""What was acknowledged and is not answered yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.rows.base import Instant

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "inbox",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("process", sa.String(), nullable=True),
        sa.Column("claimed_until", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_inbox"),
    )
