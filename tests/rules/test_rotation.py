"""O1, O2 as tables: who is on call from when until when, on the wall clock."""

from __future__ import annotations

import pytest

from models.rules.rotation import FOREVER, Override, Shift, next_change, next_shift, on_call
from tests.rules.rota import (
    ZURICH,
    at,
    override,
    rotation,
    stretches,
    told,
    touching,
    version,
    wall,
    who,
)

WEEKLY = version("ada ben cleo")

# --- O1: a shift keeps its wall-clock handover ----------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "first_day", "handover", "days", "expected"),
    [
        (  # the clock goes forward in Zurich, by an hour
            *(ZURICH, "2026-03-27", "09:00", 1),
            [
                ("Fri 2026-03-27 09:00 CET", "1 day, 0:00:00"),
                ("Sat 2026-03-28 09:00 CET", "23:00:00"),
                ("Sun 2026-03-29 09:00 CEST", "1 day, 0:00:00"),
            ],
        ),
        (  # and back
            *(ZURICH, "2026-10-23", "09:00", 1),
            [
                ("Fri 2026-10-23 09:00 CEST", "1 day, 0:00:00"),
                ("Sat 2026-10-24 09:00 CEST", "1 day, 1:00:00"),
                ("Sun 2026-10-25 09:00 CET", "1 day, 0:00:00"),
            ],
        ),
        (
            *(ZURICH, "2026-03-16", "09:00", 7),
            [
                ("Mon 2026-03-16 09:00 CET", "7 days, 0:00:00"),
                ("Mon 2026-03-23 09:00 CET", "6 days, 23:00:00"),
                ("Mon 2026-03-30 09:00 CEST", "7 days, 0:00:00"),
            ],
        ),
        (
            *(ZURICH, "2026-10-14", "17:30", 7),
            [
                ("Wed 2026-10-14 17:30 CEST", "7 days, 0:00:00"),
                ("Wed 2026-10-21 17:30 CEST", "7 days, 1:00:00"),
                ("Wed 2026-10-28 17:30 CET", "7 days, 0:00:00"),
            ],
        ),
        (  # every 3 days, over the end of a month and of a year
            *(ZURICH, "2026-12-27", "00:00", 3),
            [
                ("Sun 2026-12-27 00:00 CET", "3 days, 0:00:00"),
                ("Wed 2026-12-30 00:00 CET", "3 days, 0:00:00"),
                ("Sat 2027-01-02 00:00 CET", "3 days, 0:00:00"),
            ],
        ),
        (  # 02:30 does not exist: the handover happens when the clock jumps to 03:00
            *(ZURICH, "2026-03-28", "02:30", 1),
            [
                ("Sat 2026-03-28 02:30 CET", "23:30:00"),
                ("Sun 2026-03-29 03:00 CEST", "23:30:00"),
                ("Mon 2026-03-30 02:30 CEST", "1 day, 0:00:00"),
            ],
        ),
        (  # 02:30 happens twice: the handover happens at the first
            *(ZURICH, "2026-10-24", "02:30", 1),
            [
                ("Sat 2026-10-24 02:30 CEST", "1 day, 0:00:00"),
                ("Sun 2026-10-25 02:30 CEST", "1 day, 1:00:00"),
                ("Mon 2026-10-26 02:30 CET", "1 day, 0:00:00"),
            ],
        ),
        (  # the edges of the hour that is missing, and of the one that comes twice
            *(ZURICH, "2026-03-29", "02:00", 210),
            [
                ("Sun 2026-03-29 03:00 CEST", "209 days, 23:00:00"),
                ("Sun 2026-10-25 02:00 CEST", "210 days, 0:00:00"),
            ],
        ),
        (
            *(ZURICH, "2026-03-29", "03:00", 210),
            [
                ("Sun 2026-03-29 03:00 CEST", "210 days, 1:00:00"),
                ("Sun 2026-10-25 03:00 CET", "209 days, 23:00:00"),
            ],
        ),
        (  # Lord Howe's clock goes back by half an hour
            *("Australia/Lord_Howe", "2026-04-04", "01:45", 1),
            [
                ("Sat 2026-04-04 01:45 +11", "1 day, 0:00:00"),
                ("Sun 2026-04-05 01:45 +11", "1 day, 0:30:00"),
                ("Mon 2026-04-06 01:45 +1030", "1 day, 0:00:00"),
            ],
        ),
        (  # and forward: 02:15 does not exist
            *("Australia/Lord_Howe", "2026-10-03", "02:15", 1),
            [
                ("Sat 2026-10-03 02:15 +1030", "23:45:00"),
                ("Sun 2026-10-04 02:30 +11", "23:45:00"),
                ("Mon 2026-10-05 02:15 +11", "1 day, 0:00:00"),
            ],
        ),
        (  # Kolkata's clock stands half an hour beside the others and never changes
            *("Asia/Kolkata", "2026-03-23", "09:00", 7),
            [
                ("Mon 2026-03-23 09:00 IST", "7 days, 0:00:00"),
                ("Mon 2026-03-30 09:00 IST", "7 days, 0:00:00"),
            ],
        ),
        (  # Nuuk's clock jumps from Saturday 23:00 to Sunday 00:00
            *("America/Nuuk", "2026-03-27", "23:30", 1),
            [
                ("Fri 2026-03-27 23:30 -02", "23:30:00"),
                ("Sun 2026-03-29 00:00 -01", "23:30:00"),
                ("Sun 2026-03-29 23:30 -01", "1 day, 0:00:00"),
            ],
        ),
        (  # Apia had no 30 December 2011 at all: that day's handover comes with the 31st
            *("Pacific/Apia", "2011-12-29", "10:00", 1),
            [
                ("Thu 2011-12-29 10:00 -10", "14:00:00"),
                ("Sat 2011-12-31 00:00 +14", "10:00:00"),
                ("Sat 2011-12-31 10:00 +14", "1 day, 0:00:00"),
            ],
        ),
        (  # St John's clock went back from Sunday 00:01 to Saturday 23:01, after the handover
            *("America/St_Johns", "2006-10-28", "00:00", 1),
            [
                ("Sat 2006-10-28 00:00 NDT", "1 day, 0:00:00"),
                ("Sun 2006-10-29 00:00 NDT", "1 day, 1:00:00"),
                ("Mon 2006-10-30 00:00 NST", "1 day, 0:00:00"),
            ],
        ),
    ],
)
def test_a_shift_keeps_its_handover_across_clock_changes(
    zone: str, first_day: str, handover: str, days: int, expected: list[tuple[str, str]]
) -> None:
    """O1: when each shift begins on the wall clock, and how long it then lasts."""
    of = rotation(version("ada ben cleo", first_day, handover, days, zone=zone))
    begins, ends = at(expected[0][0], zone), at(expected[-1][0], zone)
    found = [*touching(of, begins, ends), on_call(of, ends)]
    assert [(wall(s.start, zone), str(s.end - s.start)) for s in found] == expected
    assert [s.person for s in found] == ["ada", "ben", "cleo"][: len(found)]


