"""Sections 1 and 2: escalations included a contract year, and what a change of level does."""

from __future__ import annotations

import pytest

from models.rules.contract_year import (
    anniversary,
    level_changes,
    next_anniversary,
)
from tests.rules.story import Story, day, left, levels, lines

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
