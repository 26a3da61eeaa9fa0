"""Nothing that was meant is swallowed by free text, and nothing ordinary is asked about.

Read on Monday 8 June 2026 at 10:00 in Zurich.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.intents.case.grammar import understand as understand_case
from handlers.intents.case.opening import OpenCase
from handlers.intents.escalation.log import LogTime
from handlers.intents.pieces.severities import severity_within
from models.rules.writing import duration

from .at_ten import CUSTOMERS, MONDAY_TEN, logged
from .ordinary import NOTES, TITLES

# --- what looks like it ---------------------------------------------------------------------------

numbers = st.integers(1, 99_999)
cases = st.one_of(
    numbers.map("#{}".format),
    numbers.map("(#{})".format),
    numbers.map("# {}".format),
    numbers.map("ticket {}".format),
    numbers.map("Nr. {}".format),
    numbers.map("case #{}".format),
)
shorts = st.sampled_from([short for short, _ in CUSTOMERS])
customers = st.one_of(
    shorts,
    shorts.map("({})".format),
    shorts.map("#{}".format),
    shorts.map("<#C0ACME|{}>".format),
    shorts.map("customer {}".format),
    shorts.map("for customer {}".format),
    shorts.map("für {}".format),
    shorts.map("{}:".format),
    st.sampled_from([full for _, full in CUSTOMERS]),
)
GERMAN = [
    "Jan",
    "Feb",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "Aug",
    "Sep",
    "Okt",
    "Nov",
    "Dezember",
]
past = st.dates(MONDAY_TEN.today - timedelta(days=365), MONDAY_TEN.today)
days = st.one_of(
    st.sampled_from(["today", "yesterday", "gestern", "vorgestern", "Freitag", "mon.", "last fri"]),
    st.sampled_from(["2 days ago", "vor 3 Tagen", "last week", "letzte Woche", "am Montag", "mo."]),
    past.map("{:%Y-%m-%d}".format),
    past.map("{:%Y/%m/%d}".format),
    past.map("{:%Y%m%d}".format),
    past.map("{:%d/%m/%Y}".format),
    past.map("{:%d-%m-%Y}".format),
    past.map("{:%d/%m}".format),
    past.map(lambda day: f"{day.day}. {GERMAN[day.month - 1]}"),
    past.map(lambda day: f"{day:%-d%b}".lower()),
)
minutes = st.integers(1, 300)
durations = st.one_of(
    minutes.map(duration),
    minutes.map("{} min".format),
    minutes.map("{}min.".format),
    minutes.map("+ {}m".format),
    minutes.map("and {} minutes".format),
    st.sampled_from(["½h", "1,5 Std.", "PT2H", "90'", "9:00-11:30", "8:30 bis 10:00", "1d"]),
)
notes = st.sampled_from(["", " call", " fixed it"])
before = st.sampled_from(["2h", "2h #12", "2h acme", "45 min"])


@given(st.sampled_from(["2h", "45 min", "1h30", "9:00-11:30"]), cases, notes)
def test_a_case_behind_the_duration(time: str, case: str, note: str) -> None:
    """It is the case, however it is named."""
    entry = logged(f"{time} {case}{note}")
    assert entry is not None
    assert entry.case == int("".join(filter(str.isdigit, case)))
    assert entry.note == note.strip()


@given(cases, st.sampled_from(["2h acme", "2h #12", "2h yesterday"]), notes)
def test_a_case_further_behind(case: str, line: str, note: str) -> None:
    """Behind a customer, a case or the day it is asked about; read where it is all that follows."""
    entry = logged(f"{line} {case}{note}")
    if entry is not None:
        assert (line, note) == ("2h acme", "")
        assert entry.case == int("".join(filter(str.isdigit, case)))


@given(st.sampled_from(["2h", "45 min", "1h30", "9:00-11:30"]), customers, notes)
def test_a_customer_behind_the_duration(time: str, customer: str, note: str) -> None:
    """It is the customer, however it is named: by its channel too."""
    entry = logged(f"{time} {customer}{note}")
    assert entry is not None
    assert entry.customer is not None
    assert entry.note == note.strip()


@given(customers, notes)
def test_a_customer_behind_the_day(customer: str, note: str) -> None:
    """Behind the day it is asked about."""
    assert logged(f"2h yesterday {customer}{note}") is None


@given(before, days, notes)
def test_a_day(line: str, day: str, note: str) -> None:
    """Behind the duration, the case or the customer it is the day, or asked about."""
    entry = logged(f"{line} {day}{note}")
    assert entry is None or (entry.day is not None and entry.note == note.strip())


@given(past)
def test_a_day_is_that_day(day: date) -> None:
    """Where it is read at all it is the day that was typed."""
    for typed in (f"{day:%d/%m/%Y}", f"{day:%d-%m-%Y}", f"{day:%Y/%m/%d}", f"{day:%Y%m%d}"):
        entry = logged(f"2h {typed}")
        assert entry is None or entry.day == day, typed


@given(st.sampled_from(["2h", "2h #12", "2h acme", "2h yesterday"]), durations, notes)
def test_more_time(line: str, more: str, note: str) -> None:
    """A second duration is added, or asked about: never silently the note's."""
    entry = logged(f"{line} {more}{note}")
    assert entry is None or (entry.minutes > 120 and entry.note == note.strip())


