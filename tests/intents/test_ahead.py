"""Instants that look ahead, read on Monday 8 June 2026 at 10:00 in Zurich."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.intents.pieces.ahead import read_ahead, read_stretch
from handlers.intents.pieces.instants import written_instant
from handlers.intents.pieces.reading import NotUnderstood
from models.problems import Problem

from .at_ten import ZURICH, at

NOW = "2026-06-08 10:00"
WINTER = "2026-10-25 00:00"  # the night in which 02:00 to 03:00 happens twice


def _utc(when: str) -> datetime:
    return datetime.fromisoformat(when).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "typed", "utc"),
    [
        (NOW, "in 2h", "2026-06-08 10:00"),
        (NOW, "in 1h30", "2026-06-08 09:30"),
        (NOW, "in 45 min", "2026-06-08 08:45"),
        (NOW, "18:00", "2026-06-08 16:00"),
        (NOW, "03:00", "2026-06-09 01:00"),
        (NOW, "10:00", "2026-06-09 08:00"),
        (NOW, "today 18:00", "2026-06-08 16:00"),
        (NOW, "tomorrow 09:00", "2026-06-09 07:00"),
        (NOW, "fri 18:00", "2026-06-12 16:00"),
        (NOW, "friday at 18:00", "2026-06-12 16:00"),
        (NOW, "18:00 fri", "2026-06-12 16:00"),
        (NOW, "mon 18:00", "2026-06-08 16:00"),
        (NOW, "mon 09:00", "2026-06-15 07:00"),
        (NOW, "sun 9:00", "2026-06-14 07:00"),
        (NOW, "9 jun 09:00", "2026-06-09 07:00"),
        (NOW, "8 jun 18:00", "2026-06-08 16:00"),
        (NOW, "8 jun 09:00", "2027-06-08 07:00"),
        (NOW, "24.12. 18:00", "2026-12-24 17:00"),
        (NOW, "jan 5, 09:00", "2027-01-05 08:00"),
        (NOW, "2026-12-24 18:00", "2026-12-24 17:00"),
        (NOW, "fri 12 jun 18:00", "2026-06-12 16:00"),
        (NOW, "2026-06-12 18:00+00:00", "2026-06-12 18:00"),
        (NOW, "2026-06-01 18:00+02:00", "2026-06-01 16:00"),
        ("2028-01-01 10:00", "29.2. 09:00", "2028-02-29 08:00"),
        (WINTER, "02:30", "2026-10-25 00:30"),
        ("2026-10-25 02:45", "02:30", "2026-10-25 01:30"),
        ("2026-10-25 02:45", "sun 02:30", "2026-10-25 01:30"),
        ("2026-10-25 03:15", "02:30", "2026-10-26 01:30"),
        ("2026-03-29 10:00", "02:30", "2026-03-30 00:30"),
        ("2026-03-29 03:10", "02:30", "2026-03-30 00:30"),
        ("2026-03-22 10:00", "sun 03:30", "2026-03-29 01:30"),
    ],
)
def test_ahead(now: str, typed: str, utc: str) -> None:
    """Each form is the next such instant; today counts while the time is still to come."""
    found = read_ahead([*typed.split(), "and", "so", "on"], at(now).now)
    assert found is not None
    instant, used = found
    assert instant.astimezone(UTC) == _utc(utc)
    assert instant.tzinfo == ZURICH
    assert used == len(typed.split())


def test_the_second_of_two() -> None:
    """Of a time that happens twice it is the first that is still to come."""
    second = at("2026-10-25 02:45").now.replace(fold=1)
    found = read_ahead(["02:50"], second)
    assert found is not None
    assert found[0].astimezone(UTC) == _utc("2026-10-25 01:50")


@pytest.mark.parametrize("typed", ["", "primary", "fixed it", "8", "june"])
def test_no_instants(typed: str) -> None:
    """What begins with neither a day nor a time stays what it is."""
    assert read_ahead(typed.split(), at(NOW).now) is None
    assert read_stretch(typed.split(), at(NOW).now) is None


@pytest.mark.parametrize(
    ("now", "typed", "sentence"),
    [
        (NOW, "fri", "At what time on “fri”? Type the time behind it: `fri 09:00`."),
        (NOW, "fri at", "At what time on “fri”?"),
        (NOW, "25:00", "“25:00” is not a time of day."),
        (NOW, "now", "“now” is past"),
        (NOW, "today 09:00", "“today 09:00” is past: it is Mon 8 Jun 10:00 now."),
        (NOW, "yesterday 18:00", "“yesterday 18:00” is past"),
        (NOW, "last fri 18:00", "“last fri 18:00” is past"),
        ("2026-06-12 10:00", "last fri 18:00", "“last fri 18:00” is past"),
        (NOW, "2026-06-01 09:00", "“2026-06-01 09:00” is past"),
        (NOW, "mon 8 jun 09:00", "“mon 8 jun 09:00” is past"),
        (NOW, "tue 8 jun 09:00", "“tue 8 jun” do not go together: that day is a Monday."),
        (NOW, "2027-06-10 09:00", "“2027-06-10 09:00” is more than a year ahead."),
        (NOW, "2027-06-10 09:00+02:00", "“2027-06-10 09:00+02:00” is more than a year ahead."),
        (NOW, "29.2. 09:00", "“29.2. 09:00” is more than a year ahead."),
        (NOW, "31 jun 09:00", "“31 jun” does not exist: June has 30 days."),
        (NOW, "fri 18:00+02:00", "“18:00+02:00” says its offset, and so needs its date in full"),
        (NOW, "18:00+02:00", "“18:00+02:00” says its offset"),
        (NOW, "in", "In how long?"),
        (NOW, "in time", "“time” is not a duration."),
        (NOW, "in 48h", "“48h” is more than the 24 hours of a day."),
        ("2026-03-28 10:00", "02:30", "“2026-03-29 02:30” does not exist: the clocks went forward"),
        ("2026-03-28 10:00", "sun 02:30", "“2026-03-29 02:30” does not exist"),
    ],
)
def test_refused(now: str, typed: str, sentence: str) -> None:
    """What is past, too far, unclear or on no clock is refused by name."""
    with pytest.raises(Problem) as refused:
        read_ahead(typed.split(), at(now).now)
    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize("typed", ["yesterday 18:00", "2026-06-07 18:00", "last sun 18:00"])
def test_past_where_it_may_stand(typed: str) -> None:
    """One may ask who was on call."""
    found = read_ahead(typed.split(), at(NOW).now, past=True)
    assert found is not None
    assert found[0].astimezone(UTC) == _utc("2026-06-07 16:00")


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ("fri 18:00 to mon 09:00", "2026-06-12 16:00", "2026-06-15 07:00"),
        ("fri 18:00 until mon 09:00", "2026-06-12 16:00", "2026-06-15 07:00"),
        ("fri 18:00 - mon 09:00", "2026-06-12 16:00", "2026-06-15 07:00"),
        ("fri 18:00 to 22:00", "2026-06-12 16:00", "2026-06-12 20:00"),
        ("fri 18:00-22:00", "2026-06-12 16:00", "2026-06-12 20:00"),
        ("fri 18:00-02:00", "2026-06-12 16:00", "2026-06-13 00:00"),
        ("2026-06-12 18:00-22:00", "2026-06-12 16:00", "2026-06-12 20:00"),
        ("2026-06-12 18:00-02:00 to 23:00", "2026-06-12 20:00", "2026-06-12 21:00"),
        ("fri 18:00 to 09:00", "2026-06-12 16:00", "2026-06-13 07:00"),
        ("fri 18:00 to fri 18:00", "2026-06-12 16:00", "2026-06-19 16:00"),
        ("24.12. 18:00 to 2.1. 09:00", "2026-12-24 17:00", "2027-01-02 08:00"),
        ("now to mon 09:00", "2026-06-08 08:00", "2026-06-15 07:00"),
        ("now to in 2h", "2026-06-08 08:00", "2026-06-08 10:00"),
        ("10:00 to 12:00", "2026-06-08 08:00", "2026-06-08 10:00"),
        ("09:59 to 12:00", "2026-06-09 07:59", "2026-06-09 10:00"),
        ("tomorrow 18:00 to tomorrow 22:00", "2026-06-09 16:00", "2026-06-09 20:00"),
        (
            "2026-06-01 18:00+02:00 to 2026-06-02 09:00+02:00",
            "2026-06-01 16:00",
            "2026-06-02 07:00",
        ),
    ],
)
def test_stretches(typed: str, start: str, end: str) -> None:
    """The end is read from the start on, what is said from today from today."""
    words = typed.split()
    assert read_stretch([*words, "x"], at(NOW).now) == (_utc(start), _utc(end), len(words))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("fri 18:00", "Until when? Behind Fri 12 Jun 18:00 comes `to` and the end."),
        ("fri 18:00 to", "Until when?"),
        ("fri 18:00 mon 09:00", "Until when?"),
        ("fri 18:00 to later", "“later” is not a time."),
        ("fri 18:00 to fri 17:00", "That would be nearly a week, to Fri 19 Jun 17:00."),
        ("fri 18:00 to mon", "At what time on “mon”?"),
        ("yesterday 18:00 to mon 09:00", "“yesterday 18:00” is past"),
        ("today 09:58 to 12:00", "“today 09:58” is past: it is Mon 8 Jun 10:00 now."),
        (
            "fri 18:00 to tomorrow 09:00",
            "The end, Tue 9 Jun 09:00, is not after the start, Fri 12 Jun 18:00.",
        ),
        ("now to now", "The end, Mon 8 Jun 10:00, is not after the start"),
        ("2026-05-01 10:00+02:00 to mon 09:00", "“mon 09:00” is past"),
        ("fri 18:00 to 2028-01-01 09:00", "“2028-01-01 09:00” is more than a year ahead."),
    ],
)
def test_refused_stretches(typed: str, sentence: str) -> None:
    """A stretch needs an end after its start, and a start that is not long past."""
    with pytest.raises(Problem) as refused:
        read_stretch(typed.split(), at(NOW).now)
    assert str(refused.value).startswith(sentence)


def test_a_minute_to_type() -> None:
    """A start within the last minute is today's: it passed while it was typed."""
    now = at("2026-06-08 10:00:30").now
    assert read_stretch(["10:00", "to", "12:00"], now) == (
        *(_utc("2026-06-08 08:00"), _utc("2026-06-08 10:00")),
        3,
    )


