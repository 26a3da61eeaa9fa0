"""The worked example of the rules, row by row: facts added as recorded, statements as then known.

acme has Standard from 2026-01-01. Everything is `configuration` unless said.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from models.rules.statement import Statement
from tests.rules.story import Story, day, left, lines

Fact = Callable[[Story], object]


def nothing(story: Story) -> None:
    """Nothing is recorded on that day."""


def three_cases(story: Story) -> None:
    """Cases 5, 6 and 7 are worked on, on three days."""
    for number, worked in ((5, "05-06"), (6, "05-07"), (7, "05-08")):
        story.log(number, worked, 60)


# recorded on, fact, left: included · pack M
ROWS: list[tuple[str, str, Fact, str]] = [
    ("03-02", "case 1: 10 min", lambda s: s.log(1, "03-02", 10), "4"),
    ("03-03", "case 1: 5 min: 15 in all", lambda s: s.log(1, "03-03", 5), "3"),
    ("03-10", "pack M bought", lambda s: s.pack("M", "03-10"), "3 · 3"),
    ("03-11", "case 1: 4 h 45: 300 in all", lambda s: s.log(1, "03-11", 285), "3 · 3"),
    ("03-12", "case 1: 1 min: 301", lambda s: s.log(1, "03-12", 1), "3 · 3"),
    ("03-13", "another escalation", lambda s: s.decide(1, 2, "escalation"), "2 · 3"),
    ("04-01", "case 2, defect: 6 h", lambda s: s.log(2, "04-01", 360, kind="defect"), "2 · 3"),
    ("04-02", "case 2 is integration", lambda s: s.kind(2, "integration"), "1 · 3"),
    ("04-03", "consulting", lambda s: s.decide(2, 2, "consulting", onwards=True), "1 · 3"),
    ("05-04", "case 3: 2 h", lambda s: s.log(3, "05-04", 120), "0 · 3"),
    ("05-08", "cases 5, 6, 7: 1 h each", three_cases, "0 · 0"),
    ("06-01", "case 4: 20 min on 05-05", lambda s: s.log(4, "05-05", 20), "0 · 0"),
    ("2027-01-01", "the new contract year", nothing, "4 · 0"),
]
NAMES = [f"{recorded} {fact}" for recorded, fact, _, _ in ROWS]


def told_until(row: int) -> Story:
    """Tell the story up to and with a row."""
    story = Story()
    story.contract("01-01", "standard")
    for _, _, fact, _ in ROWS[: row + 1]:
        fact(story)
    return story


def known_on(recorded: str) -> Statement:
    """Return the statement of a row's day, as then known."""
    row = [recorded_on for recorded_on, *_ in ROWS].index(recorded)
    return told_until(row).on(recorded)


def balance(told: Statement) -> str:
    """Write what is left as the page does: included · pack M."""
    return " · ".join(str(number) for _, number in sorted(left(told).items()))


@pytest.mark.parametrize("row", range(len(ROWS)), ids=NAMES)
def test_each_row_leaves_what_the_page_says(row: int) -> None:
    """Worked example: the statement on that day as then known."""
    recorded, _, _, expected = ROWS[row]
    assert balance(told_until(row).on(recorded)) == expected


@pytest.mark.parametrize(
    ("recorded", "charges"),
    [
        ("03-02", []),
        ("03-03", ["#1.1 2026-03-03 included 2026"]),
        ("03-12", ["#1.1 2026-03-03 included 2026"]),
        ("03-13", ["#1.1 2026-03-03 included 2026", "#1.2 2026-03-12 included 2026"]),
    ],
)
def test_the_charges_of_case_1(recorded: str, charges: list[str]) -> None:
    """Worked example: the first charge is of 03-03; the second, decided on 03-13, of 03-12."""
    assert lines(known_on(recorded)) == charges


@pytest.mark.parametrize(
    ("recorded", "undecided", "consulting"),
    [
        ("03-11", 0, "0"),
        ("03-12", 1, "0"),
        ("03-13", 0, "0"),
        ("04-01", 0, "0"),
        ("04-02", 60, "0"),
        ("04-03", 0, "240"),
        ("2027-01-01", 0, "240"),
    ],
)
def test_minutes_beyond_5_hours(recorded: str, undecided: int, consulting: str) -> None:
    """Worked example: 1 minute, later 60, undecided; the 60 become consulting for CHF 240.–."""
    told = known_on(recorded)
    assert told.undecided_minutes == undecided
    assert told.consulting_chf == Decimal(consulting)


def test_case_2_is_charged_on_the_day_of_its_work() -> None:
    """Worked example: case 2 turns out to be `integration`: one charge dated 04-01."""
    assert lines(known_on("04-02"))[-1] == "#2.1 2026-04-01 included 2026"


def test_cases_5_6_and_7_empty_the_pack_day_by_day() -> None:
    """Worked example: 05-06, 05-07 and 05-08 take the pack's three."""
    story = told_until(10)
    assert [balance(story.on(f"05-0{n}")) for n in (5, 6, 7, 8)] == [
        "0 · 3",
        "0 · 2",
        "0 · 1",
        "0 · 0",
    ]


def test_late_time_is_served_in_its_place() -> None:
    """Worked example: case 4, worked on 05-05, goes before; the charge of 05-08 is uncovered."""
    told = known_on("06-01")
    assert lines(told)[-4:] == [
        "#4.1 2026-05-05 pack M",
        "#5.1 2026-05-06 pack M",
        "#6.1 2026-05-07 pack M",
        "#7.1 2026-05-08 uncovered",
    ]
    assert [charge.block.case for charge in told.uncovered] == [7]


def test_nothing_was_uncovered_before_the_late_entry() -> None:
    """Worked example: only with 06-01 is there one uncovered."""
    uncovered = {recorded: len(known_on(recorded).uncovered) for recorded, *_ in ROWS}
    assert {recorded for recorded, number in uncovered.items() if number} == {
        "06-01",
        "2027-01-01",
    }


def test_the_new_contract_year_does_not_cover_an_old_charge() -> None:
    """Worked example, G6: the year from 2027-01-01 starts with 4; the uncovered one stays."""
    told = known_on("2027-01-01")
    assert (told.remaining, len(told.uncovered)) == (4, 1)
    assert told.grants[0].grant.last_day == day("2027-03-10")
