"""N1, G2: by when is to be decided whether a contract goes on, and what its year used."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from models.rules.contract_year import (
    Agreed,
    ContractFact,
    anniversary,
    contract_on,
    contracts,
    year_start,
)
from models.rules.entitlement import statement
from models.rules.facts import BlockAnswer, CaseKind, Decision, Facts, TimeEntry
from models.rules.renewal import (
    MOST_NOTICE_MONTHS,
    Renewal,
    YearUse,
    a_year_later,
    notice_day,
    renewal,
    year_used,
)
from models.rules.service_definition import Kind, Level
from tests.rules.strategies import contract_facts, quick

ONE_DAY = timedelta(days=1)
any_day = st.dates(date(2024, 1, 1), date(2030, 12, 31))
months = st.integers(0, MOST_NOTICE_MONTHS)
OPEN = contracts((ContractFact(1, Agreed.START, date(2026, 1, 1), Level.STANDARD),))
TO_JUNE = contracts(
    (ContractFact(1, Agreed.START, date(2026, 1, 1), Level.STANDARD, None, date(2027, 6, 30)),)
)


@given(any_day, months)
def test_the_last_day_to_give_notice(turns_on: date, period: int) -> None:
    """The period has run by the anniversary; four days later it had not: months differ by three."""
    last = notice_day(turns_on, period)
    assert last + ONE_DAY + relativedelta(months=period) <= turns_on
    assert last + 5 * ONE_DAY + relativedelta(months=period) > turns_on


@pytest.mark.parametrize(
    ("today", "decide_by", "turns_on"),
    [
        (date(2026, 6, 8), date(2026, 9, 30), date(2027, 1, 1)),
        (date(2026, 9, 30), date(2026, 9, 30), date(2027, 1, 1)),  # that day is the last
        (date(2026, 10, 1), date(2027, 9, 30), date(2028, 1, 1)),  # it renews: nobody gave notice
    ],
)
def test_three_months_before_an_anniversary(today: date, decide_by: date, turns_on: date) -> None:
    """G2: the contract's own anniversary; 3 months before it, to the day."""
    found = renewal(OPEN, 3, None, today)
    assert found == Renewal(1, decide_by, turns_on, ends=False)


def test_what_was_decided_is_to_be_decided_no_more() -> None:
    """The next anniversary is; and so is none before one that was decided."""
    found = renewal(OPEN, 3, date(2027, 1, 1), date(2026, 6, 8))
    assert found == Renewal(1, date(2027, 9, 30), date(2028, 1, 1), ends=False)
    found = renewal(OPEN, 3, date(2028, 1, 1), date(2026, 6, 8))
    assert found == Renewal(1, date(2028, 9, 30), date(2029, 1, 1), ends=False)
    found = renewal(OPEN, 3, date(2028, 4, 1), date(2026, 6, 8))  # of an earlier contract
    assert found == Renewal(1, date(2026, 9, 30), date(2027, 1, 1), ends=False)


def test_an_end_and_a_notice_period() -> None:
    """Whichever comes first; at the end of all there is no anniversary left."""
    assert renewal(TO_JUNE, None, None, date(2026, 6, 8)) == Renewal(
        1, date(2027, 6, 30), date(2027, 7, 1), ends=True
    )
    assert renewal(TO_JUNE, 3, None, date(2026, 6, 8)) == Renewal(
        1, date(2026, 9, 30), date(2027, 1, 1), ends=False
    )
    assert renewal(TO_JUNE, 3, None, date(2026, 12, 1)) == Renewal(
        1, date(2027, 6, 30), date(2027, 7, 1), ends=True
    )


def test_nothing_to_decide() -> None:
    """Nothing is agreed of an end; none is in force; or another contract follows at once (G5)."""
    assert renewal(OPEN, None, None, date(2026, 6, 8)) is None
    assert renewal(OPEN, 3, None, date(2025, 12, 31)) is None
    raised = contracts(
        (
            ContractFact(1, Agreed.START, date(2026, 1, 1), Level.BASIC),
            ContractFact(2, Agreed.LEVEL, date(2026, 7, 1), Level.STANDARD),
        )
    )
    assert renewal(raised, None, None, date(2026, 6, 8)) is None


@quick
@given(contract_facts(), st.none() | months, any_day)
def test_it_is_a_day_to_come_of_the_contract_in_force(
    facts: tuple[ContractFact, ...], period: int | None, today: date
) -> None:
    """Never past; an anniversary that the contract lives to see, or the day after its last."""
    agreed = contracts(facts)
    found = renewal(agreed, period, None, today)
    if found is None:
        return
    contract = contract_on(agreed, today)
    assert contract is not None
    assert contract.id == found.contract
    assert today <= found.decide_by < found.turns_on
    if found.ends:
        assert found.decide_by == contract.last_day
    else:
        assert contract.covers(found.turns_on)
        assert found.turns_on in {anniversary(contract.start, years) for years in range(12)}


@given(any_day, st.integers(0, 2000))
def test_a_contract_year_begins_with_its_anniversary(start: date, later: int) -> None:
    """G2: a day lies in the year of the last anniversary up to it."""
    day = start + timedelta(days=later)
    first = year_start(start, day)
    years = [anniversary(start, number) for number in range(8)]
    assert first == max(each for each in years if each <= day)


@pytest.mark.parametrize(
    ("start", "last_day", "later"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), date(2027, 12, 31)),
        (date(2026, 3, 1), date(2027, 2, 28), date(2028, 2, 29)),  # the last day of February
        # From 29 Feb its years begin on 28 Feb, but every fourth (G2).
        (date(2024, 2, 29), date(2027, 2, 27), date(2028, 2, 28)),
        (date(2024, 2, 29), date(2028, 2, 28), date(2029, 2, 27)),
        (date(2025, 2, 28), date(2027, 2, 27), date(2028, 2, 27)),
        (date(2026, 1, 1), date(2026, 6, 30), date(2027, 6, 30)),  # within a year of its own
    ],
)
def test_a_year_beyond_an_end(start: date, last_day: date, later: date) -> None:
    """With its own year where it was to end with one; else to the same day a year later."""
    (contract,) = contracts((ContractFact(1, Agreed.START, start, Level.STANDARD, None, last_day),))
    assert a_year_later(contract, last_day) == later


def test_what_a_year_used() -> None:
    """Its charges, whatever they took, beside what it included; consulting by its minutes."""
    cases = tuple(CaseKind(number, Kind.CONFIGURATION) for number in range(1, 8))
    hours = [TimeEntry(n, n, date(2026, 3, n), 60) for n in range(1, 7)]
    long = TimeEntry(9, 7, date(2026, 4, 1), 7 * 60)
    facts = Facts(
        contracts=(ContractFact(1, Agreed.START, date(2025, 1, 1), Level.STANDARD),),
        cases=cases,
        entries=(*hours, long, TimeEntry(10, 1, date(2025, 3, 1), 60)),
        decisions=(Decision(1, 7, 2, BlockAnswer.CONSULTING, onwards=True),),
    )
    found = year_used(statement(facts, date(2026, 6, 8)))
    assert found == YearUse(date(2026, 1, 1), included=4, used=6, consulting_minutes=120)
    assert year_used(statement(facts, date(2024, 6, 8))) is None
