"""G5: another level from a day on: a raise holds at once, a lowering from the next anniversary."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.next_steps import Step
from models.problems import Impossible, Missing
from models.rows.customers import Customer
from models.rules.contract_year import (
    ONE_DAY,
    Agreed,
    Contract,
    ContractFact,
    Term,
    contracts,
    included_grants,
    level_on,
)
from models.rules.permissions import Permission
from models.rules.service_definition import LEVEL, Level
from models.rules.writing import long_day
from models.usecases import people
from models.usecases.channels import posts
from models.usecases.customer.agreed import (
    UNRECORDED,
    ContractChanged,
    dropped,
    facts_of,
    in_effect,
    record,
    refuse_odd_days,
    refuse_odd_number,
    refuse_overlap,
    term_on,
)
from models.usecases.derived.clocks import moved, running
from models.usecases.derived.entitlements import Balance
from models.usecases.paging.life import ring_what_waits
from models.usecases.turn import Turn


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


@people.may(Permission.OWN_CUSTOMERS, "change levels")
def change_level(
    turn: Turn,
    customer: Customer,
    level: Level,
    escalations: int | None,
    day: date,
    because: str | None = None,
) -> LevelChanged:
    """Change a customer's level from `day` on; a lowering waits for the next anniversary (G5).

    Before the first contract it corrects what was recorded: NotAllowed but for an admin, Missing
    without a reason.
    """
    balance = Balance(turn, people.managed(turn, customer, "change its level"))
    agreed = balance.before.contracts
    change = _asked_for(Level.of(level), escalations, day, turn.today)
    _refuse_before_the_first(turn, customer, agreed, change, because)
    refuse_unfit_change(customer, facts_of(turn, customer), change)
    clocks_before = running(turn, customer.id)
    row = record(turn, customer, change, because or "")
    now = (done := balance.difference()).after.contracts
    contract, effective = in_effect(customer, now, row.id, day)
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
        replaced=dropped(agreed, now, day, turn.today),
        to_come=_still_to_come(facts_of(turn, customer), now, effective),
        moved=posts.refresh_all(turn, moved(clocks_before, running(turn, customer.id))),
        rings=ring_what_waits(turn, customer),
    )


def _asked_for(level: Level, escalations: int | None, day: date, today: date) -> ContractFact:
    refuse_odd_number(level, escalations)
    refuse_odd_days(day, None)
    return ContractFact(UNRECORDED, Agreed.LEVEL, day, level, escalations, recorded_on=today)


def _refuse_before_the_first(
    turn: Turn,
    customer: Customer,
    agreed: tuple[Contract, ...],
    change: ContractFact,
    because: str | None,
) -> None:
    """Refuse a day before the first contract, but from an admin with a reason: it corrects what was
    recorded of a time that was without a contract (G5).
    """
    first = min((contract.start for contract in agreed), default=change.day)
    if change.day >= first:
        return
    people.require_admin(
        turn,
        f"correct what {customer.key} had before its first contract, which begins on "
        f"{long_day(first)} (G5)",
    )
    if not because:
        raise Missing(
            f"{customer.key}'s first contract begins on {long_day(first)}. A level from "
            f"{long_day(change.day)} on corrects that (G5): if it is meant, say why.",
            Step.LEVEL_BEFORE(customer=customer.key, level=_typed(change), day=change.day),
        )


def refuse_unfit_change(
    customer: Customer, facts: tuple[ContractFact, ...], change: ContractFact
) -> None:
    """Refuse a change of level that would let contracts overlap, or that says nothing new beside
    the facts there are.
    """
    agreed, trial = contracts(facts), contracts((*facts, change))
    refuse_overlap(customer, trial)
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


def _typed(change: ContractFact) -> str:
    number = f" escalations {change.escalations}" if change.escalations is not None else ""
    return f"{change.level}{number}"


def _agreed_terms(agreed: tuple[Contract, ...]) -> list[object]:
    """What contracts say, whichever facts say it: to see whether another fact would add to it."""
    return [
        (c.start, c.last_day, [(t.first_day, t.level, t.included) for t in c.terms]) for c in agreed
    ]


def _still_to_come(
    facts: tuple[ContractFact, ...], now: tuple[Contract, ...], day: date
) -> tuple[StillToCome, ...]:
    """The changes of level that come after `day`, each with what holds on the day before it."""
    asked_for = {fact.id: fact.day for fact in facts if fact.what is Agreed.LEVEL}
    coming = [t for c in now for t in c.reached if t.first_day > day and t.fact in asked_for]
    return tuple(
        StillToCome(term, asked_for[term.fact], term_on(now, asked_for[term.fact] - ONE_DAY))
        for term in coming
    )


def _added(contract: Contract, fact: int, effective: date) -> tuple[int, int]:
    """What a raise adds to its contract year, and what that held before (G5)."""
    grants = list(included_grants(contract, effective))
    added = sum(grant.quantity for grant in grants if grant.fact == fact and grant.raised)
    this_year = (g for g in grants if g.year_start <= effective <= g.year_end)
    return added, sum(grant.quantity for grant in this_year) - added
