"""G5: beginning and ending contracts. What follows is worked out from these facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.next_steps import Step
from models.problems import Impossible, Missing
from models.rows.customers import Customer
from models.rules.contract_year import (
    Agreed,
    Contract,
    ContractFact,
    Term,
    contract_on,
)
from models.rules.difference import Difference
from models.rules.facts import GrantSource
from models.rules.permissions import Permission
from models.rules.service_definition import Level
from models.rules.statement import Charge
from models.rules.writing import long_day
from models.usecases import finding, people
from models.usecases.channels import posts
from models.usecases.customer.agreed import (
    UNRECORDED,
    ContractChanged,
    contract_with,
    dropped,
    record,
    refuse_odd_days,
    refuse_odd_number,
    refuse_overlap,
    span,
)
from models.usecases.derived.clocks import moved, running
from models.usecases.derived.entitlements import Balance
from models.usecases.paging.life import ring_what_waits
from models.usecases.turn import Turn


@dataclass(frozen=True)
class ContractEnded(ContractChanged):
    """A last day, and the one before it; `dropped` are changes that will not come now.

    `after` are the charges after it that took from what has ended, as they are now (G5). `renewed`
    is the anniversary behind it at which it was decided to go on, if it was.
    """

    was: date | None
    dropped: tuple[Term, ...]
    after: tuple[Charge, ...]
    renewed: date | None = None


@people.may(Permission.ADMINS, "add contracts")
def begin(
    turn: Turn,
    customer: Customer,
    level: Level,
    escalations: int | None,
    first_day: date,
    last_day: date | None,
) -> ContractChanged:
    """Begin a contract; Impossible if it overlaps another or ends before it begins."""
    level = Level.of(level)
    refuse_odd_number(level, escalations)
    refuse_odd_days(first_day, last_day)
    balance = Balance(turn, finding.locked(turn, customer.id))
    for other in balance.before.contracts:
        begins_first = last_day is not None and last_day < other.start
        ends_first = other.last_day is not None and other.last_day < first_day
        if not begins_first and not ends_first:
            raise Impossible(
                f"{customer.key} already has a contract {span(other)}; contracts can't overlap. "
                "To change its level:",
                Step.CHANGE_LEVEL(customer=customer.key, level=level, day=first_day),
            )
    clocks_before = running(turn, customer.id)
    start = ContractFact(UNRECORDED, Agreed.START, first_day, level, escalations, last_day)
    row = record(turn, customer, start)
    done = balance.difference()
    return ContractChanged(
        customer,
        contract_with(done.after, row.id),
        done,
        done.after,
        moved=posts.refresh_all(turn, moved(clocks_before, running(turn, customer.id))),
        rings=ring_what_waits(turn, customer),
    )


@people.may(Permission.OWN_CUSTOMERS, "end contracts")
def end(
    turn: Turn, customer: Customer, last_day: date, because: str | None = None
) -> ContractEnded:
    """Give the contract a last day; it takes what is left of its included escalations along (G5).

    Impossible for a contract that is over. Missing for a day that has passed without a reason:
    such an end can't be moved any more.
    """
    balance = Balance(turn, people.managed(turn, customer, "end its contract"))
    agreed, renewed = balance.before.contracts, customer.renews_on
    contract = _to_end(customer, agreed, last_day)
    refuse_over(turn, customer, contract)
    refuse_odd_days(contract.start, last_day)
    if last_day < turn.today and not because:
        raise Missing(
            f"{last_day:%a %-d %b %Y} has passed, so that this end would hold at once and "
            "for good. If that is meant, say why.",
            Step.END_CONTRACT(customer=customer.key, day=last_day),
        )
    ending = ContractFact(UNRECORDED, Agreed.END, last_day, last_day=last_day, about=contract.id)
    record(turn, customer, ending, because or "")
    done = balance.difference()
    now = done.after.contracts
    refuse_overlap(customer, now)
    return ContractEnded(
        customer,
        contract_with(done.after, contract.id),
        done,
        done.after,
        was=contract.last_day,
        dropped=dropped(agreed, now, last_day, turn.today),
        after=_taken_after(done, contract, last_day),
        renewed=renewed if renewed is not None and renewed > last_day else None,
    )


def _taken_after(done: Difference, contract: Contract, last_day: date) -> tuple[Charge, ...]:
    """The charges after a contract's last day that took from its escalations, as they are now."""
    took = {
        (c.block.case, c.block.number)
        for c in done.before.charges
        if c.grant is not None and c.grant.source is GrantSource.INCLUDED
        if c.grant.first_day >= contract.start and c.day > last_day
    }
    return tuple(c for c in done.after.charges if (c.block.case, c.block.number) in took)


def _to_end(customer: Customer, agreed: tuple[Contract, ...], last_day: date) -> Contract:
    """The contract that `last_day` is about: in force that day, or the last one begun before."""
    begun = [c for c in agreed if c.start <= last_day]
    if not begun:
        raise Impossible(f"{customer.key} has no contract that could end on {long_day(last_day)}.")
    return contract_on(agreed, last_day) or begun[-1]


def refuse_over(turn: Turn, customer: Customer, contract: Contract) -> None:
    """Refuse (Impossible) to move the end of a contract that is over (G5)."""
    if contract.last_day is not None and contract.last_day < turn.today:
        raise Impossible(
            f"{customer.key}'s contract {span(contract)} is over, and its end stands. "
            "An admin can begin another:",
            Step.BEGIN_CONTRACT(
                customer=customer.key,
                name=customer.name,
                level=contract.terms[-1].level,
                day=turn.today,
            ),
        )
