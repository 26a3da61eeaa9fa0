"""What is said of contracts: begun, changed, ended (G5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from handlers.blocks.customer.closures import _moved_clocks
from handlers.blocks.escalation.entries import taken
from handlers.blocks.pieces.answer import Answer, answer, lines
from handlers.blocks.pieces.wording import counted, day, left, level, long_day, person
from models.rules.contract_year import ONE_DAY, Contract, Term
from models.rules.service_definition import Level
from models.rules.written_time import Wall
from models.usecases.customer.agreed import ContractChanged
from models.usecases.customer.contracts import ContractEnded
from models.usecases.customer.corrections import ContractUndone, LevelCorrected
from models.usecases.customer.levels import LevelChanged


def contract_added(done: ContractChanged, wall: Wall) -> Answer:
    """Say what more was agreed with a customer who is known already, and what clocks do."""
    return answer(
        f"Added a contract for {done.customer.key}: {_contract(done.contract)}. "
        f"{left(done.statement).capitalize()} today.",
        lines(_rings(done)),
        lines(_moved_clocks(done.moved, wall)) if done.moved else None,
    )


def _rings(done: ContractChanged | ContractUndone) -> Iterator[str]:
    """Say which cases ring now that their customer is Managed, and whom (R1)."""
    for begun in done.rings:
        whom = " and ".join(map(person, begun.people)) or "nobody yet, for nobody is on call (O4)"
        yield (
            f":rotating_light: *#{begun.page.case_id} is a Managed Sev-1 now (R1): page "
            f"{begun.page.id} rings {whom}.*"
        )


def _contract(contract: Contract) -> str:
    term = contract.terms[0]
    until = f" to {long_day(contract.last_day)}" if contract.last_day else ""
    return f"{_term(term)} from {long_day(contract.start)}{until}"


def _term(term: Term) -> str:
    number = f" with {term.included} escalations a year" if term.level is Level.MANAGED else ""
    return f"{level(term.level)}{number}"


def level_changed(done: LevelChanged, wall: Wall) -> Answer:
    """Say from when another level holds, why not at once if it waits (G5), and what clocks do."""
    key, today = done.customer.key, wall.calendar.day_of(wall.now)
    effective = long_day(done.effective)
    if done.begins_own_years:
        why = "A contract with years of its own begins that day (G5)."
    elif done.effective != done.asked_for:
        why = _waits(key, done.effective, done.was)
    else:
        why = f"The anniversary stays{_added(done)} (G5)."
    until = done.contract.last_day if done.begins_own_years else None
    holds = (
        f"It holds until {long_day(until)}, its last day, in place of {level(done.was)}."
        if until
        else None
    )
    replaced = (
        f"It replaces {_term(term)}, which was to come on {long_day(term.first_day)} (G5)."
        for term in done.replaced
    )
    return answer(
        f"{key} has {_term(done.term)} from {effective}. {left(done.statement).capitalize()}"
        f"{' today' if done.effective > today else ''}.",
        lines(
            [*_rings(done), why, holds, *replaced, *_to_come(done), *taken(done.difference, today)]
        ),
        lines(_moved_clocks(done.moved, wall)) if done.moved else None,
    )


def _waits(key: str, effective: date, until_then: Level) -> str:
    return (
        "A lowering waits for the next anniversary: until "
        f"{long_day(effective - ONE_DAY)} {key} keeps {level(until_then)} (G5)."
    )


def level_corrected(done: LevelCorrected, wall: Wall) -> Answer:
    """Say what holds instead of a level that was recorded wrongly, and what that moves (G5)."""
    key, asked_for = done.customer.key, done.said.first_day
    keeps = done.contract.term_on(asked_for).level
    return answer(
        f"Corrected: {key} has {_term(done.term)} from {long_day(done.effective)}, "
        f"not {_term(done.said)}. {left(done.statement).capitalize()} today.",
        lines(
            [
                *_rings(done),
                _waits(key, done.effective, keeps) if done.effective != asked_for else None,
                *taken(done.difference, wall.today),
            ]
        ),
        lines(_moved_clocks(done.moved, wall)) if done.moved else None,
    )


def undone(done: ContractUndone, wall: Wall, *, back: bool) -> Answer:
    """Say what holds today, now that what was recorded last counts no more, or counts again."""
    has = f"{done.customer.key} has {_in_force(done.contract, wall.today)} today"
    return answer(
        f"{'Put back' if back else 'Undone'}: {has}. {left(done.difference.after).capitalize()}.",
        lines([*_rings(done), *taken(done.difference, wall.today)]),
        lines(_moved_clocks(done.moved, wall)) if done.moved else None,
    )


def _in_force(contract: Contract | None, today: date) -> str:
    if contract is None:
        return f"no contract, so {level(Level.BASIC)},"
    last = f", to {long_day(contract.last_day)}," if contract.last_day else ""
    return f"{_term(contract.term_on(today))}{last}"


def _added(done: LevelChanged) -> str:
    """What a raise adds this contract year, and how it comes to that number (G5)."""
    if done.effective == done.contract.start or not done.held:
        return ""
    year = f"{done.term.included} a year less the {done.held} that this contract year holds already"
    if not done.added:
        return f", and nothing is added: {year}"
    are = "is" if done.added == 1 else "are"
    return (
        f", and {counted(done.added, 'escalation')} {are} added from that day to the end of the "
        f"contract year: {year}"
    )


def _to_come(done: LevelChanged) -> Iterator[str]:
    """Name each change that comes after this one all the same, and how to take it back."""
    key = done.customer.key
    for change in done.to_come:
        without = _typed(change.without) if change.without else Level.BASIC
        yield (
            f":warning: After it comes {_term(change.term)} from "
            f"{long_day(change.term.first_day)}, as agreed before; "
            f"`/customer level {key} {without} from {change.asked_for}` takes that back."
        )


def _typed(term: Term) -> str:
    """A term as `/customer level` takes it: `standard`, `managed escalations 12`."""
    number = f" escalations {term.included}" if term.level is Level.MANAGED else ""
    return f"{term.level}{number}"


def ended(done: ContractEnded, today: date) -> Answer:
    """Say when a contract ends, and what that takes along (G5)."""
    last = done.contract.last_day
    was = f" (was {long_day(done.was)})" if done.was else ""
    dropped = (
        f"{_term(term)} from {long_day(term.first_day)} will not come (G5)."
        for term in done.dropped
    )
    return answer(
        f"{done.customer.key}'s contract ends on {long_day(last) if last else 'no day'}{was}. "
        f"{left(done.statement).capitalize()}.",
        lines(
            [
                "What is left of its included escalations expires with it; charges made stand, and "
                f"after it {done.customer.key} has Basic (G5).",
                f"In place of what was decided: to renew on {long_day(done.renewed)}."
                if done.renewed
                else None,
                *dropped,
                *_after_the_end(done, today),
                _what_follows(done),
                *taken(done.difference, today),
            ]
        ),
    )


def _after_the_end(done: ContractEnded, today: date) -> Iterator[str]:
    """Name the charges after an end in the past, and what serves them now, if anything (G5)."""
    for charge in done.after:
        of = f"the charge of {day(charge.block.day, today)} on #{charge.block.case}"
        now = "is uncovered" if charge.grant is None else f"takes from {charge.grant.label}"
        yield f":warning: After it, {of} {now} from now on (G5)."


def _what_follows(done: ContractChanged) -> str | None:
    """Name the contract that begins after an end all the same: agreed for a later day."""
    key, start = done.customer.key, done.contract.start
    following = next((c for c in done.statement.contracts if c.start > start), None)
    if following is None:
        return None
    day_ = following.start
    return (
        f"From {long_day(day_)} {key} has {_term(following.terms[0])}, as agreed for that day; "
        f"`/customer level {key} basic from {day_}` takes that back."
    )