def test_a_minute_across_the_jump() -> None:
    """The minute before the clocks went forward is a minute before."""
    now = at("2026-03-29 03:00:30").now
    assert read_stretch(["now", "to", "04:00"], now) == (
        *(_utc("2026-03-29 01:00:30"), _utc("2026-03-29 02:00")),
        3,
    )


@given(
    st.integers(-800_000_000, 31_000_000),
    st.sampled_from([ZURICH, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kolkata")]),
)
def test_instants_read_back(seconds: int, zone: ZoneInfo) -> None:
    """Every second, past or within a year, reads back from how it is written, in any zone."""
    now = at(NOW).now.astimezone(zone)
    instant = (now.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(zone)
    later = (now.astimezone(UTC) + timedelta(seconds=seconds + 1)).astimezone(zone)
    found = read_ahead(written_instant(instant).split(), now)
    assert found is not None
    assert found[0].timestamp() == instant.timestamp()
    both = f"{written_instant(instant)} to {written_instant(later)}".split()
    stretch = read_stretch(both, now)
    assert stretch is not None
    assert [moment.timestamp() for moment in stretch[:2]] == [
        instant.timestamp(),
        later.timestamp(),
    ]


@given(st.integers(0, 86_399), st.integers(0, 31_000_000))
def test_a_time_alone_is_the_next(second: int, later: int) -> None:
    """A time alone lies within the next 24 hours, or 25 where a night has one more."""
    now = (at(NOW).now.astimezone(UTC) + timedelta(seconds=later)).astimezone(ZURICH)
    clock = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
    found = None
    with suppress(NotUnderstood):  # the clocks go forward past it
        found = read_ahead([clock], now)
    if found is None:
        assert clock.startswith("02:")
        return
    ahead = found[0].astimezone(UTC) - now.astimezone(UTC)
    assert timedelta(0) < ahead <= timedelta(hours=25)
    assert f"{found[0]:%H:%M:%S}" == clock
