"""`/oncall take`, `override` and `cover`, read on Monday 8 June 2026 at 10:00 in Zurich."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from handlers.intents.oncall.grammar import OncallIntent, understand
from handlers.intents.oncall.overrides import (
    AskCover,
    MakeOverride,
    RemoveOverride,
    Take,
    TakeCover,
)
from handlers.intents.pieces.reading import NotUnderstood

from .at_ten import KNOWN, MONDAY_TEN, ZURICH, refused

FRIDAY_18 = datetime(2026, 6, 12, 18, 0, tzinfo=ZURICH)
NEXT_MONDAY = datetime(2026, 6, 15, 9, 0, tzinfo=ZURICH)
STRETCH = (FRIDAY_18, NEXT_MONDAY)


@pytest.mark.parametrize(
    ("typed", "intent"),
    [
        ("take primary until mon 09:00", Take("primary", NEXT_MONDAY)),
        ("take primary to mon 09:00", Take("primary", NEXT_MONDAY)),
        ("take primary for me until mon 09:00", Take("primary", NEXT_MONDAY)),
        ("take primary for <@U2|ben> until mon 09:00", Take("primary", NEXT_MONDAY, "U2")),
        ("take primary <@U2> until mon 09:00", Take("primary", NEXT_MONDAY, "U2")),
        ("take primary until in 2h", Take("primary", datetime(2026, 6, 8, 12, tzinfo=ZURICH))),
        *(
            (
                f"override primary <@U2|ben> {stretch}",
                MakeOverride("primary", "U2", FRIDAY_18, NEXT_MONDAY),
            )
            for stretch in (
                "fri 18:00 to mon 09:00",
                "from fri 18:00 until mon 09:00",
                "fri 18:00 – mon 09:00",
                "fri 18:00 - 15 jun 09:00",
                "18:00 fri to 09:00 mon",
                "fri 6pm to mon 9 am",
                "fri 18h to mon 9h",
            )
        ),
        (
            "override primary me fri 18:00 to mon 09:00",
            MakeOverride("primary", None, FRIDAY_18, NEXT_MONDAY),
        ),
        (
            "override primary me fri 18:00–22:00",
            MakeOverride("primary", None, FRIDAY_18, FRIDAY_18.replace(hour=22)),
        ),
        ("override remove 3", RemoveOverride(3)),
        ("override undo 3", RemoveOverride(3)),
        ("cover fri 18:00 to mon 09:00", AskCover(None, FRIDAY_18, NEXT_MONDAY)),
        ("cover from fri 18:00 to mon 09:00", AskCover(None, FRIDAY_18, NEXT_MONDAY)),
        ("cover primary fri 18:00 to mon 09:00", AskCover("primary", FRIDAY_18, NEXT_MONDAY)),
        ("cover take 3", TakeCover(3)),
    ],
)
def test_understood(typed: str, intent: OncallIntent) -> None:
    """Each sentence of the table, also where the rotations are known."""
    assert understand(typed, MONDAY_TEN) == intent
    assert understand(typed, KNOWN) == intent


WITH_ADA = replace(KNOWN, people=(("ada", "U1"), ("primary", "U2"), ("fri", "U3")))


@pytest.mark.parametrize(
    ("typed", "intent"),
    [
        ("me primary fri 18:00 bis mon 09:00", MakeOverride("primary", None, *STRETCH)),
        ("for me primary fri 18:00 to mon 09:00", MakeOverride("primary", None, *STRETCH)),
        ("<@U2|ben> primary fri 18:00 to mon 09:00", MakeOverride("primary", "U2", *STRETCH)),
        ("ada primary fri 18:00 to mon 09:00", MakeOverride("primary", "U1", *STRETCH)),
        ("primary ada fri 18:00 to mon 09:00", MakeOverride("primary", "U1", *STRETCH)),
    ],
)
def test_rotation_and_person_in_either_order(typed: str, intent: OncallIntent) -> None:
    """A person may be said first, and by a handle without `@`; a rotation's name is none."""
    assert understand(f"override {typed}", WITH_ADA) == intent


