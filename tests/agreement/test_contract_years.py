"""Sections 1 and 2: escalations included a contract year, and what a change of level does."""

from __future__ import annotations

import pytest

from models.rules.contract_year import (
    anniversary,
    contract_on,
    level_changes,
    level_on,
    next_anniversary,
)
from tests.rules.story import Story, day, left, lines


def levels(story: Story, *days: str) -> list[str]:
    """Return the levels in force on some days."""
    return [level_on(story.contracts, day(text)) for text in days]


# --- G2: anniversaries ----------------------------------------------------------------------------


def test_a_contract_from_29_february() -> None:
    """G2: a contract from 29 February 2024: 28 Feb 2025, 2026, 2027 and 29 Feb 2028."""
    years = [anniversary(day("2024-02-29"), number) for number in range(5)]
    assert [f"{first:%Y-%m-%d}" for first in years] == [
        "2024-02-29",
        "2025-02-28",
        "2026-02-28",
        "2027-02-28",
        "2028-02-29",
    ]


def test_the_years_of_a_contract_from_29_february() -> None:
    """G1, G2: each of its years ends the day before the next begins."""
    story = Story()
    story.contract("2024-02-29", "standard")
    assert story.included("2028-02-29") == [
        "2024-02-29..2025-02-27: 4",
        "2025-02-28..2026-02-27: 4",
        "2026-02-28..2027-02-27: 4",
        "2027-02-28..2028-02-28: 4",
        "2028-02-29..2029-02-27: 4",
    ]


def test_the_contract_year_is_not_the_calendar_year() -> None:
    """Words, G1: the 12 months from each anniversary; nothing carries over."""
    story = Story()
    story.contract("2026-04-15", "premium")
    assert story.included("2027-12-31") == [
        "2026-04-15..2027-04-14: 8",
        "2027-04-15..2028-04-14: 8",
    ]
    assert left(story.on("2027-04-15")) == {"included 2027/28": 8}


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2026-04-15", "2027-04-15"),
        ("2027-04-14", "2027-04-15"),
        ("2027-04-15", "2027-04-15"),
        ("2027-04-16", "2028-04-15"),
    ],
)
def test_the_next_anniversary(on: str, expected: str) -> None:
    """G5: the next anniversary is that day itself if it is one."""
    assert next_anniversary(day("2026-04-15"), day(on)) == day(expected)


# --- G5: raised -----------------------------------------------------------------------------------


def test_raised_the_difference_is_added_from_that_day() -> None:
    """G5: raised: the anniversary stays and the difference is added to the year's end."""
    story = Story()
    story.contract("01-01", "standard")
    story.level("07-01", "premium")
    assert story.included("06-30") == ["2026-01-01..2026-12-31: 4"]
    assert story.included("2027-12-31") == [
        "2026-01-01..2026-12-31: 4",
        "2026-07-01..2026-12-31: 4",
        "2027-01-01..2027-12-31: 8",
    ]
    assert levels(story, "06-30", "07-01") == ["standard", "premium"]


def test_raised_the_added_ones_serve_only_from_that_day() -> None:
    """G5: added from that day: an earlier charge cannot take from it."""
    story = Story()
    story.contract("01-01", "standard")
    story.level("07-01", "premium")
    for number in range(1, 6):
        story.log(number, f"05-0{number}", 60)
    assert lines(story.on("12-31"))[-1] == "#5.1 2026-05-05 uncovered"
    assert left(story.on("12-31")) == {"included 2026": 0, "included 2026, raised": 4}


def test_raised_on_the_first_day_of_a_year() -> None:
    """G5, G1: raised with the year: that year includes the new number from the start."""
    story = Story()
    story.contract("01-01", "standard")
    story.level("2027-01-01", "premium")
    assert story.included("2027-12-31") == [
        "2026-01-01..2026-12-31: 4",
        "2027-01-01..2027-12-31: 8",
    ]


