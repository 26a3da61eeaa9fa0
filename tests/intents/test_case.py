"""`/case`, read on Monday 8 June 2026 at 10:00 in Zurich."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from handlers.intents.case.changes import (
    AskWhyWithdrawn,
    Assign,
    CloseCase,
    MoveCase,
    Reopen,
    Respond,
    Retitle,
    SetKind,
    SetSeverity,
    TakeCase,
    Withdraw,
)
from handlers.intents.case.grammar import CASE, CaseIntent, ListCases, ShowCase, understand
from handlers.intents.case.opening import NewCase, OpenCase
from models.problems import Choice
from models.rules.routing import WhichCases
from models.rules.service_definition import Kind, Severity

from .at_ten import MONDAY_TEN, ZURICH, next_line, refusal, refused

AT_0840 = datetime(2026, 6, 8, 8, 40, tzinfo=ZURICH)
YESTERDAY_1730 = datetime(2026, 6, 7, 17, 30, tzinfo=ZURICH)


@pytest.mark.parametrize(
    ("typed", "case_opened"),
    [
        (
            "acme sev1 configuration Login loops after upgrade",
            OpenCase("acme", "Login loops after upgrade", Severity.SEV1, Kind.CONFIGURATION),
        ),
        (
            "acme configuration sev1 Login loops",
            OpenCase("acme", "Login loops", Severity.SEV1, Kind.CONFIGURATION),
        ),
        ("acme sev 1 Login", OpenCase("acme", "Login", Severity.SEV1)),
        ("acme severity 1 Login", OpenCase("acme", "Login", Severity.SEV1)),
        ("acme, sev1, Login", OpenCase("acme", "Login", Severity.SEV1)),
        ("acme touchpoint-work Review", OpenCase("acme", "Review", kind=Kind.TOUCHPOINT_WORK)),
        ("acme Upgrade fails", OpenCase("acme", "Upgrade fails")),
        ("acme upgrade Upgrade fails", OpenCase("acme", "Upgrade fails", kind=Kind.UPGRADE)),
        ("acme upgrade upgrade fails", OpenCase("acme", "upgrade fails", kind=Kind.UPGRADE)),
        ('acme "upgrade fails"', OpenCase("acme", "upgrade fails")),
        ("acme “sev1 is shown wrongly”", OpenCase("acme", "sev1 is shown wrongly")),
        ("acme -- upgrade fails", OpenCase("acme", "upgrade fails")),
        ("sev1 Login", OpenCase(None, "Login", Severity.SEV1)),
        ("for acme Login", OpenCase("acme", "Login")),
        ("für Kunde acme Login", OpenCase("acme", "Login")),
        ("acme reportet 08.40 Login", OpenCase("acme", "Login", reported=AT_0840)),
        ("acme — upgrade fails", OpenCase("acme", "upgrade fails")),
        ("acme Sev1 banner", OpenCase("acme", "banner", Severity.SEV1)),
        ("acme sever the link", OpenCase("acme", "sever the link")),
        ("acme reported 08:40 Login", OpenCase("acme", "Login", reported=AT_0840)),
        (
            "acme reported 08:40 sev2 Login",
            OpenCase("acme", "Login", Severity.SEV2, reported=AT_0840),
        ),
        ("acme reported yesterday 17:30 Login", OpenCase("acme", "Login", reported=YESTERDAY_1730)),
        ("acme reported by phone", OpenCase("acme", "reported by phone")),
        ("ACME Login", OpenCase("ACME", "Login")),
        ("acme ag Login", OpenCase("acme ag", "Login")),
        ("globex corporation sev2 Login", OpenCase("globex corporation", "Login", Severity.SEV2)),
        ("umbrella corporation Login", OpenCase("umbrella", "corporation Login")),
        ('"Umbrella Corporation" Login', OpenCase("Umbrella Corporation", "Login")),
        ("acme Login\nfails", OpenCase("acme", "Login fails")),
        ("acme *bold* <!channel> “x” \u200f", OpenCase("acme", "*bold* @channel “x”")),
        ("acme '; DROP TABLE cases; -- %s", OpenCase("acme", "'; DROP TABLE cases; -- %s")),
        ("acme 🔥🔥", OpenCase("acme", "🔥🔥")),
        ("acme " + "x" * 250, OpenCase("acme", "x" * 250)),
    ],
)
def test_open(typed: str, case_opened: OpenCase) -> None:
    """Options stand in lower case before the title, in any order; the title is kept verbatim."""
    assert understand(f"open {typed}", MONDAY_TEN) == case_opened


def test_open_with_nothing_behind_it() -> None:
    """`open` alone opens the form of a new case."""
    assert understand("open", MONDAY_TEN) == NewCase()
    assert understand(" Open ", MONDAY_TEN) == NewCase()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("acme", "What is it about? The title is missing for acme."),
        *(
            (f"acme {quote}", "What is it about? The title is missing for acme.")
            for quote in "\"“”'"
        ),
        ('acme sev2 ""', "What is it about? The title is missing for acme."),
        ("acme sev1", "What is it about?"),
        ('acme ""', "What is it about?"),
        ("acme \u200f\u200b", "What is it about?"),
        ("acme " + "x" * 5000, "The title has 5000 characters; 250 is the most."),
        ("acme sev4 Login", "“sev4” does not exist: a severity is 1, 2 or 3."),
        ("acme confguration Login", "“confguration” is not a kind. Did you mean `configuration`?"),
        ("acme reported 14:05 Login", "“14:05” lies ahead"),
        ("acme defect integration sync breaks", "Is it `defect` or `integration`?"),
        ("acme gestern 16:00 Mails weg", "Was it reported “gestern 16:00”?"),
        ("acme reported yesterday Login", "At what time on “yesterday”?"),
    ],
)
def test_open_refused(typed: str, sentence: str) -> None:
    """What is missing is asked for, what is almost certainly a slip is asked about."""
    assert str(refusal(understand, f"open {typed}")).startswith(sentence)


_ALSO_WORDS = [kind for kind in Kind if kind not in (Kind.UNTRIAGED, Kind.TOUCHPOINT_WORK)]


@pytest.mark.parametrize("kind", _ALSO_WORDS)
@pytest.mark.parametrize("before", ["acme", "acme sev2", "acme reported 08:40", "Acme AG, sev1,"])
@pytest.mark.parametrize("title", ["headers missing", "9.2 fails", "fails, critical"])
def test_a_kind_that_may_begin_the_title(kind: str, before: str, title: str) -> None:
    """In front of a lower-case word it may be either: asked, and both buttons carry everything."""
    asked = refusal(understand, f"open {before} {kind} {title}")
    assert str(asked) == f"Is “{kind}” the kind, or the first word of the title?"
    assert isinstance(asked, Choice)
    as_kind, as_title = (
        understand(str(line).removeprefix("/case "), MONDAY_TEN) for _, line in asked.options
    )
    assert isinstance(as_kind, OpenCase)
    assert isinstance(as_title, OpenCase)
    assert (as_kind.kind, as_kind.title) == (kind, title)
    assert (as_title.kind, as_title.title) == (None, f"{kind.capitalize()} {title}")
    assert not as_title.as_text
    assert replace(as_title, title="") == replace(as_kind, title="", kind=None)


@pytest.mark.parametrize(
    "typed",
    [
        "security Headers missing",
        "security, headers missing",
        "security - headers missing",
        "security sev2 headers missing",
        "sev2 security reported 08:40 headers missing",
        "security “headers missing”",
        "security -- headers missing",
    ],
)
def test_a_kind_that_stands_apart(typed: str) -> None:
    """A capital, a comma, a dash, another option or quotes part it from the title."""
    understood = understand(f"open acme {typed}", MONDAY_TEN)
    assert isinstance(understood, OpenCase)
    assert (understood.kind, understood.title.lower()) == (Kind.SECURITY, "headers missing")


@pytest.mark.parametrize("kind", [Kind.UNTRIAGED, Kind.TOUCHPOINT_WORK])
def test_what_is_only_a_kind(kind: Kind) -> None:
    """No title begins so, and it is not asked about."""
    assert understand(f"open acme {kind} login loops", MONDAY_TEN) == OpenCase(
        "acme", "login loops", kind=kind
    )


def test_a_slip_is_corrected_in_place() -> None:
    """The example to copy is the person's own line, said better."""
    slip = refusal(understand, "open acme sev1 confguration Login loops")
    assert next_line(slip) == "/case open acme sev1 configuration Login loops"


