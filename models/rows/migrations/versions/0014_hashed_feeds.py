"""The tokens of calendar feeds, hashed: whoever reads the database can open no calendar."""

from __future__ import annotations

from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_FEEDS = sa.table("feeds", sa.column("id", sa.Integer()), sa.column("token", sa.String()))


def upgrade() -> None:
    connection = op.get_bind()
    for number, token in connection.execute(sa.select(_FEEDS.c.id, _FEEDS.c.token)).all():
        hashed = sha256(token.encode()).hexdigest()
        connection.execute(sa.update(_FEEDS).where(_FEEDS.c.id == number).values(token=hashed))
