"""The mark before a case: it came in, it has its first response, it is closed or withdrawn."""

from __future__ import annotations

from models.rows.cases import Case


def case_mark(case: Case) -> str:
    """Return the emoji that shows at a glance how a case stands."""
    if case.withdrawn_at is not None:
        return ":heavy_multiplication_x:"
    if case.closed_at is not None:
        return ":white_check_mark:"
    return ":speech_balloon:" if case.responded_at is not None else ":inbox_tray:"


def withdrawn(case: Case, at: str) -> str:
    """Say that a case was withdrawn `at` an instant, and which it doubles (S6)."""
    double = f", a double of #{case.double_of}" if case.double_of else ""
    return f"Withdrawn {at}{double}: it has no clock (S6)."
