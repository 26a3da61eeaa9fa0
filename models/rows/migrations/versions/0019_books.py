"""Books: up to when a customer's are closed, and the statements that were kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.rows.base import Instant

revision = "0019"
down_revision = "0021"


def upgrade() -> None:
    op.add_column("customers", sa.Column("closed_until", sa.Date(), nullable=True))
    op.create_table(
        "kept_statements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("statement", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_kept_statements_customer_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_kept_statements"),
        sa.UniqueConstraint(
            "customer_id",
            "day",
            "version",
            name="uq_kept_statements_customer_id_day_version",
        ),
    )
    op.create_table(
        "reopenings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_reopenings_customer_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reopenings"),
    )
    op.create_index("ix_reopenings_customer_id", "reopenings", ["customer_id"])
