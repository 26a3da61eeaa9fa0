"""What is said of the sources that have reported a case: which, how often, and when last (I3)."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.blocks.pieces.wording import as_typed
from models.rules.written_time import Wall
from models.usecases.derived.reported_by import ReportedBy


def told_by(found: Sequence[ReportedBy], wall: Wall) -> str | None:
    """Say which sources have reported a case; None if none has."""
    return "; ".join(_told(each, wall) for each in found) or None


def _told(each: ReportedBy, wall: Wall) -> str:
    said = f"reported by {as_typed(each.source)}"
    if each.seen > 1:
        said = f"{said}, seen {each.seen} times, last {wall.dated(each.last_at)}"
    if each.recovered_at is not None:
        said = f"{said}, recovered {wall.dated(each.recovered_at)}"
    return said
