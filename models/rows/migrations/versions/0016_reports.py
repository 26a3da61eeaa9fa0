"""What comes in by itself, who may report for a customer, and what the desk listens to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.rows.base import Instant

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "sources",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("critical", sa.String(), nullable=False),
        sa.Column("keeps_severity", sa.Boolean(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_sources_customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sources"),
        sa.UniqueConstraint("customer_id", "name", name="uq_sources_customer_id_name"),
    )
    op.create_index("ix_sources_customer_id", "sources", ["customer_id"])
    op.create_table(
        "source_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("heard_at", Instant(), nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.Column("revoked_by", sa.String(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_source_keys_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_source_keys"),
        sa.UniqueConstraint("hash", name="uq_source_keys_hash"),
    )
    op.create_index("ix_source_keys_source_id", "source_keys", ["source_id"])
    op.create_table(
        "signs_of_life",
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("grace", sa.Integer(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_signs_of_life_source_id"),
        sa.PrimaryKeyConstraint("source_id", name="pk_signs_of_life"),
    )
    op.create_index("ix_signs_of_life_due_at", "signs_of_life", ["due_at"])
    op.create_table(
        "change_windows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=True),
        sa.Column("ends_at", Instant(), nullable=True),
        sa.Column("weekdays", sa.String(), nullable=True),
        sa.Column("from_minute", sa.Integer(), nullable=True),
        sa.Column("to_minute", sa.Integer(), nullable=True),
        sa.Column("removed_at", Instant(), nullable=True),
        sa.Column("removed_by", sa.String(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_change_windows_customer_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_change_windows"),
    )
    op.create_index("ix_change_windows_customer_id", "change_windows", ["customer_id"])
    op.create_table(
        "arrivals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.Column("door", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("read_as", sa.JSON(), nullable=False),
        sa.Column("raw", sa.String(), nullable=False),
        sa.Column("came", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("held_until", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_arrivals_customer_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_arrivals_case_id"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_arrivals_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_arrivals"),
    )
    op.create_index("ix_arrivals_at", "arrivals", ["at"])
    op.create_index("ix_arrivals_customer_id", "arrivals", ["customer_id"])
    op.create_index("ix_arrivals_held_until", "arrivals", ["held_until"])
    op.create_index("ix_arrivals_identity", "arrivals", ["identity"])
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("critical", sa.Boolean(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("last_at", Instant(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("recovered_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_reports_source_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_reports_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
        sa.UniqueConstraint("identity", "case_id", name="uq_reports_identity_case_id"),
    )
    op.create_index("ix_reports_case_id", "reports", ["case_id"])
    op.create_table(
        "waiting_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("ts", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=True),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("offered_at", Instant(), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("post_channel_id", sa.String(), nullable=True),
        sa.Column("post_ts", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_waiting_messages_customer_id"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_waiting_messages_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_waiting_messages"),
        sa.UniqueConstraint("channel_id", "ts", name="uq_waiting_messages_channel_id_ts"),
    )
    op.create_index("ix_waiting_messages_customer_id", "waiting_messages", ["customer_id"])
    op.create_index("ix_waiting_messages_ended_at", "waiting_messages", ["ended_at"])
    op.create_table(
        "page_cases",
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name="fk_page_cases_page_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_page_cases_case_id"),
        sa.PrimaryKeyConstraint("page_id", "case_id", name="pk_page_cases"),
    )
    op.create_index("ix_page_cases_case_id", "page_cases", ["case_id"])
    listens = sa.Column("listens", sa.String(), nullable=False, server_default="everything")
    op.add_column("customers", listens)
    no = sa.false()
    shows: sa.Column[bool] = sa.Column(
        "shows_balance", sa.Boolean(), nullable=False, server_default=no
    )
    op.add_column("customers", shows)
