"""Explaining a statement: all of it, or a day's, each line with the fact that is behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.time import TimeRemoval, TimeRow, standing
from models.rules.permissions import Permission
from models.rules.statement import CaseAccount, Charge, GrantLine, Statement
from models.usecases import people
from models.usecases.derived import entitlements
from models.usecases.derived.behind import Behind, behind
from models.usecases.turn import Turn

MOST_CHARGES, MORE_CHARGES = 12, 10  # the newest, and those before: a message has room for both
MOST_FREE, MORE_FREE = 8, 6


@dataclass(frozen=True)
class StatementExplained:
    """A customer's statement of today, the newest of its charges and of what costs nothing, those
    before them, and what is behind these; `earlier` are the charges and the cases left out.
    """

    customer: Customer
    statement: Statement
    grants: Sequence[GrantLine]
    charges: Sequence[Charge]
    charges_before: Sequence[Charge]
    free: Sequence[CaseAccount]
    free_before: Sequence[CaseAccount]
    behind: Behind
    earlier: int


@dataclass(frozen=True)
class TimeOfDay:
    """The time of a case on a day: its entries, and how many minutes the case had before them.

    `account` is the case's as known today; None if none of that time counts any more.
    """

    case: Case
    entries: Sequence[TimeRow]
    gone: Sequence[tuple[TimeRow, TimeRemoval]]
    before: int
    account: CaseAccount | None

    @property
    def minutes(self) -> int:
        """The minutes of that day."""
        return sum(entry.minutes for entry in self.entries)


@dataclass(frozen=True)
class DayExplained:
    """What a day cost a customer, and why: time by case, and the grants that began or ended."""

    customer: Customer
    day: date
    statement: Statement  # of that day
    charges: Sequence[Charge]  # dated or served that day
    time: Sequence[TimeOfDay]
    begun: Sequence[GrantLine]
    ended: Sequence[GrantLine]
    behind: Behind


@people.may(Permission.EVERYBODY)
def explain(turn: Turn, customer: Customer) -> StatementExplained:
    """Return what a customer's statement of today is made of, with what is behind each line."""
    told = entitlements.statement_of(turn.session, customer.id, turn.today)
    charges = told.charges[-MOST_CHARGES - MORE_CHARGES :]
    all_free = [account for account in told.accounts if account.why_free]
    by_day = sorted(all_free, key=lambda account: account.blocks[-1].day)
    free = by_day[-MOST_FREE - MORE_FREE :]
    took = {charge.grant.identity for charge in charges if charge.grant}
    grants = [
        line
        for line in told.every_grant
        if line.grant.valid_on(told.on) or line.grant.identity in took
    ]
    numbers = dict.fromkeys(charge.block.case for charge in charges)
    accounts = [account for number in numbers if (account := told.case(number))]
    open_ones = [each for each in told.undecided if each.number not in numbers]
    facts = behind(turn, [line.grant for line in grants], [*accounts, *open_ones, *free])
    earlier = len(told.charges) - len(charges) + len(all_free) - len(free)
    return StatementExplained(
        customer,
        told,
        grants,
        charges[-MOST_CHARGES:],
        charges[:-MOST_CHARGES],
        free[-MOST_FREE:],
        free[:-MOST_FREE],
        facts,
        earlier,
    )


@people.may(Permission.EVERYBODY)
def explain_day(turn: Turn, customer: Customer, day: date) -> DayExplained:
    """Return what a day cost a customer, and why it cost no more (E11)."""
    now = entitlements.statement_of(turn.session, customer.id, turn.today)
    then = entitlements.statement_of(turn.session, customer.id, day)
    charges = [each for each in now.charges if day in (each.day, each.block.day)]
    time = _time_of(turn, customer, day, now)
    begun = [line for line in then.every_grant if line.grant.first_day == day]
    ended = [line for line in then.every_grant if line.grant.last_day == day]
    accounts = [each.account for each in time if each.account]
    accounts += [found for each in charges if (found := now.case(each.block.case))]
    took = [charge.grant for charge in charges if charge.grant]
    facts = behind(turn, [*(line.grant for line in (*begun, *ended)), *took], accounts)
    return DayExplained(customer, day, then, charges, time, begun, ended, facts)


def _time_of(turn: Turn, customer: Customer, day: date, now: Statement) -> list[TimeOfDay]:
    rows = turn.session.execute(
        select(TimeRow, TimeRemoval, Case)
        .join(Case, Case.id == TimeRow.case_id)
        .outerjoin(TimeRemoval, TimeRemoval.entry_id == TimeRow.id)
        .where(Case.customer_id == customer.id, TimeRow.day == day)
        .order_by(Case.id, TimeRow.id)
    ).all()
    cases = {case.id: case for _, _, case in rows}
    before = _minutes_before(turn, day, list(cases))
    return [
        TimeOfDay(
            case,
            entries=[entry for entry, gone, of in rows if of.id == number and gone is None],
            gone=[(entry, gone) for entry, gone, of in rows if of.id == number and gone],
            before=before.get(number, 0),
            account=now.case(number),
        )
        for number, case in cases.items()
    ]


def _minutes_before(turn: Turn, day: date, numbers: Sequence[int]) -> Mapping[int, int]:
    minutes = standing(TimeRow.case_id, func.sum(TimeRow.minutes)).where(
        TimeRow.case_id.in_(numbers), TimeRow.day < day
    )
    return {
        number: int(sum_)
        for number, sum_ in turn.session.execute(minutes.group_by(TimeRow.case_id))
    }
