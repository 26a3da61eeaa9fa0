"""S5 as tables: which warnings have come at an instant, and when nobody is disturbed."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.rules.response import Circumstances, ResponseClock, response_clock
from models.rules.service_definition import Level, Severity
from models.rules.warning import ClockWarning, next_warning, warnings_due
from tests.rules.story import CALENDAR

ZURICH = ZoneInfo("Europe/Zurich")
HALF, THREE, BREACH = "half", "three quarters", "breach"
# The report, level and severity, and what has come at which instant while there is no response.
CLOCKS: dict[tuple[str, str, int], dict[str, list[str]]] = {
    ("Tue 2026-06-09 10:00", "standard", 3): {  # due Wed 10:00
        "Tue 2026-06-09 13:59": [],
        "Tue 2026-06-09 14:00": [HALF],
        "Tue 2026-06-09 16:00": [HALF, THREE],
        "Tue 2026-06-09 16:59": [HALF, THREE],
        "Tue 2026-06-09 17:30": [],
        "Wed 2026-06-10 08:59": [],
        "Wed 2026-06-10 10:00": [HALF, THREE],  # exactly then a response would be met
        "Wed 2026-06-10 10:01": [HALF, THREE, BREACH],
        "Wed 2026-06-10 17:01": [],
        "Sat 2026-06-13 12:00": [],
        "Mon 2026-06-15 09:00": [HALF, THREE, BREACH],
    },
    ("Tue 2026-06-09 13:00", "standard", 3): {  # half of it falls on closing
        "Tue 2026-06-09 16:59": [],
        "Tue 2026-06-09 17:00": [HALF],
        "Tue 2026-06-09 17:01": [],
        "Wed 2026-06-10 09:00": [HALF],
    },
    ("Tue 2026-06-09 11:00", "standard", 3): {  # three quarters of it do
        "Tue 2026-06-09 17:00": [THREE],
        "Wed 2026-06-10 09:00": [HALF, THREE],
    },
    ("Fri 2026-06-12 09:00", "standard", 3): {  # due at closing
        "Fri 2026-06-12 17:00": [],
        "Fri 2026-06-12 17:01": [],
        "Sun 2026-06-14 12:00": [],
        "Mon 2026-06-15 09:00": [HALF, THREE, BREACH],
    },
    ("Fri 2026-06-12 18:00", "premium", 3): {  # counted from Monday's opening, due 13:00
        "Fri 2026-06-12 20:00": [],
        "Mon 2026-06-15 10:59": [],
        "Mon 2026-06-15 11:00": [HALF],
        "Mon 2026-06-15 12:00": [HALF, THREE],
    },
    ("Fri 2026-06-12 18:00", "basic", 3): {  # counted from Monday 09:00 to Tuesday 17:00
        "Mon 2026-06-15 16:59": [],
        "Mon 2026-06-15 17:00": [HALF],
        "Tue 2026-06-16 12:59": [HALF],
        "Tue 2026-06-16 13:00": [HALF, THREE],
        "Tue 2026-06-16 17:01": [],
        "Wed 2026-06-17 09:00": [HALF, THREE, BREACH],
    },
    ("Tue 2026-06-09 23:00", "managed", 1): {  # 2 hours, day and night
        "Tue 2026-06-09 23:59": [],
        "Wed 2026-06-10 00:00": [HALF],
        "Wed 2026-06-10 00:30": [HALF, THREE],
        "Wed 2026-06-10 01:00": [HALF, THREE],
        "Wed 2026-06-10 01:01": [HALF, THREE, BREACH],
        "Sat 2026-06-13 03:00": [HALF, THREE, BREACH],
    },
    ("Sun 2026-03-29 01:00", "managed", 1): {  # 2 elapsed hours: due 04:00, the clocks go forward
        "Sun 2026-03-29 01:59": [],
        "Sun 2026-03-29 03:00": [HALF],
        "Sun 2026-03-29 03:30": [HALF, THREE],
        "Sun 2026-03-29 04:00": [HALF, THREE],
        "Sun 2026-03-29 04:01": [HALF, THREE, BREACH],
    },
    ("Sun 2026-10-25 01:30", "managed", 1): {  # due at the second 02:30, the clocks go back
        "Sun 2026-10-25 02:29": [],
        "Sun 2026-10-25 02:30": [HALF],
        "Sun 2026-10-25 02:00 second": [HALF, THREE],
        "Sun 2026-10-25 02:30 second": [HALF, THREE],
        "Sun 2026-10-25 02:31 second": [HALF, THREE, BREACH],
    },
    ("Fri 2026-03-27 15:00", "standard", 3): {  # business time over that weekend
        "Fri 2026-03-27 17:00": [],
        "Sun 2026-03-29 12:00": [],
        "Mon 2026-03-30 10:59": [],
        "Mon 2026-03-30 11:00": [HALF],
        "Mon 2026-03-30 13:00": [HALF, THREE],
        "Mon 2026-03-30 15:01": [HALF, THREE, BREACH],
    },
    ("Sat 2026-10-24 12:00", "premium", 3): {
        "Mon 2026-10-26 10:59": [],
        "Mon 2026-10-26 11:00": [HALF],
        "Mon 2026-10-26 13:01": [HALF, THREE, BREACH],
    },
}
ROWS = [(report, wall, due) for report, moments in CLOCKS.items() for wall, due in moments.items()]


def at(wall: str) -> datetime:
    """The instant of a Zurich wall-clock time; `second` is its second time that night."""
    weekday, day, clock, *second = wall.split()
    moment = datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=ZURICH, fold=len(second))
    assert f"{moment:%a}" == weekday
    return moment.astimezone(ZoneInfo("UTC"))


def clock(report: tuple[str, str, int], *changes: Circumstances) -> ResponseClock:
    wall, level, severity = report
    first = Circumstances(at(wall), Level(level), Severity(severity))
    return response_clock(CALENDAR, at(wall), [first, *changes])


@pytest.mark.parametrize(("report", "wall", "due"), ROWS)
def test_what_has_come(report: tuple[str, str, int], wall: str, due: list[str]) -> None:
    """S5: at half, at three quarters, after the due instant; in business time not while closed."""
    found = warnings_due(CALENDAR, clock(report), at(wall))
    assert [warning.value for warning in found] == due


def test_a_shorter_target_moves_the_shares() -> None:
    """S4, S5: after a shortening the shares run from the change to the new due instant."""
    raised = Circumstances(at("Tue 2026-06-09 16:00"), Level.MANAGED, Severity.SEV1)  # due 18:00
    changed = clock(("Tue 2026-06-09 10:00", "managed", 3), raised)
    assert changed.due == at("Tue 2026-06-09 18:00")
    assert warnings_due(CALENDAR, changed, at("Tue 2026-06-09 16:59")) == []
    assert warnings_due(CALENDAR, changed, at("Tue 2026-06-09 17:00")) == [ClockWarning.HALF]
    assert warnings_due(CALENDAR, changed, at("Tue 2026-06-09 18:01"))[-1] is ClockWarning.BREACH


def test_a_change_after_closing_warns_nobody_before_the_opening() -> None:
    """S5: lowered at 17:02, half of the clock was at 16:59: nobody is disturbed while closed."""
    raised = Circumstances(at("Tue 2026-06-09 15:30"), Level.MANAGED, Severity.SEV1)  # due 17:30
    lowered = Circumstances(at("Tue 2026-06-09 17:02"), Level.MANAGED, Severity.SEV2)
    changed = clock(("Tue 2026-06-09 14:59", "managed", 3), raised, lowered)
    assert changed.due == at("Wed 2026-06-10 10:59")
    assert changed.instant_of(CALENDAR, 0.5) == at("Tue 2026-06-09 16:59")
    assert warnings_due(CALENDAR, changed, at("Tue 2026-06-09 17:02")) == []
    assert warnings_due(CALENDAR, changed, at("Wed 2026-06-10 09:00")) == [ClockWarning.HALF]


@pytest.mark.parametrize("report", CLOCKS)
def test_nobody_need_look_until_the_next_one(report: tuple[str, str, int]) -> None:
    """Whoever looks, and then only when told to look next, misses none: minute by minute."""
    looked, end = at(report[0]), at(report[0]) + timedelta(days=7)
    looks = 0
    while looked < end:
        seen = set(warnings_due(CALENDAR, clock(report), looked))
        until = min(next_warning(CALENDAR, clock(report), looked), end)
        moment = looked
        while (moment := moment + timedelta(minutes=1)) < until:
            assert set(warnings_due(CALENDAR, clock(report), moment)) <= seen
        looked, looks = until, looks + 1
    assert looks <= 12
