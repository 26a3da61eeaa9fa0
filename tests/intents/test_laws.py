"""The laws of all grammars: typed() reads back, and nothing but a Problem is raised."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handlers.intents.case import grammar as case
from handlers.intents.customer import balance
from handlers.intents.customer import grammar as customer
from handlers.intents.escalation import grammar as escalation
from handlers.intents.oncall import grammar as oncall
from handlers.intents.oncall import (
    ladders,
    pages,
    rotations,
)
from handlers.intents.pieces.line import Words, visible
from handlers.intents.pieces.reading import Help, Intent, Reading, form_of
from models.problems import Problem
from models.rules.ladder import Ladder, Rung, Target
from models.rules.service_definition import KINDS, LEVELS, PACKS

from . import oncall_intents
from .at_ten import CUSTOMERS, MONDAY_TEN, ZURICH

Understand = Callable[[str, Reading], Intent]

KNOWN = replace(MONDAY_TEN, rotations=("primary", "secondary", "nights"))
GRAMMARS: dict[str, Understand] = {
    "balance": balance.understand,
    "case": case.understand,
    "customer": customer.understand,
    "escalation": escalation.understand,
    "oncall": oncall.understand,
}


def _as_kept(text: str) -> str:
    """The text as a title or note keeps it: printable, on one line, trimmed."""
    return Words(text.replace("<", " ").replace("&", " ")).shown.strip()


def _texts(most: int) -> st.SearchStrategy[str]:
    tricky = st.text(alphabet=st.sampled_from("ab \"'“”„«»—-#:.12\u00a0\u200f🔥é"), max_size=most)
    words = st.sampled_from(
        ["on", "because x", "monday was hard", "8 jun", "--again", "help", "sev1", "12", "acme"]
    )
    return st.one_of(st.text(max_size=most), tricky, words).map(_as_kept)


def _visible(most: int) -> st.SearchStrategy[str]:
    return _texts(most).filter(visible)


markup = st.sampled_from(
    ["<!channel>", "&lt;b&gt;", "<@U1|ben>", "a & b", "<https://x|y>", "%s {}"]
)
titles = _visible(250) | markup
notes = _visible(200) | markup
names = _visible(80).map(lambda name: " ".join(name.split())).filter(visible)
shorts = st.sampled_from([short for short, _ in CUSTOMERS])
typed_names = names | shorts | st.sampled_from(["Acme", "acme ag", "on", "quote", "2h", "last"])
numbers = st.integers(1, 999_999_999)
past = st.dates(date(2000, 1, 1), MONDAY_TEN.today)
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
months = past.map(lambda day: day.replace(day=1))
users = st.from_regex(r"U[A-Z0-9]{1,10}", fullmatch=True)
instants = st.integers(0, 800_000_000).map(
    lambda ago: (MONDAY_TEN.now.astimezone(UTC) - timedelta(seconds=ago)).astimezone(ZURICH)
)
maybe_instant: st.SearchStrategy[datetime | None] = st.none() | instants
reasons = st.none() | notes
levels = st.one_of(
    st.tuples(st.sampled_from([key for key in LEVELS if key != "managed"]), st.none()),
    st.tuples(st.just("managed"), st.integers(0, 999)),
)

CASES: st.SearchStrategy[Intent] = st.one_of(
    st.builds(
        case.OpenCase,
        typed_names,
        titles,
        st.none() | st.integers(1, 3),
        st.none() | st.sampled_from(KINDS),
        maybe_instant,
    ),
    st.just(case.NewCase()),
    st.builds(case.ShowCase, numbers),
    st.builds(case.ExplainClock, numbers),
    st.builds(case.ListCases, st.sampled_from(["mine", "queue", "overdue", "all"])),
    st.builds(case.ListCases, st.just("customer"), typed_names),
    st.builds(case.Respond, numbers, maybe_instant, reasons),
    st.builds(case.Assign, numbers, st.none() | users),
    st.builds(case.TakeCase, numbers),
    st.builds(case.SetSeverity, numbers, st.integers(1, 3)),
    st.builds(case.SetKind, numbers, st.sampled_from(KINDS)),
    st.builds(case.Retitle, numbers, titles),
    st.builds(case.MoveCase, numbers, typed_names, reasons),
    st.builds(case.CloseCase, numbers, reasons),
    st.builds(case.Reopen, numbers),
    st.just(case.HELP),
)
ESCALATIONS: st.SearchStrategy[Intent] = st.one_of(
    st.builds(
        escalation.LogTime,
        st.integers(1, 1440),
        st.none() | numbers,
        st.none(),
        st.none() | past,
        st.just("") | notes,
        st.none() | numbers,
    ),
    st.builds(
        escalation.LogTime,
        st.integers(1, 1440),
        st.none(),
        shorts,
        st.none() | past,
        st.just("") | notes,
        st.none() | numbers,
    ),
    st.builds(escalation.NewTime, st.none() | numbers),
    st.builds(escalation.UndoTime, st.none() | numbers, reasons),
    st.builds(escalation.MoveTime, numbers, st.none() | numbers, reasons),
    st.builds(escalation.ListTime, st.just("me"), month=st.none() | months),
    st.builds(escalation.ListTime, st.just("case"), case=numbers, month=st.none() | months),
    st.builds(
        escalation.ListTime, st.just("customer"), customer=typed_names, month=st.none() | months
    ),
    st.builds(escalation.Explain, numbers),
    st.builds(
        escalation.Decide,
        numbers,
        st.sampled_from(["escalation", "consulting"]),
        st.none() | st.integers(2, 999),
        st.booleans(),
    ),
    st.builds(
        escalation.Settle,
        typed_names,
        st.sampled_from(["grant", "consulting"]),
        st.none() | numbers,
    ),
    st.builds(
        escalation.Settle,
        typed_names,
        st.sampled_from(["grant", "consulting"]),
        numbers,
        st.integers(1, 999),
    ),
    st.just(escalation.HELP),
)
BALANCES: st.SearchStrategy[Intent] = st.one_of(
    st.builds(balance.ShowBalance, typed_names, st.none() | days),
    st.builds(balance.AllBalances, st.none() | days),
    st.builds(balance.Quote, typed_names, st.integers(1, 999)),
    st.just(balance.HELP),
)
CUSTOMER_CHANGES: st.SearchStrategy[Intent] = st.one_of(
    st.builds(
        lambda key, name, level, first, span: customer.AddCustomer(
            key,
            name,
            level[0],
            level[1],
            first,
            min(first + timedelta(span), date(2099, 12, 31)) if span else None,
        ),
        st.sampled_from(["umbrella", "a1", "x-ray", "1st-bank"]),
        names,
        levels,
        days,
        st.none() | st.integers(1, 2000),
    ),
    st.builds(
        lambda name, level, day: customer.ChangeLevel(name, level[0], level[1], day),
        typed_names,
        levels,
        days,
    ),
    st.builds(customer.EndContract, typed_names, days, reasons),
    st.builds(customer.AddPack, typed_names, st.sampled_from(list(PACKS)), on=st.none() | past),
    st.builds(
        customer.AddPack,
        typed_names,
        st.none(),
        st.integers(1, 99),
        st.decimals(0, 9_999_999, places=2),
        st.none() | past,
    ),
    st.builds(customer.Adjust, typed_names, st.integers(1, 99), days, notes),
    st.builds(
        customer.VoidGrant, typed_names, st.sampled_from(["pack", "adjustment"]), numbers, notes
    ),
    st.builds(customer.SetManager, typed_names, users),
    st.builds(customer.SetChannel, typed_names, users.map(lambda user: f"C{user}")),
    st.builds(customer.Rename, typed_names, names),
    st.builds(customer.Extras, typed_names),
    st.builds(customer.CloseDay, days, names, reasons),
    st.builds(customer.OpenDay, days, notes),
    st.builds(customer.ShowCustomer, typed_names),
    st.just(customer.ListCustomers()),
    st.just(customer.HELP),
)


ONCALLS = oncall_intents.intents(typed_names, notes)


def _reads_back(understand: Understand, intent: Intent) -> None:
    understood = understand(intent.typed(), MONDAY_TEN)
    assert understood == intent
    assert understood.typed() == intent.typed()  # equal wall times may be two instants
    assert type(understood) is type(intent)
    if form := form_of(intent):  # the text alone decides whether a form opens
        assert form_of(understand(intent.typed(), Reading(MONDAY_TEN.now))) == form


@settings(max_examples=400)
@given(CASES)
def test_case_reads_back(intent: Intent) -> None:
    """What a button of `/case` carries is understood as what it was made from."""
    _reads_back(case.understand, intent)


@settings(max_examples=400)
@given(ESCALATIONS)
def test_escalation_reads_back(intent: Intent) -> None:
    """What a button of `/escalation` carries is understood as what it was made from."""
    _reads_back(escalation.understand, intent)


@settings(max_examples=400)
@given(BALANCES)
def test_balance_reads_back(intent: Intent) -> None:
    """What a button of `/balance` carries is understood as what it was made from."""
    _reads_back(balance.understand, intent)


@settings(max_examples=400)
@given(CUSTOMER_CHANGES)
def test_customer_reads_back(intent: Intent) -> None:
    """What a button of `/customer` carries is understood as what it was made from."""
    _reads_back(customer.understand, intent)


@settings(max_examples=400)
@given(ONCALLS)
def test_oncall_reads_back(intent: Intent) -> None:
    """What a button of `/oncall` carries is understood as what it was made from."""
    _reads_back(oncall.understand, intent)


@given(CASES | ESCALATIONS | ONCALLS)
def test_fits_into_a_button(intent: Intent) -> None:
    """A typed command with the longest note or title fits into the 2000 characters of a button."""
    assert len(intent.typed()) < 2000


def test_the_longest_note_fits_into_a_button() -> None:
    """Even a note of nothing but quotes or markup fits into the 2000 characters of a button."""
    for worst in ('"' * 700, "<@" * 350, "&lt;" * 175):
        assert (
            len(escalation.LogTime(1439, 999_999_999, None, None, worst, 999_999_999).typed())
            < 2000
        )
        assert len(pages.PageCustomer('"' * 80, worst).typed()) < 2000


def test_the_longest_ladder_and_rotation_fit_into_a_button() -> None:
    """As many rungs, names and people as there may be fit into the 2000 characters of a button."""
    names = [Target("everyone", f"{'x' * 19}{number}") for number in range(3)]
    rungs = tuple(Rung(timedelta(minutes=1000 + after), tuple(names)) for after in range(10))
    ladder = Ladder(rungs, timedelta(minutes=1440))
    assert len(ladders.SetLadder("<@" * 40, ladder).typed()) < 2000
    people = tuple(f"U{number:020}" for number in range(30))
    zone = "America/Argentina/ComodRivadavia"
    rotation = rotations.SetRotation("x" * 20, 91, 0, time(9), date(2026, 6, 8), people, zone)
    assert len(rotation.typed()) < 2000


_WORDS = sorted(
    {
        *case.GRAMMAR,
        *escalation.GRAMMAR,
        *customer.GRAMMAR,
        *oncall.GRAMMAR,
        *KINDS,
        *LEVELS,
        "acme",
        "Acme AG",
    }
    | {"12", "#12", "#", "0", "-1", "2h", "1h", "30", "1.5h", "8", "jun", "8.6.", "31.2.", "mon"}
    | {"last", "on", "from", "to", "until", "at", "because", "reported", "14:05", "99:99", "sev"}
    | {"sev9", '"', "“x y”", "'", "--", "--again", "<@U1|ben>", "<#C1>", "<@", "&lt;", "quote"}
    | {"primary", "weekly", "daily", "every", "in", "days", "everyone", "+", "every 15", "0 nights"}
    | {
        "fri 18:00",
        "09:00",
        "2026-06-12",
        "tomorrow",
        "now",
        "-",
        "18:00-22:00",
        "for",
        "edit",
        ",",
    }
    | {"Europe/London", "take primary", "override primary me", "ladder acme", "rotation primary"}
    | {"block", "off", "me", "S", "5", "2500", "²", "٣", "\u200f", "\u202e", "\x00", "🔥", "?"}
)
_sentences = st.lists(st.sampled_from(_WORDS), max_size=9).map(" ".join)


@settings(max_examples=400)
@given(st.sampled_from(sorted(GRAMMARS)), _sentences | st.text())
@example("case", "open acme " + "x" * 10_000)
@example("case", "list overdue " + "x" * 10_000)
@example("balance", "acme qoute " + "x" * 10_000)
@example("escalation", "log 2h mon for acme " + "x" * 10_000)
@example("escalation", "log 1h75 acme " + "x" * 10_000)
@example("customer", "adjust acme +1 because " + "x" * 10_000)
@example("case", "open acme " + '"a ' * 3_333)
@example("case", "\x00\x01\ud800 \u202e")
@example("escalation", "log 2h " + "é🔥\u200f" * 3_000)
@example("escalation", "log " + "9" * 10_000 + "h")
@example("escalation", "list " + "june " * 2_000)
@example("balance", "on " * 3_333)
@example("customer", "add " + "<@U1|" * 2_000)
@example("oncall", "ladder 0 " + "primary + " * 1_000)
@example("oncall", "ladder " + "0 a1, " * 1_600)
@example("oncall", "rotation primary daily 09:00 " + "<@U1|ben>, " * 900)
@example("oncall", "rotation primary every " + "9" * 5_000 + " days 09:00")
@example("oncall", "override primary me " + "fri 18:00 to " * 700)
def test_nothing_but_a_problem(command: str, text: str) -> None:
    """Whatever is typed is understood or refused with a sentence; what is understood reads back."""
    understand = GRAMMARS[command]
    try:
        intent = understand(text, MONDAY_TEN)
    except Problem as raised:
        problem = raised
    else:
        _reads_back(understand, intent)
        return
    assert problem.sentence.strip()
    assert len(problem.sentence) < 700
    assert len(problem.example or "") < 500


@pytest.mark.parametrize(
    "table", [balance.HELP, case.HELP, customer.HELP, escalation.HELP, oncall.HELP]
)
def test_help_is_true(table: Help) -> None:
    """The examples of each help are understood, and write or show what they say."""
    for line in table.examples:
        command, _, text = line.removeprefix("/").partition(" ")
        assert not isinstance(GRAMMARS[command](text, MONDAY_TEN), Help)


_ALIASES = {"rotations", "hand"}


@pytest.mark.parametrize("grammar", [case, customer, escalation, oncall])
@pytest.mark.parametrize("help_", ["help", "HELP", "?"])
def test_each_word_has_help(grammar: Any, help_: str) -> None:
    """`help` behind a command's word gives what the table has of that word, and reads back."""
    for word in grammar.GRAMMAR.keys() - _ALIASES:
        found = grammar.understand(f"{word} {help_}", MONDAY_TEN)
        assert isinstance(found, Help), word
        assert 0 < len(found.rows) < len(grammar.HELP.rows), word
        assert all(f" {word}" in typed for typed, _ in found.rows)
        assert grammar.understand(found.typed(), MONDAY_TEN) == found
    assert oncall.understand("rotations help", MONDAY_TEN) == oncall.HELP