@pytest.mark.parametrize(
    ("level", "agreed", "more"), [("standard", 12, 8), ("premium", 12, 4), ("managed", 12, 2)]
)
def test_raised_to_managed_or_managed_s_number_raised(level: str, agreed: int, more: int) -> None:
    """G5: or Managed's number raised."""
    story = Story()
    story.contract("01-01", level, escalations=10)
    story.level("07-01", "managed", escalations=agreed)
    assert story.included("12-31")[1:] == [f"2026-07-01..2026-12-31: {more}"]


def test_raised_the_difference_is_never_below_0() -> None:
    """G5: the difference, never below 0: Managed with fewer escalations takes none away."""
    story = Story()
    story.contract("01-01", "premium")
    story.level("07-01", "managed", escalations=5)
    assert story.included("2027-12-31") == [
        "2026-01-01..2026-12-31: 8",
        "2027-01-01..2027-12-31: 5",
    ]
    assert levels(story, "07-01") == ["managed"]


def test_raised_twice_in_a_year() -> None:
    """G5: each raise adds its own difference."""
    story = Story()
    story.contract("01-01", "standard")
    story.level("05-01", "premium")
    story.level("07-01", "managed", escalations=11)
    assert story.included("12-31") == [
        "2026-01-01..2026-12-31: 4",
        "2026-05-01..2026-12-31: 4",
        "2026-07-01..2026-12-31: 3",
    ]


@pytest.mark.parametrize(
    ("agreed", "then", "added"),
    [
        ("standard", [("managed", 2), ("managed", 6)], [2]),
        ("premium", [("managed", 5), ("managed", 7)], []),
        ("premium", [("managed", 5), ("managed", 9)], [1]),
        ("standard", [("premium", None), ("managed", 10)], [4, 2]),
        ("premium", [("managed", 0)], []),
    ],
)
def test_raised_where_more_was_given_already(
    agreed: str, then: list[tuple[str, int | None]], added: list[int]
) -> None:
    """G5, G1: added is the new number less what the year holds already, never below 0."""
    story = Story()
    story.contract("01-01", agreed)
    for month, (level, number) in enumerate(then, start=5):
        story.level(f"0{month}-01", level, escalations=number)
    assert [int(text.split(": ")[1]) for text in story.included("12-31")[1:]] == added


def test_raised_on_the_first_day_of_a_basic_contract() -> None:
    """G5: nothing is left of a Basic contract that is raised on its first day: one, not two."""
    story = Story()
    story.contract("03-15", "basic", to="12-31")
    story.level("03-15", "standard")
    assert [(c.start, c.last_day) for c in story.contracts] == [(day("03-15"), day("12-31"))]
    assert levels(story, "03-14", "03-15") == ["basic", "standard"]
    assert story.included() == ["2026-03-15..2026-12-31: 4"]


def test_raised_from_basic() -> None:
    """G5: raised from Basic: a new contract with its own years starts that day."""
    story = Story()
    story.contract("01-01", "basic")
    story.level("03-15", "standard")
    assert story.included("2027-03-15") == [
        "2026-03-15..2027-03-14: 4",
        "2027-03-15..2028-03-14: 4",
    ]
    assert [contract.start for contract in story.contracts] == [day("01-01"), day("03-15")]
    assert story.contracts[0].last_day == day("03-14")


def test_raised_from_no_contract() -> None:
    """G5: or from no contract: a new contract with its own years starts that day."""
    story = Story()
    story.level("03-15", "premium")
    assert story.included("2027-01-01") == ["2026-03-15..2027-03-14: 8"]
    assert levels(story, "03-14", "03-15") == ["basic", "premium"]


# --- G5: lowered ----------------------------------------------------------------------------------


def test_lowered_changes_at_the_next_anniversary() -> None:
    """G5: lowered: level, targets, queue and number change at the next anniversary."""
    story = Story()
    story.contract("01-01", "premium")
    story.level("06-01", "standard")
    assert levels(story, "06-01", "12-31", "2027-01-01") == ["premium", "premium", "standard"]
    assert story.included("2027-12-31") == [
        "2026-01-01..2026-12-31: 8",
        "2027-01-01..2027-12-31: 4",
    ]


