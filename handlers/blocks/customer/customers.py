"""What is said about customers, their contracts and packs, and closure days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from handlers.blocks.escalation.entries import taken
from handlers.blocks.pieces.answer import Answer, answer, fields, lines, small, table
from handlers.blocks.pieces.wording import (
    chf,
    counted,
    cut,
    escaped,
    instant,
    left,
    level,
    long_day,
    person,
    quoted,
)
from models.rows.cases import Change
from models.rows.customers import Customer
from models.rules.calendar import BusinessCalendar
from models.rules.contract_year import ONE_DAY, Contract, Term, contract_on, next_anniversary
from models.usecases.customer.closures import ClosureChanged
from models.usecases.customer.contracts import ContractChanged, ContractEnded, LevelChanged
from models.usecases.customer.customers import CustomerLine, CustomerShown, Extras, extras_of
from models.usecases.customer.grants import GrantChanged
from models.usecases.derived.clocks import CaseClock
from models.usecases.derived.entitlements import grant_label

MOST_CHANGES = 20
MOST_GRANTS = 10
MOST_MOVED = 5
LONGEST_NOTED = 100
_EXTRA = {
    "managed_upgrades": "managed upgrades",
    "monitoring": "monitoring",
    "runbook_url": "runbook",
    "change_windows": "change windows",
    "remote_access": "remote access",
}


def added(customer: Customer, done: ContractChanged) -> Answer:
    """Say what was agreed with a new customer."""
    return answer(
        f"Added {customer.key} ({escaped(customer.name)}): {_contract(done.contract)}. "
        f"{left(done.statement).capitalize()}.",
        small(
            f"Next: `/customer manager {customer.key} @cleo` and "
            f"`/customer channel {customer.key} #{customer.key}`"
        ),
    )


def contract_added(done: ContractChanged) -> Answer:
    """Say what more was agreed with a customer who is known already."""
    return answer(
        f"Added a contract for {done.customer.key}: {_contract(done.contract)}. "
        f"{left(done.statement).capitalize()} today."
    )


def _contract(contract: Contract) -> str:
    term = contract.terms[0]
    until = f" to {long_day(contract.last_day)}" if contract.last_day else ""
    return f"{_term(term)} from {long_day(contract.start)}{until}"


def _term(term: Term) -> str:
    number = f" with {term.included} escalations a year" if term.level == "managed" else ""
    return f"{level(term.level)}{number}"


def level_changed(done: LevelChanged, calendar: BusinessCalendar, now: datetime) -> Answer:
    """Say from when another level holds, why not at once if it waits (G5), and what clocks do."""
    key, today = done.customer.key, calendar.day_of(now)
    effective = long_day(done.effective)
    if done.begins_own_years:
        why = "A contract with years of its own begins that day (G5)."
    elif done.effective != done.asked_for:
        why = (
            "A lowering waits for the next anniversary: until "
            f"{long_day(done.effective - ONE_DAY)} {key} keeps {level(done.was)} (G5)."
        )
    elif done.added:
        why = (
            f"The anniversary stays, and {counted(done.added, 'escalation')} are added from that "
            "day to the end of the contract year (G5)."
        )
    else:
        why = "The anniversary stays (G5)."
    until = done.contract.last_day if done.begins_own_years else None
    holds = f"It holds until {long_day(until)}, its last day." if until else None
    replaced = (
        f"It replaces {_term(term)}, which was to come on {long_day(term.first_day)} (G5)."
        for term in done.replaced
    )
    return answer(
        f"{key} has {_term(done.term)} from {effective}. {left(done.statement).capitalize()}"
        f"{' today' if done.effective > today else ''}.",
        lines([why, holds, *replaced, *_to_come(done), *taken(done.difference, today)]),
        lines(_moved_clocks(done.moved, calendar, now)) if done.moved else None,
    )


def _to_come(done: LevelChanged) -> Iterator[str]:
    """Name each change that comes after this one all the same, and how to take it back."""
    key = done.customer.key
    for change in done.to_come:
        without = _typed(change.without) if change.without else "basic"
        yield (
            f":warning: After it comes {_term(change.term)} from "
            f"{long_day(change.term.first_day)}, as agreed before; "
            f"`/customer level {key} {without} from {change.asked_for}` takes that back."
        )


def _typed(term: Term) -> str:
    """A term as `/customer level` takes it: `standard`, `managed escalations 12`."""
    return f"{term.level} escalations {term.included}" if term.level == "managed" else term.level


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
                *dropped,
                _what_follows(done),
                *taken(done.difference, today),
            ]
        ),
    )


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


def granted(done: GrantChanged, today: date) -> Answer:
    """Say what was bought or given, until when it lasts, and what is left."""
    grant = done.grant
    price = f" at {chf(grant.price)} excl. VAT" if grant.price is not None else ""
    what = "Recorded" if grant.source == "pack" else "Gave"
    return answer(
        f"{what} {done.label} for {done.customer.key}: "
        f"{counted(grant.quantity, 'escalation')}{price}, {long_day(grant.first_day)} to "
        f"{long_day(grant.last_day)}. {left(done.difference.after).capitalize()}.",
        lines(taken(done.difference, today)),
        small("Neither refundable nor transferable (G4)") if grant.source == "pack" else None,
    )


def voided(done: GrantChanged, today: date) -> Answer:
    """Say that a pack or an adjustment counts no more (G4)."""
    return answer(
        f"Voided {done.customer.key}'s {done.label}. {left(done.difference.after).capitalize()}.",
        lines(taken(done.difference, today)),
    )


def handed_over(customer: Customer, old: str | None) -> Answer:
    """Say who the account manager is."""
    was = f" (was {person(old)})" if old else ""
    return answer(f"{person(customer.manager_id or '')} is {customer.key}'s account manager{was}.")


def channel_set(customer: Customer) -> Answer:
    """Say which channel is the customer's."""
    return answer(
        f"<#{customer.channel_id}> is {customer.key}'s channel now. Its cases are announced there: "
        "if the desk is not in it yet, add it with `/invite`.",
        small("There, `/escalation log 2h` means the one open case of this customer"),
    )