@pytest.mark.parametrize(("typed", "_"), oncall.HELP.rows)
def test_each_line_of_the_help_is_right(typed: str, _: str) -> None:
    """Each line of `/oncall help` does what it says when it is typed, whatever may be left out."""
    for line in typed.removeprefix("/oncall").split(" · "):
        for text in (re.sub(r"[][]", "", line), re.sub(r"\[[^]]*\]", "", line)):
            understood = oncall.understand(_as_slack_sends(text), KNOWN)
            assert not isinstance(understood, Help), text


@settings(max_examples=400)
@given(_sentences | st.text(), st.sampled_from([MONDAY_TEN, KNOWN]))
@example("ladder 0 primry", KNOWN)
@example("page sev1", MONDAY_TEN)
@example("take primry for @ben", KNOWN)
@example("rotation primary weekly tue 09:00 from 2026-06-10 @ben", KNOWN)
@example("pge <@U2>", KNOWN)
@example("wo <@U2|ben> & <script>", KNOWN)
def test_what_is_suggested_is_understood(text: str, reading: Reading) -> None:
    """Whatever a refusal of `/oncall` tells people to try is understood when they type it."""
    try:
        oncall.understand(text, reading)
    except Problem as problem:
        if problem.example is not None:
            command, _, copied = problem.example.partition(" ")
            assert command == "/oncall"
            oncall.understand(_as_slack_sends(copied), reading)


