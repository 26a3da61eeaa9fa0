"""`/escalation`, read on Monday 8 June 2026 at 10:00 in Zurich."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.intents.escalation.grammar import (
    ESCALATION,
    Decide,
    EscalationIntent,
    Explain,
    ListTime,
    MoveTime,
    PutTimeBack,
    Settle,
    UndoTime,
    understand,
)
from handlers.intents.escalation.log import LogTime, NewTime
from models.rules.facts import BlockAnswer, SettlementWay

from .at_ten import MONDAY_TEN, at, next_line, refusal, refused

MON_8 = date(2026, 6, 8)
SUN_7 = date(2026, 6, 7)
FRI_5 = date(2026, 6, 5)


@pytest.mark.parametrize(
    ("typed", "logged"),
    [
        ("2h", LogTime(120)),
        ("2h 12", LogTime(120, 12)),
        ("2h #12", LogTime(120, 12)),
        ("2h acme", LogTime(120, customer="acme")),
        ("2h ACME", LogTime(120, customer="acme")),
        ("2h Acme AG call", LogTime(120, customer="acme", note="call")),
        ("2h globex corporation mon", LogTime(120, customer="globex", day=MON_8)),
        ("2h 8 jun", LogTime(120, day=MON_8)),
        ("2h 8", LogTime(120, 8)),
        ("2h 12 8 jun", LogTime(120, 12, day=MON_8)),
        ("2h 8.6.", LogTime(120, day=MON_8)),
        ("2h 8.6.2026", LogTime(120, day=MON_8)),
        ("2h jun 8", LogTime(120, day=MON_8)),
        ("2h on mon", LogTime(120, day=MON_8)),
        ("2h for globex", LogTime(120, customer="globex")),
        ("2h for globex call", LogTime(120, customer="globex", note="call")),
        ("2h on acme mon", LogTime(120, customer="acme", day=MON_8)),
        ("2h for 9", LogTime(120, 9)),
        ("2h on #9 yesterday", LogTime(120, 9, day=SUN_7)),
        ("2h on 9 yesterday", LogTime(120, 9, day=SUN_7)),
        ("2h on case 9 call", LogTime(120, 9, note="call")),
        ("2h case #9", LogTime(120, 9)),
        ("2h on 8 jun", LogTime(120, day=MON_8)),
        ("2h for the upgrade", LogTime(120, note="for the upgrade")),
        ("2h case study", LogTime(120, note="case study")),
        ('2h "hooly moly"', LogTime(120, note="hooly moly")),
        ("2h mondays meeting", LogTime(120, note="mondays meeting")),
        ("2h today's call", LogTime(120, note="today's call")),
        ("2h 12 acmee called", LogTime(120, 12, note="acmee called")),
        ("2h came by the office", LogTime(120, note="came by the office")),
        ("2h on call with ben", LogTime(120, note="on call with ben")),
        ("2h 12 yesterday", LogTime(120, 12, day=SUN_7)),
        ("2h acme last fri Traced it", LogTime(120, customer="acme", day=FRI_5, note="Traced it")),
        ("2h mon 8 jun call", LogTime(120, day=MON_8, note="call")),
        ("2h monday was hard", LogTime(120, day=MON_8, note="was hard")),
        ('2h "monday was hard"', LogTime(120, note="monday was hard")),
        ("2h “monday was hard”", LogTime(120, note="monday was hard")),
        ("2h — monday was hard", LogTime(120, note="monday was hard")),
        ("2h “acme” called", LogTime(120, note="“acme” called")),
        ("2h 12 acme called", LogTime(120, 12, note="acme called")),
        ("2h 12 12 users moved", LogTime(120, 12, note="12 users moved")),
        ("2h yesterday 12 users moved", LogTime(120, day=SUN_7, note="12 users moved")),
        ("2h fixed  the\u00a0“thing”", LogTime(120, note="fixed  the\u00a0“thing”")),
        ("1h 30m 12", LogTime(90, 12)),
        ("1h\u00a030m\u00a0acme", LogTime(90, customer="acme")),
        ("2 hours acme", LogTime(120, customer="acme")),
        ("45 min 12", LogTime(45, 12)),
        ("0:45", LogTime(45)),
        ("1,5h #12", LogTime(90, 12)),
        ("#12 2h mon", LogTime(120, 12, day=MON_8)),
        ("12 2h", LogTime(120, 12)),
        ("acme 2h", LogTime(120, customer="acme")),
        ("acme: 2h yesterday call", LogTime(120, customer="acme", day=SUN_7, note="call")),
        ("Acme AG 1h 30m call", LogTime(90, customer="acme", note="call")),
        ("for acme 2h", LogTime(120, customer="acme")),
        ("<#C0ACME|acme> 2h", LogTime(120, customer="<#C0ACME>")),
        ("on #12 2h", LogTime(120, 12)),
        ("2h #12 call --again 31", LogTime(120, 12, note="call", again=31)),
        ("2h —again 31", LogTime(120, again=31)),
        ("2h #12 again 31", LogTime(120, 12, note="again 31")),
        ("2h 8 fixed the loop", LogTime(120, 8, note="fixed the loop")),
        ("2h 8 call with Max", LogTime(120, 8, note="call with Max")),
        ("2h 8 was hard", LogTime(120, 8, note="was hard")),
        ("2h 8 works again", LogTime(120, 8, note="works again")),
        ("2h 8 analysis", LogTime(120, 8, note="analysis")),
        ("2h on 9 fixed it", LogTime(120, 9, note="fixed it")),
        ("2h 2 of 3 nodes", LogTime(120, note="2 of 3 nodes")),
        ("2h 16 GB more", LogTime(120, note="16 GB more")),
        ("2h 100 % done", LogTime(120, note="100 % done")),
    ],
)
def test_log(typed: str, logged: LogTime) -> None:
    """Duration, then case or customer, then day, the longest that reads as one, then the note."""
    assert understand(f"log {typed}", MONDAY_TEN) == logged


@pytest.mark.parametrize(
    ("number", "counted"),
    [
        ("8", "cores at 100% acme"),
        ("3", "users: locked out"),
        ("2", "servers"),
        ("12", "Benutzer verschoben"),
        ("2", "new nodes"),
        ("for 9", "users"),
        ("mit 3", "Kollegen"),
        ("4", "Änderungen"),
    ],
)
def test_a_number_that_counts(number: str, counted: str) -> None:
    """A plural behind a number makes it the note's, or the case's if there is one (`perhaps`)."""
    logged = understand(f"log 2h {number} {counted}", MONDAY_TEN)
    assert logged == LogTime(120, note=f"{number} {counted}")
    assert isinstance(logged, LogTime)
    assert logged.perhaps == LogTime(120, int(number.split()[-1]), note=counted)


@pytest.mark.parametrize(
    "typed",
    [
        *("2h acme", "#12 2h", "45 min", "1h30 12 mon call", "acme 2h", "for Acme AG 2h call"),
        *("<#C0ACME|acme> 2h", "on #12 2h"),
    ],
)
def test_log_left_out(typed: str) -> None:
    """The word `log` may be left out."""
    assert understand(typed, MONDAY_TEN) == understand(f"log {typed}", MONDAY_TEN)


def test_days_are_those_of_zurich() -> None:
    """At half past midnight in Zurich yesterday is the day that just ended there."""
    logged = understand("log 2h yesterday", at("2026-06-09 00:30"))
    assert logged == LogTime(120, day=MON_8)


def test_log_with_nothing_behind_it() -> None:
    """`log` alone opens the form for logging time."""
    assert understand("log", MONDAY_TEN) == NewTime()
    assert understand("log #12", MONDAY_TEN) == NewTime(12)


@pytest.mark.parametrize(
    ("typed", "sentence", "example"),
    [
        ("acme", "“acme” is not a duration, and the duration comes first", "/escalation log 2h"),
        ("acmee 2h call", "“acmee” is not a customer. Did", "/escalation log acme 2h call"),
        ("0h", "“0h” is no time at all.", "/escalation log 2h"),
        ("-2h", "“-2h” is negative", "/escalation log 2h"),
        ("−2h", "“-2h” is negative", "/escalation log 2h"),
        ("25h acme", "“25h” is more than the 24 hours of a day.", "/escalation log 2h"),
        ("2x", "“2x” is not a duration.", "/escalation log 2h"),
        ("1h75", "“1h75” has 75 minutes", "/escalation log 2h15"),
        ("1h 30", "“1h 30”: 30 what?", "/escalation log 1h30"),
        ("1.33h", "“1.33h” is 79.8 minutes", "/escalation log 1h20"),
        ("1h75 4", "“1h75” has 75 minutes", "/escalation log 2h15 4"),
        ("1.33h 4 call", "“1.33h” is 79.8 minutes", "/escalation log 1h20 4 call"),
        ("10 4", "“10” of what, hours or minutes?", "/escalation log 10m 4"),
        ("8", "“8” of what, hours or minutes?", "/escalation log 8h"),
        ("1h 4 31 feb", "“31 feb” does not exist", '/escalation log 1h 4 "31 feb"'),
        ("1h 4 on 8.6 call", "Is “8.6” a day?", "/escalation log 1h 4 on 8.6. call"),
        ("2", "“2” of what, hours or minutes?", "/escalation log 2h"),
        ("2h 31 jun", "“31 jun” does not exist: June has 30 days.", '/escalation log 2h "31 jun"'),
        ("2h 29.2.2026", "“29.2.2026” does not exist", None),
        ("2h 2026-06-09", "“2026-06-09” lies ahead", None),
        ("2h tomorrow", "“tomorrow” lies ahead", None),
        ("2h 0", "There cannot be a case “0”.", None),
        ("2h acmee call", "“acmee” is not a customer. Did you mean `acme`?", None),
        ("2h glbex corporation", "“glbex corporation” is not a customer. Did you mean", None),
        (
            "21m hooly",
            "“hooly” is not a customer. Did you mean `hooli`?",
            "/escalation log 21m hooli",
        ),
        ("2h hoolii mon", "“hoolii” is not a customer.", "/escalation log 2h hooli mon"),
        ("2h for golbex", "“golbex” is not a customer.", "/escalation log 2h for globex"),
        ("2h mon initehc call", "Is “initehc” the customer?", None),
        ("2h mon for #9 call", "Is “#9” the case?", '/escalation log 2h #9 2026-06-08 "call"'),
        ("2h mon for globex", "Is “globex” the customer?", "/escalation log 2h globex 2026-06-08"),
        (
            "2h 4 yesterdya note",
            "“yesterdya” is not a day. Did you mean `yesterday`?",
            "/escalation log 2h 4 yesterday note",
        ),
        ("26m 4 tomorow", "“tomorow” is not a day. `tomorrow` lies ahead", None),
        ("2h on wendesday", "“wendesday” is not a day.", "/escalation log 2h on wednesday"),
        ("2h last firday", "“firday” is not a day.", "/escalation log 2h last friday"),
        ("2h acme #12 fixed", "Is “#12” the case?", '/escalation log 2h #12 "fixed"'),
        ("2h acme 12", "Is “12” the case?", "/escalation log 2h #12"),
        ("2h mon 12", "Is “12” the case?", "/escalation log 2h #12 2026-06-08"),
        ("2h mon acme", "Is “acme” the customer?", "/escalation log 2h acme 2026-06-08"),
        ("2h " + "x" * 701, "The note has 701 characters; 700 is the most.", None),
    ],
)
def test_log_refused(typed: str, sentence: str, example: str | None) -> None:
    """What could be meant in two ways, or not at all, is asked about and nothing is guessed."""
    refused(understand, f"log {typed}", sentence, example)


def test_a_slip_is_corrected_in_place() -> None:
    """The 2h are not lost: the example is the person's own line with the customer said right."""
    assert next_line(refusal(understand, "log 2h acmee call")) == "/escalation log 2h acme call"


