"""The forecast (N3): examples, and laws that hold it against the statement itself."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.contract_year import Agreed, ContractFact
from models.rules.entitlement import ledger, statement
from models.rules.facts import CaseKind, Facts, TimeEntry
from models.rules.forecast import Forecast, Path, Silence, forecast, left_by_expiry, left_on, paced
from models.rules.service_definition import Kind, Level
from tests.rules.strategies import START, customers, dates_of_statements, days, thorough
from tests.rules.test_supposing import as_known_on

TODAY = date(2026, 7, 1)


def standard(*charged: date, since: date = START) -> Facts:
    """Standard since a day, with an hour on a case of its own on each of some days."""
    return Facts(
        contracts=(ContractFact(1, Agreed.START, since, Level.STANDARD),),
        cases=tuple(CaseKind(n, Kind.UPGRADE) for n in range(1, len(charged) + 1)),
        entries=tuple(TimeEntry(n, n, day, 60) for n, day in enumerate(charged, start=1)),
    )


def of(facts: Facts, today: date = TODAY) -> Forecast | Silence:
    """The forecast of a customer."""
    return forecast(ledger(facts, today), today)


def three(first: date = date(2026, 2, 2)) -> tuple[date, date, date]:
    """Three days a month apart."""
    return first, first + timedelta(30), first + timedelta(60)


def test_silent_under_90_days_of_history() -> None:
    """N3: of a customer since 2 April nothing is said on 30 June, and something a day later."""
    young = standard(*three(date(2026, 4, 2)), since=date(2026, 4, 2))
    assert of(young, date(2026, 6, 30)) == Silence(89, 3)
    assert isinstance(of(young, date(2026, 7, 1)), Forecast)


def test_silent_under_three_charges() -> None:
    """N3: two charges say nothing."""
    assert of(standard(*three()[:2])) == Silence(181, 2)
    assert isinstance(of(standard(*three())), Forecast)


def test_the_pace_is_that_of_180_days() -> None:
    """N3: what lies further back counts no more, and of a shorter history all of it does, today and
    its first day too.
    """
    old = standard(*three(date(2025, 2, 3)), date(2026, 6, 1), since=date(2025, 1, 1))
    comes = of(old)
    assert isinstance(comes, Forecast)
    assert (comes.charges, comes.days) == (1, 180)
    comes = of(standard(*three(), since=date(2026, 2, 2)))
    assert isinstance(comes, Forecast)
    assert (comes.charges, comes.days) == (3, 150)
    edges = (TODAY - timedelta(180), TODAY - timedelta(179), TODAY)
    comes = of(standard(*edges, since=date(2025, 1, 1)))
    assert isinstance(comes, Forecast)
    assert (comes.charges, comes.days) == (2, 180)


def test_what_expires_unused() -> None:
    """One charge in 180 days, give or take one: of 4 there are 3 left on 1 July, and by 31 December
    two more charges come at the fast pace, none at the slow one."""
    facts = standard(*three(date(2025, 2, 3)), date(2026, 6, 1), since=date(2025, 1, 1))
    comes = of(facts)
    assert isinstance(comes, Forecast)
    first = comes.lost[0]
    assert (first.grant.label, first.least, first.most) == ("included 2026", 1, 3)
    assert first.grant.last_day == date(2026, 12, 31)
    assert (comes.fast.needs_more, comes.slow.needs_more) == (None, None)


def test_when_more_is_needed() -> None:
    """Sixteen charges in 180 days are twelve to twenty: with nothing left the next one finds none,
    after 9 days at the fast pace and after 15 at the slow one."""
    first = TODAY - timedelta(170)
    facts = standard(*(first + timedelta(10 * n) for n in range(16)))
    assert statement(facts, TODAY).remaining == 0
    comes = of(facts)
    assert isinstance(comes, Forecast)
    assert (comes.charges, comes.days, comes.lost) == (16, 180, ())
    assert comes.fast.needs_more == TODAY + timedelta(9)
    assert comes.slow.needs_more == TODAY + timedelta(15)
    assert comes.runs_out is None  # it has


def test_the_slow_pace_may_need_more_first() -> None:
    """A pack is over on 19 July: the one charge of the slow pace comes on 1 September, the next of
    the fast one on the 10th."""
    comes = Forecast(
        on=TODAY,
        charges=3,
        days=180,
        slow=Path((), (), date(2027, 9, 1)),
        fast=Path((), (), date(2027, 9, 10)),
    )
    assert comes.needs_more == (date(2027, 9, 1), date(2027, 9, 10))


@pytest.mark.parametrize(
    ("charges", "days", "number"),
    [(0.0, 180, 0), (-1.0, 180, 0), (1.0, 365, 1), (1.0, 366, 0), (180.0, 180, 365)],
)
def test_so_many_in_so_many_days(charges: float, days: int, number: int) -> None:
    """A pace gives its charges within the year, the first after its whole span."""
    found = list(paced(TODAY, charges, days))
    assert len(found) == number
    assert all(TODAY < day <= TODAY + timedelta(365) for day in found)


def test_a_pace_is_exact() -> None:
    """33 in 180 days: the 44th comes 240 days later, and not a day after."""
    assert list(paced(TODAY, 33, 180))[43] == TODAY + timedelta(240)


@thorough
@given(customers(), dates_of_statements())
def test_a_forecast_is_the_statement_with_those_charges(facts: Facts, today: date) -> None:
    """What is served at a pace is what the statement of the year's end says of the same charges."""
    facts = as_known_on(facts, today)
    comes = of(facts, today)
    if isinstance(comes, Silence):
        return
    until = today + timedelta(365)
    for path in (comes.slow, comes.fast):
        charges = [day for day, _ in path.taken]
        numbers = range(1000, 1000 + len(charges))
        then = replace(
            facts,
            cases=(*facts.cases, *(CaseKind(n, Kind.UPGRADE) for n in numbers)),
            entries=(
                *facts.entries,
                *(TimeEntry(n, n, day, 60) for n, day in zip(numbers, charges, strict=True)),
            ),
        )
        told = statement(then, until)
        assert path.lines == told.every_grant
        assert len(told.uncovered) == len(statement(facts, today).uncovered)


