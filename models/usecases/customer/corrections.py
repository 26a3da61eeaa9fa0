"""What was recorded wrongly of a contract: corrected from its own day, or taken back (G5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from models.next_steps import Step
from models.problems import Impossible, Missing, Unknown
from models.rows.cases import Case, Change
from models.rows.customers import Customer
from models.rows.pages import Page
from models.rows.time import DecisionRow, SettlementRow, TimeRow
from models.rules.contract_year import (
    Agreed,
    Contract,
    ContractFact,
    Term,
    as_corrected,
    contract_on,
    contracts,
    level_on,
)
from models.rules.difference import Difference
from models.rules.paging import PageCause
from models.rules.permissions import Permission
from models.rules.service_definition import Level
from models.rules.writing import long_day
from models.usecases import finding, people
from models.usecases.channels import posts
from models.usecases.customer.agreed import (
    UNRECORDED,
    ContractChanged,
    facts_of,
    in_effect,
    record,
    refuse_odd_number,
    refuse_overlap,
    term_on,
)
from models.usecases.derived.clocks import CaseClock, moved, running
from models.usecases.derived.entitlements import Balance
from models.usecases.paging.life import PageBegun, ring_what_waits
from models.usecases.turn import Turn


@dataclass(frozen=True)
class LevelCorrected(ContractChanged):
    """A level that was recorded wrongly: what it said, and from when which holds (G5)."""

    term: Term
    said: Term
    effective: date


@dataclass(frozen=True)
class ContractUndone:
    """What was recorded last of a customer's contracts counts no more: what that did.

    `contract` is the one in force today, if one is; `moved` and `rings` as of a change.
    """

    customer: Customer
    difference: Difference
    contract: Contract | None
    moved: Sequence[CaseClock]
    rings: Sequence[PageBegun]


@people.may(Permission.ADMINS, "correct levels")
def correct(
    turn: Turn,
    customer: Customer,
    level: Level,
    escalations: int | None,
    day: date,
    because: str | None,
) -> LevelCorrected:
    """Correct the level that was recorded wrongly for `day`: it counts as what it should have been
    from its own day on (G5).

    Unknown if none was recorded for that day; Missing without a reason; Impossible for what it says
    already, and for what no contract lives to see.
    """
    level = Level.of(level)
    refuse_odd_number(level, escalations)
    if not because:
        raise Missing("A correction wants a reason.")
    balance = Balance(turn, finding.locked(turn, customer.id))
    facts = facts_of(turn, customer)
    wrong = _recorded_for(customer, facts, day)
    said, right = _term_of(wrong), Term(day, level, escalations, wrong.id)
    if right.same_as(said):
        raise Impossible(f"{customer.key}'s level from {long_day(day)} is recorded so already.")
    clocks_before = running(turn, customer.id)
    record(turn, customer, _correction(facts, wrong, right), because)
    done = balance.difference()
    refuse_overlap(customer, done.after.contracts)
    contract, effective = in_effect(customer, done.after.contracts, wrong.id, day)
    return LevelCorrected(
        customer,
        contract,
        done,
        done.after,
        term=contract.term_on(effective),
        said=said,
        effective=effective,
        moved=posts.refresh_all(turn, moved(clocks_before, running(turn, customer.id))),
        rings=ring_what_waits(turn, customer),
    )


def _recorded_for(customer: Customer, facts: tuple[ContractFact, ...], day: date) -> ContractFact:
    """The level that was recorded last for a day, as it was corrected last."""
    levels = [f for f in as_corrected(facts) if f.what in (Agreed.START, Agreed.LEVEL)]
    found = next((fact for fact in reversed(levels) if fact.day == day), None)
    if found is None:
        have = ", ".join(long_day(each) for each in sorted({fact.day for fact in levels})) or "none"
        raise Unknown(
            f"{customer.key} has no level recorded from {long_day(day)} on (it has: {have})."
        )
    return found


def _term_of(fact: ContractFact) -> Term:
    return Term(fact.day, fact.level, fact.escalations, fact.id)


def _correction(facts: tuple[ContractFact, ...], wrong: ContractFact, right: Term) -> ContractFact:
    """What is recorded against a wrong level. A change that should have changed nothing is taken
    back, so that what it replaced comes again; but for one of whose contract an end is recorded.
    """
    taken_back = ContractFact(
        UNRECORDED, Agreed.TAKEN_BACK, wrong.day, wrong.level, wrong.escalations, about=wrong.id
    )
    without = term_on(contracts((*facts, taken_back)), wrong.day)
    is_ended = any(fact.what is Agreed.END and fact.about == wrong.id for fact in facts)
    if wrong.what is Agreed.LEVEL and without and right.same_as(without) and not is_ended:
        return taken_back
    return replace(
        taken_back, what=Agreed.CORRECTION, level=right.level, escalations=right.escalations
    )


@people.may(Permission.OWN_CUSTOMERS, "undo what was agreed")
def undo_agreed(turn: Turn, customer: Customer, change: Change) -> ContractUndone:
    """Take back what was recorded last of a customer's contracts, as if it never had been.

    Impossible once something followed from it: a case that was opened under it, a charge of work
    that was recorded since, a page that it rang.
    """
    balance = Balance(turn, people.managed(turn, customer, "undo what was agreed"))
    last = facts_of(turn, customer)[-1]
    if last.what in (Agreed.START, Agreed.CORRECTION):
        people.require_admin(turn, "undo that")
    back = replace(last, id=UNRECORDED, what=Agreed.TAKEN_BACK, about=last.id)
    clocks_before = running(turn, customer.id)
    record(turn, customer, back, undoes=change)
    done = balance.difference()
    if followed := _followed(turn, customer, change, done):
        raise Impossible(
            f"{followed}, so it can't be undone any more. An admin can correct a level:",
            Step.CORRECT_LEVEL(customer=customer.key, day=last.day),
        )
    refuse_overlap(customer, done.after.contracts)
    return ContractUndone(
        customer,
        done,
        contract_on(done.after.contracts, turn.today),
        moved=posts.refresh_all(turn, moved(clocks_before, running(turn, customer.id))),
        rings=ring_what_waits(turn, customer),
    )


def _followed(turn: Turn, customer: Customer, change: Change, done: Difference) -> str | None:
    """Say what has followed from a change of contracts that `done` takes back, if anything has."""
    session, since = turn.session, change.at
    rung = select(Page.id).where(
        Page.customer_id == customer.id, Page.why == PageCause.SEV1, Page.at >= since
    )
    if (page := session.scalar(rung.limit(1))) is not None:
        return f"Page {page} rang since"
    opened = select(Case).where(Case.customer_id == customer.id, Case.at > since)
    for case in session.scalars(opened.order_by(Case.id)):
        day = turn.calendar.day_of(case.reported_at)
        before, after = done.before.contracts, done.after.contracts
        if level_on(before, day) != level_on(after, day):
            return f"#{case.id} was opened under it since"
    otherwise = {charge.block.case for charge in done.charged_otherwise}
    for row in (TimeRow, DecisionRow, SettlementRow):
        worked = select(row.case_id).where(row.case_id.in_(otherwise), row.at > since)
        if (number := session.scalar(worked.limit(1))) is not None:
            return f"A charge of #{number} was recorded since and follows from it"
    return None
