"""E10: what is kept of a statement, and where another one parts from it."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from models.rules.entitlement import statement
from models.rules.facts import Facts
from models.rules.kept_statement import StatementIssued, as_issued, parted
from tests.rules.story import Story, day, standard
from tests.rules.strategies import customers, customers_with_ends, dates_of_statements, thorough

MARCH = day("03-31")


def a_quarter() -> Story:
    """Standard, a case of six hours with an undecided one, and a defect."""
    story = standard()
    story.log(1, "03-02", 360)
    story.log(2, "03-03", 60, kind="defect")
    return story


def changes(story: Story, kept: StatementIssued) -> list[str]:
    """How the statement of March parts by now from the one that was kept, as people read it."""
    return [str(parting) for parting in parted(kept, as_issued(story.facts, MARCH))]


# --- laws -----------------------------------------------------------------------------------------


@thorough
@given(customers_with_ends(), dates_of_statements())
def test_what_is_kept_is_read_back(facts: Facts, on: date) -> None:
    """As JSON and back it is the same, and parts from itself nowhere."""
    kept = as_issued(facts, on)
    read = StatementIssued.of_json(json.loads(json.dumps(kept.to_json())))
    assert read == kept
    assert parted(read, kept) == ()


@thorough
@given(customers_with_ends(), dates_of_statements(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(facts: Facts, on: date, chance: random.Random) -> None:
    """Nor do time entries and grants that are dated later (E11)."""
    entries = [entry for entry in facts.entries if entry.day <= on]
    grants = [grant for grant in facts.grants if grant.first_day <= on]
    chance.shuffle(entries)
    chance.shuffle(grants)
    other = replace(facts, entries=tuple(entries), grants=tuple(grants))
    assert parted(as_issued(facts, on), as_issued(other, on)) == ()


@thorough
@given(customers(), customers(), dates_of_statements())
def test_no_number_changes_unseen(facts: Facts, others: Facts, on: date) -> None:
    """Whatever is recorded otherwise: where a number is another one, some line says so."""
    other = replace(facts, entries=others.entries, decisions=others.decisions)
    one, two = statement(facts, on), statement(other, on)
    for number in ("remaining", "granted", "undecided_minutes", "consulting_minutes", "uncovered"):
        if getattr(one, number) != getattr(two, number):
            assert parted(as_issued(facts, on), as_issued(other, on))
    time = [
        sorted((e.case, e.day, e.minutes) for e in all_.entries if e.day <= on)
        for all_ in (facts, other)
    ]
    sums = [
        {key: sum(m for c, d, m in rows if (c, d) == key) for key in {(c, d) for c, d, _ in rows}}
        for rows in time
    ]
    if sums[0] != sums[1]:
        assert parted(as_issued(facts, on), as_issued(other, on))


# --- examples -------------------------------------------------------------------------------------


def test_a_late_entry_says_what_it_changes() -> None:
    """A case more, a charge more, an escalation less."""
    story = a_quarter()
    kept = as_issued(story.facts, MARCH)
    story.log(3, "03-04", 60)
    assert changes(story, kept) == [
        "included 2026: 3 of 4 left, from 1 Jan 2026 then, 2 of 4 left, from 1 Jan 2026 now",
        "#3, time of 4 Mar 2026: nothing then, 1h now",
        "#3, block 1: nothing then, 1 escalation from included 2026, dated 4 Mar 2026 now",
    ]


def test_a_decision_and_a_kind_say_what_they_change() -> None:
    """E5, E2: of blocks, and of cases that were free."""
    story = a_quarter()
    kept = as_issued(story.facts, MARCH)
    story.decide(1, 2, "consulting", onwards=True)
    story.kind(2, "integration")
    assert changes(story, kept)[1:] == [
        "#1, block 2: 1h undecided then, 1h consulting now",
        "#2, block 1: nothing then, 1 escalation from included 2026, dated 3 Mar 2026 now",
    ]


def test_words_are_kept_and_not_compared() -> None:
    """A title, a kind that costs the same, and an end that is still to come on that day."""
    story = standard()
    story.log(2, "03-03", 60, kind="defect")
    kept = as_issued(story.facts, MARCH)
    story.kind(2, "security")
    story.at("04-02")
    story.ends(1, "06-30")
    assert [case.kind for case in kept.cases] == ["defect"]
    assert kept.grants[0].last_day == day("12-31")
    assert as_issued(story.facts, MARCH).grants[0].last_day == day("06-30")
    assert changes(story, kept) == []


def test_an_end_that_had_come_by_then_is_another_statement() -> None:
    """G5: what was left on that day had gone with the contract."""
    story = standard()
    kept = as_issued(story.facts, MARCH)
    story.at("04-02")
    story.ends(1, "03-15")
    assert changes(story, kept) == [
        "level: standard then, basic now",
        "included 2026: 4 of 4 left, from 1 Jan 2026 then, "
        "4 of 4 left, from 1 Jan 2026 to 15 Mar 2026 now",
    ]


def test_grants_of_one_name_are_told_apart() -> None:
    """Two raises within a year are two grants `included 2026, raised`."""
    story = standard()
    story.level("02-01", "premium")
    story.level("03-01", "managed", escalations=12)
    kept = as_issued(story.facts, MARCH)
    assert [grant.label for grant in kept.grants].count("included 2026, raised") == 2
    story.take_back(3)
    assert changes(story, kept) == [
        "level: managed then, premium now",
        "included 2026, raised (2): 4 of 4 left, from 1 Mar 2026 then, nothing now",
    ]
