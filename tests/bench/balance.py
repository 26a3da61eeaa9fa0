"""`/balance` of customers with ten years of history, and of many customers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from functools import partial

from tests.bench.desks import KINDS, apart, opened
from tests.bench.made_up import LONG_HISTORY, of_customers
from tests.bench.side_by_side import Act, at_sizes, in_turn, tell, tell_sizes
from tests.bench.statement import ROUNDS, names_of, tell_memory

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
    for kind in kinds:
        with ExitStack() as stack:
            desks = [stack.enter_context(apart(kind, of_customers(size))) for size in sizes]
            for text in OF_ALL:
                acts = [partial(desk.types, "ada", text) for desk in desks]
                tell_sizes(f"{text}, {kind}", at_sizes(acts, rounds), names_of(sizes))
            tell_memory(desks, sizes)


MEASURES = (of_ten_years, of_all)
