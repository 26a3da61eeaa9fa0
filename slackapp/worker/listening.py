"""Hearing of what other processes write: PostgreSQL's NOTIFY rings our own bells.

The session in which a process listens is also that by which others see that it is there.
"""

from __future__ import annotations

import threading

import psycopg

from models.rows.base import CHANNEL, Database
from models.rows.bell import read
from models.rows.presence import presence


def listen(database: Database, stop: threading.Event, seconds: float) -> None:
    """Listen until it is to stop, at which it looks every so many seconds."""
    url = database.url.set(drivername="postgresql", query={}).render_as_string(hide_password=False)
    with (
        psycopg.connect(url, autocommit=True, **database.bounds) as connection,
        presence(database, connection),
    ):
        connection.execute(f"LISTEN {CHANNEL}")
        while not stop.is_set():
            for heard in connection.notifies(timeout=seconds, stop_after=1):
                who, _, duties = heard.payload.partition(" ")
                if who != database.name:
                    database.bells.ring(read(duties))
