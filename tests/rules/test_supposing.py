"""What if, as laws: what is supposed is what the same facts would say, once they are recorded."""

from __future__ import annotations

import doctest
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from models.rules import supposing
from models.rules.contract_year import Agreed, ContractFact, pack_last_day
from models.rules.entitlement import Ledger, ledger, standing, statement
from models.rules.facts import BlockAnswer, BoughtGrant, Decision, Facts, GrantSource, TimeEntry
from models.rules.service_definition import PACKS, Level, PackSize
from models.rules.statement import Statement
from models.rules.supposing import (
    BlockIs,
    CaseTakes,
    LevelFrom,
    PackBought,
    Supposition,
    supposed,
    untouched,
)
from tests.rules.strategies import CASES, customers, dates_of_statements, days, thorough

levels = st.sampled_from(Level).flatmap(
    lambda level: st.tuples(
        st.just(level), st.integers(2, 12) if level is Level.MANAGED else st.none()
    )
)
decisions = st.builds(
    BlockIs, st.sampled_from(CASES), st.integers(2, 4), st.sampled_from(BlockAnswer)
)


def as_people_type(most: int) -> st.SearchStrategy[Supposition]:
    """Draw what people suppose, a case's time up to so many minutes."""
    edges = st.sampled_from((1, 14, 15, 60, 299, 300, 301))
    return st.one_of(
        st.builds(CaseTakes, st.sampled_from(CASES), edges | st.integers(1, most), st.booleans()),
        st.builds(PackBought, st.sampled_from(PackSize)),
        st.builds(lambda level, day: LevelFrom(level[0], level[1], day), levels, days(900)),
    )


def as_known_on(facts: Facts, today: date) -> Facts:
    """Leave out what is dated later: nobody records it ahead."""
    return replace(
        facts,
        entries=tuple(entry for entry in facts.entries if entry.day <= today),
        settlements=tuple(each for each in facts.settlements if each.day <= today),
    )


def recorded(facts: Facts, what: Supposition, number: int, today: date) -> Facts:
    """Record what was supposed, as a fact under a number."""
    match what:
        case CaseTakes(case=case, minutes=minutes, more=more):
            has = sum(entry.minutes for entry in facts.entries if entry.case == case)
            entry = TimeEntry(number, case, today, minutes if more else max(minutes - has, 0))
            return replace(facts, entries=(*facts.entries, entry)) if entry.minutes else facts
        case BlockIs(case=case, block=block, answer=answer):
            onwards = answer is BlockAnswer.CONSULTING
            decision = Decision(number, case, block, answer, onwards)
            return replace(facts, decisions=(*facts.decisions, decision))
        case PackBought(size=size):
            last, quantity = pack_last_day(today), PACKS[size].escalations
            pack = BoughtGrant(number, GrantSource.PACK, f"pack {size}", today, last, quantity)
            return replace(facts, grants=(*facts.grants, pack))
        case LevelFrom(level=level, escalations=escalations, day=day):
            fact = ContractFact(number, Agreed.LEVEL, day, level, escalations, recorded_on=today)
            return replace(facts, contracts=(*facts.contracts, fact))


def whole(facts: Facts, today: date) -> Ledger:
    """The ledger with all cases on it, those without time too."""
    known = ledger(facts, today)
    cases = {
        case.number: untouched(
            case,
            (
                [d for d in facts.decisions if d.case == case.number],
                [s for s in standing(facts.settlements, today) if s.case == case.number],
            ),
        )
        for case in facts.cases
    }
    return replace(known, cases={**cases, **known.cases})


def said(told: Statement) -> tuple[object, ...]:
    """What a statement says, but for the order of cases and what a fact is called."""
    return (
        told.level,
        (told.remaining, told.granted, len(told.uncovered)),
        (told.undecided_minutes, told.consulting_minutes),
        [
            (c.block.case, c.block.number, c.day, c.outcome, c.grant and c.grant.label)
            for c in told.charges
        ],
        sorted((line.grant.label, line.grant.last_day, line.charged) for line in told.every_grant),
    )


@thorough
@given(
    customers(),
    dates_of_statements(),
    days(900),
    st.lists(as_people_type(1200) | decisions, min_size=1, max_size=4),
)
def test_what_if_equals_what_then_happens(
    facts: Facts, today: date, ahead: date, what: Sequence[Supposition]
) -> None:
    """E11: supposed, or recorded and worked out anew: the same statement, on any date to come."""
    then = facts = as_known_on(facts, today)
    feasible = []
    for number, each in enumerate(what, start=1000):
        after = recorded(then, each, number, today)
        if after is not then:
            feasible.append(each)
        then = after
    on = max(today, ahead)
    assert said(supposed(whole(facts, today), feasible, today).statement(on)) == said(
        statement(then, on)
    )


@thorough
@given(customers(), dates_of_statements())
def test_nothing_supposed_changes_nothing(facts: Facts, today: date) -> None:
    """Cases without time are on the ledger for what may be supposed, and say nothing themselves."""
    facts = as_known_on(facts, today)
    assert said(supposed(whole(facts, today), (), today).statement(today)) == said(
        statement(facts, today)
    )


def test_the_example_of_the_module() -> None:
    """What the module shows at its head is so."""
    tried = doctest.testmod(supposing)
    assert tried.attempted > 0
    assert tried.failed == 0
