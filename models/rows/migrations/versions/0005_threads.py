"""Posts that are the headline of a case's thread."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("posts", sa.Column("thread_ts", sa.String(), nullable=True))