def test_a_clock_that_goes_back_over_midnight_does_not_take_the_handover_back() -> None:
    """O1: at Saturday's second 23:30 Sunday's shift, handed over at 00:00, has begun."""
    zone = "America/St_Johns"
    of = rotation(version("ada ben", "2006-10-28", "00:00", 1, zone=zone))
    first, second = "Sat 2006-10-28 23:30 NDT", "Sat 2006-10-28 23:30 NST"
    assert [on_call(of, at(text, zone)).person for text in (first, second)] == ["ada", "ben"]


def test_half_an_hour_beside_the_others() -> None:
    """O1: the handover is in the rotation's own zone: 09:00 in Kolkata is 05:30 in Zurich."""
    of = rotation(version("ada ben", "2026-06-01", zone="Asia/Kolkata"))
    assert wall(on_call(of, at("Wed 2026-06-03 12:00 CEST")).start) == "Mon 2026-06-01 05:30 CEST"


# --- O1: whose turn it is -------------------------------------------------------------------------


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


# --- O2: versions ---------------------------------------------------------------------------------


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


# --- O2: overrides --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        (  # inside a shift
            [override(1, "dana", "Wed 2026-06-03 08:00 CEST", "Thu 2026-06-04 20:00 CEST")],
            [
                "Mon 2026-06-01 09:00 CEST ada",
                "Wed 2026-06-03 08:00 CEST dana by override 1",
                "Thu 2026-06-04 20:00 CEST ada",
                "Mon 2026-06-08 09:00 CEST ben",
            ],
        ),
        (  # over a handover
            [override(1, "dana", "Sat 2026-06-06 12:00 CEST", "Tue 2026-06-09 12:00 CEST")],
            [
                "Mon 2026-06-01 09:00 CEST ada",
                "Sat 2026-06-06 12:00 CEST dana by override 1",
                "Tue 2026-06-09 12:00 CEST ben",
            ],
        ),
        (  # from handover to handover
            [override(1, "dana", "Mon 2026-06-01 09:00 CEST", "Mon 2026-06-08 09:00 CEST")],
            [
                "Mon 2026-06-01 09:00 CEST dana by override 1",
                "Mon 2026-06-08 09:00 CEST ben",
            ],
        ),
        (  # two that overlap: the later-made is the later one
            [
                override(1, "dana", "Wed 2026-06-03 08:00 CEST", "Fri 2026-06-05 08:00 CEST"),
                override(2, "eve", "Thu 2026-06-04 08:00 CEST", "Sat 2026-06-06 08:00 CEST"),
            ],
            [
                "Mon 2026-06-01 09:00 CEST ada",
                "Wed 2026-06-03 08:00 CEST dana by override 1",
                "Thu 2026-06-04 08:00 CEST eve by override 2",
                "Sat 2026-06-06 08:00 CEST ada",
                "Mon 2026-06-08 09:00 CEST ben",
            ],
        ),
        (  # or the earlier one, however the rows come
            [
                override(2, "dana", "Wed 2026-06-03 08:00 CEST", "Fri 2026-06-05 08:00 CEST"),
                override(1, "eve", "Thu 2026-06-04 08:00 CEST", "Sat 2026-06-06 08:00 CEST"),
            ],
            [
                "Mon 2026-06-01 09:00 CEST ada",
                "Wed 2026-06-03 08:00 CEST dana by override 2",
                "Fri 2026-06-05 08:00 CEST eve by override 1",
                "Sat 2026-06-06 08:00 CEST ada",
                "Mon 2026-06-08 09:00 CEST ben",
            ],
        ),
        (  # nested: the later-made lies inside
            [
                override(1, "dana", "Wed 2026-06-03 08:00 CEST", "Sat 2026-06-06 08:00 CEST"),
                override(2, "eve", "Thu 2026-06-04 08:00 CEST", "Fri 2026-06-05 08:00 CEST"),
            ],
            [
                "Mon 2026-06-01 09:00 CEST ada",
                "Wed 2026-06-03 08:00 CEST dana by override 1",
                "Thu 2026-06-04 08:00 CEST eve by override 2",
                "Fri 2026-06-05 08:00 CEST dana by override 1",
                "Sat 2026-06-06 08:00 CEST ada",
                "Mon 2026-06-08 09:00 CEST ben",
            ],
        ),
        (  # nested: the later-made lies around, and hides the other
            [
                override(2, "dana", "Wed 2026-06-03 08:00 CEST", "Sat 2026-06-06 08:00 CEST"),
                override(1, "eve", "Thu 2026-06-04 08:00 CEST", "Fri 2026-06-05 08:00 CEST"),
            ],
            [
                "Mon 2026-06-01 09:00 CEST ada",
                "Wed 2026-06-03 08:00 CEST dana by override 2",
                "Sat 2026-06-06 08:00 CEST ada",
                "Mon 2026-06-08 09:00 CEST ben",
            ],
        ),
        (  # touching: the first ends as the second begins
            [
                override(2, "dana", "Wed 2026-06-03 08:00 CEST", "Thu 2026-06-04 08:00 CEST"),
                override(1, "eve", "Thu 2026-06-04 08:00 CEST", "Fri 2026-06-05 08:00 CEST"),
            ],
            [
                "Mon 2026-06-01 09:00 CEST ada",
                "Wed 2026-06-03 08:00 CEST dana by override 2",
                "Thu 2026-06-04 08:00 CEST eve by override 1",
                "Fri 2026-06-05 08:00 CEST ada",
                "Mon 2026-06-08 09:00 CEST ben",
            ],
        ),
        (  # empty, and reversed
            [
                override(1, "dana", "Wed 2026-06-03 08:00 CEST", "Wed 2026-06-03 08:00 CEST"),
                override(2, "eve", "Fri 2026-06-05 08:00 CEST", "Thu 2026-06-04 08:00 CEST"),
            ],
            ["Mon 2026-06-01 09:00 CEST ada", "Mon 2026-06-08 09:00 CEST ben"],
        ),
    ],
)
def test_overrides(overrides: list[Override], expected: list[str]) -> None:
    """O2: an override wins over the rotation, the later-made one over the earlier-made."""
    of = rotation(WEEKLY, overrides=tuple(overrides))
    assert stretches(of, "Mon 2026-06-01 09:00 CEST", "Wed 2026-06-10 09:00 CEST") == expected