def renamed(customer: Customer, old: str) -> Answer:
    """Say what the customer is called."""
    return answer(f"{customer.key} is called {escaped(customer.name)} now (was {escaped(old)}).")


def closure_changed(done: ClosureChanged, calendar: BusinessCalendar, now: datetime) -> Answer:
    """Say which day is closed, or open again, and which clocks that moved."""
    moved = lines(_moved(done, calendar, now))
    if done.name is None:
        return answer(f"{long_day(done.day)} is open again. Clocks follow (T2).", moved)
    return answer(
        f"{long_day(done.day)} is closed for everybody: {escaped(done.name)}. Clocks follow (T2).",
        moved,
        small(f"`/customer closed {done.day} off because …` takes it back"),
    )


def _moved(done: ClosureChanged, calendar: BusinessCalendar, now: datetime) -> Iterator[str]:
    if done.has_passed:
        yield (
            f":warning: That day has passed: {counted(len(done.moved), 'clock')} of that time "
            "changed, and with them what was met or breached."
        )
        yield from _dues(done.moved, calendar, now)
    else:
        yield from _moved_clocks(done.moved, calendar, now)


def _moved_clocks(
    moved: Sequence[CaseClock], calendar: BusinessCalendar, now: datetime
) -> Iterator[str]:
    yield f"{counted(len(moved), 'running clock')} moved{':' if moved else '.'}"
    yield from _dues(moved, calendar, now)


def _dues(moved: Sequence[CaseClock], calendar: BusinessCalendar, now: datetime) -> Iterator[str]:
    for item in moved[:MOST_MOVED]:
        due = instant(calendar, item.clock.due, now)
        yield f"• #{item.case.id} {quoted(item.case.title, 60)}: due {due}"
    if len(moved) > MOST_MOVED:
        yield f"{len(moved) - MOST_MOVED} more."


def extras_kept(customer: Customer, extras: Extras) -> Answer:
    """Say which extras are agreed."""
    return answer(f"Kept {customer.key}'s extras.", lines(_extras(extras)))


def _extras(extras: Extras) -> Iterator[str]:
    yield f"• Managed upgrades: {'yes' if extras.managed_upgrades else 'no'}"
    yield f"• Monitoring: {'yes' if extras.monitoring else 'no'}"
    yield f"• Runbook: {escaped(extras.runbook_url) or 'none'}"
    yield f"• Change windows: {escaped(extras.change_windows) or 'none agreed'}"
    yield f"• Remote access: {escaped(extras.remote_access) or 'none agreed'}"


def shown(found: CustomerShown, calendar: BusinessCalendar, now: datetime) -> Answer:
    """Show one customer whole."""
    customer, statement, today = found.customer, found.statement, calendar.day_of(now)
    pairs = [
        ("Level today", level(statement.level)),
        ("Account manager", person(customer.manager_id) if customer.manager_id else "nobody yet"),
        ("Channel", f"<#{customer.channel_id}>" if customer.channel_id else "none"),
        ("Open cases", str(found.open_cases)),
    ]
    is_managed = any(t.level == "managed" for c in found.contracts for t in c.reached)
    return answer(
        f"{customer.key}, {escaped(customer.name)}: {level(statement.level)}, {left(statement)}.",
        fields(pairs),
        lines(_contracts(found, today)),
        lines(_grants(found, calendar, now)),
        lines(["*Extras*", *_extras(extras_of(customer))]) if is_managed else None,
        lines(_history(found, calendar, now)),
        small(f"`/balance {customer.key}` shows the statement"),
    )


