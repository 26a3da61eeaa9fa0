"""What is agreed with a customer: its facts, how one is recorded, and what none may say (G5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from models.problems import Impossible, Missing
from models.rows.cases import Change
from models.rows.customers import ContractRow, Customer
from models.rules.contract_year import (
    Agreed,
    Contract,
    ContractFact,
    Term,
    contract_on,
)
from models.rules.difference import Difference
from models.rules.limits import EARLIEST, LATEST
from models.rules.noted import AboutCustomer
from models.rules.service_definition import LEVEL, Level
from models.rules.statement import Statement
from models.rules.writing import long_day
from models.usecases.derived import entitlements
from models.usecases.derived.clocks import CaseClock
from models.usecases.paging.life import PageBegun
from models.usecases.turn import Turn

NOTED = {
    Agreed.START: AboutCustomer.CONTRACT_START,
    Agreed.LEVEL: AboutCustomer.CONTRACT_LEVEL,
    Agreed.END: AboutCustomer.CONTRACT_END,
    Agreed.CORRECTION: AboutCustomer.CONTRACT_CORRECTED,
    Agreed.TAKEN_BACK: AboutCustomer.CONTRACT_TAKEN_BACK,
}
"""As what a contract's fact is noted among its customer's changes."""
UNRECORDED = 2**31  # the id of a fact that is about to be recorded: after all others


@dataclass(frozen=True)
class ContractChanged:
    """What is agreed now: the contract in question, and the balance before and after.

    `moved` are the running clocks that it shortened (S4), `rings` the pages of Sev-1s that waited
    until the customer was Managed (R1).
    """

    customer: Customer
    contract: Contract
    difference: Difference
    statement: Statement
    moved: Sequence[CaseClock] = field(default=(), kw_only=True)
    rings: Sequence[PageBegun] = field(default=(), kw_only=True)


def facts_of(turn: Turn, customer: Customer) -> tuple[ContractFact, ...]:
    """Return all that was recorded of a customer's contracts, in that order."""
    return entitlements.ledger_of(turn.session, customer.id).stock.contracts


def record(
    turn: Turn,
    customer: Customer,
    fact: ContractFact,
    because: str = "",
    undoes: Change | None = None,
) -> ContractRow:
    """Record a fact, and keep the change with its reason."""
    row = ContractRow(
        customer_id=customer.id,
        what=fact.what,
        day=fact.day,
        level=fact.level,
        escalations=fact.escalations,
        last_day=fact.last_day,
        contract_id=fact.about,
        recorded_on=turn.today,
        **turn.stamp,
    )
    turn.session.add(row)
    turn.session.flush()
    turn.note(NOTED[fact.what], customer.id, new=as_noted(fact), reason=because, undoes=undoes)
    return row


def as_noted(fact: ContractFact) -> str:
    """Return what is noted of a contract's fact: `premium 2027-01-01`, of an end its day."""
    is_end = fact.what is Agreed.END
    told = (fact.day,) if is_end else (fact.level, fact.escalations, fact.day, fact.last_day)
    return " ".join(str(each) for each in told if each is not None)


def in_effect(
    customer: Customer, now: tuple[Contract, ...], fact: int, day: date
) -> tuple[Contract, date]:
    """Where and from when a change of level holds; refuse one that no contract lives to see."""
    contract, effective = _effective(now, fact, day)
    if contract is None or not contract.covers(effective):
        raise Impossible(
            f"A lowering waits for the next anniversary, {long_day(effective)}, and by then "
            f"{customer.key}'s contract has ended (G5)."
        )
    return contract, effective


def _effective(now: tuple[Contract, ...], fact: int, day: date) -> tuple[Contract | None, date]:
    """Where and from when a change holds; if it only takes back a pending one, on its own day."""
    for contract in now:
        for term in contract.terms:
            if term.fact == fact:
                return contract, term.first_day
    return contract_on(now, day), day


def term_on(all_contracts: tuple[Contract, ...], day: date) -> Term | None:
    """Return what is agreed for a day; None if nothing is."""
    contract = contract_on(all_contracts, day)
    return contract.term_on(day) if contract else None


def dropped(
    before: tuple[Contract, ...], now: tuple[Contract, ...], day: date, today: date
) -> tuple[Term, ...]:
    """The changes that were pending on `day`, or were to come that day, and will not any more."""
    kept = {term.fact for contract in now for term in contract.reached}
    terms = (term for contract in before for term in contract.reached if term.fact not in kept)
    return tuple(t for t in terms if t.first_day > day or t.first_day == day > today)


def contract_with(statement: Statement, contract_id: int) -> Contract:
    """Return the contract of a statement that began with this fact."""
    return next(c for c in statement.contracts if c.id == contract_id)


def refuse_odd_number(level: Level, escalations: int | None) -> None:
    """Refuse a number where the level has its own, and Managed without one (G5)."""
    if level is Level.MANAGED and escalations is None:
        raise Missing(
            "A Managed contract carries its negotiated escalations a year: add `escalations 12`."
        )
    if level is not Level.MANAGED and escalations:
        raise Impossible(
            f"Only Managed has a negotiated number; {LEVEL[level].title} includes "
            f"{LEVEL[level].included} a year."
        )


def refuse_odd_days(first_day: date, last_day: date | None) -> None:
    """Refuse an end before the beginning, and days that no contract has."""
    if last_day is not None and last_day < first_day:
        raise Impossible(
            f"It would end on {long_day(last_day)} before it begins on {long_day(first_day)}."
        )
    if not EARLIEST <= first_day <= LATEST or (last_day and last_day > LATEST):
        raise Impossible(f"A contract lies between {long_day(EARLIEST)} and {long_day(LATEST)}.")


def refuse_overlap(customer: Customer, now: tuple[Contract, ...]) -> None:
    """Refuse contracts of which two hold on one day."""
    for first, second in pairwise(now):
        if first.last_day is None or first.last_day >= second.start:
            raise Impossible(
                f"That would overlap {customer.key}'s contract {span(second)}; "
                "contracts can't overlap."
            )


def span(contract: Contract) -> str:
    """Return from when to when a contract holds, in words."""
    until = f"to {long_day(contract.last_day)}" if contract.last_day else "without an end"
    return f"from {long_day(contract.start)} {until}"
