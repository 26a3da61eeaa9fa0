"""Further channels: an admin has said that what comes from there is a customer's.

Until now their answers were remembered as text.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.rows.base import Instant

revision = "0017"
down_revision = "0020"

_MOVES = """
    INSERT INTO other_channels (channel_id, customer_id, at, "by")
    SELECT substr(remembered.key, 8), customers.id, remembered.at, 'desk'
    FROM remembered JOIN customers ON remembered.value = CAST(customers.id AS VARCHAR)
    WHERE remembered.key LIKE 'whose: C%' OR remembered.key LIKE 'whose: G%'
"""


def upgrade() -> None:
    op.create_table(
        "other_channels",
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_other_channels_customer_id"
        ),
        sa.PrimaryKeyConstraint("channel_id", name="pk_other_channels"),
    )
    op.create_index("ix_other_channels_customer_id", "other_channels", ["customer_id"])
    op.execute(_MOVES)
    op.execute("DELETE FROM remembered WHERE key LIKE 'whose: %'")
