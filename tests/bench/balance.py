"""`/balance` of customers with ten years of history, beside one with twenty entries."""

from __future__ import annotations

from tests.bench.desks import KINDS, opened
from tests.bench.made_up import LONG_HISTORY
from tests.bench.side_by_side import Act, in_turn, tell


def of_ten_years() -> None:
    """`/balance` of ten years with 2,000 entries, and with 20,000, beside one of 20."""
    for kind in KINDS:
        with opened(kind, LONG_HISTORY) as (desk, _):

            def asks(customer: str) -> Act:
                return lambda: desk.slack.type("ada", "#support", f"/balance {customer}")

            for entries, customer in (("2,000", "big"), ("20,000", "huge")):
                measured = in_turn(asks(customer), asks("acme"))
                tell(f"/balance, {kind}", measured, (f"{entries} entries", "20 entries"))


MEASURES = (of_ten_years,)
