"""Somebody else holds the database: whoever changes a customer, or wants to see a case, waits."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from tests.desk import DeskUnderTest


@contextmanager
def held(desk: DeskUnderTest) -> Iterator[None]:
    """Hold it from another thread, until the block ends."""
    locked, free = threading.Event(), threading.Event()

    def holds() -> None:
        with desk.house.desk.database.writing() as session:
            session.execute(text("UPDATE customers SET name = name"))
            if not desk.house.desk.database.is_sqlite:  # which lets nobody else write at all
                session.execute(text("LOCK TABLE cases"))
            locked.set()
            free.wait(20)

    holder = threading.Thread(target=holds)
    holder.start()
    assert locked.wait(20)
    try:
        yield
    finally:
        free.set()
        holder.join()
