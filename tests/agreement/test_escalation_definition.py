"""Section 2 of the service definition: what an escalation is, and what counts as one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from models.rules.difference import Difference
from tests.rules.story import day, left, line, lines, standard, without_grants

CHARGED = [
    *("configuration", "integration", "deployment", "upgrade", "migration", "clarification"),
    "touchpoint-work",
]
FREE = ["untriaged", "defect", "security", "touchpoint"]


# --- E1: one technical case, up to 5 hours --------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "blocks"),
    [
        (299, [299]),
        (300, [300]),
        (301, [300, 1]),
        (600, [300, 300]),
        (601, [300, 300, 1]),
        (1500, [300] * 5),
    ],
)
def test_an_escalation_covers_one_case_up_to_5_hours(minutes: int, blocks: list[int]) -> None:
    """Section 2, E1: block k of a case is its minutes 300·(k−1)+1 to 300·k."""
    story = standard()
    story.log(1, "03-02", minutes)
    [case] = story.on("03-02").cases
    assert [block.minutes for block in case.blocks] == blocks
    first = [1 + 300 * number for number in range(len(blocks))]
    assert [block.span[0] for block in case.blocks] == first
    assert case.blocks[-1].span[1] == minutes


def test_each_case_is_an_escalation_of_its_own() -> None:
    """Section 2, E1: each escalation covers one technical case."""
    story = standard()
    story.log(1, "03-02", 20)
    story.log(2, "03-02", 20)
    assert story.on("03-02").remaining == 2


def test_minutes_are_counted_in_order_of_their_day() -> None:
    """E1: counted through its time entries in order of their day."""
    story = standard()
    story.log(1, "03-10", 300)
    story.log(1, "03-05", 1)
    story.decide(1, 2, "escalation")
    assert lines(story.on("03-31")) == [
        "#1.1 2026-03-10 included 2026",
        "#1.2 2026-03-10 included 2026",
    ]
    assert story.on("03-31").cases[0].blocks[1].minutes == 1


def test_minutes_of_a_day_are_counted_in_order_of_recording() -> None:
    """E1: then of their recording."""
    story = standard()
    story.log(1, "03-10", 10)
    second = story.log(1, "03-10", 295)
    third = story.log(1, "03-10", 300)
    blocks = story.on("03-10").cases[0].blocks
    assert [block.entry for block in blocks] == [second, second, third]


# --- E2: not caused by a product defect -----------------------------------------------------------


@pytest.mark.parametrize("kind", FREE)
def test_what_is_never_charged(kind: str) -> None:
    """Section 2, E2: escalations do not count for confirmed product bugs or security issues."""
    story = standard()
    story.log(1, "03-02", 900, kind=kind)
    told = story.on("03-02")
    assert (told.remaining, told.charges, told.undecided_minutes) == (4, (), 0)
    assert told.cases[0].why_free == ("E9" if kind == "touchpoint" else "E2")


@pytest.mark.parametrize("kind", CHARGED)
def test_what_is_charged(kind: str) -> None:
    """Section 2: an escalation resolves a configuration, integration, or deployment issue."""
    story = standard()
    story.log(1, "03-02", 900, kind=kind)
    told = story.on("03-02")
    assert (told.remaining, told.undecided_minutes, told.cases[0].why_free) == (3, 600, None)


def test_changing_the_kind_makes_logged_time_count_or_gives_it_back() -> None:
    """E2: changing the kind makes the time already logged count, or gives it back."""
    story = standard()
    story.log(1, "03-02", 60, kind="untriaged")
    assert story.on("03-05").remaining == 4
    story.kind(1, "integration")
    assert lines(story.on("03-05")) == ["#1.1 2026-03-02 included 2026"]
    story.kind(1, "defect")
    assert story.on("03-05").remaining == 4


def test_decisions_sleep_while_the_kind_is_never_charged() -> None:
    """E2: decisions sleep while a case's kind is never charged and wake with it."""
    story = standard()
    story.log(1, "03-02", 700)
    story.decide(1, 2, "escalation")
    story.decide(1, 3, "consulting", onwards=True)
    story.kind(1, "defect")
    asleep = story.on("03-02")
    assert (asleep.charges, asleep.undecided_minutes, asleep.consulting_minutes) == ((), 0, 0)
    story.kind(1, "upgrade")
    awake = story.on("03-02")
    assert (awake.remaining, awake.undecided_minutes, awake.consulting_minutes) == (2, 0, 100)


