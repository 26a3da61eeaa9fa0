"""Days, months and instants, read on Monday 8 June 2026 at 10:00 in Zurich."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.intents.pieces.days import ANY, DATED, PAST, Rule, read_day, read_month
from handlers.intents.pieces.instants import read_instant, written_instant
from models.problems import Problem

from .at_ten import ZURICH, at

TODAY = date(2026, 6, 8)


@pytest.mark.parametrize(
    ("typed", "day", "used"),
    [
        ("today", "2026-06-08", 1),
        ("yesterday", "2026-06-07", 1),
        ("mon", "2026-06-08", 1),
        ("monday was hard", "2026-06-08", 1),
        ("tue", "2026-06-02", 1),
        ("sun", "2026-06-07", 1),
        ("fri", "2026-06-05", 1),
        ("friday", "2026-06-05", 1),
        ("last fri", "2026-06-05", 2),
        ("last mon", "2026-06-01", 2),
        ("8 jun", "2026-06-08", 2),
        ("8 june", "2026-06-08", 2),
        ("jun 8", "2026-06-08", 2),
        ("8. june", "2026-06-08", 2),
        ("8th june", "2026-06-08", 2),
        ("9 jun", "2025-06-09", 2),
        ("31 dec", "2025-12-31", 2),
        ("7 jun 2025", "2025-06-07", 3),
        ("jun 8, 2025", "2025-06-08", 3),
        ("8 jun 1400 lines", "2026-06-08", 2),
        ("2026-06-08", "2026-06-08", 1),
        ("2026-6-8", "2026-06-08", 1),
        ("8.6.", "2026-06-08", 1),
        ("9.6.", "2025-06-09", 1),
        ("8.6.2026", "2026-06-08", 1),
        ("08.06.26", "2026-06-08", 1),
        ("29 feb", "2024-02-29", 2),
        ("29.2.", "2024-02-29", 1),
        ("mon 8 jun", "2026-06-08", 3),
        ("fri 2026-06-05", "2026-06-05", 2),
        ("mon, call", "2026-06-08", 1),
    ],
)
def test_days(typed: str, day: str, used: int) -> None:
    """Each form of a day; without a year it is the latest that is past."""
    assert read_day(typed.split(), TODAY) == (date.fromisoformat(day), used)


@pytest.mark.parametrize(
    "typed",
    ["fixed it", "8", "june", "last fix", "123 jun", "8 junk", "2.0 release", "mondays", ""],
)
def test_no_days(typed: str) -> None:
    """What is not a day stays what it is."""
    assert read_day(typed.split(), TODAY) is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("31 jun", "“31 jun” does not exist: June has 30 days."),
        ("30 feb", "“30 feb” does not exist: February 2026 has 28 days."),
        ("31.2.", "“31.2.” does not exist: February 2026 has 28 days."),
        ("0 jun", "“0 jun” does not exist: June has 30 days."),
        ("29.2.2026", "“29.2.2026” does not exist: February 2026 has 28 days."),
        ("2026-13-01", "“2026-13-01” does not exist: there is no month 13."),
        ("1.0.2026", "“1.0.2026” does not exist: there is no month 0."),
        ("2206-06-08", "“2206-06-08” is too far away"),
        ("2026-06-09", "“2026-06-09” lies ahead: today is Mon 8 Jun."),
        ("9 jun 2026", "“9 jun 2026” lies ahead (it is Tue 9 Jun): today is Mon 8 Jun."),
        ("tomorrow", "“tomorrow” lies ahead (it is Tue 9 Jun)"),
        ("1 jan 2027", "“1 jan 2027” lies ahead (it is Fri 1 Jan 2027): today is Mon 8 Jun."),
        ("tue 8 jun", "“tue 8 jun” do not go together: that day is a Monday."),
        ("8.6", "Is “8.6” a day? Then type `8.6.`."),
        ("6/8/2026", "“6/8/2026” is read in two ways in the world."),
    ],
)
def test_refused_days(typed: str, sentence: str) -> None:
    """A day that does not exist, lies ahead or is unclear is named in the refusal."""
    with pytest.raises(Problem) as refused:
        read_day(typed.split(), TODAY, PAST)
    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize("rule", [ANY, DATED])
@pytest.mark.parametrize("typed", ["2027-01-01", "1.1.2027", "1 jan 2027"])
def test_days_ahead(typed: str, rule: Rule) -> None:
    """Contracts and looks at a balance may lie ahead, with the year said."""
    found = read_day(typed.split(), TODAY, rule)
    assert found is not None
    assert found[0] == date(2027, 1, 1)


def test_a_contract_needs_its_year() -> None:
    """Where days may lie ahead, a day without a year would be a guess."""
    with pytest.raises(Problem, match="“1 jul” of which year"):
        read_day(["1", "jul"], TODAY, DATED)
    assert read_day(["1", "jul"], TODAY, ANY) == (date(2025, 7, 1), 2)


@given(st.dates(date(2000, 1, 1), date(2026, 6, 8)))
def test_dates_read_back(day: date) -> None:
    """Every past date reads back from each way to write it in full."""
    forms = (f"{day}", f"{day.day}.{day.month}.{day.year}", f"{day:%d.%m.%y}")
    assert {read_day([form], TODAY) for form in forms} == {(day, 1)}


@given(st.dates(date(2000, 3, 1), date(2099, 12, 31)), st.dates(date(2000, 1, 1)))
def test_latest_past(today: date, wanted: date) -> None:
    """A day without a year is never ahead, and its next occurrence is."""
    found = read_day([f"{wanted.day}.{wanted.month}."], today)
    assert found is not None
    day = found[0]
    assert (day.month, day.day) == (wanted.month, wanted.day)
    assert day <= today
    later = [year for year in range(day.year + 1, today.year + 1) if _exists(year, wanted)]
    assert all(date(year, day.month, day.day) > today for year in later)


def _exists(year: int, like: date) -> bool:
    try:
        like.replace(year=year)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(
    ("typed", "month", "used"),
    [
        ("june", "2026-06-01", 1),
        ("jul", "2025-07-01", 1),
        ("jun 2025", "2025-06-01", 2),
        ("2026-06", "2026-06-01", 1),
        ("this month", "2026-06-01", 2),
        ("last month", "2026-05-01", 2),
    ],
)
def test_months(typed: str, month: str, used: int) -> None:
    """A month by name, number, or from today; without a year the latest that has begun."""
    assert read_month(typed.split(), TODAY) == (date.fromisoformat(month), used)


@pytest.mark.parametrize("typed", ["2026-13", "2026-07", "jul 2026"])
def test_refused_months(typed: str) -> None:
    """A month that does not exist or lies ahead is named in the refusal."""
    with pytest.raises(Problem, match=f"“{typed}”"):
        read_month(typed.split(), TODAY)


@pytest.mark.parametrize(
    ("now", "typed", "utc"),
    [
        ("2026-06-08 10:00", "08:40", "2026-06-08 06:40"),
        ("2026-06-08 10:00", "10:00", "2026-06-08 08:00"),
        ("2026-06-08 10:00", "yesterday 17:30", "2026-06-07 15:30"),
        ("2026-06-08 10:00", "17:30 yesterday", "2026-06-07 15:30"),
        ("2026-06-08 10:00", "yesterday at 17:30", "2026-06-07 15:30"),
        ("2026-06-08 10:00", "gestern um 17:30", "2026-06-07 15:30"),
        ("2026-06-08 10:00", "gestern 17.30 uhr", "2026-06-07 15:30"),
        ("2026-06-08 10:00", "17:30 am sonntag", "2026-06-07 15:30"),
        ("2026-06-08 10:00", "5:30pm yesterday", "2026-06-07 15:30"),
        ("2026-06-08 10:00", "2h ago", "2026-06-08 06:00"),
        ("2026-06-08 10:00", "vor 30 min", "2026-06-08 07:30"),
        ("2026-06-08 10:00", "2 days ago 17:30", "2026-06-06 15:30"),
        ("2026-06-08 10:00", "2026-01-08 14:05", "2026-01-08 13:05"),
        ("2026-06-08 10:00", "8.1. 14:05", "2026-01-08 13:05"),
        ("2026-06-08 10:00", "2026-06-08 09:59:30", "2026-06-08 07:59:30"),
        ("2026-06-08 10:00", "2026-06-08 08:00+00:00", "2026-06-08 08:00"),
        ("2026-10-26 10:00", "2026-10-25 02:30", "2026-10-25 00:30"),
        ("2026-10-26 10:00", "2026-10-25 02:30+01:00", "2026-10-25 01:30"),
    ],
)
def test_instants(now: str, typed: str, utc: str) -> None:
    """Zurich's wall clock; of a time that happens twice, the first, unless its offset is said."""
    found = read_instant(typed.split(), at(now).now)
    assert found is not None
    instant, used = found
    assert instant.astimezone(UTC) == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert instant.tzinfo == ZURICH
    assert used == len(typed.split())