@pytest.mark.parametrize(
    ("typed", "intent"),
    [
        ("undo", UndoTime()),
        ("undo 31", UndoTime(31)),
        ("undo #12", UndoTime(case=12)),
        ("undo 31 #12", UndoTime(31, 12)),
        ("undo case 12 because wrong day", UndoTime(case=12, because="wrong day")),
        ("undo 31 back", PutTimeBack(31)),
        ("undo because wrong day", UndoTime(because="wrong day")),
        ("undo 31 because wrong day", UndoTime(31, because="wrong day")),
        ("move 14", MoveTime(14)),
        ("move #14", MoveTime(14)),
        ("move 31 14", MoveTime(14, 31)),
        ("move 31 to #14", MoveTime(14, 31)),
        ("move 31 14 because wrong case", MoveTime(14, 31, "wrong case")),
        ("move 14 because wrong", MoveTime(14, None, "wrong")),
        ("list", ListTime()),
        ("list me", ListTime()),
        ("list june", ListTime(month=date(2026, 6, 1))),
        ("list 12", ListTime(case=12)),
        ("list #12 last month", ListTime(case=12, month=date(2026, 5, 1))),
        ("list acme", ListTime(customer="acme")),
        ("list acme 2026-05", ListTime(customer="acme", month=date(2026, 5, 1))),
        ("list acme ag jun 2026", ListTime(customer="acme ag", month=date(2026, 6, 1))),
        ("explain 12", Explain(12)),
        ("decide 12 escalation", Decide(12, BlockAnswer.ESCALATION)),
        ("decide 12 another escalation", Decide(12, BlockAnswer.ESCALATION)),
        ("decide 12 noch eine Eskalation", Decide(12, BlockAnswer.ESCALATION)),
        ("decide 12 as consulting", Decide(12, BlockAnswer.CONSULTING)),
        ("decide 12 Beratung", Decide(12, BlockAnswer.CONSULTING)),
        ("decide #12 consulting block 3", Decide(12, BlockAnswer.CONSULTING, 3)),
        ("decide 12 escalation block 2 --asked", Decide(12, BlockAnswer.ESCALATION, 2, asked=True)),
        ("settle acme grant", Settle("acme", SettlementWay.GRANT)),
        ("settle acme 12 consulting", Settle("acme", SettlementWay.CONSULTING, 12)),
        ("settle acme 12 block 2 grant", Settle("acme", SettlementWay.GRANT, 12, 2)),
        ("settle Acme AG #12 grant", Settle("Acme AG", SettlementWay.GRANT, 12)),
    ],
)
def test_understood(typed: str, intent: EscalationIntent) -> None:
    """Every other sentence of the table."""
    assert understand(typed, MONDAY_TEN) == intent


