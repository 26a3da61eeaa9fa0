"""G5: beginning, changing and ending contracts. What follows is worked out from these facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from sqlalchemy import select

from models.next_steps import Step
from models.problems import Impossible, Missing, Unknown
from models.rows.cases import Case, Change
from models.rows.customers import ContractRow, Customer
from models.rows.pages import Page
from models.rows.time import DecisionRow, SettlementRow, TimeRow
from models.rules.contract_year import (
    ONE_DAY,
    Agreed,
    Contract,
    ContractFact,
    Term,
    as_corrected,
    contract_on,
    contracts,
    included_grants,
    level_on,
)
from models.rules.difference import Difference
from models.rules.facts import GrantSource
from models.rules.limits import EARLIEST, LATEST
from models.rules.noted import AboutCustomer
from models.rules.paging import PageCause
from models.rules.permissions import Permission
from models.rules.service_definition import LEVEL, Level
from models.rules.statement import Charge, Statement
from models.rules.writing import long_day
from models.usecases import finding, people
from models.usecases.channels import posts
from models.usecases.derived import entitlements
from models.usecases.derived.clocks import CaseClock, moved, running
from models.usecases.derived.entitlements import Balance
from models.usecases.paging.life import PageBegun, ring_what_waits
from models.usecases.turn import Turn

_NOTED = {
    Agreed.START: AboutCustomer.CONTRACT_START,
    Agreed.LEVEL: AboutCustomer.CONTRACT_LEVEL,
    Agreed.END: AboutCustomer.CONTRACT_END,
    Agreed.CORRECTION: AboutCustomer.CONTRACT_CORRECTED,
    Agreed.TAKEN_BACK: AboutCustomer.CONTRACT_TAKEN_BACK,
}
_UNRECORDED = 2**31  # the id of a fact that is about to be recorded: after all others


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


@dataclass(frozen=True)
class ContractEnded(ContractChanged):
    """A last day, and the one before it; `dropped` are changes that will not come now.

    `after` are the charges after it that took from what has ended, as they are now (G5).
    """

    was: date | None
    dropped: tuple[Term, ...]
    after: tuple[Charge, ...]


@dataclass(frozen=True)
class StillToCome:
    """A change that comes after another, and what there is without it: the way to take it back."""

    term: Term
    asked_for: date
    without: Term | None  # None: nothing is agreed then, so Basic


@dataclass(frozen=True)
class LevelChanged(ContractChanged):
    """Another level: the day on which it takes effect, and what a raise adds this year (G5).

    `held` is what the contract year holds already, without what is added. `replaced` are changes
    that were still pending and will not come now; `to_come` those that come after this one all the
    same, as each counts by its date.
    """

    term: Term
    was: Level
    effective: date
    asked_for: date
    added: int
    held: int
    begins_own_years: bool
    replaced: tuple[Term, ...]
    to_come: tuple[StillToCome, ...]


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


@dataclass(frozen=True)
class LevelCorrected(ContractChanged):
    """A level that was recorded wrongly: what it said, and from when which holds (G5)."""

    term: Term
    said: Term
    effective: date


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
    _refuse_odd_number(level, escalations)
    _refuse_odd_days(first_day, last_day)
    balance = Balance(turn, finding.locked(turn, customer.id))
    for other in balance.before.contracts:
        begins_first = last_day is not None and last_day < other.start
        ends_first = other.last_day is not None and other.last_day < first_day
        if not begins_first and not ends_first:
            raise Impossible(
                f"{customer.key} already has a contract {_span(other)}; contracts can't overlap. "
                "To change its level:",
                Step.CHANGE_LEVEL(customer=customer.key, level=level, day=first_day),
            )
    clocks_before = running(turn, customer.id)
    start = ContractFact(_UNRECORDED, Agreed.START, first_day, level, escalations, last_day)
    row = _record(turn, customer, start)
    done = balance.difference()
    return ContractChanged(
        customer,
        _contract(done.after, row.id),
        done,
        done.after,
        moved=posts.refresh_all(turn, moved(clocks_before, running(turn, customer.id))),
        rings=ring_what_waits(turn, customer),
    )


@people.may(Permission.OWN_CUSTOMERS, "change levels")
def change_level(
    turn: Turn, customer: Customer, level: Level, escalations: int | None, day: date
) -> LevelChanged:
    """Change a customer's level from `day` on; a lowering waits for the next anniversary (G5)."""
    balance = Balance(turn, people.managed(turn, customer, "change its level"))
    level = Level.of(level)
    _refuse_odd_number(level, escalations)
    _refuse_odd_days(day, None)
    agreed = balance.before.contracts
    change = ContractFact(_UNRECORDED, Agreed.LEVEL, day, level, escalations)
    _refuse_unfit_change(turn, customer, change, agreed)
    clocks_before = running(turn, customer.id)
    row = _record(turn, customer, change)
    done = balance.difference()
    now = done.after.contracts
    contract, effective = _in_effect(customer, now, row.id, day)
    added, held = _added(contract, row.id, effective)
    return LevelChanged(
        customer,
        contract,
        done,
        done.after,
        term=contract.term_on(effective),
        was=level_on(agreed, day),
        effective=effective,
        asked_for=day,
        added=added,
        held=held,
        begins_own_years=contract.id == row.id,
        replaced=_dropped(agreed, now, day, turn.today),
        to_come=_still_to_come(_facts(turn, customer), now, effective),
        moved=posts.refresh_all(turn, moved(clocks_before, running(turn, customer.id))),
        rings=ring_what_waits(turn, customer),
    )


