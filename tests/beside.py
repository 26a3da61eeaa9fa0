"""The program's facts and statements in the words of the second implementation (`tests.naive`)."""

from __future__ import annotations

from dataclasses import astuple
from enum import Enum
from typing import TYPE_CHECKING, Any

from models.rules.contract_year import ContractFact
from models.rules.facts import Facts
from models.rules.statement import Block, Charge, Statement
from tests.naive import facts as naive
from tests.naive.statement import Became, Held, Told, Worked
from tests.naive.statement import Block as NaiveBlock

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def agreed(facts: tuple[ContractFact, ...]) -> tuple[naive.Agreed, ...]:
    """Return what was agreed, for the second implementation."""
    return tuple(naive.Agreed(*_plainly(fact)) for fact in facts)


def plain(facts: Facts) -> naive.Facts:
    """Return the facts of a customer, for the second implementation."""
    return naive.Facts(
        agreed(facts.contracts),
        [naive.Bought(*_plainly(grant)) for grant in facts.grants],
        [naive.Case(case.number, str(case.kind)) for case in facts.cases],
        [naive.Entry(*_plainly(entry)) for entry in facts.entries],
        [naive.Decision(*_plainly(decision)) for decision in facts.decisions],
        [naive.Settlement(*_plainly(settlement)) for settlement in facts.settlements],
    )


def _plainly(fact: DataclassInstance) -> list[Any]:
    return [str(value) if isinstance(value, Enum) else value for value in astuple(fact)]


def seen(statement: Statement) -> Told:
    """Return a statement of the program as the second implementation tells it."""
    return Told(
        level=str(statement.level),
        grants=sorted(
            Held(g.label, g.first_day, g.last_day, g.quantity, line.charged)
            for line in statement.every_grant
            for g in (line.grant,)
        ),
        cases=sorted(
            Worked(case.number, str(case.kind), case.minutes, case.why_free)
            for case in statement.cases
        ),
        blocks=[
            _became(block, case.charge_of(block))
            for case in sorted(statement.cases, key=lambda case: case.number)
            for block in case.blocks
            if block.charged
        ],
        left=statement.remaining,
        granted=statement.granted,
        uncovered=len(statement.uncovered),
        undecided_minutes=statement.undecided_minutes,
        consulting_minutes=statement.consulting_minutes,
        chf=int(statement.consulting_chf),
    )


def _became(block: Block, charge: Charge | None) -> Became:
    answer = str(block.answer) if block.answer else None
    plainly = NaiveBlock(block.case, block.number, block.minutes, block.day, block.entry, answer)
    if charge is None:
        return Became(plainly, answer or "undecided")
    if charge.grant is None:
        return Became(plainly, charge.outcome.value)
    grant = charge.grant.label, charge.grant.first_day
    return Became(plainly, charge.outcome.value, charge.day, grant)
