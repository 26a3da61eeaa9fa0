"""Durations and dates as other tools' users spell them: understood, asked, or plainly text.

None is misread. The spellings are those of the tools' own manuals, of Redmine, Kimai, Toggl, Jira,
Timewarrior and Harvest; read on Monday 8 June 2026 at 10:00 in Zurich.
"""

from __future__ import annotations

from datetime import date

import pytest

from handlers.intents.escalation.grammar import understand
from handlers.intents.escalation.log import LogTime
from models.problems import Choice

from .at_ten import MONDAY_TEN, logged

ASKED, TEXT = "asked", "text"

DURATIONS: dict[str, dict[str, int | str]] = {
    "Redmine": {
        "7.5": 450,
        "7,5": 450,
        "7h": 420,
        "7h30": 450,
        "7h30m": 450,
        "7h30min": 450,
        "7h 30min": 450,
        "7 h 30 min": 450,
        "7:30": 450,
        "30min": 30,
        "30m": 30,
        "30 minutes": 30,
        "12 hours": 720,
        "0.25": 15,
        "7h30m00": ASKED,
        "7 hours 30": ASKED,
    },
    "Kimai": {
        "2:30": 150,
        "2:30:00": 150,
        "2:30:45": ASKED,
        "2h30m": 150,
        "2h 30m": 150,
        "2.5h": 150,
        "2,5h": 150,
        "2.5": 150,
        "150m": 150,
        "0:05": 5,
        "9000s": 150,
        "9000": ASKED,
        "2h30m45s": ASKED,
        "+30m": ASKED,
        "-0:30": ASKED,
    },
    "Toggl": {
        "1:30": 90,
        "1:30:00": 90,
        "90": ASKED,
        "90m": 90,
        "90 min": 90,
        "1.5": 90,
        "1.5 h": 90,
        "1.5 hours": 90,
        "1h 30m": 90,
        "1 hour 30 minutes": 90,
        "1 hour and 30 minutes": 90,
        ":30": 30,
        ".5": 30,
        "30 sec": ASKED,
        "9:00 - 11:30": 150,
        "9-11": ASKED,
        "9am - 11am": 120,
    },
    "Jira": {
        "2w 4d 6h 45m": ASKED,
        "1d": ASKED,
        "1d 4h": ASKED,
        "0.5d": ASKED,
        "3h 30m": 210,
        "3h30m": 210,
        "3h": 180,
        "90m": 90,
        "1.5h": 90,
        "45m 3h": ASKED,
        "4h 90m": ASKED,
        "1w": ASKED,
        "30": ASKED,
    },
    "Timewarrior": {
        "PT2H": 120,
        "PT1H30M": 90,
        "PT90M": 90,
        "PT1H30M20S": ASKED,
        "P1D": ASKED,
        "1h": 60,
        "2hours": 120,
        "2hrs": 120,
        "30min": 30,
        "30mins": 30,
        "30minutes": 30,
        "1hour": 60,
        "5400seconds": 90,
        "1day": ASKED,
        "1.5hours": 90,
        "8:30 to 10:00": 90,
        "from 8:30 to 10:00": 90,
    },
    "Harvest": {
        "1.25": 75,
        "1:15": 75,
        ":15": 15,
        "0:15": 15,
        "1.5h": 90,
        "1h15m": 75,
        "75m": 75,
        "1,25": 75,
        "1:5": ASKED,
        "1.30": ASKED,
        "8": ASKED,
        "9:00am - 11:30am": 150,
        "22:00 - 01:00": ASKED,
    },
    "what our own people write": {
        "1h 30min.": 90,
        "1h30 + 45m": 135,
        "2h und 15m": 135,
        "5h 30'": 330,
        "90'": 90,
        "2h 01": ASKED,
        "½h": 30,
        "1½ h": 90,
        "1,5 Std.": 90,
        "2 Stunden": 120,
        "1 Stunde 30 Minuten": 90,
        "30 min.": 30,
        "8:30 bis 10:00": 90,
        "von 8:30 bis 10:00 Uhr": 90,
        "8.30-10.00": 90,
        "9:00–11:30": 150,
        "2h - 3h": ASKED,
        "2h oder 3h": ASKED,
        "2 Tage": ASKED,
        "zwei Stunden": ASKED,
    },
}