@given(
    st.sampled_from(["sev", "Sev", "SEV", "severity", "Severity", "sev‑", "Sev-", "P", "p", "S"]),
    st.sampled_from(["", " ", ": ", "-"]),
    st.sampled_from([1, 2]),
    st.sampled_from(["", ":", ",", "!", " -", ":-"]),
)
def test_a_severity_before_the_title(name: str, between: str, number: int, end: str) -> None:
    """Right behind the customer it is the severity."""
    if name.lower() in "ps" and between.strip(" ") != between:
        between = ""
    typed = f"open acme {name}{between}{number}{end.replace(':-', ' -')} Login down"
    understood = understand_case(typed, MONDAY_TEN)
    assert isinstance(understood, OpenCase)
    assert (understood.severity, understood.title) == (number, "Login down")


# --- what is ordinary -----------------------------------------------------------------------------


def test_there_are_two_hundred() -> None:
    """As many as were promised, each once."""
    assert len({*NOTES}) + len({*TITLES}) >= 200


@pytest.mark.parametrize("note", NOTES)
def test_an_ordinary_note(note: str) -> None:
    """Behind the case it is the note, whole."""
    entry = logged(f"2h #12 {note}")
    assert entry == LogTime(120, 12, note=note.strip('"') if note.count('"') == 1 else note)


@pytest.mark.parametrize("title", TITLES)
def test_an_ordinary_title(title: str) -> None:
    """Behind the customer it is the title, whole."""
    understood = understand_case(f"open acme {title}", MONDAY_TEN)
    assert isinstance(understood, OpenCase)
    assert understood.title == title
    assert understood.severity is None
    assert understood.reported is None
    assert severity_within(title) is None


@pytest.mark.parametrize(
    ("forced", "note"),
    [("-- {}", "{}"), ("— {}", "{}"), ('"{}"', "{}"), ("“{}”", "{}")],
)
@pytest.mark.parametrize("text", ["yesterday", "#12", "30m", "acme", "last week", "SEV1 Login"])
def test_only_quotes_and_dashes_force_text(forced: str, note: str, text: str) -> None:
    """In quotes or behind `--` anything is text."""
    assert logged(f"2h {forced.format(text)}") == LogTime(120, note=note.format(text))
    understood = understand_case(f"open acme {forced.format(text)}", MONDAY_TEN)
    assert understood == OpenCase("acme", text)
    assert isinstance(understood, OpenCase)
    assert understood.as_text
