"""Whose mails are a customer's: addresses and domains."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.rows.base import Instant

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_table(
        "mail_senders",
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_mail_senders_customer_id"
        ),
        sa.PrimaryKeyConstraint("sender", name="pk_mail_senders"),
    )
    op.create_index("ix_mail_senders_customer_id", "mail_senders", ["customer_id"])