@pytest.mark.parametrize(
    ("typed", "intent"),
    [
        ("show 12", ShowCase(12)),
        ("show #12", ShowCase(12)),
        ("12", ShowCase(12)),
        ("#12", ShowCase(12)),
        ("SHOW 12", ShowCase(12)),
        ("list", ListCases(WhichCases.MINE)),
        ("list mine", ListCases(WhichCases.MINE)),
        ("list queue", ListCases(WhichCases.QUEUE)),
        ("list overdue", ListCases(WhichCases.OVERDUE)),
        ("list all", ListCases(WhichCases.ALL)),
        ("list acme", ListCases(customer="acme")),
        ("list Acme AG", ListCases(customer="Acme AG")),
        ('list "all"', ListCases(customer="all")),
        ("respond 12", Respond(12)),
        ("respond 12 at 08:40", Respond(12, AT_0840)),
        ("respond 12 um 8:40", Respond(12, AT_0840)),
        ("respond 12 at 8.40", Respond(12, AT_0840)),
        ("respond 12 80 minutes ago", Respond(12, AT_0840)),
        ("respond 12 vor 80 minuten", Respond(12, AT_0840)),
        ("12 sev2", SetSeverity(12, Severity.SEV2)),
        ("#12 P1", SetSeverity(12, Severity.SEV1)),
        ("respond 12 because I called", Respond(12, None, "I called")),
        (
            "respond 12 at yesterday 17:30 because “I called”",
            Respond(12, YESTERDAY_1730, "I called"),
        ),
        ("take 12", TakeCase(12)),
        ("take #12", TakeCase(12)),
        ("assign 12", Assign(12)),
        ("assign 12 me", Assign(12)),
        ("assign 12 <@U123|ben>", Assign(12, "U123")),
        ("assign 12 <@U123>", Assign(12, "U123")),
        ("severity 12 2", SetSeverity(12, Severity.SEV2)),
        ("severity 12 sev2", SetSeverity(12, Severity.SEV2)),
        ("kind 12 defect", SetKind(12, Kind.DEFECT)),
        ("kind 12 touchpoint-work", SetKind(12, Kind.TOUCHPOINT_WORK)),
        ("title 12 Login loops", Retitle(12, "Login loops")),
        ("customer 12 globex", MoveCase(12, "globex")),
        (
            "customer 12 Globex Corporation because wrong one",
            MoveCase(12, "Globex Corporation", "wrong one"),
        ),
        ("close 12", CloseCase(12)),
        ("close 12 fixed in 4.2", CloseCase(12, "fixed in 4.2")),
        ("reopen 12", Reopen(12)),
        ("withdraw 12", AskWhyWithdrawn(12)),
        ("withdraw 12 because double of #8", Withdraw(12, "double of #8")),
        ("withdraw 12 opened by mistake", Withdraw(12, "opened by mistake")),
    ],
)
def test_understood(typed: str, intent: CaseIntent) -> None:
    """Every other sentence of the table; `12` and `#12` are the same."""
    assert understand(typed, MONDAY_TEN) == intent


