"""Section 4: response times refer to the first response, also when the case changes before it."""

from __future__ import annotations

import pytest

from models.rules.response import ClockState
from models.rules.service_definition import (
    EIGHT_BUSINESS_HOURS,
    FOUR_BUSINESS_HOURS,
    ONE_BUSINESS_DAY,
    TWO_HOURS,
)
from tests.rules.story import CALENDAR, clock, wall, zurich

REPORTED = "Tue 2026-06-09 10:00"
SEV_1, SEV_2, SEV_3 = ("managed", 1), ("managed", 2), ("managed", 3)
BASIC, STANDARD, PREMIUM = ("basic", 3), ("standard", 3), ("premium", 3)
Level = tuple[str, int]


def due_after_changes(first: Level, *changes: tuple[str, Level], reported: str = REPORTED) -> str:
    """Say when a case is due that began as `first` and changed at some instants."""
    history = [(since, *level) for since, level in ((reported, first), *changes)]
    return wall(clock(reported, *history).due)


def test_targets_from_short_to_long() -> None:
    """S4: 2 hours, 4 business hours, 8 business hours, one business day."""
    targets = (TWO_HOURS, FOUR_BUSINESS_HOURS, EIGHT_BUSINESS_HOURS, ONE_BUSINESS_DAY)
    assert [target.rank for target in targets] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("before", "after", "changed", "due"),
    [
        # early: the new target counted from the change is the earlier one
        (BASIC, STANDARD, "Tue 2026-06-09 11:00", "Wed 2026-06-10 11:00"),
        (BASIC, PREMIUM, "Tue 2026-06-09 11:00", "Tue 2026-06-09 15:00"),
        (BASIC, SEV_1, "Tue 2026-06-09 11:00", "Tue 2026-06-09 13:00"),
        (STANDARD, PREMIUM, "Tue 2026-06-09 11:00", "Tue 2026-06-09 15:00"),
        (STANDARD, SEV_1, "Tue 2026-06-09 20:00", "Tue 2026-06-09 22:00"),
        (PREMIUM, SEV_1, "Tue 2026-06-09 11:00", "Tue 2026-06-09 13:00"),
        (SEV_3, SEV_2, "Tue 2026-06-09 16:00", "Wed 2026-06-10 12:00"),
        (SEV_3, SEV_1, "Tue 2026-06-09 18:00", "Tue 2026-06-09 20:00"),
        (SEV_2, SEV_1, "Tue 2026-06-09 10:30", "Tue 2026-06-09 12:30"),
        # late: the old due instant is the earlier one and stays
        (BASIC, STANDARD, "Wed 2026-06-10 09:30", "Wed 2026-06-10 17:00"),
        (BASIC, PREMIUM, "Wed 2026-06-10 14:00", "Wed 2026-06-10 17:00"),
        (BASIC, SEV_1, "Wed 2026-06-10 16:00", "Wed 2026-06-10 17:00"),
        (STANDARD, PREMIUM, "Wed 2026-06-10 09:30", "Wed 2026-06-10 10:00"),
        (STANDARD, SEV_1, "Wed 2026-06-10 09:30", "Wed 2026-06-10 10:00"),
        (PREMIUM, SEV_1, "Tue 2026-06-09 13:00", "Tue 2026-06-09 14:00"),
        # even when it has passed
        (PREMIUM, SEV_1, "Tue 2026-06-09 16:00", "Tue 2026-06-09 14:00"),
    ],
)
def test_to_a_shorter_target(before: Level, after: Level, changed: str, due: str) -> None:
    """S4: to a shorter target: the earlier of the old due and the target from the change."""
    assert due_after_changes(before, (changed, after)) == due


@pytest.mark.parametrize(
    ("before", "after", "due"),
    [
        (SEV_1, SEV_2, "Tue 2026-06-09 14:00"),
        (SEV_1, SEV_3, "Wed 2026-06-10 17:00"),
        (SEV_2, SEV_3, "Wed 2026-06-10 17:00"),
    ],
)
def test_to_a_longer_target(before: Level, after: Level, due: str) -> None:
    """S4: to a longer target: the new target counted from the report."""
    assert due_after_changes(before, ("Tue 2026-06-09 11:00", after)) == due


