"""The ids that channels had before Slack gave them others, as it does when one is shared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.rows.base import Instant

revision = "0018"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "former_channel_ids",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_former_channel_ids"),
    )
