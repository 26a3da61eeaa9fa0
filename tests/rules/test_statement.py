"""E1 to E11 and G6 as laws: statements that balance, and the second implementation beside them."""

from __future__ import annotations

import doctest
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from models.rules import entitlement
from models.rules.case_account import folded
from models.rules.contract_year import Agreed, ContractFact
from models.rules.entitlement import ledger, statement
from models.rules.facts import CaseKind, Facts
from models.rules.service_definition import NEVER_CHARGED
from models.rules.statement import Grant, Outcome, Statement
from tests.beside import plain, seen
from tests.naive import statement as naive
from tests.naive.statement import lines
from tests.rules.strategies import (
    contract_histories,
    customers,
    customers_with_ends,
    dates_of_statements,
    days,
    quick,
    thorough,
)


def entries_until(facts: Facts, on: date) -> Counter[int]:
    """Return the minutes of each case up to a day."""
    minutes: Counter[int] = Counter()
    for entry in facts.entries:
        if entry.day <= on:
            minutes[entry.case] += entry.minutes
    return minutes


# --- the sums -------------------------------------------------------------------------------------


@thorough
@given(customers(), dates_of_statements())
def test_a_statement_balances(facts: Facts, on: date) -> None:
    """G6: what was granted is what remains and what was charged, grant by grant and in all."""
    told = statement(facts, on)
    taken = Counter(charge.grant for charge in told.charges)
    for line in told.every_grant:
        assert line.charged == taken[line.grant]
        assert 0 <= line.remaining <= line.grant.quantity
    assert told.granted == told.remaining + sum(line.charged for line in told.grants)
    assert all(line.grant.first_day <= on <= line.grant.last_day for line in told.grants)
    assert sum(taken.values()) - taken[None] == sum(line.charged for line in told.every_grant)


@thorough
@given(customers(), dates_of_statements())
def test_charges_without_a_grant_are_uncovered_or_settled_as_consulting(
    facts: Facts, on: date
) -> None:
    """E7: a due charge with no grant to take from is uncovered, until it is settled."""
    told = statement(facts, on)
    without = [charge for charge in told.charges if charge.grant is None]
    assert [charge for charge in without if not charge.consulting] == list(told.uncovered)
    assert all(charge.block.settlement for charge in without if charge.consulting)
    assert [c.block.day for c in told.uncovered] == sorted(c.block.day for c in told.uncovered)


@quick
@given(customers(), dates_of_statements())
def test_minutes_of_blocks_are_the_minutes_of_the_entries(facts: Facts, on: date) -> None:
    """E1: every minute logged up to the date is in one block; all blocks but the last are full."""
    told = statement(facts, on)
    assert {case.number: case.minutes for case in told.cases} == entries_until(facts, on)
    for case in told.cases:
        assert sum(block.minutes for block in case.blocks) == case.minutes
        assert all(block.minutes == 300 for block in case.blocks[:-1])
        assert 1 <= case.blocks[-1].minutes <= 300


@quick
@given(customers(), dates_of_statements())
def test_every_minute_is_accounted_for_once(facts: Facts, on: date) -> None:
    """E2, E3, E5, E7: a minute is free, within an escalation, consulting, or undecided."""
    for case in statement(facts, on).cases:
        escalations = sum(c.block.minutes for c in case.charges if not c.consulting)
        counted = escalations + case.undecided_minutes + case.consulting_minutes
        assert counted == (0 if case.why_free else case.minutes)


@quick
@given(customers(), dates_of_statements())
def test_consulting_costs_4_francs_a_minute(facts: Facts, on: date) -> None:
    """E5: CHF 4.– a minute."""
    told = statement(facts, on)
    assert told.consulting_chf == Decimal(4) * told.consulting_minutes


@thorough
@given(customers(), dates_of_statements())
def test_charges_are_dated_within_their_grant(facts: Facts, on: date) -> None:
    """E6, E7: a charge takes from a grant that is valid on its date, which is never ahead."""
    for charge in statement(facts, on).charges:
        assert charge.day <= on
        assert charge.block.day <= charge.day
        if charge.grant:
            assert charge.grant.valid_on(charge.day)
            assert (charge.outcome is Outcome.COVERED) is (charge.day == charge.block.day)


