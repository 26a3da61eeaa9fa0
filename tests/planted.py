"""Faults that nobody could commit at the desk's doors: rows that somebody has changed by hand."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from models.rows.base import Database


def plant(database: Database, *statements: str) -> None:
    """Change rows by SQL, past everything that holds them together."""
    if database.is_sqlite:
        with closing(sqlite3.connect(str(database.url.database))) as by_hand, by_hand:
            for statement in statements:
                by_hand.execute(statement)
        return
    with database.engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for statement in statements:
            connection.exec_driver_sql(statement)
