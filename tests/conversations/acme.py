"""How most conversations about time begin: acme, its account manager, its channel, its cases."""

from __future__ import annotations

from tests.desk import DeskUnderTest
from tests.told_once import told_once


@told_once
def with_acme(
    desk: DeskUnderTest, *titles: str, at: str = "Mon 2026-06-01 09:00", kind: str = "configuration"
) -> None:
    """Let acme have Standard from 2026-01-01, Cleo, #acme, and a case of each title."""
    desk.at(at)
    desk.types("dana", '/customer add acme "Acme AG" standard from 2026-01-01')
    desk.types("dana", "/customer manager acme @cleo")
    desk.types("dana", "/customer channel acme #acme")
    for title in titles:
        desk.types("ada", f"/case open acme {kind} {title}")