@pytest.mark.parametrize("typed", ["", "help", "?"])
def test_help(typed: str) -> None:
    """Nothing typed, `help` and `?` give the table with two examples."""
    assert understand(typed, MONDAY_TEN) is ESCALATION.help


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("lgo 2h", "`/escalation` does not know “lgo”. Did you mean `log`?"),
        ("#12", "`/escalation` does not know “#12”."),
        ("acme", "`/escalation` does not know “acme”."),
        ("acmee 2h", "“acmee” is not a customer. Did you mean `acme`?"),
        ("move #31 #14", "“#31” is a case."),
        ("undo #31 back", "I did not understand “back” at the end."),
        ("undo 31 wrong", "I did not understand “wrong” at the end."),
        ("move", "To which case? Its number is missing."),
        ("move 31 acme", "“acme” is not a case's number"),
        (
            "list acme jnue",
            "“jnue” is not a month, as in `june`, `jun 2025` or `2025-06`. Did you mean",
        ),
        ("list acme 2025", "“2025” is not a month, as in `june`, `jun 2025` or `2025-06`."),
        ("list acme july 2026", "“july 2026” lies ahead"),
        ("explain", "Which case? Its number is missing."),
        ("decide 12", "Which answer: `escalation` or `consulting`?"),
        ("decide 12 consult", "“consult” is not an answer. Did you mean `consulting`?"),
        ("decide 12 consulting block 1", "“1” does not work as the block"),
        ("settle", "Which customer? The name is missing."),
        ("settle acme", "Which way to settle: `grant` or `consulting`?"),
        ("settle acme pack", "“pack” is not a way to settle."),
    ],
)
def test_refused(typed: str, sentence: str) -> None:
    """Each refusal says what was not understood and gives an example."""
    problem = refusal(understand, typed)
    assert str(problem).startswith(sentence)
