"""What account managers are told without asking, and by when a contract is to be decided about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.rows.base import Instant

revision = "0021"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("theirs", sa.Boolean(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("snoozed_to", sa.Date(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_notices_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint(
            "customer_id", "theirs", "subject", name="uq_notices_customer_id_theirs_subject"
        ),
    )
    op.add_column(
        "customers", sa.Column("notices", sa.String(), nullable=False, server_default="on")
    )
    op.add_column("customers", sa.Column("notice_months", sa.Integer(), nullable=True))
    op.add_column("customers", sa.Column("renews_on", sa.Date(), nullable=True))
