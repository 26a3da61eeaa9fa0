"""Section 2, on any date: unused escalations expire, and a statement says what held then."""

from __future__ import annotations

import pytest

from tests.rules.story import Story, left, lines


def two_years() -> Story:
    """A customer with Standard from 2026-01-01 and a pack, with a case in March."""
    story = Story()
    story.contract("01-01", "standard")
    story.pack("S", "06-15")
    story.log(1, "03-02", 60)
    return story


# --- G6: expiry follows from the dates ------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2025-12-31", {}),
        ("2026-01-01", {"included 2026": 4}),
        ("2026-03-01", {"included 2026": 4}),
        ("2026-03-02", {"included 2026": 3}),
        ("2026-06-14", {"included 2026": 3}),
        ("2026-06-15", {"included 2026": 3, "pack S": 1}),
        ("2026-12-31", {"included 2026": 3, "pack S": 1}),
        ("2027-01-01", {"included 2027": 4, "pack S": 1}),
        ("2027-06-15", {"included 2027": 4, "pack S": 1}),
        ("2027-06-16", {"included 2027": 4}),
    ],
)
def test_what_remains_on_a_date(on: str, expected: dict[str, int]) -> None:
    """Section 2, G1, G6: unused included escalations expire at the end of the contract year."""
    told = two_years().on(on)
    assert left(told) == expected
    assert told.remaining == sum(expected.values())


def test_what_was_granted_counts_the_grants_valid_that_day() -> None:
    """G6: what the grants valid on the date hold, less the charges that took from them."""
    story = two_years()
    assert (story.on("12-31").granted, story.on("12-31").remaining) == (5, 4)
    assert (story.on("2027-01-01").granted, story.on("2027-01-01").remaining) == (5, 5)


def test_a_contract_year_that_spans_two_is_named_by_both() -> None:
    """Statement: a grant of 2026-07-01 to 2027-06-30 is `included 2026/27`."""
    story = Story()
    story.contract("07-01", "standard")
    assert left(story.on("07-01")) == {"included 2026/27": 4}


# --- E11: on a date -------------------------------------------------------------------------------


def test_charges_dated_up_to_that_date() -> None:
    """E11: with the charges dated up to that date."""
    story = two_years()
    story.log(2, "03-03", 60)
    assert lines(story.on("03-01")) == []
    assert lines(story.on("03-02")) == ["#1.1 2026-03-02 included 2026"]


def test_known_today_however_late_it_was_recorded() -> None:
    """E11: what is known today: a late entry counts as if it had come in time."""
    story = two_years()
    story.log(2, "11-02", 60)
    story.log(3, "01-05", 60)
    assert lines(story.on("03-31"))[0] == "#3.1 2026-01-05 included 2026"


def test_time_and_grants_dated_later_change_nothing() -> None:
    """E11: time entries and grants dated later change nothing in it."""
    story = two_years()
    before = story.on("03-31")
    story.log(1, "04-01", 600)
    story.log(2, "04-01", 10)
    story.pack("L", "04-01")
    story.adjust(5, "04-01", "04-30")
    assert story.on("03-31") == before


def test_later_time_does_not_make_a_short_case_count_earlier() -> None:
    """E11, E3: 10 minutes are free on that date although 5 more follow."""
    story = Story()
    story.contract("01-01", "standard")
    story.log(1, "03-02", 10)
    story.log(1, "03-03", 5)
    assert (story.on("03-02").remaining, story.on("03-03").remaining) == (4, 3)


def test_decisions_may_change_an_earlier_statement() -> None:
    """E11: decisions may change it."""
    story = two_years()
    story.log(1, "03-03", 300)
    assert story.on("03-31").undecided_minutes == 60
    story.decide(1, 2, "escalation")
    told = story.on("03-31")
    assert (told.undecided_minutes, told.remaining) == (0, 2)


def test_kinds_may_change_an_earlier_statement() -> None:
    """E11: kinds may change it."""
    story = two_years()
    story.kind(1, "defect")
    assert story.on("03-31").remaining == 4


def test_removals_may_change_an_earlier_statement() -> None:
    """E11: removals may change it."""
    story = two_years()
    entry = story.log(2, "03-05", 60)
    assert story.on("03-31").remaining == 2
    story.undo(entry)
    assert story.on("03-31").remaining == 3


def test_settlements_may_change_an_earlier_statement() -> None:
    """E11, E7: a settlement as consulting holds for every date, one from a grant from its day."""
    story = Story()
    story.log(1, "03-02", 60)
    story.log(2, "03-03", 60)
    story.pack("S", "03-10")
    story.settle(1, 1, "consulting", "03-15")
    story.settle(2, 1, "grant", "03-15")
    assert lines(story.on("03-05")) == [
        "#1.1 2026-03-02 settled as consulting",
        "#2.1 2026-03-03 uncovered",
    ]
    assert lines(story.on("03-15"))[-1] == "#2.1 2026-03-15 pack S"
