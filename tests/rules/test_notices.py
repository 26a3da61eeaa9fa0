"""N1: what there is to tell of a customer on a day, and how near it has come."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.rules.contract_year import Agreed, ContractFact
from models.rules.entitlement import statement
from models.rules.facts import BoughtGrant, CaseKind, Facts, GrantSource, TimeEntry
from models.rules.notices import (
    HALF,
    NONE,
    ONE,
    Expires,
    Left,
    Notice,
    ToDecide,
    Uncovered,
    standing,
)
from models.rules.renewal import Renewal
from models.rules.service_definition import Kind, Level

JUNE = date(2026, 6, 8)
PACK = BoughtGrant(3, GrantSource.PACK, "pack 1 (S)", date(2026, 3, 1), date(2027, 3, 1), 1)


def stands(used: int, *bought: BoughtGrant, on: date = JUNE) -> list[Notice]:
    """What stands of a Standard customer who has used so many escalations."""
    facts = Facts(
        contracts=(ContractFact(1, Agreed.START, date(2026, 1, 1), Level.STANDARD),),
        grants=bought,
        cases=tuple(CaseKind(number, Kind.CONFIGURATION) for number in range(1, used + 1)),
        entries=tuple(TimeEntry(n, n, date(2026, 5, 4), 60) for n in range(1, used + 1)),
    )
    return standing(statement(facts, on), None, [], [])


def step_left(found: list[Notice]) -> int | None:
    return next((each.step for each in found if isinstance(each, Left)), None)


@pytest.mark.parametrize(
    ("used", "step"), [(0, None), (1, None), (2, HALF), (3, ONE), (4, NONE), (5, NONE)]
)
def test_what_is_left_of_four(used: int, step: int | None) -> None:
    assert step_left(stands(used)) == step


def test_of_what_nothing_was_used_nothing_runs_out() -> None:
    """A customer who has one, and uses none, and one who has none at all."""
    basic = Facts(
        contracts=(ContractFact(1, Agreed.START, date(2026, 1, 1), Level.BASIC),), grants=(PACK,)
    )
    assert standing(statement(basic, JUNE), None, [], []) == []
    assert standing(statement(Facts(), JUNE), None, [], []) == []


def test_what_is_left_is_another_subject_when_more_was_granted() -> None:
    """A pack, or the next contract year; not time that was used or taken back."""
    (before,) = stands(3)
    (used,) = stands(4)
    (bought,) = stands(3, PACK)
    assert (before.subject, used.step) == (used.subject, NONE)
    assert bought.subject != before.subject
    next_year = stands(3, on=date(2027, 1, 1))
    assert next_year == []  # four of four


def test_a_charge_without_a_grant() -> None:
    """Each is told by itself; what is uncovered stands before what is left."""
    found = stands(6)
    assert [type(each) for each in found] == [Uncovered, Uncovered, Left]
    assert len({each.subject for each in found}) == 3


@pytest.mark.parametrize(
    ("days", "step"), [(61, None), (60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (0, 7)]
)
def test_what_expires(days: int, step: int | None) -> None:
    """A grant with something left, in 60, 30 and 7 days, its last day included."""
    found = stands(1, on=date(2026, 12, 31) - timedelta(days=days))
    assert [each.step for each in found if isinstance(each, Expires)] == ([step] if step else [])


def test_what_is_used_up_does_not_expire() -> None:
    assert not [each for each in stands(4, on=date(2026, 12, 30)) if isinstance(each, Expires)]


@pytest.mark.parametrize(
    ("days", "step"), [(91, None), (90, 90), (61, 90), (60, 60), (30, 30), (0, 30)]
)
def test_what_is_to_be_decided(days: int, step: int | None) -> None:
    """An end, or the last day to give notice, in 90, 60 and 30 days."""
    due = Renewal(1, JUNE + timedelta(days=days), date(2027, 1, 1), ends=False)
    found = standing(statement(Facts(), JUNE), due, [], [])
    assert [each.step for each in found if isinstance(each, ToDecide)] == ([step] if step else [])