# --- E3, E4: quick clarifications resolved in under 15 minutes ------------------------------------


@pytest.mark.parametrize(("minutes", "remaining"), [(14, 4), (15, 3), (16, 3)])
@pytest.mark.parametrize("kind", CHARGED)
def test_less_than_15_minutes(kind: str, minutes: int, remaining: int) -> None:
    """Section 2, E3: less than 15 minutes is free for every kind; at 15 minutes it counts."""
    story = standard()
    story.log(1, "03-02", minutes, kind=kind)
    told = story.on("03-02")
    assert told.remaining == remaining
    assert told.cases[0].why_free == ("E3" if minutes < 15 else None)


def test_a_charge_is_dated_by_the_entry_that_reached_15_minutes() -> None:
    """E4: the day of the time entry with which the total reached 15 minutes."""
    story = standard()
    for worked, minutes in (("03-02", 10), ("03-03", 4), ("03-04", 1), ("03-05", 60)):
        story.log(1, worked, minutes)
    assert story.on("03-03").charges == ()
    assert lines(story.on("03-05")) == ["#1.1 2026-03-04 included 2026"]


def test_a_later_block_is_dated_by_the_entry_with_which_it_began() -> None:
    """E4: or with which block k began."""
    story = standard()
    for worked, minutes in (("03-02", 299), ("03-03", 1), ("03-04", 1), ("03-05", 300)):
        story.log(1, worked, minutes)
    story.decide(1, 2, "escalation")
    story.decide(1, 3, "escalation")
    assert [charge.day for charge in story.on("03-31").charges] == [
        day("03-02"),
        day("03-04"),
        day("03-05"),
    ]


# --- E5: more than 5 hours ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "francs"), [(301, "4"), (360, "240"), (375, "300"), (600, "1200")]
)
def test_consulting_at_chf_240_an_hour(minutes: int, francs: str) -> None:
    """Section 2, E5: paid consulting at CHF 240.– / hour, counted by the minute."""
    story = standard()
    story.log(1, "03-02", minutes)
    story.decide(1, 2, "consulting", onwards=True)
    told = story.on("03-02")
    assert (told.consulting_chf, told.remaining) == (Decimal(francs), 3)


def test_without_an_answer_minutes_stand_as_undecided() -> None:
    """E5: minutes of a block without an answer stand as undecided."""
    story = standard()
    story.log(1, "03-02", 1000)
    told = story.on("03-02")
    assert (told.remaining, told.undecided_minutes, told.consulting_minutes) == (3, 700, 0)


def test_an_answer_is_for_one_block() -> None:
    """E5: `escalation` answers one block; the next waits for its own answer."""
    story = standard()
    story.log(1, "03-02", 700)
    story.decide(1, 2, "escalation")
    told = story.on("03-02")
    assert (told.remaining, told.undecided_minutes) == (2, 100)


def test_consulting_answers_all_later_blocks_too() -> None:
    """E5: `consulting` answers the first undecided block and all later ones."""
    story = standard()
    story.log(1, "03-02", 301)
    story.decide(1, 2, "consulting", onwards=True)
    story.log(1, "03-03", 700)
    told = story.on("03-03")
    assert (told.remaining, told.undecided_minutes, told.consulting_minutes) == (3, 0, 701)


