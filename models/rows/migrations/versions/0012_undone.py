"""Which change another one undoes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("changes", sa.Column("undoes", sa.Integer(), nullable=True))
