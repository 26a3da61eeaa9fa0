"""What is said about customers, their contracts and packs, and closure days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from handlers.blocks.answer import Answer, answer, fields, lines, small, table
from handlers.blocks.escalation import taken
from handlers.blocks.words import chf, counted, day, escaped, left, level, long_day, person
from models.rows.customers import Customer
from models.rules.contract_year import ONE_DAY, Contract, Term, contract_on, next_anniversary
from models.usecases.closures import ClosureChanged
from models.usecases.contracts import ContractChanged, LevelChanged
from models.usecases.customers import CustomerLine, CustomerShown, Extras, extras_of
from models.usecases.entitlements import grant_label
from models.usecases.grants import GrantChanged


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


def _contract(contract: Contract) -> str:
    term = contract.terms[0]
    until = f" to {long_day(contract.last_day)}" if contract.last_day else ""
    return f"{_term(term)} from {long_day(contract.start)}{until}"


def _term(term: Term) -> str:
    number = f" with {term.included} escalations a year" if term.level == "managed" else ""
    return f"{level(term.level)}{number}"


def level_changed(done: LevelChanged, today: date) -> Answer:
    """Say from when another level holds, and why not at once if it waits (G5)."""
    key = done.customer.key
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
    return answer(
        f"{key} has {level(done.level)} from {effective}. {left(done.statement).capitalize()}"
        f"{' today' if done.effective > today else ''}.",
        lines([why, *taken(done.difference, today)]),
    )


def ended(done: ContractChanged, today: date) -> Answer:
    """Say when a contract ends, and what that takes along (G5)."""
    last = done.contract.last_day
    return answer(
        f"{done.customer.key}'s contract ends on {long_day(last) if last else 'no day'}. "
        f"{left(done.statement).capitalize()}.",
        lines(
            [
                "What is left of its included escalations expires with it; charges made stand, and "
                f"after it {done.customer.key} has Basic (G5).",
                *taken(done.difference, today),
            ]
        ),
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
        f"<#{customer.channel_id}> is {customer.key}'s channel now.",
        small("There, `/escalation log 2h` means the one open case of this customer"),
    )


def renamed(customer: Customer, old: str) -> Answer:
    """Say what the customer is called."""
    return answer(f"{customer.key} is called {escaped(customer.name)} now (was {escaped(old)}).")


def closure_changed(done: ClosureChanged) -> Answer:
    """Say which day is closed, or open again."""
    if done.name is None:
        return answer(f"{long_day(done.day)} is open again. Clocks follow (T2).")
    return answer(
        f"{long_day(done.day)} is closed for everybody: {escaped(done.name)}. Clocks follow (T2).",
        small(f"`/customer closed {done.day} off because …` takes it back"),
    )


def extras_kept(customer: Customer, extras: Extras) -> Answer:
    """Say which extras are agreed."""
    return answer(f"Kept {customer.key}'s extras.", lines(_extras(extras)))


def _extras(extras: Extras) -> Iterator[str]:
    yield f"• Managed upgrades: {'yes' if extras.managed_upgrades else 'no'}"
    yield f"• Monitoring: {'yes' if extras.monitoring else 'no'}"
    yield f"• Runbook: {escaped(extras.runbook_url) or 'none'}"
    yield f"• Change windows: {escaped(extras.change_windows) or 'none agreed'}"
    yield f"• Remote access: {escaped(extras.remote_access) or 'none agreed'}"


def shown(found: CustomerShown, today: date) -> Answer:
    """Show one customer whole."""
    customer, statement = found.customer, found.statement
    pairs = [
        ("Level today", level(statement.level)),
        ("Account manager", person(customer.manager_id) if customer.manager_id else "nobody yet"),
        ("Channel", f"<#{customer.channel_id}>" if customer.channel_id else "none"),
        ("Open cases", str(found.open_cases)),
    ]
    is_managed = any(t.level == "managed" for c in found.contracts for t in c.terms)
    return answer(
        f"{customer.key}, {escaped(customer.name)}: {level(statement.level)}, {left(statement)}.",
        fields(pairs),
        lines(_contracts(found, today)),
        lines(_grants(found)),
        lines(["*Extras*", *_extras(extras_of(customer))]) if is_managed else None,
        lines(_history(found, today)),
        small(f"`/balance {customer.key}` shows the statement"),
    )


def _contracts(found: CustomerShown, today: date) -> Iterator[str]:
    yield "*Contracts*" if found.contracts else "No contract: Basic (S2)."
    for contract in found.contracts:
        yield f"• {_contract(contract)}"
        for term in contract.terms[1:]:
            yield f"    {_term(term)} from {long_day(term.first_day)}"
    current = contract_on(found.contracts, today)
    if current is not None:
        following = next_anniversary(current.start, today + ONE_DAY)
        if current.covers(following):
            yield f"Next contract year: {long_day(following)}"


def _grants(found: CustomerShown) -> Iterator[str]:
    if found.grants:
        yield "*Packs and adjustments*"
    for grant, is_void in found.grants:
        price = f", {chf(grant.price)}" if grant.price is not None else ""
        reason = f" – {escaped(grant.reason)}" if grant.reason else ""
        line = (
            f"{grant_label(grant.source, grant.number, grant.size)}: {grant.quantity}, "
            f"{long_day(grant.first_day)} to {long_day(grant.last_day)}{price}{reason}"
        )
        yield f"• ~{line}~ (voided)" if is_void else f"• {line}"


def _history(found: CustomerShown, today: date) -> Iterator[str]:
    yield "*History*"
    for change in found.changes[-10:]:
        new = change.new or ""
        if change.what == "manager":
            new = person(new)
        elif change.what == "channel":
            new = f"<#{new}>"
        else:
            new = escaped(new)
        what = change.what.replace("_", " ")
        yield f"• {day(change.at.date(), today)}: {what} {new} by {person(change.by)}"


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
        f"{counted(len(found), 'customer')}.",
        table(("Customer", "Name", "Level", "Left"), rows, right=(3,)),
    )