def test_a_decision_can_be_changed() -> None:
    """E5: a decision can be changed; the later one holds for its block, not for the others."""
    story = standard()
    story.log(1, "03-02", 700)
    story.decide(1, 2, "consulting", onwards=True)
    story.decide(1, 2, "escalation")
    told = story.on("03-02")
    assert (told.remaining, told.consulting_minutes) == (2, 100)
    story.decide(1, 2, "consulting", onwards=True)
    told = story.on("03-02")
    assert (told.remaining, told.consulting_minutes) == (3, 400)


# --- E8, E9 ---------------------------------------------------------------------------------------


def test_removed_time_gives_back_what_it_took() -> None:
    """E8: when time is removed the statement follows, and says what came back."""
    story = standard()
    story.log(1, "03-02", 10)
    fifth = story.log(1, "03-03", 5)
    before = story.on("03-03")
    story.undo(fifth)
    after = story.on("03-03")
    change = Difference(before, after)
    gone = Difference(after, before).new_charges
    assert [line(charge) for charge in gone] == ["#1.1 2026-03-03 included 2026"]
    assert [(grant.label, number) for grant, number in change.returned] == [("included 2026", 1)]
    assert change.new_charges == ()


def test_what_comes_back_may_have_expired() -> None:
    """E8: the answer says that it came back expired if it did."""
    story = without_grants()
    story.adjust(1, "03-01", "03-31")
    story.log(1, "03-02", 60)
    before = story.on("04-15")
    story.kind(1, "defect")
    change = Difference(before, story.on("04-15"))
    [(grant, number)] = change.returned
    assert (number, grant.valid_on(day("04-15"))) == (1, False)
    assert story.on("04-15").remaining == 0


def test_what_is_taken_is_not_said_to_come_back() -> None:
    """E8, E6: a late entry pushes another off its grant; only what is left comes back."""
    story = without_grants()
    story.adjust(1, "03-01", "03-31")
    story.log(1, "03-09", 60)
    story.adjust(1, "03-01", "04-30")
    before = story.on("03-31")
    story.log(2, "03-05", 60)
    after = story.on("03-31")
    change = Difference(before, after)
    assert [line(charge) for charge in change.new_charges] == ["#2.1 2026-03-05 adjustment"]
    assert (change.returned, change.uncovered) == ((), 0)
    assert Difference(after, before).new_charges == ()


def test_what_comes_back_may_serve_another() -> None:
    """E8: the statement follows: what one case gives back, an uncovered one takes."""
    story = without_grants()
    story.adjust(1, "03-01", "03-31")
    story.log(1, "03-02", 60)
    story.log(2, "03-03", 60)
    before = story.on("03-31")
    story.kind(1, "security")
    change = Difference(before, story.on("03-31"))
    assert (change.uncovered, change.returned) == (-1, ())
    assert lines(story.on("03-31")) == ["#2.1 2026-03-03 adjustment"]


def test_a_change_says_what_it_does_to_the_minutes() -> None:
    """E8, E5: more time beyond 5 hours waits for a decision, which makes it consulting."""
    story = standard()
    story.log(1, "03-02", 300)
    before = story.on("03-04")
    story.log(1, "03-03", 20)
    more = story.on("03-04")
    assert Difference(before, more).undecided_minutes == 20
    story.decide(1, 2, "consulting", onwards=True)
    change = Difference(more, story.on("03-04"))
    assert (change.undecided_minutes, change.consulting_minutes) == (-20, 20)


def test_a_touchpoint_costs_nothing_while_it_is_a_conversation() -> None:
    """E9: a touchpoint costs nothing; `touchpoint-work` is charged like any other."""
    story = standard()
    story.log(1, "03-02", 400, kind="touchpoint")
    assert (story.on("03-02").charges, story.on("03-02").undecided_minutes) == ((), 0)
    story.kind(1, "touchpoint-work")
    assert (left(story.on("03-02")), story.on("03-02").undecided_minutes) == (
        {"included 2026": 3},
        100,
    )
