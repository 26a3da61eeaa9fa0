"""Books are closed while something of the customer's is under way (E10), on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from models.rules.kept_statement import StatementIssued
from models.rules.service_definition import Kind
from models.usecases import finding
from models.usecases.books import closing, verifying
from models.usecases.case import changes, opening
from models.usecases.case.opening import CaseReport
from models.usecases.escalation import time_entries
from models.usecases.turn import Desk, Turn
from tests.rows.racing import DANA, NOW, at_once

MAY, LAST_OF_MAY = date(2026, 5, 4), date(2026, 5, 31)


@pytest.fixture
def desk(racing_desk: Desk) -> Desk:
    """acme has a case with an hour of 4 May."""
    with racing_desk.writing(DANA, NOW) as turn:
        report = CaseReport("Login loops", kind=Kind.CONFIGURATION)
        opening.open_case(turn, finding.customer(turn, "acme"), report)
        time_entries.log(turn, finding.case(turn, 1), 60, MAY, "")
    return racing_desk


def logs(turn: Turn) -> None:
    """Log an hour of May."""
    time_entries.log(turn, finding.case(turn, 1), 30, MAY, "late")


def turns_out_a_defect(turn: Turn) -> None:
    """The case was a defect all along."""
    changes.set_kind(turn, 1, Kind.DEFECT)


def closes(turn: Turn) -> None:
    """Close the books of May."""
    closing.close(turn, finding.customer(turn, "acme"), LAST_OF_MAY)


DOES = pytest.mark.parametrize("does", [logs, turns_out_a_defect])


@DOES
def test_what_is_under_way_is_in_the_statement(desk: Desk, does: Callable[[Turn], None]) -> None:
    """Who closes waits for it, and keeps what it did."""
    assert at_once(desk, does, closes) == []
    assert [looked.found for looked in verifying.verify(desk, lambda: NOW) if looked.found] == []


@DOES
def test_what_comes_after_is_refused(desk: Desk, does: Callable[[Turn], None]) -> None:
    """Who logs waits for the closing, and is refused."""
    (refused,) = at_once(desk, closes, does)
    assert refused.startswith("acme's books are closed up to Sun 31 May 2026")
    with desk.reading(DANA, NOW) as turn:
        (kept,) = closing.latest_kept(turn, finding.customer(turn, "acme"))
        (case,) = StatementIssued.of_json(kept.statement).cases
    assert case.time == ((MAY, 60),)


def test_books_are_closed_once(desk: Desk) -> None:
    """Two close them at once: one is told that they are."""
    assert at_once(desk, closes, closes) == [
        "acme's books are closed up to Sun 31 May 2026 already."
    ]