@pytest.mark.parametrize(
    ("before", "after", "due"),
    [
        (SEV_1, ("premium", 1), "Tue 2026-06-09 12:00"),
        (SEV_2, ("basic", 2), "Tue 2026-06-09 14:00"),
        (PREMIUM, STANDARD, "Tue 2026-06-09 14:00"),
        (PREMIUM, SEV_3, "Tue 2026-06-09 14:00"),
        (STANDARD, BASIC, "Wed 2026-06-10 10:00"),
    ],
)
def test_another_level_only_shortens(before: Level, after: Level, due: str) -> None:
    """S4: the promise of the report's day stands, whatever is agreed while the clock runs."""
    assert due_after_changes(before, ("Tue 2026-06-09 11:00", after)) == due


def test_a_severity_is_lowered_no_further_than_the_promise_of_the_report() -> None:
    """S4: Premium at the report, then Managed Sev-1, then Sev-3: 4 business hours stand."""
    managed = ("Tue 2026-06-09 10:30", SEV_1)
    assert due_after_changes(PREMIUM, managed) == "Tue 2026-06-09 12:30"
    lowered = ("Tue 2026-06-09 11:00", SEV_3)
    assert due_after_changes(PREMIUM, managed, lowered) == "Tue 2026-06-09 14:00"


@pytest.mark.parametrize(
    ("before", "after"),
    [(SEV_1, SEV_3), (SEV_1, SEV_2), (SEV_2, SEV_3), (SEV_3, SEV_1), (STANDARD, PREMIUM)],
)
def test_a_due_instant_that_has_passed_moves_no_more(before: Level, after: Level) -> None:
    """S4: what was breached stays breached; exactly at the due instant it still runs (S3)."""
    due = due_after_changes(before)
    assert due_after_changes(before, ("Thu 2026-06-11 11:00", after)) == due


def test_what_was_breached_stays_breached() -> None:
    """S4: a Sev-1 of yesterday is not met because it is lowered today and answered."""
    lowered = clock(
        "Mon 2026-06-08 10:00",
        ("Mon 2026-06-08 10:00", *SEV_1),
        ("Tue 2026-06-09 09:00", *SEV_3),
        responded="Tue 2026-06-09 09:30",
    )
    assert wall(lowered.due) == "Mon 2026-06-08 12:00"
    assert lowered.state(zurich("Tue 2026-06-09 09:30")) is ClockState.BREACHED


def test_a_lowering_lets_nothing_be_due_before_it() -> None:
    """S4: 4 business hours from the report have passed by then: the due instant stays."""
    raised, lowered = ("Tue 2026-06-09 15:30", SEV_1), ("Tue 2026-06-09 16:00", SEV_2)
    assert due_after_changes(SEV_3, raised, lowered) == "Tue 2026-06-09 17:30"


@pytest.mark.parametrize(
    ("before", "after"),
    [(PREMIUM, SEV_2), (SEV_2, PREMIUM), (BASIC, SEV_3), (STANDARD, ("standard", 1))],
)
def test_to_the_same_target(before: Level, after: Level) -> None:
    """S4: to the same, nothing changes."""
    same = clock(REPORTED, (REPORTED, *before), ("Tue 2026-06-09 11:00", *after))
    assert same.due == clock(REPORTED, (REPORTED, *before)).due
    assert len(same.steps) == 1


def test_severity_there_and_back() -> None:
    """S4: raised to Sev-1 and lowered again, the due instant is that of the report once more."""
    there = ("Tue 2026-06-09 11:00", SEV_1)
    back = ("Tue 2026-06-09 12:00", SEV_3)
    assert due_after_changes(SEV_3, there) == "Tue 2026-06-09 13:00"
    assert due_after_changes(SEV_3, there, back) == "Wed 2026-06-10 17:00"


@pytest.mark.parametrize("raised", ["Tue 2026-06-09 11:15", "Tue 2026-06-09 12:15"])
def test_lowered_and_raised_again(raised: str) -> None:
    """S4: back to an earlier target it is never due later than it was then."""
    lowered = ("Tue 2026-06-09 10:30", SEV_3)
    assert due_after_changes(SEV_1, lowered, (raised, SEV_1)) == "Tue 2026-06-09 12:00"


def test_a_change_counts_from_its_own_next_opening() -> None:
    """S4, T3: a shorter target in business time, changed at night, counts from the opening."""
    assert due_after_changes(SEV_3, ("Tue 2026-06-09 20:00", SEV_2)) == "Wed 2026-06-10 13:00"


@pytest.mark.parametrize(
    ("changed", "due"),
    [("Tue 2026-06-09 11:59", "Tue 2026-06-09 13:59"), ("Tue 2026-06-09 12:00", None)],
)
def test_only_changes_before_the_first_response(changed: str, due: str | None) -> None:
    """S4: when severity or level changes before the first response."""
    answered = clock(
        REPORTED,
        (REPORTED, *BASIC),
        (changed, *SEV_1),
        responded="Tue 2026-06-09 12:00",
    )
    assert wall(answered.due) == (due or "Wed 2026-06-10 17:00")


