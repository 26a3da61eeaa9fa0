"""N1: by when it is to be decided whether a contract goes on, and what its year used until then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

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
from models.usecases import people
from models.usecases.customer import contracts
from models.usecases.customer.customers import CustomerLine
from models.usecases.customer.notices import snoozed
from models.usecases.derived.entitlements import statement_of
from models.usecases.turn import Turn

QUEUED_FOR = timedelta(days=max(DECIDED_IN))


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
    return _next(turn, customer)


@dataclass(frozen=True)
class Renewed:
    """A contract goes on at an anniversary for sure, or to another last day (`ended`)."""

    customer: Customer
    turns_on: date
    ended: contracts.ContractEnded | None


@people.may(Permission.OWN_CUSTOMERS, "say that contracts renew")
def renew(turn: Turn, customer: Customer) -> Renewed:
    """Decide that a customer's contract goes on: at the next anniversary, or for a year beyond its
    end. Impossible where nothing is to be decided.
    """
    customer = people.managed(turn, customer, "say that its contract renews")
    due = _next(turn, customer)
    if due is None:
        raise Impossible(
            "Nothing is to be decided: no end of a contract and no notice period of "
            f"{customer.key} is recorded."
        )
    if due.ends:
        ended = contracts.end(turn, customer, a_year_later(due.decide_by))
        return Renewed(customer, due.turns_on, ended)
    set_renewed(turn, customer, due.turns_on)
    return Renewed(customer, due.turns_on, None)


@people.may(Permission.OWN_CUSTOMERS, "say that contracts renew")
def set_renewed(
    turn: Turn, customer: Customer, turns_on: date | None, undoes: Change | None = None
) -> None:
    """Keep the anniversary at which a customer's contract goes on for sure; None: at none."""
    customer = people.managed(turn, customer, "say that its contract renews")
    old, customer.renews_on = customer.renews_on, turns_on
    turn.note(AboutCustomer.RENEWS, customer.id, old, turns_on, undoes=undoes)


def _next(turn: Turn, customer: Customer) -> Renewal | None:
    statement = statement_of(turn.session, customer.id, turn.today)
    return _renewal_of(CustomerLine(customer, statement), turn.today)
