"""`/balance` of customers with ten years of history, and of many customers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from tests.bench.beside import beside
from tests.bench.desks import KINDS, opened
from tests.bench.made_up import LONG_HISTORY, of_customers
from tests.bench.side_by_side import Act, in_turn, tell
from tests.bench.statement import ROUNDS

CUSTOMERS = (50, 500)
OF_ALL = ("/balance", "/balance on 2026-03-31", "/balance on 2020-12-31")


def of_ten_years() -> None:
    """`/balance` of ten years with 2,000 entries, and with 20,000, beside one of 20."""
    for kind in KINDS:
        with opened(kind, LONG_HISTORY) as (desk, _):

            def asks(customer: str) -> Act:
                return lambda: desk.slack.type("ada", "#support", f"/balance {customer}")

            for entries, customer in (("2,000", "big"), ("20,000", "huge")):
                measured = in_turn(asks(customer), asks("acme"))
                tell(f"/balance, {kind}", measured, (f"{entries} entries", "20 entries"))


def of_all(
    sizes: Sequence[int] = CUSTOMERS, kinds: Iterable[str] = KINDS, rounds: int = ROUNDS
) -> None:
    """`/balance` of all customers, 500 beside 50, as it is typed; the memory afterwards."""
    sizes_of = {f"{size:,} customers": of_customers(size) for size in sizes}
    for kind in kinds:
        with beside(kind, sizes_of) as desks:
            for text in OF_ALL:
                desks.tell(text, [partial(desk.types, "ada", text) for desk in desks], rounds)
            desks.tell_memory()


MEASURES = (of_ten_years, of_all)
