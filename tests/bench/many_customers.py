"""A desk of 5,000 customers, 2,000 of whose cases are open, beside one of four customers."""

from __future__ import annotations

from tests.bench.desks import KINDS, opened
from tests.bench.made_up import FOUR, MANY
from tests.bench.side_by_side import Act, in_turn, tell
from tests.desk import DeskUnderTest


def log_and_balance() -> None:
    """A log and a `/balance` of the same small customer on both desks."""
    for kind in KINDS:
        with opened(kind, MANY) as (many, _), opened(kind, FOUR) as (four, _):
            names = ("5,000 customers", "four")
            tell(f"/escalation log, {kind}", in_turn(_logs(many), _logs(four)), names)
            tell(f"/balance, {kind}", in_turn(_asks(many), _asks(four)), names)


def _logs(desk: DeskUnderTest) -> Act:
    numbers = iter(range(10**6))
    log = "/escalation log 1m hooli 2026-06-08"
    return lambda: desk.slack.type("ada", "#support", f"{log} n{next(numbers)}")


def _asks(desk: DeskUnderTest) -> Act:
    return lambda: desk.slack.type("ada", "#support", "/balance hooli")


MEASURES = (log_and_balance,)
