"""G1, G2, G5 as laws: contracts beside a reading that lives through them day by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from models.rules.contract_year import (
    Agreed,
    Contract,
    ContractFact,
    anniversary,
    contract_on,
    contracts,
    level_changes,
    level_on,
    next_anniversary,
    pack_last_day,
)
from tests.beside import agreed as plainly_agreed
from tests.naive.contracts import included, is_anniversary, live_through
from tests.rules.story import all_included
from tests.rules.strategies import contract_facts, contract_histories, quick, thorough

ONE_DAY = timedelta(days=1)
UNTIL = date(2029, 3, 1)
any_day = st.dates(date(2023, 1, 1), date(2032, 12, 31))


some_contracts = st.one_of(contract_facts(), contract_histories())


@thorough
@given(some_contracts)
def test_levels_agree_with_living_through_them(facts: tuple[ContractFact, ...]) -> None:
    """G5: on every day the level is what the changes up to it have made of it."""
    agreed = contracts(facts)
    days = live_through(plainly_agreed(facts), UNTIL)
    assert [level_on(agreed, today.day) for today in days] == [today.level for today in days]


@thorough
@given(some_contracts)
def test_included_grants_agree_with_living_through_them(facts: tuple[ContractFact, ...]) -> None:
    """G1, G5: the year's escalations on its first day, a raise's difference on its own."""
    granted = included(plainly_agreed(facts), UNTIL)
    found = all_included(contracts(facts), UNTIL)
    assert sorted((g.first_day, g.last_day, g.quantity) for g in found) == sorted(
        (g.first_day, g.last_day, g.quantity) for g in granted
    )


@quick
@given(contract_facts())
def test_contracts_never_overlap(facts: tuple[ContractFact, ...]) -> None:
    """G5: a contract ends before the next begins."""
    agreed = contracts(facts)
    for one, following in pairwise(agreed):
        assert one.last_day is not None
        assert one.start <= one.last_day < following.start


@quick
@given(contract_facts(), any_day)
def test_the_level_is_that_of_the_term_in_force(
    facts: tuple[ContractFact, ...], today: date
) -> None:
    """S2, G5: the level on a day is that of the contract's term; without a contract, Basic."""
    agreed = contracts(facts)
    contract = contract_on(agreed, today)
    level = contract.term_on(today).level if contract else "basic"
    assert level_on(agreed, today) == level


@quick
@given(contract_facts())
def test_levels_change_only_on_the_days_that_are_named(facts: tuple[ContractFact, ...]) -> None:
    """G5: the answer names the day on which a level changes."""
    agreed = contracts(facts)
    named = set(level_changes(agreed))
    today = min(fact.day for fact in facts)
    while today < UNTIL:
        today += ONE_DAY
        if level_on(agreed, today) != level_on(agreed, today - ONE_DAY):
            assert today in named


@quick
@given(contract_facts())
def test_years_do_not_overlap_and_nothing_is_cut(facts: tuple[ContractFact, ...]) -> None:
    """G1, G5: whole numbers a year, one year after the other; only raises lie within a year."""
    agreed = contracts(facts)
    years = [grant for grant in all_included(agreed, UNTIL) if not grant.raised]
    for one, following in pairwise(years):
        assert one.last_day < following.first_day
    for grant in years:
        contract = contract_on(agreed, grant.first_day)
        assert contract is not None
        level = contract.term_on(grant.first_day).level
        assert level != "basic"
        assert grant.quantity == {"standard": 4, "premium": 8}.get(level, grant.quantity)
        assert grant.last_day <= grant.year_end
        assert is_anniversary(contract.start, grant.year_end + ONE_DAY)


@quick
@given(contract_facts())
def test_a_raise_lies_within_its_year(facts: tuple[ContractFact, ...]) -> None:
    """G5: the difference is added from that day to the year's end."""
    grants = all_included(contracts(facts), UNTIL)
    for grant in grants:
        if grant.raised:
            assert grant.year_start < grant.first_day <= grant.last_day <= grant.year_end
            assert grant.quantity > 0


@quick
@given(contract_facts())
def test_the_order_in_which_facts_are_read_changes_nothing(
    facts: tuple[ContractFact, ...],
) -> None:
    """E: facts are a set; how they come from the database says nothing."""
    assert contracts(facts[::-1]) == contracts(facts)
    assert contracts(tuple(sorted(facts, key=lambda fact: fact.level))) == contracts(facts)


@quick
@given(contract_facts())
def test_an_end_recorded_is_an_end_known_from_the_start(facts: tuple[ContractFact, ...]) -> None:
    """G5: a last day given at the start and one recorded before any change mean the same, but for
    E6's order, which goes by what was agreed before."""
    later = []
    for fact in facts:
        if fact.what == Agreed.START and fact.last_day:
            later.append(
                ContractFact(fact.id, Agreed.START, fact.day, fact.level, fact.escalations)
            )
            later.append(
                ContractFact(0, Agreed.END, fact.day, last_day=fact.last_day, about=fact.id)
            )
        else:
            later.append(fact)
    assert as_agreed(tuple(later)) == as_agreed(facts)


def as_agreed(facts: tuple[ContractFact, ...]) -> list[Contract]:
    return [replace(contract, ends=()) for contract in contracts(facts)]


# --- G2, G3: the calendar -------------------------------------------------------------------------


@quick
@given(any_day, st.integers(0, 12))
def test_an_anniversary_is_the_same_calendar_day(start: date, years: int) -> None:
    """G2: anniversaries count from the contract's own start; 29 Feb is 28 Feb in other years."""
    found = anniversary(start, years)
    assert found.year == start.year + years
    assert found == start or is_anniversary(start, found)


@quick
@given(any_day, any_day)
def test_the_next_anniversary_is_the_first(start: date, today: date) -> None:
    """G5: no anniversary lies between a day and the next anniversary."""
    found = next_anniversary(start, today)
    assert found >= today
    assert is_anniversary(start, found)
    before = found - ONE_DAY
    while before >= today and before > start:
        assert not is_anniversary(start, before)
        before -= ONE_DAY


@quick
@given(any_day)
def test_a_pack_holds_for_12_months_and_its_last_day(bought: date) -> None:
    """G3: its last day is the same calendar day 12 months later, or 28 Feb for 29 Feb."""
    last = pack_last_day(bought)
    assert last.year == bought.year + 1
    same_day = (last.month, last.day) == (bought.month, bought.day)
    assert same_day or ((bought.month, bought.day), last.day) == ((2, 29), 28)