@pytest.mark.parametrize(
    "typed", ["hand over to ada", "swap ada", "swap with ada", "handover @ada"]
)
def test_a_shift_is_handed_to_nobody(typed: str) -> None:
    """Whoever names a person is told of cover, also by a handle without `@`."""
    with pytest.raises(NotUnderstood, match="To let somebody stand in for you, ask for cover"):
        understand(typed, WITH_ADA)


def test_a_weekday_is_no_handle() -> None:
    """Somebody may be called like a word of the grammar: that stays what it is."""
    assert understand("cover fri 18:00 to mon 09:00", WITH_ADA) == AskCover(None, *STRETCH)


def test_a_button_pressed_later() -> None:
    """What a button carries is understood months later as what it was made from."""
    later = replace(MONDAY_TEN, now=datetime(2027, 1, 3, 4, 5, 6, 7, tzinfo=ZURICH))
    typed = understand("override primary <@U2> fri 18:00 to mon 09:00", MONDAY_TEN).typed()
    assert typed == ("override primary <@U2> 2026-06-12 18:00+02:00 to 2026-06-15 09:00+02:00")
    assert understand(typed, later) == MakeOverride("primary", "U2", FRIDAY_18, NEXT_MONDAY)


@pytest.mark.parametrize(
    ("typed", "sentence", "example"),
    [
        ("take", "Which rotation? Its name is missing.", "/oncall take primary until mon 09:00"),
        ("take until mon 09:00", "Which rotation? Its name is missing before “until”.", None),
        ("take primary", "Until when?", "/oncall take primary until mon 09:00"),
        ("take primary mon 09:00", "Until when?", "/oncall take primary until mon 09:00"),
        ("take primary for 2h", "“2h” is not a mention of a person.", None),
        ("take primary @ben until 18:00", "“@ben” is not a mention of a person.", None),
        ("take primary until", "When? The time is missing.", None),
        ("take primary until now", "“now” is past", None),
        ("take primary until yesterday 18:00", "“yesterday 18:00” is past", None),
        ("take primary for ben until 18:00", "“ben” is not a mention of a person.", None),
        ("take primary until 2030-01-01 09:00", "“2030-01-01 09:00” is more than a year", None),
        ("override", "Which rotation? Its name is missing.", None),
        ("override primary", "Who? The person comes before the times", None),
        ("override primary for", "Who? Mention the person with `@`.", None),
        ("override primary fri 18:00 to mon 09:00", "Who? The person comes before", None),
        (
            "override primary <#C1|sev1> 18:00 to 19:00",
            "“#sev1” is not a mention of a person.",
            None,
        ),
        ("override primary me", "From when until when?", None),
        ("override primary me fri 18:00", "Until when? Behind Fri 12 Jun 18:00 comes", None),
        ("override primary me today 09:00 to 18:00", "“today 09:00” is past", None),
        (
            "override primary me fri 18:00 to tomorrow 18:00",
            "The end, Tue 9 Jun 18:00, is not after the start, Fri 12 Jun 18:00.",
            "/oncall override primary me fri 18:00 to mon 09:00",
        ),
        ("override p fri 18:00 to mon 09:00", "“p” does not work as a rotation's name", None),
        (
            "override remove",
            "Which override? `/oncall calendar` shows their numbers.",
            "/oncall override remove 3",
        ),
        ("override remove x", "“x” does not work as the override's number", None),
        ("cover", "From when until when?", "/oncall cover primary fri 18:00 to mon 09:00"),
        ("cover primary later", "“later” is not a time.", None),
        ("cover take", "A number is missing: the request's number.", "/oncall cover take 3"),
        ("cover take three", "“three” does not work as the request's number", None),
    ],
)
def test_refused(typed: str, sentence: str, example: str | None) -> None:
    """Each refusal says what was not understood, and gives the example to copy."""
    refused(understand, typed, sentence, example)