def test_each_step_cites_its_rule() -> None:
    """S2, S4: the report set the due instant, then the change did."""
    changed = clock(REPORTED, (REPORTED, *SEV_3), ("Tue 2026-06-09 11:00", *SEV_1))
    assert [(wall(step.at), step.rule) for step in changed.steps] == [
        (REPORTED, "S2"),
        ("Tue 2026-06-09 11:00", "S4"),
    ]
    assert changed.target is TWO_HOURS


# --- S5: how much of the clock has run ------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "reported", "moment", "share"),
    [
        # open hours
        (PREMIUM, "Tue 2026-06-09 10:00", "Tue 2026-06-09 10:00", 0),
        (PREMIUM, "Tue 2026-06-09 10:00", "Tue 2026-06-09 12:00", 0.5),
        (PREMIUM, "Tue 2026-06-09 10:00", "Tue 2026-06-09 13:00", 0.75),
        (PREMIUM, "Tue 2026-06-09 10:00", "Tue 2026-06-09 14:00", 1),
        (PREMIUM, "Tue 2026-06-09 10:00", "Tue 2026-06-09 15:00", 1.25),
        (PREMIUM, "Tue 2026-06-09 15:00", "Tue 2026-06-09 17:00", 0.5),
        (PREMIUM, "Tue 2026-06-09 15:00", "Wed 2026-06-10 09:00", 0.5),
        (PREMIUM, "Fri 2026-06-12 18:00", "Mon 2026-06-15 08:00", 0),
        (STANDARD, "Fri 2026-06-12 13:00", "Sun 2026-06-14 12:00", 0.5),
        # a business day's from its counted receipt to its due instant
        (BASIC, "Tue 2026-06-09 17:30", "Tue 2026-06-09 23:00", 0),
        (BASIC, "Tue 2026-06-09 17:30", "Wed 2026-06-10 17:00", 0.5),
        (BASIC, "Tue 2026-06-09 17:30", "Thu 2026-06-11 13:00", 0.75),
        (BASIC, "Tue 2026-06-09 13:00", "Wed 2026-06-10 11:00", 0.5),
        (SEV_3, "Sat 2026-06-13 10:00", "Tue 2026-06-16 17:00", 1),
        # elapsed hours for the 2 hours
        (SEV_1, "Sat 2026-06-13 23:30", "Sun 2026-06-14 00:30", 0.5),
        (SEV_1, "Sat 2026-06-13 23:30", "Sun 2026-06-14 01:00", 0.75),
    ],
)
def test_the_share_that_has_run(level: Level, reported: str, moment: str, share: float) -> None:
    """S5: in open hours for business time, in elapsed hours for the 2 hours."""
    assert clock(reported, (reported, *level)).share(CALENDAR, zurich(moment)) == share


def test_shares_run_from_a_shortening_to_the_new_due_instant() -> None:
    """S4: after a shortening shares run from the change, after a lowering from the report."""
    raised = clock(REPORTED, (REPORTED, *STANDARD), ("Tue 2026-06-09 12:00", *PREMIUM))
    assert wall(raised.due) == "Tue 2026-06-09 16:00"
    assert raised.share(CALENDAR, zurich("Tue 2026-06-09 14:00")) == 0.5
    sev_1 = ("Tue 2026-06-09 16:00", *SEV_1)
    paged = clock(REPORTED, (REPORTED, *SEV_3), sev_1)
    assert wall(paged.due) == "Tue 2026-06-09 18:00"
    assert paged.share(CALENDAR, zurich("Tue 2026-06-09 16:00")) == 0
    assert paged.share(CALENDAR, zurich("Tue 2026-06-09 17:00")) == 0.5
    lowered = clock(REPORTED, (REPORTED, *SEV_3), sev_1, ("Tue 2026-06-09 16:30", *SEV_3))
    assert lowered.share(CALENDAR, zurich("Tue 2026-06-09 17:00")) == 7 / 15


def test_the_share_stops_with_the_response() -> None:
    """S3: the clock stops at the first response."""
    answered = clock(REPORTED, (REPORTED, *PREMIUM), responded="Tue 2026-06-09 12:00")
    assert answered.share(CALENDAR, zurich("Fri 2026-06-12 12:00")) == 0.5
