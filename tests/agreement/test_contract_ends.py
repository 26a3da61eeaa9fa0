"""Section 2: what a contract's end takes with it, what stands, and what begins after it."""

from __future__ import annotations

import pytest

from models.rules.contract_year import (
    contract_on,
)
from tests.rules.story import Story, day, left, levels, lines


def test_included_escalations_are_never_cut_pro_rata() -> None:
    """G5: included escalations are never cut pro rata: a contract of 3 months has all of them."""
    story = Story()
    story.contract("01-01", "standard", to="03-31")
    assert story.included() == ["2026-01-01..2026-03-31: 4"]


def test_the_end_takes_what_is_left() -> None:
    """G5: a contract's end takes what is left of its included escalations with it."""
    story = Story()
    contract = story.contract("01-01", "standard")
    story.level("05-01", "premium")
    story.log(1, "03-02", 60)
    story.pack("S", "03-10")
    story.ends(contract, "08-31")
    assert story.included() == ["2026-01-01..2026-08-31: 4", "2026-05-01..2026-08-31: 4"]
    assert story.on("08-31").remaining == 8
    assert left(story.on("09-01")) == {"pack S": 1}


def test_charges_made_stand() -> None:
    """G5: charges made stand; after the end there is nothing included to take from."""
    story = Story()
    contract = story.contract("01-01", "standard")
    story.log(1, "03-02", 60)
    story.log(2, "09-01", 60)
    story.ends(contract, "08-31")
    assert lines(story.on("12-31")) == [
        "#1.1 2026-03-02 included 2026",
        "#2.1 2026-09-01 uncovered",
    ]


def test_an_end_gives_no_used_pack_back() -> None:
    """G5, E6: charges made stand: a pack that was used first stays used first.

    The pack expires on 1 October, before the contract year does, so April's charge took from it.
    The end on 30 June brings the included ones' last day before the pack's. Were the order made
    anew from that, the charge would move over, the pack be whole again, and the end would have
    taken one included escalation less along than was left.
    """
    story = Story()
    contract = story.contract("01-01", "standard")
    story.pack("M", "2025-10-01")
    story.log(1, "04-07", 60)
    assert left(story.on("06-30")) == {"pack M": 2, "included 2026": 4}
    story.at("06-01")
    story.ends(contract, "06-30")
    assert lines(story.on("06-30")) == ["#1.1 2026-04-07 pack M"]
    assert left(story.on("06-30")) == {"pack M": 2, "included 2026": 4}
    assert left(story.on("07-01")) == {"pack M": 2}


def test_an_end_leaves_used_included_ones_used() -> None:
    """G5, E6: charges made stand: included ones that were used first stay used first.

    The pack expires after the contract year, so April's charges took from the included ones, the
    last of them from the pack. The end changes none of that: it takes what is left, which is
    nothing, and the pack serves what comes after it.
    """
    story = Story()
    contract = story.contract("01-01", "standard")
    story.pack("M", "03-10")
    for number in range(1, 6):
        story.log(number, f"04-0{number}", 60)
    before = lines(story.on("06-30"))
    assert before[-2:] == ["#4.1 2026-04-04 included 2026", "#5.1 2026-04-05 pack M"]
    story.at("06-01")
    story.ends(contract, "06-30")
    story.log(6, "07-01", 60)
    assert lines(story.on("07-01")) == [*before, "#6.1 2026-07-01 pack M"]


def test_a_last_day_agreed_at_the_start_is_what_the_order_goes_by() -> None:
    """G5, E6: a `to` agreed at the start was known to every charge, until it was moved."""
    story = Story()
    contract = story.contract("01-01", "standard", to="06-30")
    story.pack("M", "2025-10-01")
    story.log(1, "04-07", 60)
    assert lines(story.on("06-30")) == ["#1.1 2026-04-07 included 2026"]
    story.at("06-01")
    story.ends(contract, "11-30")
    assert lines(story.on("06-30")) == ["#1.1 2026-04-07 included 2026"]
    assert left(story.on("11-30")) == {"included 2026": 3}


