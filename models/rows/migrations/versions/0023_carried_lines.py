"""What lines of other programs' files became here."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.rows.base import Instant

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "carried_lines",
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("sheet", "key", name="pk_carried_lines"),
    )