@pytest.mark.parametrize("typed", ["", "  ", "help", "HELP", "?"])
def test_help(typed: str) -> None:
    """Nothing typed, `help` and `?` give the table with two examples."""
    assert understand(typed, MONDAY_TEN) is CASE.help


@pytest.mark.parametrize(
    ("typed", "sentence", "example"),
    [
        ("shwo 12", "`/case` does not know “shwo”. Did you mean `show`?", "/case show 12"),
        (
            "sev 12 1",
            "`/case` does not know “sev”. Did you mean `severity`?",
            "/case severity 12 1",
        ),
        ("frobnicate", "`/case` does not know “frobnicate”. It knows `open`", "/case help"),
        ("show", "Which case? Its number is missing.", "/case show 12"),
        ("show twelve", "“twelve” is not a case's number", "/case show 12"),
        ("show 0", "There cannot be a case “0”.", "/case show 12"),
        ("show 99999999999999999999", "There cannot be a case “99999999999999999999”.", None),
        ("show 12 now", "I did not understand “now” at the end.", "/case show 12"),
        ("list mien", "“mien” is not a list of cases. Did you mean `mine`?", "/case list mine"),
        ("respond 12 at", "At what time?", None),
        ("respond 12 at noon", "“noon” is not a time.", None),
        (
            "list overdue acme",
            "One filter at a time: “overdue” or “acme”?",
            "/case list overdue",
        ),
        ("respond 12 because", "What comes after `because` is missing", None),
        ("respond 12 later", "I did not understand “later” at the end.", None),
        ("assign 12 ben", "“ben” is not a mention of a person.", "/case assign 12 @ben"),
        ("assign 12 <#C1|acme>", "“#acme” is not a mention of a person.", "/case assign 12 @ben"),
        ("severity 12", "Which severity: 1, 2 or 3?", "/case severity 12 2"),
        ("severity 12 4", "“4” is not a severity", "/case severity 12 2"),
        ("kind 12", "Which kind: `untriaged`, ", None),
        ("kind 12 defct", "“defct” is not a kind. Did you mean `defect`?", "/case kind 12 defect"),
        ("title 12", "What is the new title of #12?", None),
        ("customer 12", "Which customer? The name is missing.", None),
        ("customer 12 because wrong", "Which customer? The name is missing.", None),
        ("close", "Which case? Its number is missing.", "/case close 12"),
        ("close 12 " + "x" * 701, "The note has 701 characters; 700 is the most.", None),
    ],
)
def test_refused(typed: str, sentence: str, example: str | None) -> None:
    """Each refusal says what was not understood, and gives the example to copy."""
    refused(understand, typed, sentence, example)