def _refuse_unfit_change(
    turn: Turn, customer: Customer, change: ContractFact, agreed: tuple[Contract, ...]
) -> None:
    """Refuse a change of level that would let contracts overlap, or that says nothing new."""
    trial = contracts((*_facts(turn, customer), change))
    _refuse_overlap(customer, trial)
    if _agreed_terms(trial) != _agreed_terms(agreed):
        return
    title = LEVEL[change.level].title
    if level_on(agreed, change.day) == change.level:
        raise Impossible(f"{customer.key} already has {title} on {long_day(change.day)}.")
    later = [t for c in agreed for t in c.reached if t.first_day > change.day]
    if any((term.level, term.escalations) == (change.level, change.escalations) for term in later):
        raise Impossible(f"{title} for {customer.key} is already agreed (G5).")
    first = later[0]
    raise Impossible(
        f"A lowering waits for the next anniversary, and {LEVEL[first.level].title} from "
        f"{long_day(first.first_day)}, agreed before, would replace it (G5). To lower it all the "
        "same:",
        Step.CHANGE_LEVEL(customer=customer.key, level=change.level, day=first.first_day),
    )


def _agreed_terms(agreed: tuple[Contract, ...]) -> list[object]:
    """What contracts say, whichever facts say it: to see whether another fact would add to it."""
    return [
        (c.start, c.last_day, [(t.first_day, t.level, t.included) for t in c.terms]) for c in agreed
    ]


def _dropped(
    before: tuple[Contract, ...], now: tuple[Contract, ...], day: date, today: date
) -> tuple[Term, ...]:
    """The changes that were pending on `day`, or were to come that day, and will not any more."""
    kept = {term.fact for contract in now for term in contract.reached}
    terms = (term for contract in before for term in contract.reached if term.fact not in kept)
    return tuple(t for t in terms if t.first_day > day or t.first_day == day > today)


def _still_to_come(
    facts: tuple[ContractFact, ...], now: tuple[Contract, ...], day: date
) -> tuple[StillToCome, ...]:
    """The changes of level that come after `day`, each with what holds on the day before it."""
    asked_for = {fact.id: fact.day for fact in facts if fact.what is Agreed.LEVEL}
    coming = [t for c in now for t in c.reached if t.first_day > day and t.fact in asked_for]
    return tuple(
        StillToCome(term, asked_for[term.fact], _term_on(now, asked_for[term.fact] - ONE_DAY))
        for term in coming
    )


