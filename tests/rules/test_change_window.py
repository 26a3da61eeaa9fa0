"""I8: change windows, by the wall clock of Zurich: examples, and laws against a walk by minutes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.rules.change_window import LONGEST, Once, Weekly, Window, held_until, in_words
from tests.rules.rota import at, wall
from tests.rules.strategies import thorough

ZONE = ZoneInfo("Europe/Zurich")
MINUTE = timedelta(minutes=1)
TUE, THU, SAT, SUN = 1, 3, 5, 6


def weekly(*weekdays: int, start: str, end: str) -> Weekly:
    """A window of every week, by what a clock shows."""

    def minute(shown: str) -> int:
        hour, rest = shown.split(":")
        return int(hour) * 60 + int(rest)

    return Weekly(frozenset(weekdays), minute(start), minute(end))


def once(start: str, end: str) -> Once:
    """A window that is open once."""
    return Once(at(start), at(end))


EVENINGS = weekly(TUE, THU, start="20:00", end="22:00")
OVER_MIDNIGHT = weekly(SAT, start="22:00", end="02:00")
SUMMER_BEGINS = weekly(SUN, start="01:30", end="02:30")
WINTER_BEGINS = weekly(SUN, start="01:00", end="04:00")
DEPLOYMENT = once("Sat 2026-12-05 20:00 CET", "Sat 2026-12-05 23:00 CET")


@pytest.mark.parametrize(
    ("window", "moment", "until"),
    [
        (EVENINGS, "Tue 2026-06-09 19:59 CEST", None),
        (EVENINGS, "Tue 2026-06-09 20:00 CEST", "Tue 2026-06-09 22:00 CEST"),
        (EVENINGS, "Thu 2026-06-11 21:59 CEST", "Thu 2026-06-11 22:00 CEST"),
        (EVENINGS, "Tue 2026-06-09 22:00 CEST", None),
        (EVENINGS, "Wed 2026-06-10 21:00 CEST", None),
        (EVENINGS, "Tue 2026-12-08 20:00 CET", "Tue 2026-12-08 22:00 CET"),
        (OVER_MIDNIGHT, "Sat 2026-06-13 23:30 CEST", "Sun 2026-06-14 02:00 CEST"),
        (OVER_MIDNIGHT, "Sun 2026-06-14 01:59 CEST", "Sun 2026-06-14 02:00 CEST"),
        (OVER_MIDNIGHT, "Sat 2026-06-13 01:00 CEST", None),
        (DEPLOYMENT, "Sat 2026-12-05 22:00 CET", "Sat 2026-12-05 23:00 CET"),
        (DEPLOYMENT, "Sat 2026-12-05 23:00 CET", None),
        # 02:30 does not exist: the window ends where the clock jumps over it.
        (SUMMER_BEGINS, "Sun 2026-03-29 01:45 CET", "Sun 2026-03-29 03:00 CEST"),
        (SUMMER_BEGINS, "Sun 2026-03-29 03:00 CEST", None),
        # 02:30 happens twice: the window is open the whole time.
        (WINTER_BEGINS, "Sun 2026-10-25 02:30 CEST", "Sun 2026-10-25 04:00 CET"),
        (WINTER_BEGINS, "Sun 2026-10-25 02:30 CET", "Sun 2026-10-25 04:00 CET"),
        # And one that ends at such a time ends at the first.
        (SUMMER_BEGINS, "Sun 2026-10-25 02:29 CEST", "Sun 2026-10-25 02:30 CEST"),
        (SUMMER_BEGINS, "Sun 2026-10-25 02:29 CET", None),
        (weekly(TUE, start="00:00", end="24:00"), "Tue 2026-06-09 23:59 CEST", "Wed 2026-06-10"),
    ],
)
def test_a_window_holds_up_to_its_end(window: Window, moment: str, until: str | None) -> None:
    """I8: its start belongs to it and its end does not, over midnight and both clock changes."""
    ends = window.end(at(moment), ZONE)
    assert (ends is None) if until is None else ends and wall(ends).startswith(until)
    assert held_until([window], at(moment), ZONE) == ends


def test_windows_that_touch_are_one() -> None:
    """What comes in the first of two is held to the end of the last."""
    late = weekly(TUE, start="21:30", end="23:00")
    after = once("Tue 2026-06-09 23:00 CEST", "Wed 2026-06-10 01:00 CEST")
    until = held_until([after, EVENINGS, late], at("Tue 2026-06-09 20:15 CEST"), ZONE)
    assert until == at("Wed 2026-06-10 01:00 CEST")


def test_nothing_is_held_for_ever() -> None:
    """A customer whose windows leave no gap is heard a week later."""
    always = Weekly(frozenset(range(7)), 0, 24 * 60)
    moment = at("Tue 2026-06-09 20:15 CEST")
    assert held_until([always], moment, ZONE) == moment + LONGEST


@pytest.mark.parametrize(
    ("window", "words"),
    [
        (EVENINGS, "Tue and Thu 20:00 to 22:00"),
        (weekly(0, 2, 4, start="06:00", end="24:00"), "Mon, Wed and Fri 06:00 to 24:00"),
        (Weekly(frozenset(range(7)), 0, 30), "every day 00:00 to 00:30"),
        (DEPLOYMENT, "Sat 5 Dec 2026 20:00 to 23:00"),
        (
            once("Sat 2026-10-24 23:00 CEST", "Sun 2026-10-25 02:30 CET"),
            "Sat 24 Oct 2026 23:00 to Sun 25 Oct 2026 02:30 CET",
        ),
    ],
)
def test_a_window_in_words(window: Window, words: str) -> None:
    """As it is listed, and kept in the customer's history."""
    assert in_words(window, ZONE) == words


