"""Explaining a clock: its stretches cover it, and what counted is what ran."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.calendar import BusinessCalendar
from models.rules.clock_spans import spans
from models.rules.response import Circumstances, ResponseClock, response_clock
from models.rules.service_definition import Level, Severity

ZURICH = ZoneInfo("Europe/Zurich")
CALENDAR = BusinessCalendar(closures={date(2026, 6, 19): "Team day"})


def at(wall: str) -> datetime:
    moment = datetime.fromisoformat(wall).replace(tzinfo=ZURICH)
    return moment.astimezone(UTC)


def clock(reported: str, level: str, severity: int = 3) -> ResponseClock:
    begins = at(reported)
    return response_clock(
        CALENDAR, begins, [Circumstances(begins, Level(level), Severity(severity))]
    )


TABLE = {  # Premium, reported Fri 2026-04-03 (Good Friday) 10:00, looked at on Tue 7 Apr 10:30
    ("2026-04-03 10:00", "2026-04-07 10:30"): [
        ("2026-04-03 10:00", "2026-04-04 00:00", None, "Good Friday"),
        ("2026-04-04 00:00", "2026-04-05 00:00", None, "Saturday"),
        ("2026-04-05 00:00", "2026-04-06 00:00", None, "Sunday"),
        ("2026-04-06 00:00", "2026-04-07 00:00", None, "Easter Monday"),
        ("2026-04-07 00:00", "2026-04-07 09:00", None, "outside 09:00–17:00"),
        ("2026-04-07 09:00", "2026-04-07 10:30", 90, None),
    ],
    ("2026-06-17 16:00", "2026-06-18 09:45"): [
        ("2026-06-17 16:00", "2026-06-17 17:00", 60, None),
        ("2026-06-17 17:00", "2026-06-18 09:00", None, "outside 09:00–17:00"),
        ("2026-06-18 09:00", "2026-06-18 09:45", 45, None),
    ],
    ("2026-06-18 17:00", "2026-06-22 09:01"): [
        ("2026-06-18 17:00", "2026-06-19 00:00", None, "outside 09:00–17:00"),
        ("2026-06-19 00:00", "2026-06-20 00:00", None, "Team day"),
        ("2026-06-20 00:00", "2026-06-21 00:00", None, "Saturday"),
        ("2026-06-21 00:00", "2026-06-22 00:00", None, "Sunday"),
        ("2026-06-22 00:00", "2026-06-22 09:00", None, "outside 09:00–17:00"),
        ("2026-06-22 09:00", "2026-06-22 09:01", 1, None),
    ],
}


@pytest.mark.parametrize(("when", "expected"), TABLE.items())
def test_stretches_say_why_they_did_not_count(
    when: tuple[str, str], expected: list[tuple[str, str, int | None, str | None]]
) -> None:
    """T2: a holiday and a closure by name, the weekend by its day, the rest by the hours."""
    reported, looked = when
    found = spans(CALENDAR, clock(reported, "premium"), at(looked))
    assert [(s.start, s.end, s.counted, s.why_not) for s in found] == [
        (at(a), at(b), timedelta(minutes=m or 0), w) for a, b, m, w in expected
    ]


def test_plain_hours_count_day_and_night() -> None:
    """T5: the 2 hours of a Managed Sev-1 are one stretch, whatever the wall clock does."""
    begins = clock("2026-10-25 01:30", "managed", 1)
    (span,) = spans(CALENDAR, begins, at("2026-10-25 03:30"))
    assert span.counted == timedelta(hours=3)  # the clocks went back that night
    assert span.why_not is None


@given(
    st.integers(0, 700_000),
    st.integers(0, 40_000),
    st.sampled_from(["basic", "standard", "premium", "managed"]),
    st.sampled_from([1, 2, 3]),
)
def test_the_stretches_cover_the_clock(
    begin: int, length: int, level: Level, severity: Severity
) -> None:
    """They follow each other without a gap, and what counted in them is what has run."""
    reported = at("2026-01-01 00:00") + timedelta(minutes=begin)
    until = reported + timedelta(minutes=length)
    found_clock = response_clock(CALENDAR, reported, [Circumstances(reported, level, severity)])
    found = spans(CALENDAR, found_clock, until)
    edges = [reported, *(span.end for span in found)]
    assert [span.start for span in found] == edges[:-1]
    assert not found or edges[-1] == until
    assert sum((s.counted for s in found), timedelta()) == found_clock.ran(CALENDAR, until)
    assert all(s.start < s.end for s in found)
    assert all(bool(s.counted) == (s.why_not is None) for s in found)
