"""`/balance`, read on Monday 8 June 2026 at 10:00 in Zurich."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.intents.customer.balance import (
    BALANCE,
    AllBalances,
    BalanceIntent,
    Quote,
    ShowBalance,
    understand,
)

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
        ("acme quote 5", Quote("acme", 5)),
        ("quote acme 5", Quote("acme", 5)),
        ("acme ag quote 12", Quote("acme ag", 12)),
    ],
)
def test_understood(typed: str, intent: BalanceIntent) -> None:
    """A customer's name, on any date; nothing typed means all customers."""
    assert understand(typed, MONDAY_TEN) == intent


@pytest.mark.parametrize("typed", ["help", "?"])
def test_help(typed: str) -> None:
    """`help` and `?` give the table with two examples."""
    assert understand(typed, MONDAY_TEN) is BALANCE.help


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
        ("acme forecast", "I did not understand “forecast” behind acme", "/balance acme"),
        ("acme quote", "A number is missing", "/balance acme quote 5"),
        ("acme quote 0", "“0” does not work as the number of escalations", "/balance acme quote 5"),
        ("acme quote many", "“many” does not work", "/balance acme quote 5"),
        ("quote 5", "Which customer? The name is missing.", "/balance acme"),
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
