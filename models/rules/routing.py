"""R1, R2: where a case goes, and in which order what waits is taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.rules.closed_sets import Named
from models.rules.service_definition import Level, Severity, level_rank


class WhichCases(Named, called="a list of cases"):
    """Which cases a list has: the open ones of mine, those without a first response (`queue`),
    those past their due instant, all there ever were, or all that are open.
    """

    MINE = "mine"
    QUEUE = "queue"
    OVERDUE = "overdue"
    ALL = "all"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Route:
    """Where a case goes: the page ladder (`pages`) or the business-hours queue of a level."""

    queue: Level
    pages: bool
    rule: str


def route(level: Level, severity: Severity) -> Route:
    """Return where a case of a customer on `level` goes (R1, R2)."""
    if level == Level.MANAGED and severity == Severity.SEV1:
        return Route(level, True, "R1")
    return Route(level, False, "R2")


def queue_order(due: datetime, level: Level, reported: datetime) -> tuple[datetime, int, datetime]:
    """Return the sort key of a waiting case: due, then level from the highest, then report (R2)."""
    return due, -level_rank(level), reported