DATES: dict[str, dict[str, str]] = {
    "Redmine": {
        "2026-06-05": "2026-06-05",
        "06/05/2026": ASKED,
        "05/06/2026": ASKED,
        "31/12/2025": "2025-12-31",
        "12/31/2025": "2025-12-31",
        "31-12-2025": "2025-12-31",
        "05-06-2026": ASKED,
        "05.06.2026": "2026-06-05",
        "5 Jun 2026": "2026-06-05",
        "Jun 5, 2026": "2026-06-05",
        "5 June 2026": "2026-06-05",
        "2 days ago": "2026-06-06",
        "last week": ASKED,
        "last month": ASKED,
        "this week": ASKED,
        "yesterday": "2026-06-07",
        "today": "2026-06-08",
    },
    "Kimai": {
        "05.06.26": "2026-06-05",
        "5.6.26": "2026-06-05",
        "5.6.": "2026-06-05",
        "5.6": ASKED,
        "2026/06/05": "2026-06-05",
        "6/5/26": ASKED,
    },
    "Toggl": {
        "06-05-2026": ASKED,
        "2026.06.05": "2026-06-05",
        "last friday": "2026-06-05",
        "fri": "2026-06-05",
        "Friday": "2026-06-05",
    },
    "Jira": {
        "05/Jun/26": "2026-06-05",
        "2026/06/05": "2026-06-05",
        "31dec": "2025-12-31",
        "31-12-2025": "2025-12-31",
    },
    "Timewarrior": {
        "20260605": "2026-06-05",
        "yesterday": "2026-06-07",
        "monday": "2026-06-08",
        "tomorrow": ASKED,
        "june": TEXT,
        "5th june": "2026-06-05",
        "1st of june": "2026-06-01",
    },
    "Harvest": {
        "Jun 5": "2026-06-05",
        "05 Jun": "2026-06-05",
        "Fri, 5 Jun": "2026-06-05",
        "5 June": "2026-06-05",
    },
    "what our own people write": {
        "31. Dezember": "2025-12-31",
        "5. Juni": "2026-06-05",
        "Fr. 5. Juni": "2026-06-05",
        "5. Juni 2026": "2026-06-05",
        "gestern": "2026-06-07",
        "vorgestern": "2026-06-06",
        "heute": "2026-06-08",
        "am Freitag": "2026-06-05",
        "letzten Freitag": "2026-06-05",
        "vor 2 Tagen": "2026-06-06",
        "vor einer Woche": "2026-06-01",
        "letzte Woche": ASKED,
        "morgen": ASKED,
        "mon.": "2026-06-08",
        "31/12": "2025-12-31",
        "05/06": ASKED,
        "31-12-2026": ASKED,
        "yestarday": ASKED,
        "gestren": ASKED,
        "24/7": TEXT,
    },
}


@pytest.mark.parametrize(
    ("typed", "means"),
    [(typed, means) for table in DURATIONS.values() for typed, means in table.items()],
)
def test_durations(typed: str, means: int | str) -> None:
    """Read whole, or asked about: no part of it lands in the note."""
    entry = logged(f"{typed} acme call")
    if means == ASKED:
        assert entry is None
    else:
        assert entry == LogTime(int(means), customer="acme", note="call")


@pytest.mark.parametrize(
    ("typed", "means"),
    [(typed, means) for table in DATES.values() for typed, means in table.items()],
)
def test_dates(typed: str, means: str) -> None:
    """Read whole, asked about, or plainly text."""
    entry = logged(f"2h #12 {typed} call")
    if means == ASKED:
        assert entry is None
    elif means == TEXT:
        assert entry == LogTime(120, 12, note=f"{typed} call")
    else:
        assert entry == LogTime(120, 12, day=date.fromisoformat(means), note="call")


@pytest.mark.parametrize("typed", ["05/06", "last week", "1d", "1.30", "9-11", "22:00 - 01:00"])
def test_what_is_asked_is_answered_by_a_button(typed: str) -> None:
    """Each button is a line that is understood, with all else that was typed."""
    is_day = typed in ("05/06", "last week")
    line = f"log 2h #12 {typed} call" if is_day else f"log {typed} #12 call"
    with pytest.raises(Choice) as asked:
        understand(line, MONDAY_TEN)
    assert asked.value.options
    for _, option in asked.value.options:
        entry = understand(str(option).partition(" ")[2], MONDAY_TEN)
        assert isinstance(entry, LogTime)
        assert entry.case == 12
        assert entry.note.endswith("call")