def test_an_override_before_the_first_shift_and_without_people() -> None:
    """O2: an override puts somebody on call where the rotation has nobody."""
    of = rotation(
        version(""),
        overrides=(override(1, "dana", "Wed 2026-05-20 08:00 CEST", "Thu 2026-05-21 08:00 CEST"),),
    )
    assert stretches(of, "Tue 2026-05-19 09:00 CEST", "Fri 2026-05-22 09:00 CEST") == [
        "Tue 2026-05-19 09:00 CEST nobody",
        "Wed 2026-05-20 08:00 CEST dana by override 1",
        "Thu 2026-05-21 08:00 CEST nobody",
    ]


def test_an_override_over_the_hour_that_comes_twice() -> None:
    """O2: a stretch is one of instants: from the first 02:30 to the second lies an hour."""
    of = rotation(
        version("ada ben", "2026-10-19"),
        overrides=(override(1, "dana", "Sun 2026-10-25 02:30 CEST", "Sun 2026-10-25 02:30 CET"),),
    )
    assert who(of)("Sun 2026-10-25 02:15 CEST") == "ada"
    assert who(of)("Sun 2026-10-25 02:45 CEST") == "dana"
    assert who(of)("Sun 2026-10-25 02:15 CET") == "dana"
    assert who(of)("Sun 2026-10-25 02:45 CET") == "ada"


