"""In which language a customer's documents are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0016"


def upgrade() -> None:
    language = sa.Column("language", sa.String(), nullable=False, server_default="en")
    op.add_column("customers", language)