# --- laws -----------------------------------------------------------------------------------------

NIGHTS = (datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC))
minutes_of_a_day = st.one_of(st.integers(0, 24 * 60 - 1), st.integers(60, 240))
weeklies = st.builds(
    Weekly, st.frozensets(st.integers(0, 6), min_size=1), minutes_of_a_day, minutes_of_a_day
)
moments = st.builds(
    lambda night, minutes: night + minutes * MINUTE,
    st.sampled_from(NIGHTS),
    st.integers(0, 36 * 60),
)
onces = st.builds(
    lambda start, minutes: Once(start, start + minutes * MINUTE), moments, st.integers(1, 3000)
)
all_windows = st.lists(st.one_of(weeklies, onces), max_size=4)


@thorough
@given(weeklies, moments)
def test_a_weekly_window_goes_by_the_wall_clock(window: Weekly, moment: datetime) -> None:
    """Away from the hours in which the clock changes, it is open where the clock shows it."""
    hours = {window.from_minute // 60, window.to_minute // 60, moment.astimezone(ZONE).hour}
    assume(not hours & {2, 3})
    shown = moment.astimezone(ZONE)
    minute, weekday = shown.hour * 60 + shown.minute, shown.weekday()
    start, end = window.from_minute, window.to_minute
    if end > start:
        is_open = weekday in window.weekdays and start <= minute < end
    else:
        before = (weekday - 1) % 7
        is_open = (weekday in window.weekdays and minute >= start) or (
            before in window.weekdays and minute < end
        )
    assert (window.end(moment, ZONE) is not None) is is_open


@thorough
@given(all_windows, moments)
def test_what_is_held_is_held_to_the_first_minute_outside(
    windows: list[Window], moment: datetime
) -> None:
    """Every minute before falls into a window, and the end into none."""
    until = held_until(windows, moment, ZONE)
    walked = moment
    while walked < moment + LONGEST and any(w.end(walked, ZONE) for w in windows):
        walked += MINUTE
    assert until == (walked if walked > moment else None)
