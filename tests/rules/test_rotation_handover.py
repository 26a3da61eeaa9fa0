"""O1: a shift keeps its wall-clock handover, across every clock change."""

from __future__ import annotations

import pytest

from models.rules.rotation import on_call
from tests.rules.rota import ZURICH, at, rotation, touching, version, wall


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