def _as_slack_sends(text: str) -> str:
    """The text as Slack sends it when somebody types it and chooses whom `@` and `#` offer."""
    sent = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    sent = re.sub(r"(?<!\S)@[\w.-]+", lambda name: f"<@U{sum(map(ord, name[0]))}|x>", sent)
    return re.sub(r"(?<!\S)#[A-Za-z][\w-]*", "<#C1|x>", sent)


_HALVES = (
    *(
        " primary",
        " primary weekly",
        " primary fri",
        " primary fri 18:00",
        " 0 primary",
        " default",
    ),
    *(" primary every 3", " primary weekly tue 09:00 from 2026-06-10 @ben", " acme 5 primary"),
    *(" primary for", " primary until mon", " at fri", " take", " primary me fri 18:00 to mon"),
    *(" 0 primary, 5", " primary daily 09:00 in Europe/Londn <@U2>", " acme 0 <@U2|cleo>"),
)


@pytest.mark.parametrize("command", sorted(GRAMMARS))
def test_examples_to_copy_are_understood(command: str) -> None:
    """Every example that a refusal of a half-typed command gives can be copied as it is."""
    modules = {"case": case, "customer": customer, "escalation": escalation, "oncall": oncall}
    grammar = {"balance": ["acme on", "acme quote"]}.get(command) or [*modules[command].GRAMMAR]
    halves = _HALVES if command == "oncall" else ()
    for start in grammar:
        for more in ("", " 12", " acme", " acme 12", " zz", " umbrella", " 2h x x", *halves):
            try:
                GRAMMARS[command](start + more, MONDAY_TEN)
            except Problem as problem:
                copied = _with_mentions(problem.example or "")
                name, _, text = copied.removeprefix("/").partition(" ")
                GRAMMARS[name](text, MONDAY_TEN)


def _with_mentions(line: str) -> str:
    """What Slack makes of the names in the line when somebody chooses what it offers."""
    mentions = {
        "@ada": "<@U3|ada>",
        "@ben": "<@U1|ben>",
        "@cleo": "<@U2|cleo>",
        "#acme": "<#C1|acme>",
    }
    for name, mention in mentions.items():
        line = line.replace(name, mention)
    return line