@thorough
@given(customers(), dates_of_statements())
def test_the_slow_pace_never_takes_more(facts: Facts, today: date) -> None:
    """Fewer charges take no more, and leave no less unused in all; what is said is in order."""
    comes = of(as_known_on(facts, today), today)
    if isinstance(comes, Forecast):
        slow, fast = comes.slow, comes.fast
        assert len(slow.taken) <= len(fast.taken)
        first, last = comes.needs_more or (date.min, None)
        assert first <= (last or date.max)
        assert all(0 <= each.least <= each.most <= each.grant.quantity for each in comes.lost)


@thorough
@given(customers(), dates_of_statements())
def test_it_has_run_out_when_nothing_is_left(facts: Facts, today: date) -> None:
    """From the day on which it runs out nothing is left until a charge finds none, as its chart
    shows it; on the day before something was.
    """
    facts = as_known_on(facts, today)
    comes, told = of(facts, today), statement(facts, today)
    for path in (comes.slow, comes.fast) if isinstance(comes, Forecast) else ():
        first, last = path.runs_out, path.needs_more
        if first is None or last is None:
            assert last is None or told.remaining == 0
            continue
        span = [first + timedelta(n) for n in range((last - first).days)]
        assert not any(left_on(told, path, span))
        assert left_on(told, path, [first - timedelta(1)]) != [0]


@thorough
@given(customers(), dates_of_statements(), st.lists(days(), max_size=5))
def test_what_was_left_is_what_the_statement_of_that_day_says(
    facts: Facts, today: date, then: list[date]
) -> None:
    """E11: the past of the chart is the statement on each of its days."""
    facts = as_known_on(facts, today)
    past = [day for day in then if day <= today]
    assert left_on(statement(facts, today), None, past) == [
        statement(facts, day).remaining for day in past
    ]


@thorough
@given(customers(), dates_of_statements(), st.lists(days(), max_size=5))
def test_what_is_left_by_expiry_is_what_each_grant_holds(
    facts: Facts, today: date, then: list[date]
) -> None:
    """The chart's past by expiry is the grants of the statement on each of its days (G6)."""
    facts = as_known_on(facts, today)
    past = [day for day in then if day <= today]
    found = left_by_expiry(statement(facts, today), None, past)
    assert list(found) == sorted(found)
    for place, day in enumerate(past):
        held: dict[date, int] = defaultdict(int)
        for line in statement(facts, day).grants:
            held[line.grant.last_day] += line.remaining
        shown = {last_day: left[place] for last_day, left in found.items() if left[place]}
        assert shown == {last_day: left for last_day, left in held.items() if left}
