"""`/customer window`, read on Monday 8 June 2026 at 10:00 in Zurich (I8)."""

from __future__ import annotations

from datetime import datetime

import pytest

from handlers.intents.customer.grammar import CustomerIntent, understand
from handlers.intents.customer.windows import AddWindow, RemoveWindow, ShowWindows
from models.rules.change_window import Once, Weekly

from .at_ten import MONDAY_TEN, ZURICH, refused

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)


def weekly(*weekdays: int, start: int = 20 * 60, end: int = 22 * 60) -> AddWindow:
    """acme's window on these days, from 20:00 to 22:00 unless it says so."""
    return AddWindow("acme", Weekly(frozenset(weekdays), start, end))


def once(start: str, end: str) -> AddWindow:
    """acme's window from one Zurich wall-clock time to another."""
    both = (datetime.fromisoformat(each).replace(tzinfo=ZURICH) for each in (start, end))
    return AddWindow("acme", Once(*both))


SATURDAY = once("2026-12-05 20:00", "2026-12-05 23:00")
EVENINGS = weekly(TUE, THU)


@pytest.mark.parametrize(
    ("typed", "intent"),
    [
        *(
            (f"window {line}", EVENINGS)
            for line in (
                "acme tue,thu 20:00-22:00",
                "acme tue, thu 20:00 - 22:00",
                "acme Tuesday and Thursday from 20:00 to 22:00",
                "acme every tue/thu 8pm-10pm",
                "acme tuesdays & thursdays 20-22",
                "tue,thu 20:00-22:00 acme",
                "acme Di. und Do. 20:00 bis 22:00",
                "acme di,do von 20 Uhr bis 22 Uhr",
                "acme jeden Dienstag und Donnerstag 20.00-22.00 Uhr",
                "acme dienstags, donnerstags um 20:00–22:00",
            )
        ),
        ("window acme sat 22:00-02:00", weekly(SAT, start=22 * 60, end=2 * 60)),
        ("window acme so. 20:00-24:00", weekly(SUN, end=24 * 60)),
        ("window acme mon-fri 20:00-22:00", weekly(MON, TUE, WED, THU, FRI)),
        ("window acme werktags 20:00-22:00", weekly(MON, TUE, WED, THU, FRI)),
        ("window acme Fr bis Mo 20:00-22:00", weekly(FRI, SAT, SUN, MON)),
        ("window acme daily 20:00-22:00", weekly(*range(7))),
        ("window acme every day 20:00-22:00", weekly(*range(7))),
        ("window acme jeden Tag 20:00-22:00", weekly(*range(7))),
        *(
            (f"window acme {line}", SATURDAY)
            for line in (
                "2026-12-05 20:00 to 23:00",
                "2026-12-05 20:00-23:00",
                "on 2026-12-05 20:00 to 2026-12-05 23:00",
                "5.12. 20:00 bis 23:00",
                "5. Dezember 20:00 bis 23:00",
                "sat 5 dec 20:00 to 23:00",
            )
        ),
        ("window acme tomorrow 20:00-22:00", once("2026-06-09 20:00", "2026-06-09 22:00")),
        ("window acme this fri 20:00-22:00", once("2026-06-12 20:00", "2026-06-12 22:00")),
        (
            "window acme 12 jun 18:00 to 15 jun 06:00",
            once("2026-06-12 18:00", "2026-06-15 06:00"),
        ),
        ("window acme", ShowWindows("acme")),
        ("windows acme", ShowWindows("acme")),
        ("window acme remove 3", RemoveWindow("acme", 3)),
        ("window acme off 3", RemoveWindow("acme", 3)),
    ],
)
def test_understood(typed: str, intent: CustomerIntent) -> None:
    """Days of the week are every week; a date, or a day said from today, is once."""
    assert understand(typed, MONDAY_TEN) == intent


@pytest.mark.parametrize(
    ("typed", "sentence", "example"),
    [
        ("window", "Which customer?", "/customer window acme tue,thu 20:00-22:00"),
        (
            "window acme 20:00-22:00",
            "On which days?",
            "/customer window acme tue,thu 20:00-22:00",
        ),
        (
            "window acme fri 18:00 to mon 06:00",
            "From when until when? A window of every week ends within 24 hours",
            "/customer window acme fri 20:00-22:00",
        ),
        (
            "window acme tue",
            "From when until when?",
            "/customer window acme tue 20:00-22:00",
        ),
        ("window acme tue 20:00-22:00 please", "I did not understand “please”", None),
        ("window acme 2026-06-05 20:00 to 23:00", "“2026-06-05 20:00” is past", None),
        ("window acme whenever", "On which days?", None),
        ("window acme remove", "A number is missing", "/customer window acme remove 3"),
    ],
)
def test_refused(typed: str, sentence: str, example: str | None) -> None:
    """What is missing is said, with a line that would do."""
    refused(understand, typed, sentence, example)
