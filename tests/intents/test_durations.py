"""Durations: whole minutes from what people type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.intents.pieces.durations import BadDuration, read_duration
from models.rules.writing import duration as written


@pytest.mark.parametrize(
    ("typed", "minutes", "used"),
    [
        ("2h", 120, 1),
        ("90m", 90, 1),
        ("1h30", 90, 1),
        ("1h30m", 90, 1),
        ("1h 30m", 90, 2),
        ("1h 30 min", 90, 3),
        ("1.5h", 90, 1),
        ("1,5h", 90, 1),
        (".5h", 30, 1),
        ("0:45", 45, 1),
        ("1:05", 65, 1),
        ("2 hours", 120, 2),
        ("1 hour", 60, 2),
        ("1 hour 30 minutes", 90, 4),
        ("2 hrs", 120, 2),
        ("1hr", 60, 1),
        ("45 min", 45, 2),
        ("45min", 45, 1),
        ("45 minutes", 45, 2),
        ("5 mins", 5, 2),
        ("24h", 1440, 1),
        ("1m", 1, 1),
        ("0.1h", 6, 1),
        ("2h, acme", 120, 1),
        ("1h 12", 60, 1),
        ("2h 8 jun", 120, 1),
        ("1h 30 jun", 60, 1),
        ("1h30 30", 90, 1),
    ],
)
def test_forms(typed: str, minutes: int, used: int) -> None:
    """Every form of the issue, and no word more than belongs to it."""
    assert read_duration(typed.split()) == (minutes, used)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("0h", "“0h” is no time at all."),
        ("0:00", "“0:00” is no time at all."),
        ("-2h", "“-2h” is negative"),
        ("25h", "“25h” is more than the 24 hours of a day."),
        ("24h01", "“24h01” is more than the 24 hours of a day."),
        ("999999h", "“999999h” is more than the 24 hours of a day."),
        ("2x", "“2x” is not a duration."),
        (
            "1h75",
            "“1h75” has 75 minutes behind its hours, and an hour has 60. Did you mean `2h15`?",
        ),
        ("1:75", "“1:75” has 75 minutes"),
        ("1h 30", "“1h 30”: 30 what? For 30 minutes type `1h30`, for case 30 type `1h #30`."),
        ("2 hours 15", "“2 hours 15”: 15 what?"),
        ("1.33h", "“1.33h” is 79.8 minutes, and only whole minutes count."),
        ("1.5m", "“1.5m” is 1.5 minutes, and only whole minutes count."),
        ("1.5h 30m", "“1.5h 30m” are two durations."),
        ("90m 2h", "“90m 2h” are two durations."),
        ("2", "“2” of what, hours or minutes?"),
        ("2 days", "“2 days”: how many hours is a day?"),
        ("std", "“std” is not a duration."),
        ("9" * 5000 + "h", "“999"),
        ("", "“” is not a duration."),
    ],
)
def test_refusals(typed: str, sentence: str) -> None:
    """Each way to get a duration wrong has a sentence of its own, and an example."""
    with pytest.raises(BadDuration) as refused:
        read_duration(typed.split())
    assert str(refused.value).startswith(sentence)


@given(st.integers(1, 1440))
def test_written_reads_back(minutes: int) -> None:
    """What is written, `45m`, `2h` or `1h30`, is read as the same minutes."""
    assert read_duration([written(minutes)]) == (minutes, 1)


@pytest.mark.parametrize(
    ("minutes", "text"), [(45, "45m"), (120, "2h"), (90, "1h30"), (65, "1h05")]
)
def test_written(minutes: int, text: str) -> None:
    """A duration is written `2h`, `45m` or `1h30`."""
    assert written(minutes) == text
