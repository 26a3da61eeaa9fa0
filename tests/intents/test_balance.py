"""`/balance`, read on Monday 8 June 2026 at 10:00 in Zurich."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.documents.figures import Part
from handlers.intents.customer.balance import (
    BALANCE,
    AllBalances,
    BalanceIntent,
    QuotePacks,
    QuoteTime,
    ShowBalance,
    ShowCharges,
    ShowForecast,
    understand,
)
from handlers.intents.customer.figures import ShowFigures
from handlers.intents.customer.statements import SendStatement
from handlers.intents.customer.what_if import WhatIf
from handlers.intents.pieces.command import Help
from models.rules.quarter import Quarter
from models.rules.service_definition import Level, PackSize
from models.rules.supposing import CaseTakes, LevelFrom, PackBought

from .at_ten import KNOWN, MONDAY_TEN, next_line, refusal


@pytest.mark.parametrize(
    ("typed", "intent"),
    [
        ("", AllBalances()),
        ("on 2026-03-31", AllBalances(date(2026, 3, 31))),
        ("acme", ShowBalance("acme")),
        ("Acme", ShowBalance("Acme")),
        ("acme ag", ShowBalance("acme ag")),
        ("“Acme AG”", ShowBalance("Acme AG")),
        ("umbrella corporation", ShowBalance("umbrella corporation")),
        ("acme on 2026-03-31", ShowBalance("acme", date(2026, 3, 31))),
        ("acme ag on 31 mar", ShowBalance("acme ag", date(2026, 3, 31))),
        ("acme on 31 dec", ShowBalance("acme", date(2025, 12, 31))),
        ("acme on 2027-01-01", ShowBalance("acme", date(2027, 1, 1))),
        ("Hands on Labs on 2027-01-01", ShowBalance("Hands on Labs", date(2027, 1, 1))),
        ('"on"', ShowBalance("on")),
        ("<#C0ACME|acme>", ShowBalance("<#C0ACME>")),
        ("<#C0ACME|acme> on 2026-03-31", ShowBalance("<#C0ACME>", date(2026, 3, 31))),
        ("acme quote 5", QuotePacks("acme", 5)),
        ("quote acme 5", QuotePacks("acme", 5)),
        ("acme ag quote 12", QuotePacks("acme ag", 12)),
        ("acme quote for 12h", QuoteTime("acme", 720)),
        ("acme quote for 40 hours", QuoteTime("acme", 2400)),
        ("acme charges", ShowCharges("acme")),
        ("acme charges on 2026-03-31", ShowCharges("acme", date(2026, 3, 31))),
        ("umbrella corporation charges", ShowCharges("umbrella corporation")),
        ("<#C0ACME|acme> charges", ShowCharges("<#C0ACME>")),
        ("acme forecast", ShowForecast("acme")),
        ("forecast acme", ShowForecast("acme")),
        ("acme statement", SendStatement("acme")),
        ("acme statement 2026", SendStatement("acme", date(2026, 12, 31))),
        ("statement acme 2025", SendStatement("acme", date(2025, 12, 31))),
        ("report", ShowFigures()),
        ("report 2026 Q3", ShowFigures(Quarter(2026, 3))),
        ("report 2026-q3", ShowFigures(Quarter(2026, 3))),
        ("report Q3 2025", ShowFigures(Quarter(2025, 3))),
        ("report q3/2025 hours", ShowFigures(Quarter(2025, 3), Part.HOURS)),
        ("report Q2", ShowFigures(Quarter(2026, 2))),
        ("report Q3", ShowFigures(Quarter(2025, 3))),
        ("report last quarter", ShowFigures(Quarter(2026, 1))),
        ("report letztes Quartal", ShowFigures(Quarter(2026, 1))),
        ("report this quarter on call", ShowFigures(Quarter(2026, 2), Part.ON_CALL)),
        ("report invoice", ShowFigures(None, Part.TO_INVOICE)),
        ("acme statement 2026-03-31", SendStatement("acme", date(2026, 3, 31))),
        ("acme statement on 31 mar", SendStatement("acme", date(2026, 3, 31))),
        ("acme if case 12 takes 7h", WhatIf("acme", (CaseTakes(12, 420),))),
        ("acme if #12 takes 7h more", WhatIf("acme", (CaseTakes(12, 420, more=True),))),
        ("acme if case 12 30h", WhatIf("acme", (CaseTakes(12, 1800),))),
        (
            "umbrella corporation if pack m",
            WhatIf("umbrella corporation", (PackBought(PackSize.M),)),
        ),
        (
            "acme if premium from 2026-07-01 and pack S and case 12 takes 1h30",
            WhatIf(
                "acme",
                (
                    LevelFrom(Level.PREMIUM, None, date(2026, 7, 1)),
                    PackBought(PackSize.S),
                    CaseTakes(12, 90),
                ),
            ),
        ),
        (
            "acme if managed escalations 12 from 2026-07-01",
            WhatIf("acme", (LevelFrom(Level.MANAGED, 12, date(2026, 7, 1)),)),
        ),
    ],
)
def test_understood(typed: str, intent: BalanceIntent) -> None:
    """A customer's name, on any date; nothing typed means all customers."""
    assert understand(typed, MONDAY_TEN) == intent


