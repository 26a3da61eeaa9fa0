"""Section 2: a change of level that is recorded later, corrected, or taken back."""

from __future__ import annotations

from tests.rules.story import Story, levels


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
