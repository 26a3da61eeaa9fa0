"""Which questions about a block stand where, so that they say what became of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("posts", sa.Column("block", sa.Integer(), nullable=True))