@pytest.mark.parametrize("typed", ["help", "?"])
def test_help(typed: str) -> None:
    """`help` and `?` give the table with two examples."""
    assert understand(typed, MONDAY_TEN) is BALANCE.help


def test_help_of_one_word() -> None:
    """Behind a word `help` gives what the table has of it, with a customer or without."""
    for typed in ("acme quote help", "quote help"):
        helped = understand(typed, MONDAY_TEN)
        assert isinstance(helped, Help)
        assert [row[0] for row in helped.rows] == ["/balance acme quote 5"]


@pytest.mark.parametrize(
    ("typed", "sentence", "example"),
    [
        ("acme on", "Which day? The date is missing.", "/balance acme on 2026-03-31"),
        ("acme on blurb", "“blurb” is not a day I can read.", "/balance acme on 2026-03-31"),
        ("acme on 31 jun", "“31 jun” does not exist", "/balance acme on 2026-03-31"),
        ("acme on 31 mar x", "I did not understand “x” at the end.", "/balance acme on 2026-03-31"),
        ("acme ag qoute 5", "Did you mean `quote`?", "/balance acme ag quote 5"),
        ("on 2026-03-31 globex", "The customer comes first", "/balance globex on 2026-03-31"),
        ("on 31 mar hooli", "The customer comes first", "/balance hooli on 31 mar"),
        ("acme forcast", "Did you mean `forecast`?", "/balance acme forecast"),
        ("acme report", "The report is of all customers, not of one.", "/balance report"),
        ("report acme", "The report is of all customers, not of one.", "/balance report"),
        ("acme weather", "I did not understand “weather” behind acme", "/balance acme"),
        ("report Q5", "“Q5” is not a quarter I can read", "/balance report 2026 Q3"),
        ("report Q2 weather", "I did not understand “weather”", "/balance report 2026 Q3"),
        ("acme if", "If what?", "/balance acme if pack M"),
        ("acme if pigs fly", "I can't suppose “pigs fly”", "/balance acme if pack M"),
        ("acme if pack M and", "If what?", "/balance acme if pack M"),
        ("acme if pack M or pack L", "I did not understand “or pack L”", "/balance acme if pack M"),
        (
            "acme if case 9 takes 8h and #9 takes 9h",
            "#9 stands",
            "/balance acme if case 9 takes 8h",
        ),
        (
            "acme if pack M on 2026-07-01",
            "A pack is supposed to be bought today",
            "/balance acme if pack M",
        ),
        ("acme forecast 2027", "I did not understand “2027”", "/balance acme forecast"),
        ("acme on last month", "Which day of “last month”?", "/balance acme on 2026-05-01"),
        ("acme if case 12", "How much time?", "/balance acme if case 12 takes 7h"),
        ("acme if premium", "Which day?", "/balance acme if premium from 2026-01-01"),
        ("quote for 12h", "Which customer?", "/balance acme quote for 12h"),
        ("if #12 takes 7h", "Which customer?", "/balance acme if pack M"),
        ("if case 12 takes 7h", "Which customer?", "/balance acme if pack M"),
        ("acme quote for", "How much time?", "/balance acme quote for 12h"),
        ("acme quote", "A number is missing", "/balance acme quote 5"),
        ("acme quote 0", "“0” does not work as the number of escalations", "/balance acme quote 5"),
        ("acme quote many", "“many” does not work", "/balance acme quote 5"),
        ("quote 5", "Which customer? The name is missing.", "/balance acme quote 5"),
        ("x" * 10_000, "The customer's name has 10000 characters; 80 is the most.", None),
    ],
)
def test_refused(typed: str, sentence: str, example: str | None) -> None:
    """Each refusal says what was not understood, and gives the example to copy."""
    problem = refusal(understand, typed)
    assert str(problem).startswith(sentence)
    assert next_line(problem) == example


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("acme 2026-03-31", date(2026, 3, 31)),
        ("acme gestern", date(2026, 6, 7)),
        ("acme am 31. März", date(2026, 3, 31)),
        ("Acme AG 31 mar", date(2026, 3, 31)),
    ],
)
def test_a_day_alone_is_that_day(typed: str, day: date) -> None:
    """Behind a customer that is known a day needs no `on`."""
    found = understand(typed, KNOWN)
    assert isinstance(found, ShowBalance)
    assert found.on == day
