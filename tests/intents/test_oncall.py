"""`/oncall`, read on Monday 8 June 2026 at 10:00 in Zurich."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from handlers.intents.oncall.grammar import (
    ONCALL,
    CheckOncall,
    KeepContacts,
    MakeFeed,
    OncallIntent,
    ShiftsOf,
    ShowCalendar,
    ShowOncall,
    WhoAt,
    WhoOn,
    understand,
)
from handlers.intents.pieces.command import Help
from handlers.intents.pieces.reading import Reading

from .at_ten import KNOWN, MONDAY_TEN, ZURICH, next_line, refusal, refused

MON_8, TUE_9, FRI_12, SAT_13, SUN_14 = (date(2026, 6, day) for day in (8, 9, 12, 13, 14))
FRIDAY_03 = datetime(2026, 6, 12, 3, 0, tzinfo=ZURICH)


def _known(text: str, _: Reading) -> OncallIntent | Help:
    """Understand a text where the rotations are known."""
    return understand(text, KNOWN)


@pytest.mark.parametrize(
    ("typed", "intent"),
    [
        ("", ShowOncall()),
        ("  ", ShowOncall()),
        ("who", WhoAt(None, None)),
        ("who is on call", WhoAt(None, None)),
        ("who's on duty", WhoAt(None, None)),
        ("who is on call for primary", WhoAt(None, "primary")),
        ("who is oncall fri 03:00", WhoAt(FRIDAY_03, None)),
        ("who is primary", WhoAt(None, "primary")),
        ("who primary", WhoAt(None, "primary")),
        ("WHO Primary", WhoAt(None, "primary")),
        ("who at fri 03:00", WhoAt(FRIDAY_03, None)),
        ("who fri 03:00", WhoAt(FRIDAY_03, None)),
        ("who 2026-06-12 03:00", WhoAt(FRIDAY_03, None)),
        ("who 12.6. 03:00", WhoAt(FRIDAY_03, None)),
        ("who primary at fri 03:00", WhoAt(FRIDAY_03, "primary")),
        ("who at now", WhoAt(MONDAY_TEN.now, None)),
        ("who at yesterday 10:00", WhoAt(MONDAY_TEN.now - timedelta(days=1), None)),
        ("who tomorrow", WhoOn(None, TUE_9, TUE_9)),
        ("who morgen", WhoOn(None, TUE_9, TUE_9)),
        ("who primary tomorrow", WhoOn("primary", TUE_9, TUE_9)),
        ("who until friday", WhoOn(None, MON_8, FRI_12)),
        ("who bis Freitag", WhoOn(None, MON_8, FRI_12)),
        ("who on friday", WhoOn(None, FRI_12, FRI_12)),
        ("who fri to sun", WhoOn(None, FRI_12, SUN_14)),
        ("who this weekend", WhoOn(None, SAT_13, SUN_14)),
        ("who am Wochenende", WhoOn(None, SAT_13, SUN_14)),
        ("who this week", WhoOn(None, MON_8, SUN_14)),
        ("who 13.6.", WhoOn(None, SAT_13, SAT_13)),
        ("who <@U2|ben>", ShiftsOf("U2")),
        ("who me", ShiftsOf(None)),
        ("who “Primary”", WhoAt(None, "primary")),
        ("calendar", ShowCalendar()),
        ("calendar 2 weeks", ShowCalendar(14)),
        ("calendar 10 days", ShowCalendar(10)),
        ("calendar 10", ShowCalendar(10)),
        ("calendar 2w", ShowCalendar(14)),
        ("calendar 92 days", ShowCalendar(92)),
        ("calendar primary", ShowCalendar(14, "primary")),
        ("calendar primary 4 weeks", ShowCalendar(28, "primary")),
        ("contact", KeepContacts()),
        ("check", CheckOncall()),
        ("feed", MakeFeed(None)),
        ("feed mine", MakeFeed(None)),
        ("feed primary", MakeFeed("primary")),
        ("feed revoke", MakeFeed(None, revoke=True)),
        ("feed primary revoke", MakeFeed("primary", revoke=True)),
        ("feed revoke primary", MakeFeed("primary", revoke=True)),
    ],
)
def test_understood(typed: str, intent: OncallIntent) -> None:
    """Each sentence of the table, also where the rotations are known."""
    assert understand(typed, MONDAY_TEN) == intent
    assert understand(typed, KNOWN) == intent


@pytest.mark.parametrize(
    ("typed", "writes"),
    [
        ("", False),
        ("who", False),
        ("take primary until 18:00", True),
        ("rotation primary", False),
        ("ladder initech default", True),
        ("test", True),
        ("stop 5", False),
        ("stop 5 because it is over", True),
        ("feed", True),
    ],
)
def test_writes(typed: str, writes: bool) -> None:
    """What shows something or opens a form writes nothing."""
    assert understand(typed, MONDAY_TEN).word.writes is writes


@pytest.mark.parametrize("typed", ["help", "HELP", "?"])
def test_help(typed: str) -> None:
    """`help` gives the table; nothing typed shows who is on call."""
    assert understand(typed, MONDAY_TEN) is ONCALL.help


@pytest.mark.parametrize(
    ("typed", "sentence", "example"),
    [
        ("whoo", "`/oncall` does not know “whoo”. Did you mean `who`?", "/oncall who"),
        ("frobnicate", "`/oncall` does not know “frobnicate”. It knows `who`", "/oncall help"),
        ("who at", "When? The time is missing.", None),
        ("who at noon", "“noon” is not a time.", None),
        ("who page", "“page” is not a time.", None),
        ("who primary fri 03:00 please", "I did not understand “please” at the end.", None),
        ("calendar 0 days", "“0 days” does not work here: it is 1 to 92 days", None),
        ("calendar 14 weeks", "“14 weeks” does not work here", "/oncall calendar primary 2 weeks"),
        ("calendar 93", "“93” does not work here", None),
        ("contact me", "I did not understand “me” at the end.", "/oncall contact"),
        ("feed primary now", "I did not understand “now” at the end.", "/oncall feed primary"),
    ],
)
def test_refused(typed: str, sentence: str, example: str | None) -> None:
    """Each refusal says what was not understood, and gives the example to copy."""
    refused(understand, typed, sentence, example)


@pytest.mark.parametrize(
    "typed",
    [
        "who {}",
        "calendar {} 2 weeks",
        "take {} until mon 09:00",
        "override {} me fri 18:00 to mon 09:00",
        "cover {} fri 18:00 to mon 09:00",
        "rotation {}",
        "rotation edit {}",
        "ladder 0 {}, every 15",
        "ladder 0 everyone {}, every 15",
        "feed {}",
    ],
)
def test_unknown_rotations(typed: str) -> None:
    """Where the rotations are known another name is refused; else it may be one."""
    understand(typed.replace("{}", "primry"), MONDAY_TEN)
    slip = refusal(_known, typed.replace("{}", "primry"))
    assert str(slip) == "There is no rotation “primry”. Did you mean `primary`?"
    assert next_line(slip) == "/oncall " + typed.replace("{}", "primary")
    stranger = refusal(_known, typed.replace("{}", "zz9"))
    assert str(stranger) == "There is no rotation “zz9”. I know `primary` and `secondary`."
