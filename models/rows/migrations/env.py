"""How alembic reaches the database: through the connection that `rows.migrate` hands it."""

from __future__ import annotations

from alembic import context

from models.rows import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
