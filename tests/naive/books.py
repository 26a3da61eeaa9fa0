"""E10 once more: what the numbers of a kept statement are, and how long they may not change."""

from __future__ import annotations

from datetime import date, datetime

from tests.naive.facts import NOW, Facts, Row, Tables
from tests.naive.statement import time_by_day, told


def numbers(facts: Facts, on: date) -> list[str]:
    """Return the numbers of a statement; of a grant that goes on after the date no last day."""
    statement = told(facts, on)
    return sorted(
        [
            statement.level,
            *(
                f"{g.label} {g.first_day} {min(g.last_day, on)} {g.charged}/{g.quantity}"
                for g in statement.grants
            ),
            *(f"#{case} {day} {much}" for (case, day), much in time_by_day(facts, on).items()),
            *(
                f"#{block.case}.{block.number} {block.minutes} {block.day} {what} {served} "
                f"{grant and grant[0]}"
                for block, what, served, grant in statement.blocks
            ),
        ]
    )


def numbers_kept(row: Row) -> list[str]:
    """Return the numbers of a statement that was kept."""
    kept = row["statement"]
    return sorted(
        [
            kept["level"],
            *(
                f"{g['label']} {g['first_day']} {min(g['last_day'], kept['on'])} "
                f"{g['charged']}/{g['quantity']}"
                for g in kept["grants"]
            ),
            *(
                f"#{case['number']} {day} {much}"
                for case in kept["cases"]
                for day, much in case["time"]
            ),
            *(
                f"#{case['number']}.{b['number']} {b['minutes']} {b['day']} {b['became']} "
                f"{b['served']} {b['grant']}"
                for case in kept["cases"]
                for b in case["blocks"]
            ),
        ]
    )


def held_until(tables: Tables, kept: Row) -> datetime:
    """Return the instant at which the books of a kept statement were opened again."""
    opened = [
        row["at"]
        for row in tables["reopenings"]
        if row["customer_id"] == kept["customer_id"]
        and row["day"] <= kept["day"]
        and row["at"] > kept["at"]
    ]
    return min(opened, default=NOW)