def test_lowered_answers_name_that_day() -> None:
    """G5: and the answer names that day."""
    story = Story()
    story.contract("2026-04-15", "premium")
    story.level("2026-06-01", "standard")
    assert level_changes(story.contracts) == [day("2026-04-15"), day("2027-04-15")]


def test_managed_s_number_lowered() -> None:
    """G5: Managed's number lowered: from the next anniversary."""
    story = Story()
    story.contract("01-01", "managed", escalations=12)
    story.level("06-01", "managed", escalations=10)
    assert story.included("2027-12-31") == [
        "2026-01-01..2026-12-31: 12",
        "2027-01-01..2027-12-31: 10",
    ]


def test_lowered_to_basic() -> None:
    """G5, G1: lowered to Basic: nothing is included from the next anniversary on."""
    story = Story()
    story.contract("01-01", "standard")
    story.level("06-01", "basic")
    assert story.included("2028-12-31") == ["2026-01-01..2026-12-31: 4"]
    assert levels(story, "12-31", "2027-01-01") == ["standard", "basic"]


def test_lowered_on_the_anniversary_itself() -> None:
    """G5: a change said to begin on an anniversary begins there."""
    story = Story()
    story.contract("01-01", "premium")
    story.level("2027-01-01", "standard")
    assert levels(story, "2026-12-31", "2027-01-01") == ["premium", "standard"]


@pytest.mark.parametrize(
    ("level", "escalations", "then", "number"),
    [
        ("basic", None, "basic", []),
        ("managed", 9, "managed", [9]),
        ("premium", None, "premium", [8]),
    ],
)
def test_a_later_change_replaces_a_pending_one(
    level: str, escalations: int | None, then: str, number: list[int]
) -> None:
    """G5: a later change replaces one still pending: lower still, raised, or as it was."""
    story = Story()
    story.contract("01-01", "premium")
    story.level("06-01", "standard")
    story.level("09-01", level, escalations=escalations)
    assert levels(story, "2027-01-01") == [then]
    assert [grant for grant in story.included("2027-01-01") if grant.startswith("2027")] == [
        f"2027-01-01..2027-12-31: {n}" for n in number
    ]


@pytest.mark.parametrize(("pending", "level"), [("basic", "standard"), ("standard", "premium")])
def test_a_later_lowering_replaces_a_deeper_one(pending: str, level: str) -> None:
    """G5: still a lowering, so it too waits for the anniversary, whatever was pending."""
    story = Story()
    story.contract("01-01", "managed", escalations=10)
    story.level("06-01", pending)
    story.level("09-01", level)
    assert levels(story, "09-01", "12-31", "2027-01-01") == ["managed", "managed", level]
    assert len(story.contracts) == 1


def test_lowered_again_on_the_anniversary_itself() -> None:
    """G5, G1: on the day the pending change begins, a deeper one takes its place."""
    story = Story()
    story.contract("01-01", "premium")
    story.level("06-01", "standard")
    story.level("2027-01-01", "basic")
    assert levels(story, "2027-01-01") == ["basic"]
    assert story.included() == ["2026-01-01..2026-12-31: 8"]


def test_raised_on_the_day_a_pending_change_begins() -> None:
    """G5, G1: raised on that day, the year includes the raised number."""
    story = Story()
    story.contract("01-01", "managed", escalations=10)
    story.level("06-01", "standard")
    story.level("2027-01-01", "premium")
    assert story.included("2027-12-31") == [
        "2026-01-01..2026-12-31: 10",
        "2027-01-01..2027-12-31: 8",
    ]


def test_lowered_then_raised_again_from_basic() -> None:
    """G5: once Basic is in force, a raise starts a new contract with its own years."""
    story = Story()
    story.contract("01-01", "premium")
    story.level("06-01", "basic")
    story.level("2027-03-01", "standard")
    assert story.included("2027-12-31") == [
        "2026-01-01..2026-12-31: 8",
        "2027-03-01..2028-02-29: 4",
    ]


# --- G5: the end ----------------------------------------------------------------------------------


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


