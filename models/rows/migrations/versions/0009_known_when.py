"""On which day what was agreed was recorded, and which settlements were taken back."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from models.rows.base import Instant

revision = "0009"
down_revision = "0008"

_ZONE = ZoneInfo("Europe/Zurich")  # of the desks there were
_FACTS = sa.table(
    "contract_facts",
    sa.column("id", sa.Integer()),
    sa.column("at", Instant()),
    sa.column("recorded_on", sa.Date()),
)


def upgrade() -> None:
    op.add_column("contract_facts", sa.Column("recorded_on", sa.Date(), nullable=True))
    connection = op.get_bind()
    for number, at in connection.execute(sa.select(_FACTS.c.id, _FACTS.c.at)).all():
        day = at.astimezone(_ZONE).date()
        fact = sa.update(_FACTS).where(_FACTS.c.id == number).values(recorded_on=day)
        connection.execute(fact)
    op.create_table(
        "settlement_removals",
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["settlement_id"],
            ["settlements.id"],
            name=op.f("fk_settlement_removals_settlement_id"),
        ),
        sa.PrimaryKeyConstraint("settlement_id", name=op.f("pk_settlement_removals")),
    )