@quick
@given(customers(), dates_of_statements())
def test_nothing_is_charged_twice(facts: Facts, on: date) -> None:
    """E: nothing is charged twice; what is never charged, or too short, not once."""
    told = statement(facts, on)
    charged = Counter((charge.block.case, charge.block.number) for charge in told.charges)
    assert all(number == 1 for number in charged.values())
    minutes = entries_until(facts, on)
    free = {case.number for case in facts.cases if case.kind in NEVER_CHARGED}
    assert all(case not in free and minutes[case] >= 15 for case, _ in charged)


# --- the second implementation --------------------------------------------------------------------


@thorough
@given(customers(), st.none() | contract_histories(), dates_of_statements())
def test_serving_agrees_with_living_through_it(
    facts: Facts, agreed: tuple[ContractFact, ...] | None, on: date
) -> None:
    """E1 to E7, G1 to G5: every line and every sum is the same where it is lived through day by day
    and counted minute by minute."""
    if agreed is not None:
        facts = replace(facts, contracts=agreed)
    assert lines(seen(statement(facts, on))) == lines(naive.told(plain(facts), on))


@thorough
@given(customers_with_ends(), days(364))
def test_ends_are_known_from_their_recording_on(facts: Facts, on: date) -> None:
    """E6: each day's charges take from what expired first, by what was known at its end."""
    assert lines(seen(statement(facts, on))) == lines(naive.told(plain(facts), on))


# --- E11: on a date -------------------------------------------------------------------------------


@thorough
@given(customers(), dates_of_statements())
def test_entries_and_grants_dated_later_change_nothing(facts: Facts, on: date) -> None:
    """E11: time entries and grants dated later change nothing in a statement on a date."""
    known = replace(
        facts,
        entries=tuple(entry for entry in facts.entries if entry.day <= on),
        grants=tuple(grant for grant in facts.grants if grant.first_day <= on),
    )
    assert statement(known, on) == statement(facts, on)


@quick
@given(customers(), dates_of_statements())
def test_changes_of_level_dated_later_change_nothing(facts: Facts, on: date) -> None:
    """E11, G5: what a later change of level grants begins later."""
    known = replace(
        facts, contracts=tuple(f for f in facts.contracts if f.what != Agreed.LEVEL or f.day <= on)
    )
    assert replace(statement(known, on), contracts=()) == replace(
        statement(facts, on), contracts=()
    )


@quick
@given(customers(settled=False), dates_of_statements(), dates_of_statements())
def test_what_was_charged_stays_charged(facts: Facts, one: date, other: date) -> None:
    """E11, E6: without settlements, charges dated up to a date are the same on any later one."""
    earlier, later = sorted((one, other))
    before, after = statement(facts, earlier), statement(facts, later)
    assert taken_by(before) == [taken for taken in taken_by(after) if taken[0] <= earlier]


def taken_by(told: Statement) -> list[tuple[date, int, int, Grant | None]]:
    """Return when each block that is due took from which grant."""
    return [(c.day, c.block.case, c.block.number, c.grant) for c in told.charges]


# --- the ledger on the way ------------------------------------------------------------------------


@thorough
@given(customers(), dates_of_statements())
def test_a_ledger_tells_of_every_date_from_its_latest_on(facts: Facts, on: date) -> None:
    """E11: with all facts folded, a statement from the last dated fact on is the same."""
    whole = ledger(facts, date.max)
    if on >= whole.latest:
        assert whole.statement(on) == statement(facts, on)


@quick
@given(customers(), st.integers(0, 12))
def test_time_folds_step_by_step(facts: Facts, first: int) -> None:
    """E1, E4: what was folded before and the entries after it give what all of them give."""
    for case in facts.cases:
        entries = sorted((e.day, e.id, e.minutes) for e in facts.entries if e.case == case.number)
        assert folded(entries[first:], folded(entries[:first])) == folded(entries)


def test_the_example_at_the_top_is_true() -> None:
    """What the module says of itself first, facts in and statement out, is so."""
    tried = doctest.testmod(entitlement, extraglobs={"CaseKind": CaseKind})
    assert (tried.failed, tried.attempted) == (0, 4)