def _contracts(found: CustomerShown, today: date) -> Iterator[str]:
    yield "*Contracts*" if found.contracts else "No contract: Basic (S2)."
    for contract in found.contracts:
        yield f"• {_contract(contract)}"
        for term in contract.reached[1:]:
            yield f"    {_term(term)} from {long_day(term.first_day)}"
    current = contract_on(found.contracts, today)
    if current is not None:
        following = next_anniversary(current.start, today + ONE_DAY)
        if current.covers(following):
            yield f"Next contract year: {long_day(following)}"


def _grants(found: CustomerShown, calendar: BusinessCalendar, now: datetime) -> Iterator[str]:
    if found.grants:
        yield "*Packs and adjustments*"
    shown_grants = found.grants[-MOST_GRANTS:]
    if earlier := len(found.grants) - len(shown_grants):
        yield f"{counted(earlier, 'earlier one')} not shown"
    for grant, void in shown_grants:
        price = f", {chf(grant.price)} excl. VAT" if grant.price is not None else ""
        reason = f" – {escaped(grant.reason)}" if grant.reason else ""
        line = (
            f"{grant_label(grant.source, grant.number, grant.size)}: {grant.quantity}, "
            f"{long_day(grant.first_day)} to {long_day(grant.last_day)}{price}{reason}"
        )
        yield f"• {line}" if void is None else f"• ~{line}~"
        yield f"    recorded {instant(calendar, grant.at, now)} by {person(grant.by)}"
        if void is not None:
            why = escaped(void.reason)
            yield f"    voided {instant(calendar, void.at, now)} by {person(void.by)} – {why}"


def _history(found: CustomerShown, calendar: BusinessCalendar, now: datetime) -> Iterator[str]:
    yield "*History*"
    shown_changes = found.changes[-MOST_CHANGES:]
    if earlier := len(found.changes) - len(shown_changes):
        yield f"{counted(earlier, 'earlier change')} not shown"
    for change in shown_changes:
        why = f" – {escaped(cut(change.reason, 100))}" if change.reason else ""
        yield f"• {instant(calendar, change.at, now)}: {_told(change)} by {person(change.by)}{why}"


def _told(change: Change) -> str:
    """One change of a customer in words."""
    new = escaped(change.new or "")
    match change.what:
        case "added":
            return f"added as “{new}”"
        case "name":
            return f"renamed from “{escaped(change.old or '')}” to “{new}”"
        case "manager":
            return f"{person(new)} made account manager"
        case "channel":
            return f"channel set to <#{new}>"
        case "contract start" | "contract level":
            return _told_term(new.split(), "contract" if change.what.endswith("start") else "level")
        case "contract end":
            return f"contract ends with {long_day(date.fromisoformat(new))}"
        case "managed_upgrades" | "monitoring":
            return f"{_EXTRA[change.what]} {'agreed' if new == 'True' else 'no longer agreed'}"
        case _:
            extra = _EXTRA[change.what]
            return f"{extra} set to “{_shortened(new)}”" if new else f"{extra} taken off"


def _told_term(words: list[str], what: str) -> str:
    """A contract or a level as it was noted: `managed 12 2026-01-01 [2027-12-31]`."""
    key, *number = (word for word in words if "-" not in word)
    first, *last = (long_day(date.fromisoformat(word)) for word in words if "-" in word)
    with_number = f" with {number[0]} escalations a year" if number else ""
    return f"{what} {level(key)}{with_number} from {first}{f' to {last[0]}' if last else ''}"


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_NOTED else text[: LONGEST_NOTED - 1] + "…"


def listed(found: Sequence[CustomerLine]) -> Answer:
    """Show all customers as a table."""
    if not found:
        example = '`/customer add acme "Acme AG" standard from 2026-01-01`'
        return answer("There are no customers yet.", small(f"An admin adds one: {example}"))
    rows = [
        (
            line.customer.key,
            line.customer.name,
            level(line.statement.level),
            f"{line.statement.remaining} of {line.statement.granted}",
        )
        for line in found
    ]
    return answer(
        f"There {'is' if len(found) == 1 else 'are'} {counted(len(found), 'customer')}.",
        table(("Customer", "Name", "Level", "Left"), rows, right=(3,), wrap=(1,)),
    )
