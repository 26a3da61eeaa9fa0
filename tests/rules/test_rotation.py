"""O1, O2 as tables: whose turn it is, and what a new version changes."""

from __future__ import annotations

import pytest

from models.rules.rotation import Shift, on_call
from tests.rules.rota import WEEKLY, at, rotation, stretches, version, who


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("Mon 2026-05-04 12:00 CEST", "nobody"),
        ("Mon 2026-06-01 08:59 CEST", "nobody"),
        ("Mon 2026-06-01 09:00 CEST", "ada"),
        ("Mon 2026-06-08 08:59 CEST", "ada"),
        ("Mon 2026-06-08 09:00 CEST", "ben"),
        ("Mon 2026-06-15 09:00 CEST", "cleo"),
        ("Mon 2026-06-22 09:00 CEST", "ada"),
        ("Sun 2026-10-25 02:30 CEST", "cleo"),
        ("Sun 2026-10-25 02:30 CET", "cleo"),
        ("Mon 2026-10-26 08:59 CET", "cleo"),
        ("Mon 2026-10-26 09:00 CET", "ada"),
    ],
)
def test_people_take_turns_by_the_week(moment: str, expected: str) -> None:
    """O1: people in order, one shift each; before the first shift nobody is on call."""
    assert who(rotation(WEEKLY))(moment) == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("Sun 2026-03-29 01:59 CET", "ada"),
        ("Sun 2026-03-29 03:00 CEST", "ben"),
        ("Mon 2026-03-30 02:29 CEST", "ben"),
        ("Mon 2026-03-30 02:30 CEST", "ada"),
        ("Sun 2026-10-25 02:29 CEST", "ada"),
        ("Sun 2026-10-25 02:30 CEST", "ben"),
        ("Sun 2026-10-25 02:00 CET", "ben"),
        ("Sun 2026-10-25 02:30 CET", "ben"),
        ("Mon 2026-10-26 02:30 CET", "ada"),
    ],
)
def test_people_take_turns_by_the_day(moment: str, expected: str) -> None:
    """O1: a handover at 02:30 where that does not exist, and where it happens twice."""
    of = rotation(version("ada ben", "2026-03-28", "02:30", 1))
    assert who(of)(moment) == expected


def test_before_the_first_shift_lasts_until_it_begins() -> None:
    """O1: nobody is on call from the rotation's making until its first handover."""
    made = at("Wed 2026-05-20 14:07 CEST")
    of = rotation(version("ada ben", since=made))
    first = at("Mon 2026-06-01 09:00 CEST")
    assert on_call(of, at("Mon 2026-05-25 00:00 CEST")) == Shift(made, first, None)
    assert on_call(of, at("Mon 2026-05-18 00:00 CEST")).end == made


def test_nobody_has_a_turn_before_the_first_shift() -> None:
    """O1: shifts are counted from 0, and those before the first are nobody's."""
    moment = at("Mon 2026-06-01 08:59 CEST")
    assert WEEKLY.shift_number(moment) == -1
    assert [WEEKLY.person(number) for number in (-1, 0, 3)] == [None, "ada", "ada"]


def test_a_rotation_of_one() -> None:
    """O1: one person has every shift, and each is a shift of its own."""
    of = rotation(version("ada"))
    assert stretches(of, "Mon 2026-06-01 09:00 CEST", "Mon 2026-06-15 09:00 CEST") == [
        "Mon 2026-06-01 09:00 CEST ada",
        "Mon 2026-06-08 09:00 CEST ada",
    ]


def test_a_new_version_in_the_middle_of_a_shift() -> None:
    """O2: a new version from an instant on cuts the shift; who was on call before stays."""
    since = at("Wed 2026-06-10 14:07 CEST")
    of = rotation(WEEKLY, version("dana eve", "2026-06-08", "18:00", 1, since=since))
    assert stretches(of, "Mon 2026-06-01 09:00 CEST", "Fri 2026-06-12 12:00 CEST") == [
        "Mon 2026-06-01 09:00 CEST ada",
        "Mon 2026-06-08 09:00 CEST ben",
        "Wed 2026-06-10 14:07 CEST eve",
        "Wed 2026-06-10 18:00 CEST dana",
        "Thu 2026-06-11 18:00 CEST eve",
    ]


def test_a_new_version_that_begins_later() -> None:
    """O2, O1: between a version's instant and its first shift nobody is on call."""
    since = at("Wed 2026-06-10 14:07 CEST")
    of = rotation(WEEKLY, version("dana eve", "2026-06-15", since=since))
    assert stretches(of, "Tue 2026-06-09 00:00 CEST", "Tue 2026-06-16 00:00 CEST") == [
        "Tue 2026-06-09 00:00 CEST ben",
        "Wed 2026-06-10 14:07 CEST nobody",
        "Mon 2026-06-15 09:00 CEST dana",
    ]


def test_a_version_without_people() -> None:
    """O2: with a version without people nobody is on call, until the next version."""
    of = rotation(
        WEEKLY,
        version("", since=at("Wed 2026-06-10 14:07 CEST")),
        version("ada ben", since=at("Fri 2026-06-12 08:00 CEST")),
    )
    assert stretches(of, "Tue 2026-06-09 00:00 CEST", "Tue 2026-06-16 00:00 CEST") == [
        "Tue 2026-06-09 00:00 CEST ben",
        "Wed 2026-06-10 14:07 CEST nobody",
        "Fri 2026-06-12 08:00 CEST ben",
        "Mon 2026-06-15 09:00 CEST ada",
    ]


def test_of_two_versions_from_the_same_instant_the_later_made_holds() -> None:
    """O2: and the rotation's people are those of the version that stands last."""
    since = at("Wed 2026-06-10 14:07 CEST")
    of = rotation(WEEKLY, version("dana", since=since), version("eve fred", since=since))
    assert who(of)("Wed 2026-06-10 14:06 CEST") == "ben"
    assert who(of)("Wed 2026-06-10 14:07 CEST") == "fred"
    assert of.people == ("eve", "fred")


def test_versions_need_not_be_recorded_in_order() -> None:
    """O2: what counts is the instant from which a version holds."""
    later = version("eve", since=at("Wed 2026-06-17 12:00 CEST"))
    earlier = version("dana", since=at("Wed 2026-06-10 12:00 CEST"))
    of = rotation(WEEKLY, later, earlier)
    assert stretches(of, "Tue 2026-06-09 00:00 CEST", "Thu 2026-06-18 00:00 CEST") == [
        "Tue 2026-06-09 00:00 CEST ben",
        "Wed 2026-06-10 12:00 CEST dana",
        "Mon 2026-06-15 09:00 CEST dana",
        "Wed 2026-06-17 12:00 CEST eve",
    ]
    assert of.people == ("eve",)