@pytest.mark.parametrize(
    ("now", "typed", "ago"),
    [
        ("2026-10-25 02:55+02:00", "02:50", 5),
        ("2026-10-25 02:10+01:00", "02:50", 20),
        ("2026-10-25 02:10+01:00", "today 02:50", 20),
        ("2026-10-25 02:10+01:00", "02:05", 5),
        ("2026-10-25 03:10+01:00", "02:50", 20),
    ],
)
def test_a_time_that_happens_twice_is_the_latest_that_has_passed(
    now: str, typed: str, ago: int
) -> None:
    """In the night in which the clocks go back instants are compared, not what the wall shows."""
    moment = datetime.fromisoformat(now).astimezone(ZURICH)
    found = read_instant(typed.split(), moment)
    assert found is not None
    assert moment.timestamp() - found[0].timestamp() == ago * 60


@pytest.mark.parametrize(
    ("now", "typed", "sentence"),
    [
        ("2026-06-08 08:00", "08:40", "“08:40” lies ahead: it is 08:00 now. For the day before"),
        ("2026-06-08 08:00", "today 08:40", "“2026-06-08 08:40” lies ahead: it is Mon 8 Jun 08:00"),
        ("2026-06-08 08:00", "2026-06-09 07:00", "“2026-06-09” lies ahead"),
        ("2026-06-08 08:00", "25:00", "“25:00” is not a time of day."),
        ("2026-06-08 08:00", "07:60", "“07:60” is not a time of day."),
        ("2026-06-08 08:00", "yesterday", "At what time on “yesterday”?"),
        ("2026-03-30 08:00", "yesterday 02:30", "“2026-03-29 02:30” does not exist"),
    ],
)
def test_refused_instants(now: str, typed: str, sentence: str) -> None:
    """An instant ahead, a time no clock shows, and a day without a time are refused."""
    with pytest.raises(Problem) as refused:
        read_instant(typed.split(), at(now).now)
    assert str(refused.value).startswith(sentence)


@given(st.integers(0, 800_000_000))
def test_instants_read_back(seconds: int) -> None:
    """Every past second reads back from how it is written, across all clock changes."""
    now = datetime(2026, 6, 8, 10, 0, tzinfo=ZURICH)
    instant = (now.astimezone(UTC) - timedelta(seconds=seconds)).astimezone(ZURICH)
    found = read_instant(written_instant(instant).split(), now)
    assert found is not None
    assert found[0].timestamp() == instant.timestamp()
