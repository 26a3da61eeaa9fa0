"""Messages that show a case: in its queue's channel, or at the head of its thread."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("posts", sa.Column("place", sa.String(), nullable=True))
    op.execute("UPDATE posts SET place = 'queue'")
    with op.batch_alter_table("posts") as posts:
        posts.alter_column("place", existing_type=sa.String(), nullable=False)
