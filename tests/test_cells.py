"""What people's spreadsheets write in a cell: read as what it means, or refused with what would be
right."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.calendar import BusinessCalendar
from slackapp.carrying import cells
from slackapp.carrying.cells import Unreadable

read_instant = cells.instants_by(BusinessCalendar())


@pytest.mark.parametrize(
    "text",
    ["2026-03-02", "2026-3-2", "02.03.2026", "2.3.2026", "2. 3. 2026", "2026-03-02 00:00:00"],
)
def test_days(text: str) -> None:
    assert cells.read_day(text) == date(2026, 3, 2)


@pytest.mark.parametrize(
    "text", ["03/02/2026", "2.3.26", "46083", "30.02.2026", "yesterday", "2026"]
)
def test_no_days(text: str) -> None:
    with pytest.raises(Unreadable, match=r"write 2026-12-31 or 31\.12\.2026"):
        cells.read_day(text)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-07-02 09:15", datetime(2026, 7, 2, 7, 15, tzinfo=UTC)),
        ("02.01.2026 9:15:30", datetime(2026, 1, 2, 8, 15, 30, tzinfo=UTC)),
        ("2026-07-02T09:15:00Z", datetime(2026, 7, 2, 9, 15, tzinfo=UTC)),
        ("2026-10-25 02:30:00+01:00", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("02.07.2026", datetime(2026, 7, 1, 22, tzinfo=UTC)),
    ],
)
def test_instants(text: str, utc: datetime) -> None:
    """By the clock on the wall of the desk, unless it names its zone."""
    assert read_instant(text) == utc


@pytest.mark.parametrize("text", ["2026-07-02 25:15", "2026-07-02 09:15 PM", "9:15"])
def test_no_instants(text: str) -> None:
    with pytest.raises(Unreadable):
        read_instant(text)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("90", 90),
        ("1:30", 90),
        ("01:30:31", 91),
        ("00:00:10", 1),
        ("1.5h", 90),
        ("1,50 h", 90),
        ("0.25 H", 15),
        ("0:00", 0),
    ],
)
def test_minutes(text: str, minutes: int) -> None:
    """Seconds are rounded, to one minute at least."""
    assert cells.read_minutes(text) == minutes


@pytest.mark.parametrize("text", ["1.5", "1,5", "-30", "1:75", "an hour"])
def test_no_minutes(text: str) -> None:
    """A decimal without a unit may be hours or minutes."""
    with pytest.raises(Unreadable, match="minutes such as 90"):
        cells.read_minutes(text)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("1’900.–", "1900"), ("CHF 1'900.50", "1900.50"), ("2500,5", "2500.50"), ("720", "720")],
)
def test_money(text: str, amount: str) -> None:
    assert cells.read_money(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["EUR 20", "1.900.50", "-5", "1.999"])
def test_no_money(text: str) -> None:
    with pytest.raises(Unreadable, match="an amount in CHF"):
        cells.read_money(text)


@given(st.text("'=+-@a", max_size=6))
def test_what_is_shielded_is_bare_again(text: str) -> None:
    """A spreadsheet works nothing out of it, and what comes back is what went."""
    there = cells.shielded(text)
    assert not there.startswith(("=", "+", "-", "@"))
    assert cells.bare(there) == text
