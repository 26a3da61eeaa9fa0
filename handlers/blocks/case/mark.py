"""The mark before a case: it came in, it has its first response, or it is closed."""

from __future__ import annotations

from models.rows.cases import Case


def case_mark(case: Case) -> str:
    """Return the emoji that shows at a glance how a case stands."""
    if case.closed_at is not None:
        return ":white_check_mark:"
    return ":speech_balloon:" if case.responded_at is not None else ":inbox_tray:"
