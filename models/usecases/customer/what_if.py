"""What if: a customer's statement beside what it would be (E11). Nothing is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from models.problems import Impossible
from models.rows.cases import Case
from models.rows.customers import Customer
from models.rules.contract_year import Agreed, ContractFact, contracts
from models.rules.difference import Difference
from models.rules.entitlement import Ledger
from models.rules.permissions import Permission
from models.rules.supposing import (
    AFTER_ALL,
    BlockIs,
    CaseTakes,
    LevelFrom,
    PackBought,
    Supposition,
    minutes_more,
    supposed,
)
from models.rules.writing import duration
from models.usecases import finding, people
from models.usecases.books.closing import refuse_parted
from models.usecases.customer.agreed import in_effect, refuse_odd_days, refuse_odd_number
from models.usecases.customer.levels import refuse_unfit_change
from models.usecases.derived import entitlements
from models.usecases.turn import Turn


@dataclass(frozen=True)
class Supposed:
    """What is supposed, and what it would change: on today's date, or by which all of it holds;
    and which cases would be reopened for it.
    """

    customer: Customer
    suppositions: Sequence[Supposition]
    difference: Difference
    reopened: Sequence[Case]


@people.may(Permission.EVERYBODY)
def what_if(turn: Turn, customer: Customer, suppositions: Sequence[Supposition]) -> Supposed:
    """Return what would be if all of this were recorded today, one after the other.

    Raises Impossible for what nobody could record then.
    """
    before = entitlements.ledger_of(turn.session, customer.id)
    known = before
    numbers = [each.case for each in suppositions if isinstance(each, CaseTakes)]
    cases = [_own_case(turn, customer, number) for number in numbers]
    for case in cases:
        known = entitlements.with_case(turn.session, known, case)
    on = turn.today
    for count, each in enumerate(suppositions):
        so_far = supposed(known, suppositions[:count], turn.today)
        on = max(on, _holds_from(turn, customer, so_far, each, AFTER_ALL + count))
    after = supposed(known, suppositions, turn.today)
    difference = Difference(before.statement(on), after.statement(on))
    closed = [case for case in cases if case.closed_at is not None]
    return Supposed(customer, suppositions, difference, closed)


def _own_case(turn: Turn, customer: Customer, number: int) -> Case:
    case = finding.case(turn, number)
    if case.customer_id != customer.id:
        whose = finding.customer_of(turn, case)
        raise Impossible(f"#{number} is a case of {whose.key}, not of {customer.key}.")
    if case.withdrawn_at is not None:
        raise Impossible(f"#{number} was withdrawn: no time comes to it.")
    return case


def _holds_from(
    turn: Turn, customer: Customer, ledger: Ledger, what: Supposition, number: int
) -> date:
    """Return the day from which something holds, if it is recorded today under a number."""
    match what:
        case CaseTakes():
            work = ledger.cases[what.case]
            if minutes_more(work, what) < 1:
                has = duration(work.account.minutes)
                raise Impossible(
                    f"#{what.case} has {has} already. What it may take beyond that is typed like "
                    f"`case {what.case} takes 2h more`."
                )
        case LevelFrom(level=level, escalations=escalations, day=day):
            refuse_odd_number(level, escalations)
            refuse_odd_days(day, None)
            facts = ledger.stock.contracts
            fact = ContractFact(
                number, Agreed.LEVEL, day, level, escalations, recorded_on=turn.today
            )
            refuse_unfit_change(customer, facts, fact)
            agreed = *facts, fact
            if customer.closed_until is not None and day <= customer.closed_until:
                known = entitlements.facts_of(turn.session, customer.id)
                refuse_parted(turn, customer, replace(known, contracts=agreed))
            return in_effect(customer, contracts(agreed), number, day)[1]
        case PackBought() | BlockIs():
            pass
        case _:
            assert_never(what)
    return turn.today
