"""How conversations about levels begin: one customer of each level, and who looks after them."""

from __future__ import annotations

from tests.desk import DeskUnderTest
from tests.told_once import told_once

_CUSTOMERS = (
    '/customer add hooli "Hooli Inc." basic from 2026-01-01',
    '/customer add acme "Acme AG" standard from 2026-01-01',
    '/customer add globex "Globex Corporation" premium from 2026-01-01',
    '/customer add initech "Initech" managed escalations 12 from 2026-01-01',
    "/customer manager acme @cleo",
)


@told_once
def with_four_customers(desk: DeskUnderTest, at: str = "Mon 2026-06-01 09:00") -> None:
    """Let hooli have Basic, acme Standard (with Cleo), globex Premium, initech Managed."""
    desk.at(at)
    for typed in _CUSTOMERS:
        desk.types("dana", typed)
