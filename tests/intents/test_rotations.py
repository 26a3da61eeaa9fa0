"""`/oncall rotation`, read on Monday 8 June 2026 at 10:00 in Zurich."""

from __future__ import annotations

from datetime import date, time

import pytest

from handlers.intents.oncall.grammar import OncallIntent, understand
from handlers.intents.oncall.rotations import EditRotation, EndRotation, SetRotation, ShowRotations

from .at_ten import KNOWN, MONDAY_TEN, refused

NINE = time(9)
PEOPLE = ("U1", "U2", "U3")
THREE = "<@U1|ada> <@U2|ben> <@U3|cleo>"


@pytest.mark.parametrize(
    ("typed", "intent"),
    [
        ("rotation", ShowRotations()),
        ("rotations", ShowRotations()),
        ("rotation primary", EditRotation("primary")),
        ("rotation edit primary", EditRotation("primary")),
        ("rotation “Primary”", EditRotation("primary")),
        ("rotation primary end", EndRotation("primary")),
        ("rotation end primary", EndRotation("primary")),
        ("rotation primary end from 1 dec", EndRotation("primary", date(2026, 12, 1))),
        ("rotation primary end --anyway", EndRotation("primary", None, anyway=True)),
        (
            f"rotation primary fortnightly mon 9am {THREE}",
            SetRotation("primary", 14, 0, NINE, date(2026, 6, 8), PEOPLE),
        ),
        ("rotation primary edit", EditRotation("primary")),
        (
            f"rotation primary weekly mon 09:00 from 2026-11-02 {THREE}",
            SetRotation("primary", 7, 0, NINE, date(2026, 11, 2), PEOPLE),
        ),
        (
            f"rotation primary weekly 09:00 from 2026-11-02 {THREE}",
            SetRotation("primary", 7, 0, NINE, date(2026, 11, 2), PEOPLE),
        ),
        (
            f"rotation primary weekly mon 09:00 {THREE}",
            SetRotation("primary", 7, 0, NINE, date(2026, 6, 8), PEOPLE),
        ),
        (
            f"rotation primary weekly on fri at 18:00 {THREE}",
            SetRotation("primary", 7, 4, time(18), date(2026, 6, 12), PEOPLE),
        ),
        (
            f"rotation primary every 2 weeks mon 9:00 {THREE}",
            SetRotation("primary", 14, 0, NINE, date(2026, 6, 8), PEOPLE),
        ),
        (
            f"rotation duty daily 09:00 from 8 jun {THREE}",
            SetRotation("duty", 1, None, NINE, date(2026, 6, 8), PEOPLE),
        ),
        (
            f"rotation duty daily 09:00 from 7 jun {THREE}",
            SetRotation("duty", 1, None, NINE, date(2027, 6, 7), PEOPLE),
        ),
        (
            "rotation duty every day 09:00 <@U1|ada>, <@U2|ben> and <@U3|cleo>",
            SetRotation("duty", 1, None, NINE, date(2026, 6, 8), PEOPLE),
        ),
        (
            "rotation nights every 3 days 18:00 from today in Europe/London <@U1|ada>",
            SetRotation("nights", 3, None, time(18), date(2026, 6, 8), ("U1",), "Europe/London"),
        ),
        (
            "rotation nights daily 18:00 <@U3> <@U1> in europe/london from wed",
            SetRotation(
                *("nights", 1, None, time(18), date(2026, 6, 10), ("U3", "U1"), "Europe/London")
            ),
        ),
    ],
)
def test_understood(typed: str, intent: OncallIntent) -> None:
    """How often, when, from which day on, where, and who in which order."""
    assert understand(typed, MONDAY_TEN) == intent


def test_whom_it_names() -> None:
    """People who must be looked up first are named by the intent."""
    rotation = understand(f"rotation primary daily 09:00 {THREE}", MONDAY_TEN)
    assert isinstance(rotation, SetRotation)
    assert rotation.mentions == PEOPLE


@pytest.mark.parametrize(
    ("typed", "sentence", "example"),
    [
        ("edit", "Which rotation? Its name is missing.", "/oncall rotation primary"),
        ("weekly mon 09:00 <@U1>", "“weekly” does not work as a rotation's name: it already", None),
        ("8th weekly mon 09:00 <@U1>", "“8th” does not work as a rotation's name", None),
        ("nächte daily 09:00 <@U1>", "“nächte” does not work as a rotation's name: it is", None),
        ("x daily 09:00 <@U1>", "“x” does not work as a rotation's name: it has 2 to 20", None),
        ("duty wekly mon 09:00 <@U1>", "“wekly” is not how often it hands over. Did you", None),
        ("duty daily", "At what time does it hand over?", None),
        ("duty daily <@U1>", "At what time does it hand over?", None),
        ("duty daily noon <@U1>", "“noon” is not a time of day", None),
        ("duty daily 25:00 <@U1>", "“25:00” is not a time of day.", None),
        ("duty every", "Every how many days?", None),
        ("duty every 3 09:00 <@U1>", "Every “3” of what? Type `every 3 days` or", None),
        ("duty every 93 days 09:00 <@U1>", "“93 days” does not work here", None),
        ("duty daily 09:00", "Who? A rotation needs at least one person", None),
        ("primary weekly mon 09:00 from 2026-11-02", "Who? A rotation needs at least", None),
        ("duty weekly 09:00 <@U1>", "On which weekday does it hand over?", None),
        ("duty daily 09:00 from", "Which day? The date is missing.", None),
        ("duty daily 09:00 from 2027-06-10 <@U1>", "“Thu 10 Jun 2027” is more than a year", None),
        (
            "duty weekly mon 09:00 from 3 nov <@U1|ada>",
            "Tue 3 Nov is a Tuesday, and it is to hand over on a Monday (`mon`). "
            "The nearest is Mon 2 Nov.",
            "/oncall rotation duty weekly mon 09:00 from 2026-11-02 <@U1|ada>",
        ),
        (
            "duty weekly mon 09:00 from 2026-11-07 <@U1|ada>",
            "Sat 7 Nov is a Saturday, and it is to hand over on a Monday (`mon`). "
            "The nearest is Mon 9 Nov.",
            None,
        ),
        (
            "duty daily 09:00 in Europe/Londn <@U1|ada>",
            "“Europe/Londn” is not a time zone I know. Did you mean `Europe/London`?",
            "/oncall rotation duty daily 09:00 in Europe/London <@U1|ada>",
        ),
        ("duty daily 09:00 in", "In which time zone?", None),
        ("duty daily 09:00 <@U1|ada> <@U2> <@U1|ada>", "“@ada” stands there twice", None),
        ("duty daily 09:00 <@U1> ben", "“ben” is not a mention of a person.", None),
        (
            "duty daily 09:00 " + " ".join(f"<@U{number}>" for number in range(31)),
            "A rotation has at most 30 people.",
            None,
        ),
    ],
)
def test_refused(typed: str, sentence: str, example: str | None) -> None:
    """A rotation that does not read, would reach nobody, or begins on another weekday."""
    refused(understand, f"rotation {typed}", sentence, example)


def test_a_new_rotation_may_be_called_anything() -> None:
    """Setting a rotation is how it comes to be known."""
    intent = understand("rotation primry daily 09:00 <@U1>", KNOWN)
    assert isinstance(intent, SetRotation)
