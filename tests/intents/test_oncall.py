"""`/oncall`, read on Monday 8 June 2026 at 10:00 in Zurich."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from handlers.intents import oncall
from handlers.intents.ladder_intents import DropLadder, EditLadder, SetLadder, ShowLadder
from handlers.intents.oncall import understand
from handlers.intents.oncall_intents import (
    Check,
    Contact,
    Feed,
    OncallIntent,
    ShiftsOf,
    ShowCalendar,
    ShowOncall,
    WhoAt,
)
from handlers.intents.override_intents import (
    AskCover,
    MakeOverride,
    RemoveOverride,
    Take,
    TakeCover,
)
from handlers.intents.page_intents import (
    Acknowledge,
    Drill,
    HandUp,
    ListPages,
    PageCase,
    PageCustomer,
    ShowPage,
    Stop,
)
from handlers.intents.reading import Help, Reading
from handlers.intents.rotation_intents import EditRotation, EndRotation, SetRotation, ShowRotations
from models.rules.ladder import DEFAULT_LADDER, Ladder, Rung, Target

from .at_ten import MONDAY_TEN, ZURICH, refusal

FRIDAY_03 = datetime(2026, 6, 12, 3, 0, tzinfo=ZURICH)
FRIDAY_18 = datetime(2026, 6, 12, 18, 0, tzinfo=ZURICH)
NEXT_MONDAY = datetime(2026, 6, 15, 9, 0, tzinfo=ZURICH)
KNOWN = replace(MONDAY_TEN, rotations=("primary", "secondary"))
NINE = time(9)
PEOPLE = ("U1", "U2", "U3")
THREE = "<@U1|ada> <@U2|ben> <@U3|cleo>"


def _known(text: str, _: Reading) -> OncallIntent | Help:
    """Understand a text where the rotations are known."""
    return understand(text, KNOWN)


@pytest.mark.parametrize(
    ("typed", "intent"),
    [
        ("", ShowOncall()),
        ("  ", ShowOncall()),
        ("who", WhoAt(None, None)),
        ("who primary", WhoAt(None, "primary")),
        ("WHO Primary", WhoAt(None, "primary")),
        ("who at fri 03:00", WhoAt(FRIDAY_03, None)),
        ("who fri 03:00", WhoAt(FRIDAY_03, None)),
        ("who 2026-06-12 03:00", WhoAt(FRIDAY_03, None)),
        ("who 12.6. 03:00", WhoAt(FRIDAY_03, None)),
        ("who primary at fri 03:00", WhoAt(FRIDAY_03, "primary")),
        ("who at now", WhoAt(MONDAY_TEN.now, None)),
        ("who at yesterday 10:00", WhoAt(MONDAY_TEN.now - timedelta(days=1), None)),
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
        ("contact", Contact()),
        ("test", Drill()),
        ("check", Check()),
        ("page 12", PageCase(12)),
        ("page #12 please", PageCase(12, "please")),
        ("page 12 “the portal”", PageCase(12, "the portal")),
        ('page globex "text"', PageCustomer("globex", "text")),
        ('page globex "the “portal” is down"', PageCustomer("globex", "the “portal” is down")),
        ('page globex “the "portal" is down”', PageCustomer("globex", 'the "portal" is down')),
        ("page “Globex Corporation” is down", PageCustomer("Globex Corporation", "is down")),
        ("page globex the portal is down", PageCustomer("globex", "the portal is down")),
        ("page Globex Corporation is down", PageCustomer("Globex Corporation", "is down")),
        ("page umbrella corporation is down", PageCustomer("umbrella", "corporation is down")),
        ("pages", ListPages()),
        ("pages 5", ShowPage(5)),
        ("ack 5", Acknowledge(5)),
        ("handup 5", HandUp(5)),
        ("hand up 5", HandUp(5)),
        ("stop 5 because false alarm", Stop(5, "false alarm")),
        ("stop 5", Stop(5, None)),
        ("stop 5 wrong customer", Stop(5, "wrong customer")),
        ("feed", Feed(None)),
        ("feed mine", Feed(None)),
        ("feed primary", Feed("primary")),
        ("feed revoke", Feed(None, revoke=True)),
        ("feed primary revoke", Feed("primary", revoke=True)),
        ("feed revoke primary", Feed("primary", revoke=True)),
    ],
)
def test_understood(typed: str, intent: OncallIntent) -> None:
    """Each sentence of the table, also where the rotations are known."""
    assert understand(typed, MONDAY_TEN) == intent
    assert understand(typed, KNOWN) == intent


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
def test_rotations(typed: str, intent: OncallIntent) -> None:
    """How often, when, from which day on, where, and who in which order."""
    assert understand(typed, MONDAY_TEN) == intent


def _ladder(every: int, *rungs: tuple[int, tuple[Target, ...]]) -> Ladder:
    return Ladder(
        tuple(Rung(timedelta(minutes=after), targets) for after, targets in rungs),
        timedelta(minutes=every),
    )


PRIMARY = Target("rotation", "primary")
BEN = Target("person", "U2")
SEV1 = Target("channel", "C1")


@pytest.mark.parametrize(
    ("typed", "intent"),
    [
        ("", ShowLadder(None)),
        ("default", ShowLadder(None)),
        ("initech", ShowLadder("initech")),
        ("Acme AG", ShowLadder("Acme AG")),
        ("edit", EditLadder(None)),
        ("edit initech", EditLadder("initech")),
        ("initech edit", EditLadder("initech")),
        ("initech default", DropLadder("initech")),
        ("0 primary, 5 secondary, 15 everyone, every 15", SetLadder(None, DEFAULT_LADDER)),
        ("default 0 primary; 5m secondary; 15 min everyone; every 15 min", DEFAULT_LADDER),
        ("0 primary 5 secondary 15 everyone and every 15", DEFAULT_LADDER),
        ("0m primary,5 secondary,0:15 everyone,every 15m", DEFAULT_LADDER),
        (
            "initech 0 primary + <@U2|ben> + <#C1|sev1>, 10 everyone primary, every 10",
            SetLadder(
                "initech",
                _ladder(10, (0, (PRIMARY, BEN, SEV1)), (10, (Target("everyone", "primary"),))),
            ),
        ),
        (
            "0 primary and <@U2|ben>&amp;<#C1|sev1>, 1h everyone+primary, every 1h30",
            _ladder(90, (0, (PRIMARY, BEN, SEV1)), (60, (Target("everyone"), PRIMARY))),
        ),
        ("0 primary + primary, every 1440", _ladder(1440, (0, (PRIMARY,)))),
    ],
)
def test_ladders(typed: str, intent: OncallIntent | Ladder) -> None:
    """Rungs from 0 on, with whom each reaches, and how often all of them ring at the end."""
    wanted = SetLadder(None, intent) if isinstance(intent, Ladder) else intent
    assert understand(f"ladder {typed}", MONDAY_TEN) == wanted
    assert understand(f"ladder {typed}", KNOWN) == wanted


def test_whom_it_names() -> None:
    """People who must be looked up first are named by the intent, each once."""
    ladder = understand(
        "ladder 0 <@U2|ben> + <#C1|sev1>, 5 <@U1|ada> + <@U2|ben>, every 5", MONDAY_TEN
    )
    assert isinstance(ladder, SetLadder)
    assert ladder.user_ids == ("U2", "U1")
    rotation = understand(f"rotation primary daily 09:00 {THREE}", MONDAY_TEN)
    assert isinstance(rotation, SetRotation)
    assert rotation.user_ids == PEOPLE


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
    assert understand(typed, MONDAY_TEN).writes is writes


@pytest.mark.parametrize("typed", ["help", "HELP", "?"])
def test_help(typed: str) -> None:
    """`help` gives the table; nothing typed shows who is on call."""
    assert understand(typed, MONDAY_TEN) is oncall.HELP


def test_a_button_pressed_later() -> None:
    """What a button carries is understood months later as what it was made from."""
    later = replace(MONDAY_TEN, now=datetime(2027, 1, 3, 4, 5, 6, 7, tzinfo=ZURICH))
    typed = understand("override primary <@U2> fri 18:00 to mon 09:00", MONDAY_TEN).typed()
    assert typed == ("override primary <@U2> 2026-06-12 18:00+02:00 to 2026-06-15 09:00+02:00")
    assert understand(typed, later) == MakeOverride("primary", "U2", FRIDAY_18, NEXT_MONDAY)


@pytest.mark.parametrize(
    ("typed", "sentence", "example"),
    [
        ("whoo", "`/oncall` does not know “whoo”. Did you mean `who`?", "/oncall who"),
        ("frobnicate", "`/oncall` does not know “frobnicate”. It knows `who`", "/oncall help"),
        ("who at", "When? The time is missing.", None),
        ("who fri", "At what time on “fri”?", None),
        ("who at noon", "“noon” is not a time.", None),
        ("who page", "“page” is not a time.", None),
        ("who primary fri 03:00 please", "I did not understand “please” at the end.", None),
        ("calendar 0 days", "“0 days” does not work here: it is 1 to 92 days", None),
        ("calendar 14 weeks", "“14 weeks” does not work here", "/oncall calendar primary 2 weeks"),
        ("calendar 93", "“93” does not work here", None),
        ("take", "Which rotation? Its name is missing.", "/oncall take primary until mon 09:00"),
        ("take until mon 09:00", "Which rotation? Its name is missing before “until”.", None),
        ("take primary", "Until when?", "/oncall take primary until mon 09:00"),
        ("take primary mon 09:00", "Until when?", "/oncall take primary until mon 09:00"),
        ("take primary for 2h", "“2h” is no mention of a person.", None),
        ("take primary @ben until 18:00", "“@ben” is no mention of a person.", None),
        ("take primary until", "When? The time is missing.", None),
        ("take primary until now", "“now” is past", None),
        ("take primary until yesterday 18:00", "“yesterday 18:00” is past", None),
        ("take primary for ben until 18:00", "“ben” is no mention of a person.", None),
        ("take primary until 2030-01-01 09:00", "“2030-01-01 09:00” is more than a year", None),
        ("override", "Which rotation? Its name is missing.", None),
        ("override primary", "Who? The person comes before the times", None),
        ("override primary for", "Who? Mention the person with `@`.", None),
        ("override primary fri 18:00 to mon 09:00", "Who? The person comes before", None),
        ("override primary <#C1|sev1> 18:00 to 19:00", "“#sev1” is no mention of a person.", None),
        ("override primary me", "From when until when?", None),
        ("override primary me fri 18:00", "Until when? Behind Fri 12 Jun 18:00 comes", None),
        ("override primary me today 09:00 to 18:00", "“today 09:00” is past", None),
        (
            "override primary me fri 18:00 to tomorrow 18:00",
            "The end, Tue 9 Jun 18:00, is not after the start, Fri 12 Jun 18:00.",
            "/oncall override primary @ben fri 18:00 to mon 09:00",
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
        ("contact me", "I did not understand “me” at the end.", "/oncall contact"),
        ("page", "About which case or customer?", None),
        ("page <@U2|ben>", "“@ben” cannot be paged alone", None),
        ("page sev1", "“sev1” is no case and no customer", "/oncall page acme the portal is down"),
        ("page globex", "What is it about? Whoever is reached for “globex” reads it", None),
        ("page 0", "There cannot be a case “0”.", None),
        ("page 12 " + "x" * 701, "The text has 701 characters; 700 is the most.", None),
        ("pages five", "“five” does not work as a page's number", "/oncall pages 5"),
        ("ack", "Which page? Its number is missing.", "/oncall ack 5"),
        ("ack #5", "“#5” is a case. A page's number stands without `#`.", "/oncall ack 5"),
        ("hand 5", "What is handed up is a page", "/oncall handup 5"),
        ("stop 5 because", "What comes after `because` is missing", None),
        ("feed primary now", "I did not understand “now” at the end.", "/oncall feed primary"),
    ],
)
def test_refused(typed: str, sentence: str, example: str | None) -> None:
    """Each refusal says what was not understood, and gives the example to copy."""
    _refused(understand, typed, sentence, example)


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
            "/oncall rotation duty weekly mon 09:00 from 2026-11-02 @ada",
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
            "/oncall rotation duty daily 09:00 in Europe/London @ada",
        ),
        ("duty daily 09:00 in", "In which time zone?", None),
        ("duty daily 09:00 <@U1|ada> <@U2> <@U1|ada>", "“@ada” stands there twice", None),
        ("duty daily 09:00 <@U1> ben", "“ben” is no mention of a person.", None),
        (
            "duty daily 09:00 " + " ".join(f"<@U{number}>" for number in range(31)),
            "A rotation has at most 30 people.",
            None,
        ),
    ],
)
def test_refused_rotations(typed: str, sentence: str, example: str | None) -> None:
    """A rotation that does not read, would reach nobody, or begins on another weekday."""
    _refused(understand, f"rotation {typed}", sentence, example)


@pytest.mark.parametrize(
    ("typed", "sentence", "example"),
    [
        (
            "initech 0 primary, 5 <@U2|ben>",
            "How often do all of them ring after the last rung?",
            "/oncall ladder initech 0 primary, 5 @ben, every 15",
        ),
        ("0 primary,", "How often do all", "/oncall ladder 0 primary, every 15"),
        ("5 primary, every 15", "The first rung is at 5, and somebody must be reached", None),
        (
            "0 primary, 5 secondary, 5 everyone, every 15",
            "The rung at 5 does not come after the one at 5: times rise.",
            None,
        ),
        ("initech every 15", "Whom does it reach?", None),
        ("0, 5 primary, every 15", "Whom does the rung at 0 reach?", None),
        ("0 primary +", "Who else?", None),
        ("0 primary secondary, every 15", "I did not understand “secondary”. Join", None),
        ("0 @ben, every 15", "“@ben” is no mention of a person or channel.", None),
        ("initech primary, every 15", "“primary” is not a time: each rung begins", None),
        ("0 primary, every 0", "“0” does not work as how often it rings", None),
        ("0 primary, every 1441", "“1441” does not work as how often it rings", None),
        ("0 primary, every", "The minutes are missing", None),
        ("0 primary, 25h everyone, every 5", "“25h” does not work as when the rung", None),
        ("0 primary, every 5, 10 everyone", "I did not understand “10 everyone” at", None),
        ("0 weekly, every 5", "Which rotation? Its name is missing before “weekly”.", None),
        (
            ", ".join(f"{number} primary" for number in range(11)),
            "A ladder has at most 10 rungs.",
            None,
        ),
        ("0 " + " + ".join(f"r{number}" for number in range(31)), "A ladder names at most", None),
        ("edit initech now", "I did not understand “now” at the end.", None),
    ],
)
def test_refused_ladders(typed: str, sentence: str, example: str | None) -> None:
    """A ladder that begins late, does not rise, reaches nobody, or stops ringing."""
    _refused(understand, f"ladder {typed}", sentence, example)


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
    assert slip.sentence == "There is no rotation “primry”. Did you mean `primary`?"
    assert slip.example == "/oncall " + typed.replace("{}", "primary")
    stranger = refusal(_known, typed.replace("{}", "zz9"))
    assert stranger.sentence == "There is no rotation “zz9”. I know `primary` and `secondary`."


def test_a_new_rotation_may_be_called_anything() -> None:
    """Setting a rotation is how it comes to be known."""
    intent = understand("rotation primry daily 09:00 <@U1>", KNOWN)
    assert isinstance(intent, SetRotation)


def _refused(
    how: Callable[[str, Reading], object], typed: str, sentence: str, example: str | None
) -> None:
    problem = refusal(how, typed)
    assert problem.sentence.startswith(sentence)
    if example:
        assert problem.example == example
