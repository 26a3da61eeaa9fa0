"""M1, M2 as laws: quotes against every set of packs there is."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.quote import chf, quote
from models.rules.service_definition import PACKS, PackSize
from tests.rules.strategies import quick


def cheapest(wanted: int) -> tuple[Decimal, int]:
    """Try every set of packs: the least price, and the fewest packs at that price."""
    counts = range(wanted + 1), range(wanted // 3 + 2), range(wanted // 6 + 2)
    return min(
        (Decimal(720 * s + 1900 * m + 3700 * l_), s + m + l_)
        for s, m, l_ in product(*counts)
        if s + 3 * m + 6 * l_ >= wanted
    )


@pytest.mark.parametrize("wanted", range(1, 41))
def test_a_quote_is_the_cheapest_set_of_packs(wanted: int) -> None:
    """M2: the cheapest set of packs that gives at least n."""
    offer = quote(wanted)
    assert (offer.price, sum(count for _, count in offer.packs)) == cheapest(wanted)


@quick
@given(st.integers(1, 2000))
def test_a_quote_adds_up(wanted: int) -> None:
    """M2: its packs give at least n and cost together what it says."""
    offer = quote(wanted)
    assert sum(PACKS[size].escalations * count for size, count in offer.packs) >= wanted
    assert sum(PACKS[size].price * count for size, count in offer.packs) == offer.price
    assert offer.price < offer.consulting_price


@quick
@given(st.integers(1, 2000))
def test_one_more_never_costs_less(wanted: int) -> None:
    """M2: more escalations cost more, and never more than a pack S more."""
    more = quote(wanted + 1).price - quote(wanted).price
    assert 0 < more <= 720


@quick
@given(st.integers(1, 300))
def test_six_more_are_a_pack_l(wanted: int) -> None:
    """M2: pack L is the cheapest by the piece, so six more cost a pack L."""
    assert quote(wanted + 6).price == quote(wanted).price + PACKS[PackSize.L].price


@quick
@given(st.integers(0, 10**12))
def test_money_reads_back(rappen: int) -> None:
    """M1: what is written is the exact amount."""
    written = chf(Decimal(rappen) / 100)
    currency, number = written.split(" ")
    assert currency == "CHF"
    francs, part = number.split(".")
    assert all(len(group) == 3 for group in francs.split("’")[1:])
    assert int(francs.replace("’", "")) * 100 + (0 if part == "–" else int(part)) == rappen
    assert part == "–" or len(part) == 2
