"""`/case arrivals` and `/case arrival`, read on Monday 8 June 2026 at 10:00 in Zurich (I10, I5)."""

from __future__ import annotations

import pytest

from handlers.intents.case.arrivals import (
    GiveArrival,
    ListArrivals,
    ShowArrival,
    ShowRaw,
    TreatAgain,
)
from handlers.intents.case.grammar import CaseIntent, understand

from .at_ten import MONDAY_TEN, refused


@pytest.mark.parametrize(
    ("typed", "intent"),
    [
        ("arrivals", ListArrivals()),
        ("arrivals acme", ListArrivals("acme")),
        ("arrivals before 31", ListArrivals(before=31)),
        ("arrivals Globex Corporation before 31", ListArrivals("Globex Corporation", 31)),
        ("arrival 31", ShowArrival(31)),
        ("arrival 31 raw", ShowRaw(31)),
        ("arrival 31 again", TreatAgain(31)),
        ("arrival 31 of acme", GiveArrival(31, "acme")),
        ("arrival 31 of Globex Corporation always", GiveArrival(31, "Globex Corporation", True)),
    ],
)
def test_understood(typed: str, intent: CaseIntent) -> None:
    """Each reads back as it is typed."""
    assert understand(typed, MONDAY_TEN) == intent
    assert understand(intent.typed(), MONDAY_TEN) == intent


@pytest.mark.parametrize(
    ("typed", "sentence", "example"),
    [
        ("arrivals before acme", "“acme” does not work as the arrival's number", None),
        ("arrivals before 31 acme", "I did not understand “acme”", "/case arrivals before 31"),
        ("arrival", "A number is missing: the arrival's number.", "/case arrival 31"),
        ("arrival acme", "“acme” does not work as the arrival's number", "/case arrival 31"),
        ("arrival 31 of", "Which customer?", "/case arrival 31 of acme"),
        ("arrival 31 agian", "“agian” is not what is done with an arrival", None),
        ("arrival 31 raw please", "I did not understand “please”", "/case arrival 31 raw"),
    ],
)
def test_refused(typed: str, sentence: str, example: str | None) -> None:
    """What is missing is said, with a line that would do."""
    refused(understand, typed, sentence, example)