# --- G5: recorded later, and corrected ------------------------------------------------------------


def test_lowered_on_the_day_of_a_raise_waits_for_the_anniversary() -> None:
    """G5: lowered on whatever day of the year: what was raised that day has begun."""
    story = Story()
    story.contract("01-01", "standard")
    story.at("03-01")
    story.level("03-01", "premium")
    for number in range(1, 7):
        story.log(number, f"03-0{number}", 20)
    story.at("03-10")
    story.level("03-01", "standard")
    assert levels(story, "03-01", "12-31", "2027-01-01") == ["premium", "premium", "standard"]
    assert story.on("03-10").remaining == 2


def test_lowered_on_an_anniversary_on_which_it_was_raised() -> None:
    """G5: that year has begun with the raised level, so the lowering waits for the next."""
    story = Story()
    story.contract("01-01", "standard")
    story.at("2027-01-01")
    story.level("2027-01-01", "premium")
    story.at("2027-02-01")
    story.level("2027-01-01", "standard")
    assert levels(story, "2027-01-01", "2027-12-31", "2028-01-01") == [
        "premium",
        "premium",
        "standard",
    ]


def test_a_raise_still_pending_is_replaced_by_what_is_recorded_for_its_day() -> None:
    """G5: recorded before that day, the later of two changes holds: it takes the raise back."""
    story = Story()
    story.contract("01-01", "standard")
    story.at("02-01")
    story.level("03-01", "premium")
    story.at("02-28")
    story.level("03-01", "standard")
    assert levels(story, "03-01", "2027-01-01") == ["standard", "standard"]


def test_what_a_raise_has_given_stays_given() -> None:
    """G5, G1: raised twice on a day, to more and then to a level with less: the year holds 8."""
    story = Story()
    story.contract("01-01", "standard")
    story.at("03-01")
    story.level("03-01", "premium")
    story.level("03-01", "managed", escalations=0)
    assert story.included("12-31") == ["2026-01-01..2026-12-31: 4", "2026-03-01..2026-12-31: 4"]
    assert levels(story, "03-01") == ["managed"]
    assert [f"{term.first_day} {term.level}" for term in story.contracts[0].reached] == [
        "2026-01-01 standard",
        "2026-03-01 managed",
    ]


def test_of_two_changes_that_begin_on_one_day_there_is_one_term() -> None:
    """G5: a later change replaces one still pending, on whatever days both were asked for."""
    story = Story()
    story.contract("01-01", "premium")
    story.level("06-01", "standard")
    story.level("2027-01-01", "basic")
    assert [f"{term.first_day} {term.level}" for term in story.contracts[0].terms] == [
        "2026-01-01 premium",
        "2027-01-01 basic",
    ]


def test_a_level_recorded_wrongly_is_corrected_from_its_own_day() -> None:
    """G5: corrected, as what it should have been from its own day: nothing waits."""
    story = Story()
    start = story.contract("01-01", "premium")
    story.correct(start, "standard")
    assert story.included("12-31") == ["2026-01-01..2026-12-31: 4"]
    raised = story.level("03-01", "managed", escalations=12)
    story.correct(raised, "managed", escalations=10)
    assert story.included("12-31")[1:] == ["2026-03-01..2026-12-31: 6"]
    story.correct(raised, "premium")
    assert story.included("12-31")[1:] == ["2026-03-01..2026-12-31: 4"]


def test_what_was_agreed_is_taken_back_and_put_back() -> None:
    """Facts are only ever added: a taking back is one, and can be taken back too."""
    story = Story()
    contract = story.contract("01-01", "standard")
    raised = story.level("03-01", "premium")
    end = story.ends(contract, "06-30")
    gone = story.take_back(raised)
    assert story.included("12-31") == ["2026-01-01..2026-06-30: 4"]
    story.take_back(gone)
    assert story.included("12-31")[1:] == ["2026-03-01..2026-06-30: 4"]
    story.take_back(end)
    assert story.included("12-31")[1:] == ["2026-03-01..2026-12-31: 4"]