def test_a_gap_is_basic_and_after_it_a_contract_starts_its_own_years() -> None:
    """G5: a gap is Basic; a contract after a gap starts its own years."""
    story = Story()
    contract = story.contract("01-01", "premium")
    story.ends(contract, "05-31")
    story.contract("08-15", "standard")
    assert levels(story, "05-31", "06-01", "08-14", "08-15") == [
        "premium",
        "basic",
        "basic",
        "standard",
    ]
    assert contract_on(story.contracts, day("07-01")) is None
    assert story.included("2027-08-15") == [
        "2026-01-01..2026-05-31: 8",
        "2026-08-15..2027-08-14: 4",
        "2027-08-15..2028-08-14: 4",
    ]


@pytest.mark.parametrize("end_first", [True, False])
def test_a_raise_after_the_end_begins_a_contract_of_its_own(end_first: bool) -> None:
    """G5: raised from no contract, a new one starts that day, whichever fact was recorded first."""
    story = Story()
    contract = story.contract("01-01", "standard")
    for fact in ("end", "level") if end_first else ("level", "end"):
        if fact == "end":
            story.ends(contract, "05-31")
        else:
            story.level("07-01", "premium")
    assert levels(story, "05-31", "06-01", "07-01") == ["standard", "basic", "premium"]
    assert story.included()[:2] == ["2026-01-01..2026-05-31: 4", "2026-07-01..2027-06-30: 8"]


def test_a_lowering_ends_with_its_contract() -> None:
    """G5: a lowering within a contract that is then ended before its day begins nothing new."""
    story = Story()
    contract = story.contract("01-01", "premium")
    story.level("07-01", "standard")
    story.ends(contract, "05-31")
    assert levels(story, "05-31", "06-01", "07-01") == ["premium", "basic", "basic"]
    assert story.included() == ["2026-01-01..2026-05-31: 8"]
    story.ends(contract, "09-30")  # moved back, the lowering waits for an anniversary again
    assert levels(story, "09-30", "10-01") == ["premium", "basic"]
    assert story.included() == ["2026-01-01..2026-09-30: 8"]


def test_a_lower_level_agreed_after_the_end_begins_a_contract() -> None:
    """G5: asked for when there was no contract any more, it lowers none: a new one starts."""
    story = Story()
    contract = story.contract("01-01", "premium")
    story.ends(contract, "05-31")
    story.level("07-01", "standard")
    assert levels(story, "06-30", "07-01") == ["basic", "standard"]
    assert story.included("2026-12-31")[1:] == ["2026-07-01..2027-06-30: 4"]


def test_contracts_are_told_oldest_first() -> None:
    """Facts are only ever added: an older contract may be recorded after a newer one."""
    story = Story()
    story.contract("2027-01-01", "premium")
    story.contract("01-01", "standard", to="12-31")
    assert [contract.start for contract in story.contracts] == [day("01-01"), day("2027-01-01")]


def test_an_end_can_be_moved() -> None:
    """Facts are only ever added: of two ends the later recorded one holds."""
    story = Story()
    contract = story.contract("01-01", "standard", to="12-31")
    story.ends(contract, "06-30")
    story.ends(contract, "09-30")
    assert story.included() == ["2026-01-01..2026-09-30: 4"]


def test_an_end_stays_when_a_level_is_recorded_for_an_earlier_day() -> None:
    """G5: the end belongs to the contract, whatever its terms become."""
    story = Story()
    story.contract("01-01", "basic")
    raised = story.level("03-01", "standard")
    story.ends(raised, "12-31")
    story.level("02-01", "premium")
    assert levels(story, "01-31", "02-01", "12-31", "2027-01-01") == [
        "basic",
        "premium",
        "premium",
        "basic",
    ]
    assert story.included() == ["2026-02-01..2026-12-31: 8"]


def test_an_end_stays_when_another_level_is_recorded_for_its_day() -> None:
    """G5: the level from which it began is replaced while still pending; the contract's end is
    not."""
    story = Story()
    story.at("01-15")
    raised = story.level("03-01", "standard")
    story.ends(raised, "12-31")
    story.level("03-01", "premium")
    assert story.included() == ["2026-03-01..2026-12-31: 8"]


@pytest.mark.parametrize("end_first", [True, False])
def test_a_raise_from_basic_keeps_the_end(end_first: bool) -> None:
    """G5: a raise from Basic keeps the end, whichever was recorded first."""
    story = Story()
    contract = story.contract("01-01", "basic")
    for fact in ("end", "level") if end_first else ("level", "end"):
        if fact == "end":
            story.ends(contract, "12-31")
        else:
            story.level("03-01", "standard")
    assert story.included() == ["2026-03-01..2026-12-31: 4"]
