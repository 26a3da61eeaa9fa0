"""Section 3 of the service definition: Escalation Packs and what they cost."""

from __future__ import annotations

from decimal import Decimal

import pytest

from models.rules.contract_year import pack_last_day
from models.rules.quote import chf, quote
from models.rules.service_definition import LEVELS, PACK_MONTHS
from tests.rules.story import PACKS, Story, day, left, lines


@pytest.mark.parametrize(
    ("size", "escalations", "price"),
    [("S", 1, "CHF 720.–"), ("M", 3, "CHF 1’900.–"), ("L", 6, "CHF 3’700.–")],
)
def test_the_packs(size: str, escalations: int, price: str) -> None:
    """Section 3, G3: Pack S 1, CHF 720.–; Pack M 3, CHF 1’900.–; Pack L 6, CHF 3’700.–."""
    assert PACKS[size].escalations == escalations
    assert chf(PACKS[size].price) == price


def test_there_are_three_sizes() -> None:
    """Section 3: Pack S, Pack M, Pack L, each valid for 12 months."""
    assert set(PACKS) == {"S", "M", "L"}
    assert PACK_MONTHS == 12


@pytest.mark.parametrize(
    ("bought", "last_day"),
    [
        ("2026-03-10", "2027-03-10"),
        ("2026-12-31", "2027-12-31"),
        ("2024-02-29", "2025-02-28"),
        ("2023-02-28", "2024-02-28"),
        ("2023-03-01", "2024-03-01"),
        ("2027-02-28", "2028-02-28"),
    ],
)
def test_12_months_from_the_purchase_date(bought: str, last_day: str) -> None:
    """Section 3, G3: to the same calendar day 12 months later (29 Feb: 28 Feb)."""
    assert pack_last_day(day(bought)) == day(last_day)


@pytest.mark.parametrize(
    ("worked", "covered"),
    [
        ("2026-03-09", False),
        ("2026-03-10", True),
        ("2027-03-10", True),
        ("2027-03-11", False),
    ],
)
def test_usable_from_the_day_of_purchase_to_the_last_day(worked: str, covered: bool) -> None:
    """Section 3, G3: valid for 12 months from the purchase date, that day included."""
    story = Story()
    story.pack("S", "2026-03-10")
    story.log(1, worked, 60)
    assert (story.on("2027-12-31").uncovered == ()) is covered


def test_unused_escalations_expire() -> None:
    """Section 3, G6: unused escalations automatically expire."""
    story = Story()
    story.pack("M", "2026-03-10")
    story.log(1, "2026-05-04", 60)
    assert story.on("2027-03-10").remaining == 2
    assert story.on("2027-03-11").remaining == 0


@pytest.mark.parametrize("level", LEVELS)
def test_any_level_may_buy_them(level: str) -> None:
    """Section 1, G3: additional escalations: Escalation Packs available."""
    story = Story()
    story.contract("2026-01-01", level)
    story.pack("M", "2026-03-10")
    assert left(story.on("2026-03-10"))["pack M"] == 3


def test_two_packs_one_after_the_other() -> None:
    """Section 3, E6: the pack that expires first is used first."""
    story = Story()
    story.pack("S", "2026-03-10")
    story.pack("S", "2026-02-10")
    story.log(1, "2026-04-01", 60)
    told = story.on("2026-04-01")
    assert [entry.remaining for entry in told.grants] == [0, 1]
    assert told.grants[0].grant.first_day == day("2026-02-10")
    assert lines(told) == ["#1.1 2026-04-01 pack S"]


# --- M2: quotes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "packs", "price"),
    [
        (1, "S", "CHF 720.–"),
        (2, "2×S", "CHF 1’440.–"),
        (3, "M", "CHF 1’900.–"),
        (4, "M+S", "CHF 2’620.–"),
        (5, "M+2×S", "CHF 3’340.–"),
        (6, "L", "CHF 3’700.–"),
        (7, "L+S", "CHF 4’420.–"),
        (9, "L+M", "CHF 5’600.–"),
        (12, "2×L", "CHF 7’400.–"),
    ],
)
def test_the_cheapest_packs_for_so_many(wanted: int, packs: str, price: str) -> None:
    """M2: a quote for n escalations is the cheapest set of packs that gives at least n."""
    offer = quote(wanted)
    assert (offer.words, chf(offer.price)) == (packs, price)


def test_a_quote_names_consulting_beside_it() -> None:
    """M2: it names consulting beside it: 5 hours at CHF 240.– for each escalation."""
    assert quote(1).consulting_price == Decimal(1200)
    assert quote(3).consulting_price == Decimal(3600)


@pytest.mark.parametrize("wanted", [0, -1])
def test_a_quote_for_nothing_is_refused(wanted: int) -> None:
    """M2: a quote is for one escalation or more."""
    with pytest.raises(ValueError, match="one escalation or more"):
        quote(wanted)
