"""E as laws: facts recorded late or in another order, and what more or fewer of them do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from hypothesis import assume, given
from hypothesis import strategies as st

from models.rules.contract_year import Agreed, ContractFact
from models.rules.difference import Difference
from models.rules.entitlement import statement
from models.rules.facts import BoughtGrant, Decision, Facts, Settlement, TimeEntry
from models.rules.statement import Charge, Grant, Statement
from tests.rules.strategies import (
    CASES,
    bought_grants,
    customers,
    dates_of_statements,
    days,
    quick,
    thorough,
)

Recorded = TypeVar("Recorded", TimeEntry, BoughtGrant, Decision, Settlement)
randoms = st.randoms(use_true_random=False)


def recorded_otherwise(facts: tuple[Recorded, ...], random: Random) -> tuple[Recorded, ...]:
    """Return the same facts as if they had been recorded in another order."""
    ids = [fact.id for fact in facts]
    random.shuffle(ids)
    changed = [replace(fact, id=number) for fact, number in zip(facts, ids, strict=True)]
    random.shuffle(changed)
    return tuple(changed)


def without_ties(grants: tuple[BoughtGrant, ...]) -> tuple[BoughtGrant, ...]:
    """Leave out the grants between which only the order of recording decides (E6)."""
    return tuple({(g.source, g.first_day, g.last_day): g for g in grants}.values())


def as_a_set(told: Statement) -> tuple[object, ...]:
    """Return what a statement says, without the order of recording."""
    return (
        told.level,
        (told.remaining, told.undecided_minutes, told.consulting_minutes),
        sorted((*_block(c), c.outcome.value, _source(c.grant)) for c in told.charges),
        sorted((_source(line.grant), line.charged) for line in told.every_grant),
        sorted(
            (case.number, [(b.minutes, b.day, str(b.answer)) for b in case.blocks])
            for case in told.cases
        ),
    )


def _block(charge: Charge) -> tuple[int, int, date]:
    return charge.block.case, charge.block.number, charge.day


def _source(grant: Grant | None) -> str:
    return f"{grant.source} {grant.first_day} {grant.last_day}" if grant else ""


@thorough
@given(customers(distinct_days=True), days(700), randoms)
def test_the_order_of_recording_changes_nothing(facts: Facts, on: date, random: Random) -> None:
    """E: a late fact counts as if it had come in time; only E1's and E6's ties know the order."""
    facts = replace(facts, grants=without_ties(facts.grants))
    cases = list(facts.cases)
    random.shuffle(cases)
    otherwise = Facts(
        contracts=facts.contracts[::-1],
        grants=recorded_otherwise(facts.grants, random),
        cases=tuple(cases),
        entries=recorded_otherwise(facts.entries, random),
        decisions=recorded_otherwise(facts.decisions, random),
        settlements=recorded_otherwise(facts.settlements, random),
    )
    assert as_a_set(statement(otherwise, on)) == as_a_set(statement(facts, on))


@quick
@given(customers(), dates_of_statements(), randoms)
def test_the_order_of_reading_changes_nothing(facts: Facts, on: date, random: Random) -> None:
    """E: with the order of recording kept, ties and all, how facts are read says nothing."""
    read = replace(
        facts,
        grants=tuple(random.sample(facts.grants, len(facts.grants))),
        entries=tuple(random.sample(facts.entries, len(facts.entries))),
        decisions=tuple(random.sample(facts.decisions, len(facts.decisions))),
        settlements=tuple(random.sample(facts.settlements, len(facts.settlements))),
    )
    assert statement(read, on) == statement(facts, on)


@thorough
@given(customers(), st.integers(0, 3), st.integers(0, 500))
def test_an_end_leaves_alone_what_was_charged_by_then(facts: Facts, which: int, days_: int) -> None:
    """G5: charges made stand: up to its last day, an end changes nothing in who took what."""
    starts = [fact for fact in facts.contracts if fact.what == Agreed.START]
    assume(starts)
    ended = starts[which % len(starts)]
    last_day = ended.day + timedelta(days=days_)
    assume(ended.last_day is None or last_day <= ended.last_day)
    end = ContractFact(
        1000, Agreed.END, last_day, last_day=last_day, about=ended.id, recorded_on=date.max
    )
    after = replace(facts, contracts=(*facts.contracts, end))
    assert taken(statement(after, last_day)) == taken(statement(facts, last_day))


def taken(told: Statement) -> list[tuple[object, ...]]:
    """Return who took from what, whatever became of the grants' last days."""
    return [(*_block(c), c.grant and (c.grant.label, c.grant.recorded)) for c in told.charges]


@quick
@given(customers(settled=False), bought_grants(first_id=100), dates_of_statements())
def test_more_grants_never_leave_more_uncovered(
    facts: Facts, more: tuple[BoughtGrant, ...], on: date
) -> None:
    """E6: what expires first is taken first, so no grant is wasted that could have served."""
    richer = replace(facts, grants=facts.grants + more)
    assert len(statement(richer, on).uncovered) <= len(statement(facts, on).uncovered)


@quick
@given(customers(settled=False), st.sampled_from(CASES), dates_of_statements())
def test_a_case_taken_away_gives_back_what_it_took(facts: Facts, case: int, on: date) -> None:
    """E8: when time is removed the statement follows: nobody else is worse off for it."""
    before = statement(facts, on)
    kept = tuple(entry for entry in facts.entries if entry.case != case)
    after = statement(replace(facts, entries=kept), on)
    change = Difference(before, after)
    gone = Difference(after, before).new_charges
    assert {charge.block.case for charge in gone} <= {case}
    assert change.new_charges == ()
    assert len(before.charges) - len(gone) == len(after.charges)
    assert change.uncovered <= 0
    covered_less = sum(line.charged for line in before.every_grant) - sum(
        line.charged for line in after.every_grant
    )
    assert len(gone) == covered_less - change.uncovered
    assert sum(number for _, number in change.returned) >= covered_less >= 0
