"""N1: by when it is to be decided whether a contract goes on, and what its year used until then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models.next_steps import Step
from models.problems import Impossible
from models.rows.cases import Change
from models.rows.customers import Customer
from models.rules.noted import AboutCustomer
from models.rules.notices import DECIDED_IN, ToDecide
from models.rules.permissions import Permission
from models.rules.renewal import (
    MOST_NOTICE_MONTHS,
    Renewal,
    YearUse,
    a_year_later,
    renewal,
    year_used,
)
from models.rules.writing import long_day
from models.usecases import people
from models.usecases.customer import contracts
from models.usecases.customer.agreed import contract_with
from models.usecases.customer.customers import CustomerLine
from models.usecases.customer.notices import snoozed
from models.usecases.derived.entitlements import statement_of
from models.usecases.turn import Turn

QUEUED_FOR = timedelta(days=max(DECIDED_IN))
_A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class RenewalDue:
    """A contract about which is to be decided, with what its year used as the argument."""

    line: CustomerLine
    renewal: Renewal
    use: YearUse


def queue(turn: Turn, lines: Sequence[CustomerLine]) -> list[RenewalDue]:
    """Return what is to be decided within 90 days, by its day; what is snoozed is left out."""
    left_alone = snoozed(turn, [line.customer.id for line in lines])
    found = []
    for line in lines:
        due, use = _renewal_of(line, turn.today), year_used(line.statement)
        if due is None or use is None or due.decide_by > turn.today + QUEUED_FOR:
            continue
        if (line.customer.id, ToDecide(due, 0).subject) not in left_alone:
            found.append(RenewalDue(line, due, use))
    return sorted(found, key=lambda each: (each.renewal.decide_by, each.line.customer.key))


def _renewal_of(line: CustomerLine, today: date) -> Renewal | None:
    customer, agreed = line.customer, line.statement.contracts
    return renewal(agreed, customer.notice_months, customer.renews_on, today)


@people.may(Permission.OWN_CUSTOMERS, "set notice periods")
def set_notice_period(
    turn: Turn, customer: Customer, months: int | None, undoes: Change | None = None
) -> Renewal | None:
    """Agree on how many months before an anniversary notice can be given; None: on nothing.

    Return by when is to be decided then. Impossible if it is so already.
    """
    customer = people.managed(turn, customer, "set its notice period")
    if months is not None and not 0 <= months <= MOST_NOTICE_MONTHS:
        raise Impossible(f"A notice period has 0 to {MOST_NOTICE_MONTHS} months.")
    old = customer.notice_months
    if old == months:
        raise Impossible(f"{customer.key} has that notice period already.")
    customer.notice_months = months
    turn.note(AboutCustomer.NOTICE_PERIOD, customer.id, old, months, undoes=undoes)
    return _renewal_of(_line(turn, customer), turn.today)


@dataclass(frozen=True)
class Renewed:
    """A contract goes on at its next anniversary for sure, or to another last day (`ended`)."""

    customer: Customer
    ended: contracts.ContractEnded | None


@people.may(Permission.OWN_CUSTOMERS, "say that contracts renew")
def renew(turn: Turn, customer: Customer, from_day: date | None = None) -> Renewed:
    """Decide that a customer's contract goes on: from the next anniversary, or for a year beyond
    its end. Without a day that of the coming year is meant, so that it goes on once, however often
    that is said.

    Impossible where nothing is to be decided, or something else is first.
    """
    customer = people.managed(turn, customer, "say that its contract renews")
    line = _line(turn, customer)
    if begun := [each for each in line.statement.contracts if each.start <= turn.today]:
        contracts.refuse_over(turn, customer, begun[-1])
    due = _renewal_of(line, turn.today)
    if due is None:
        raise Impossible(
            "Nothing is to be decided: no end of a contract and no notice period of "
            f"{customer.key} is recorded."
        )
    is_meant = (
        due.turns_on <= turn.today + _A_YEAR if from_day is None else due.turns_on == from_day
    )
    if not is_meant:
        raise _not_next(customer, due, from_day)
    if due.ends:
        contract = contract_with(line.statement, due.contract)
        ended = contracts.end(turn, customer, a_year_later(contract, due.decide_by))
        return Renewed(customer, ended)
    set_renewed(turn, customer, due.turns_on)
    return Renewed(customer, None)


def _not_next(customer: Customer, due: Renewal, from_day: date | None) -> Impossible:
    """Say what is to be decided next of a contract: it is not what somebody has meant."""
    goes_on, later = f"{customer.key}'s contract goes on from", long_day(due.turns_on)
    if from_day is not None and from_day < due.turns_on:
        said = f"{goes_on} {long_day(from_day)} already. Next to be decided is {later}."
    else:
        said = f"Next to be decided is whether {goes_on} {later}."
    return Impossible(
        f"{said} If that is meant:", Step.RENEW(customer=customer.key, day=due.turns_on)
    )


@people.may(Permission.OWN_CUSTOMERS, "say that contracts renew")
def set_renewed(
    turn: Turn, customer: Customer, turns_on: date | None, undoes: Change | None = None
) -> None:
    """Keep the anniversary at which a customer's contract goes on for sure; None: at none."""
    customer = people.managed(turn, customer, "say that its contract renews")
    old, customer.renews_on = customer.renews_on, turns_on
    turn.note(AboutCustomer.RENEWS, customer.id, old, turns_on, undoes=undoes)


def _line(turn: Turn, customer: Customer) -> CustomerLine:
    return CustomerLine(customer, statement_of(turn.session, customer.id, turn.today))