# --- O6: what people are told comes next ----------------------------------------------------------


def change(of_people: str, *overrides: Override, moment: str) -> str | None:
    """Say what the next change is for a weekly rotation."""
    found = next_change(rotation(version(of_people), overrides=overrides), at(moment))
    return told(found) if found else None


@pytest.mark.parametrize(
    ("people", "moment", "expected"),
    [
        ("ada ben", "Wed 2026-06-03 12:00 CEST", "Mon 2026-06-08 09:00 CEST ben"),
        ("ada ada ben", "Wed 2026-06-03 12:00 CEST", "Mon 2026-06-15 09:00 CEST ben"),
        ("ben ada ada", "Wed 2026-06-10 12:00 CEST", "Mon 2026-06-22 09:00 CEST ben"),
        ("ada", "Wed 2026-05-20 12:00 CEST", "Mon 2026-06-01 09:00 CEST ada"),
        ("ada", "Wed 2026-06-03 12:00 CEST", None),
        ("", "Wed 2026-06-03 12:00 CEST", None),
    ],
)
def test_the_next_change(people: str, moment: str, expected: str | None) -> None:
    """O6: the next change skips a handover to the same person, and there may be none."""
    assert change(people, moment=moment) == expected


def test_the_next_change_sees_overrides() -> None:
    """O6, O2: an override of whoever is on call anyway changes nothing, one of another does."""
    own = override(1, "ada", "Wed 2026-06-03 08:00 CEST", "Wed 2026-06-10 08:00 CEST")
    other = override(2, "eve", "Tue 2026-06-09 08:00 CEST", "Tue 2026-06-09 20:00 CEST")
    tuesday = "Tue 2026-06-02 12:00 CEST"
    assert change("ada ben", own, moment=tuesday) == "Wed 2026-06-10 08:00 CEST ben"
    assert (
        change("ada ben", own, other, moment=tuesday)
        == "Tue 2026-06-09 08:00 CEST eve by override 2"
    )


@pytest.mark.parametrize(
    ("people", "expected"),
    [("ada", "Wed 2026-12-02 08:00 CET eve"), ("", "Thu 2026-10-01 12:00 CEST fred")],
)
def test_the_next_change_sees_what_is_months_ahead(people: str, expected: str) -> None:
    """O6, O2: a stand-in for a rotation of one, and a rotation that is filled later."""
    stand_in = override(1, "eve", "Wed 2026-12-02 08:00 CET", "Thu 2026-12-03 08:00 CET")
    filled = version(people or "fred", since=at("Thu 2026-10-01 12:00 CEST"))
    of = rotation(version(people), filled, overrides=(stand_in,))
    change = next_change(of, at("Wed 2026-06-03 12:00 CEST"))
    assert change is not None
    assert told(change).startswith(expected)


def test_the_next_shift_may_be_the_same_person_s() -> None:
    """O6: the next shift is simply the one that follows; after an endless one there is none."""
    of = rotation(version("ada"))
    now = on_call(of, at("Wed 2026-06-03 12:00 CEST"))
    following = next_shift(of, now)
    assert following is not None
    assert told(following) == "Mon 2026-06-08 09:00 CEST ada"
    endless = Override(1, "dana", at("Wed 2026-06-03 08:00 CEST"), FOREVER)
    of = rotation(version("ada"), overrides=(endless,))
    assert next_shift(of, on_call(of, at("Wed 2026-06-03 12:00 CEST"))) is None
