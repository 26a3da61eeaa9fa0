"""What was recorded wrongly of a contract: corrected from its own day, or taken back (G5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from models.next_steps import NextStep, Step
from models.problems import Impossible, Missing, Unknown
from models.rows.cases import Case, Change
from models.rows.customers import Customer, GrantRow, GrantVoid
from models.rows.pages import Page
from models.rows.time import DecisionRow, SettlementRow, TimeRemoval, TimeRow
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
from models.rules.facts import GrantSource
from models.rules.noted import EXTRAS, AboutCase, Subject
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
from models.usecases.derived.entitlements import Balance, grant_label
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
    if last.what is Agreed.END and last.day < turn.today:
        raise Impossible(
            f"{long_day(last.day)} has passed, and the end stands (G5). An admin can begin another "
            "contract:",
            Step.BEGIN_CONTRACT(
                customer=customer.key,
                name=customer.name,
                level=level_on(balance.before.contracts, last.day),
                day=turn.today,
            ),
        )
    back = replace(last, id=UNRECORDED, what=Agreed.TAKEN_BACK, about=last.id)
    clocks_before = running(turn, customer.id)
    record(turn, customer, back, undoes=change)
    done = balance.difference()
    if last.what is Agreed.END:
        _refuse_counted(turn, customer, change, done)
    if followed := _followed(turn, customer, change, done):
        raise Impossible(
            f"{followed}, so it can't be undone any more{_otherwise(last)}",
            _step(customer, last, done),
        )
    refuse_overlap(customer, done.after.contracts)
    return ContractUndone(
        customer,
        done,
        contract_on(done.after.contracts, turn.today),
        moved=posts.refresh_all(turn, moved(clocks_before, running(turn, customer.id))),
        rings=ring_what_waits(turn, customer),
    )


def _refuse_counted(turn: Turn, customer: Customer, change: Change, done: Difference) -> None:
    """Refuse to take back an end by which a charge of an earlier day was served (E6)."""
    served = done.charged_otherwise
    if served and turn.calendar.day_of(change.at) < turn.today:
        raise Impossible(
            f"The charge of #{served[0].block.case} was served by that end, which counts for its "
            "day (E6), so it can't be undone any more. It can be moved:",
            Step.END_CONTRACT(customer=customer.key, day=turn.today),
        )


def _otherwise(last: ContractFact) -> str:
    """What leads to the next step instead of an undo."""
    if last.what in (Agreed.END, Agreed.TAKEN_BACK):
        return "."
    return ". An admin can correct a level:"


def _step(customer: Customer, last: ContractFact, done: Difference) -> NextStep | None:
    """The correction to the level that there was without what was recorded last."""
    if last.what in (Agreed.END, Agreed.TAKEN_BACK):
        return None
    before = term_on(done.after.contracts, last.day)
    level = before.level if before else Level.BASIC
    number = f" escalations {before.included}" if before and level is Level.MANAGED else ""
    return Step.CORRECT_LEVEL(customer=customer.key, level=f"{level}{number}", day=last.day)


def _followed(turn: Turn, customer: Customer, change: Change, done: Difference) -> str | None:
    """Say what has followed from a change of contracts that `done` takes back, if anything has."""
    looks = (_page_followed, _case_followed, _work_followed, _pack_followed, _extras_followed)
    return next(filter(None, (look(turn, customer, change.at, done) for look in looks)), None)


def _level_moved(done: Difference, day: date) -> bool:
    """Whether a day has another level without the change than with it."""
    return level_on(done.before.contracts, day) != level_on(done.after.contracts, day)


def _page_followed(turn: Turn, customer: Customer, since: datetime, done: Difference) -> str | None:
    """A page of a Sev-1 that would not have rung without the change (R1)."""
    rung = select(Page).where(
        Page.customer_id == customer.id, Page.why == PageCause.SEV1, Page.at >= since
    )
    for page in turn.session.scalars(rung.order_by(Page.id)):
        if _level_moved(done, turn.calendar.day_of(page.at)):
            return f"Page {page.id} rang since"
    return None


def _case_followed(turn: Turn, customer: Customer, since: datetime, done: Difference) -> str | None:
    """A case that was opened under it (S2)."""
    opened = select(Case).where(Case.customer_id == customer.id, Case.at > since)
    for case in turn.session.scalars(opened.order_by(Case.id)):
        if _level_moved(done, turn.calendar.day_of(case.reported_at)):
            return f"#{case.id} was opened under it since"
    return None


def _work_followed(turn: Turn, customer: Customer, since: datetime, done: Difference) -> str | None:
    """A charge that would be taken otherwise, of a case in which anything was done since: work and
    its removal, decisions and settlements, a kind, another customer (E1, E8).
    """
    del customer  # whose charges these are
    charged = {charge.block.case for charge in done.charged_otherwise}
    removed = select(TimeRow.case_id).join(TimeRemoval, TimeRemoval.entry_id == TimeRow.id)
    done_since = (
        *(select(row.case_id).where(row.at > since) for row in (TimeRow, DecisionRow)),
        select(SettlementRow.case_id).where(SettlementRow.at > since),
        removed.where(TimeRemoval.at > since),
        select(Change.subject_id).where(
            Change.subject == Subject.CASE,
            Change.what.in_((AboutCase.KIND, AboutCase.CUSTOMER)),
            Change.at > since,
        ),
    )
    changed = {number for found in done_since for number in turn.session.scalars(found)}
    for number in sorted(charged & changed):
        return f"A charge of #{number} was recorded since and follows from it"
    return None


def _pack_followed(turn: Turn, customer: Customer, since: datetime, done: Difference) -> str | None:
    """A pack that was agreed freely on a day on which the customer would not be Managed (G3)."""
    agreed = (
        select(GrantRow)
        .outerjoin(GrantVoid, GrantVoid.grant_id == GrantRow.id)
        .where(
            GrantRow.customer_id == customer.id,
            GrantRow.source == GrantSource.PACK,
            GrantRow.size.is_(None),
            GrantRow.at >= since,
            GrantVoid.grant_id.is_(None),
        )
    )
    for pack in turn.session.scalars(agreed.order_by(GrantRow.id)):
        if level_on(done.after.contracts, pack.first_day) is not Level.MANAGED:
            return (
                f"{grant_label(pack.source, pack.number, pack.size).capitalize()} was agreed since"
            )
    return None


def _extras_followed(
    turn: Turn, customer: Customer, since: datetime, done: Difference
) -> str | None:
    """Extras that were agreed, of a customer who would not be Managed."""
    if any(t.level is Level.MANAGED for c in done.after.contracts for t in c.reached):
        return None
    agreed = select(Change.id).where(
        Change.subject == Subject.CUSTOMER,
        Change.subject_id == customer.id,
        Change.what.in_(EXTRAS),
        Change.at >= since,
    )
    has_any = any(getattr(customer, extra) for extra in EXTRAS)
    if has_any and turn.session.scalar(agreed.limit(1)) is not None:
        return "Extras were agreed since"
    return None