def _term_on(all_contracts: tuple[Contract, ...], day: date) -> Term | None:
    contract = contract_on(all_contracts, day)
    return contract.term_on(day) if contract else None


def _in_effect(
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


def _added(contract: Contract, fact: int, effective: date) -> tuple[int, int]:
    """What a raise adds to its contract year, and what that held before (G5)."""
    grants = list(included_grants(contract, effective))
    added = sum(grant.quantity for grant in grants if grant.fact == fact and grant.raised)
    this_year = (g for g in grants if g.year_start <= effective <= g.year_end)
    return added, sum(grant.quantity for grant in this_year) - added


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
    _refuse_odd_number(level, escalations)
    if not because:
        raise Missing("A correction wants a reason.")
    balance = Balance(turn, finding.locked(turn, customer.id))
    facts = _facts(turn, customer)
    wrong = _recorded_for(customer, facts, day)
    said, right = _term_of(wrong), Term(day, level, escalations, wrong.id)
    if right.same_as(said):
        raise Impossible(f"{customer.key}'s level from {long_day(day)} is recorded so already.")
    clocks_before = running(turn, customer.id)
    _record(turn, customer, _correction(facts, wrong, right), because)
    done = balance.difference()
    _refuse_overlap(customer, done.after.contracts)
    contract, effective = _in_effect(customer, done.after.contracts, wrong.id, day)
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
        _UNRECORDED, Agreed.TAKEN_BACK, wrong.day, wrong.level, wrong.escalations, about=wrong.id
    )
    without = _term_on(contracts((*facts, taken_back)), wrong.day)
    is_ended = any(fact.what is Agreed.END and fact.about == wrong.id for fact in facts)
    if wrong.what is Agreed.LEVEL and without and right.same_as(without) and not is_ended:
        return taken_back
    return replace(
        taken_back, what=Agreed.CORRECTION, level=right.level, escalations=right.escalations
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


def _effective(now: tuple[Contract, ...], fact: int, day: date) -> tuple[Contract | None, date]:
    """Where and from when a change holds; if it only takes back a pending one, on its own day."""
    for contract in now:
        for term in contract.terms:
            if term.fact == fact:
                return contract, term.first_day
    return contract_on(now, day), day


@people.may(Permission.OWN_CUSTOMERS, "end contracts")
def end(
    turn: Turn, customer: Customer, last_day: date, because: str | None = None
) -> ContractEnded:
    """Give the contract a last day; it takes what is left of its included escalations along (G5).

    Impossible for a contract that is over. Missing for a day that has passed without a reason:
    such an end can't be moved any more.
    """
    balance = Balance(turn, people.managed(turn, customer, "end its contract"))
    agreed = balance.before.contracts
    contract = _to_end(customer, agreed, last_day)
    _refuse_over(turn, customer, contract)
    _refuse_odd_days(contract.start, last_day)
    if last_day < turn.today and not because:
        raise Missing(
            f"{last_day:%a %-d %b %Y} has passed, so that this end would hold at once and "
            "for good. If that is meant, say why.",
            Step.END_CONTRACT(customer=customer.key, day=last_day),
        )
    ending = ContractFact(_UNRECORDED, Agreed.END, last_day, last_day=last_day, about=contract.id)
    _record(turn, customer, ending, because or "")
    done = balance.difference()
    now = done.after.contracts
    _refuse_overlap(customer, now)
    return ContractEnded(
        customer,
        _contract(done.after, contract.id),
        done,
        done.after,
        was=contract.last_day,
        dropped=_dropped(agreed, now, last_day, turn.today),
        after=_taken_after(done, contract, last_day),
    )


@people.may(Permission.OWN_CUSTOMERS, "undo what was agreed")
def undo(turn: Turn, customer: Customer, change: Change) -> ContractUndone:
    """Take back what was recorded last of a customer's contracts, as if it never had been.

    Impossible once something followed from it: a case that was opened under it, a charge of work
    that was recorded since, a page that it rang.
    """
    balance = Balance(turn, people.managed(turn, customer, "undo what was agreed"))
    last = _facts(turn, customer)[-1]
    if last.what in (Agreed.START, Agreed.CORRECTION):
        people.require_admin(turn, "undo that")
    back = replace(last, id=_UNRECORDED, what=Agreed.TAKEN_BACK, about=last.id)
    clocks_before = running(turn, customer.id)
    _record(turn, customer, back)
    done = balance.difference()
    if followed := _followed(turn, customer, change, done):
        raise Impossible(
            f"{followed}, so it can't be undone any more. An admin can correct a level:",
            Step.CORRECT_LEVEL(customer=customer.key, day=last.day),
        )
    _refuse_overlap(customer, done.after.contracts)
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


def _to_end(customer: Customer, agreed: tuple[Contract, ...], last_day: date) -> Contract:
    """The contract that `last_day` is about: in force that day, or the last one begun before."""
    begun = [c for c in agreed if c.start <= last_day]
    if not begun:
        raise Impossible(f"{customer.key} has no contract that could end on {long_day(last_day)}.")
    return contract_on(agreed, last_day) or begun[-1]


def _refuse_over(turn: Turn, customer: Customer, contract: Contract) -> None:
    if contract.last_day is not None and contract.last_day < turn.today:
        raise Impossible(
            f"{customer.key}'s contract {_span(contract)} is over, and its end stands. "
            "An admin can begin another:",
            Step.BEGIN_CONTRACT(
                customer=customer.key,
                name=customer.name,
                level=contract.terms[-1].level,
                day=turn.today,
            ),
        )


def _refuse_odd_number(level: Level, escalations: int | None) -> None:
    if level is Level.MANAGED and escalations is None:
        raise Missing(
            "A Managed contract carries its negotiated escalations a year: add `escalations 12`."
        )
    if level is not Level.MANAGED and escalations:
        raise Impossible(
            f"Only Managed has a negotiated number; {LEVEL[level].title} includes "
            f"{LEVEL[level].included} a year."
        )


def _refuse_odd_days(first_day: date, last_day: date | None) -> None:
    if last_day is not None and last_day < first_day:
        raise Impossible(
            f"It would end on {long_day(last_day)} before it begins on {long_day(first_day)}."
        )
    if not EARLIEST <= first_day <= LATEST or (last_day and last_day > LATEST):
        raise Impossible(f"A contract lies between {long_day(EARLIEST)} and {long_day(LATEST)}.")


def _refuse_overlap(customer: Customer, now: tuple[Contract, ...]) -> None:
    for first, second in pairwise(now):
        if first.last_day is None or first.last_day >= second.start:
            raise Impossible(
                f"That would overlap {customer.key}'s contract {_span(second)}; "
                "contracts can't overlap."
            )


def _span(contract: Contract) -> str:
    until = f"to {long_day(contract.last_day)}" if contract.last_day else "without an end"
    return f"from {long_day(contract.start)} {until}"


def _facts(turn: Turn, customer: Customer) -> tuple[ContractFact, ...]:
    return entitlements.ledger_of(turn.session, customer.id).stock.contracts


def _record(turn: Turn, customer: Customer, fact: ContractFact, because: str = "") -> ContractRow:
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
    is_end = fact.what is Agreed.END
    told = (fact.day,) if is_end else (fact.level, fact.escalations, fact.day, fact.last_day)
    agreed = " ".join(str(each) for each in told if each is not None)
    turn.note(_NOTED[fact.what], customer.id, new=agreed, reason=because)
    return row


def _contract(statement: Statement, contract_id: int) -> Contract:
    return next(c for c in statement.contracts if c.id == contract_id)
