"""A customer whole, and the list of customers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Literal, assert_never

from handlers.blocks.customer.contracts import _contract, _term
from handlers.blocks.customer.customers import _EXTRA, _extras
from handlers.blocks.pieces.answer import Answer, answer, fields, lines, small, table
from handlers.blocks.pieces.windows import window_lines
from handlers.blocks.pieces.wording import (
    LANGUAGE,
    as_typed,
    chf,
    counted,
    cut,
    left,
    level,
    long_day,
    person,
)
from models.rows.cases import Change
from models.rows.customers import Customer
from models.rules.contract_year import ONE_DAY, contract_on, next_anniversary
from models.rules.languages import Language
from models.rules.noted import AboutCustomer
from models.rules.service_definition import Level
from models.rules.written_time import Wall
from models.usecases.customer.customers import CustomerLine, CustomerShown, extras_of
from models.usecases.derived.entitlements import grant_label

MOST_CHANGES = 20


MOST_GRANTS = 10


LONGEST_NOTED = 100


def shown(found: CustomerShown, wall: Wall) -> Answer:
    """Show one customer whole."""
    customer, statement, today = found.customer, found.statement, wall.calendar.day_of(wall.now)
    pairs = [
        ("Level today", level(statement.level)),
        ("Account manager", person(customer.manager_id) if customer.manager_id else "nobody yet"),
        ("Channel", _channels(found)),
        ("Mail from", ", ".join(map(as_typed, found.mail_senders)) or "nobody yet"),
        ("Open cases", str(found.open_cases)),
        ("Notice period", _notice_period(customer)),
        ("Notices", str(customer.notices)),
        ("Language", LANGUAGE[customer.language]),
        ("Its people read", "what is left" if customer.shows_balance else "no balance"),
    ]
    is_managed = any(t.level is Level.MANAGED for c in found.contracts for t in c.reached)
    return answer(
        f"{customer.key}, {as_typed(customer.name)}: {level(statement.level)}, {left(statement)}.",
        fields(pairs),
        lines(_contracts(found, today)),
        lines(_grants(found, wall)),
        lines(["*Extras*", *_extras(extras_of(customer))]) if is_managed else None,
        lines(["*Change windows*", *window_lines(found.windows, wall)]) if found.windows else None,
        lines(_history(found, wall)),
        small(f"`/balance {customer.key}` shows the statement"),
    )


def _channels(found: CustomerShown) -> str:
    home = found.customer.channel_id
    others = [f"<#{channel}>" for channel in found.other_channels]
    also = f", and what comes from {' and '.join(others)} (I5)" if others else ""
    return f"{f'<#{home}>' if home else 'none'}{also}"


def _notice_period(customer: Customer) -> str:
    months = customer.notice_months
    return "none known" if months is None else counted(months, "month")


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


def _grants(found: CustomerShown, wall: Wall) -> Iterator[str]:
    if found.grants:
        yield "*Packs and adjustments*"
    shown_grants = found.grants[-MOST_GRANTS:]
    if earlier := len(found.grants) - len(shown_grants):
        yield f"{counted(earlier, 'earlier one')} not shown"
    for grant, void in shown_grants:
        price = f", {chf(grant.price)} excl. VAT" if grant.price is not None else ""
        reason = f" – {as_typed(grant.reason)}" if grant.reason else ""
        line = (
            f"{grant_label(grant.source, grant.number, grant.size)}: {grant.quantity}, "
            f"{long_day(grant.first_day)} to {long_day(grant.last_day)}{price}{reason}"
        )
        yield f"• {line}" if void is None else f"• ~{line}~"
        yield f"    recorded {wall.instant(grant.at)} by {person(grant.by)}"
        if void is not None:
            why = f" – {as_typed(void.reason)}" if void.reason else ""
            yield f"    voided {wall.instant(void.at)} by {person(void.by)}{why}"


def _history(found: CustomerShown, wall: Wall) -> Iterator[str]:
    yield "*History*"
    undone = {change.undoes: change for change in found.changes if change.undoes is not None}
    changes = [change for change in found.changes if change.undoes is None]
    shown_changes = changes[-MOST_CHANGES:]
    if earlier := len(changes) - len(shown_changes):
        yield f"{counted(earlier, 'earlier change')} not shown"
    for change in shown_changes:
        why = f" – {as_typed(cut(change.reason, 100))}" if change.reason else ""
        line = f"{wall.instant(change.at)}: {_told(change)} by {person(change.by)}{why}"
        ends = list(_undone(change, undone))
        yield f"• ~{line}~" if len(ends) % 2 else f"• {line}"
        for number, end in enumerate(ends):
            did = "put back" if number % 2 else "undone"
            yield f"    {did} {wall.instant(end.at)} by {person(end.by)}"


def _undone(change: Change, undone: Mapping[int, Change]) -> Iterator[Change]:
    """Yield what has undone a change, what has put it back by undoing that, and so on."""
    while (after := undone.get(change.id)) is not None:
        yield after
        change = after


def _told(change: Change) -> str:
    """One change of a customer in words."""
    old, new = as_typed(change.old or ""), as_typed(change.new or "")
    what = AboutCustomer(change.what)
    match what:
        case AboutCustomer.ADDED:
            return f"added as “{new}”"
        case AboutCustomer.NAME:
            return f"renamed from “{old}” to “{new}”"
        case AboutCustomer.MANAGER:
            return f"{person(new)} made account manager"
        case AboutCustomer.CHANNEL:
            return f"channel set to <#{new}>"
        case AboutCustomer.OTHER_CHANNEL | AboutCustomer.MAIL_SENDER:
            return _told_its_own(what, old, new)
        case AboutCustomer.LISTENS:
            return f"the desk listens to `{new}` in its channel"
        case AboutCustomer.SHOWS_BALANCE:
            return f"its people are {'' if new == 'True' else 'not '}told what is left"
        case AboutCustomer.LANGUAGE:
            return f"documents in {LANGUAGE[Language.of(new)]}"
        case AboutCustomer.NOTICES | AboutCustomer.NOTICE_PERIOD | AboutCustomer.RENEWS:
            return _told_notice(what, new)
        case AboutCustomer.CONTRACT_START | AboutCustomer.CONTRACT_LEVEL:
            return _told_term(new.split(), _TERM[what])
        case AboutCustomer.CONTRACT_CORRECTED | AboutCustomer.CONTRACT_TAKEN_BACK:
            return _told_term(new.split(), _TERM[what])
        case AboutCustomer.CONTRACT_END | AboutCustomer.BOOKS_CLOSED | AboutCustomer.BOOKS_REOPENED:
            return _told_until(what, new)
        case AboutCustomer.WINDOW_AGREED | AboutCustomer.WINDOW_ENDED:
            return f"change window {new} agreed" if new else f"change window {old} ended"
        case AboutCustomer.SOURCE:
            return f"source {new}"
        case AboutCustomer.MANAGED_UPGRADES | AboutCustomer.MONITORING:
            return f"{_EXTRA[what]} {'agreed' if new == 'True' else 'no longer agreed'}"
        case AboutCustomer.RUNBOOK_URL | AboutCustomer.CHANGE_WINDOWS | AboutCustomer.REMOTE_ACCESS:
            return _EXTRA[what] + (f" set to “{_shortened(new)}”" if new else " taken off")
        case _:
            assert_never(what)


def _told_its_own(
    what: Literal[AboutCustomer.OTHER_CHANNEL, AboutCustomer.MAIL_SENDER], old: str, new: str
) -> str:
    """Whether what comes from somewhere is its own, or is no more (I1, I5)."""
    is_its = "is" if new else "is no more"
    if what is AboutCustomer.MAIL_SENDER:
        return f"mail from {new or old} {is_its} its own"
    return f"what comes from <#{new or old}> {is_its} its own"


def _told_notice(
    what: Literal[AboutCustomer.NOTICES, AboutCustomer.NOTICE_PERIOD, AboutCustomer.RENEWS],
    new: str,
) -> str:
    """How somebody is told, and what was decided about a contract."""
    match what:
        case AboutCustomer.NOTICES:
            return f"notices set to `{new}`"
        case AboutCustomer.NOTICE_PERIOD:
            period = f"set to {counted(int(new), 'month')}" if new else "cleared"
            return f"notice period {period}"
        case AboutCustomer.RENEWS:
            when = f"renews on {long_day(date.fromisoformat(new))}" if new else "is open again"
            return f"decided: its contract {when}"
        case _:
            assert_never(what)


_TERM = {
    AboutCustomer.CONTRACT_START: "contract",
    AboutCustomer.CONTRACT_LEVEL: "level",
    AboutCustomer.CONTRACT_CORRECTED: "corrected to",
    AboutCustomer.CONTRACT_TAKEN_BACK: "taken back:",
}


def _told_term(words: list[str], what: str) -> str:
    """A contract or a level as it was noted: `managed 12 2026-01-01 [2027-12-31]`."""
    key, *number = (word for word in words if "-" not in word)
    first, *last = (long_day(date.fromisoformat(word)) for word in words if "-" in word)
    with_number = f" with {number[0]} escalations a year" if number else ""
    return f"{what} {level(Level(key))}{with_number} from {first}{f' to {last[0]}' if last else ''}"


def _told_until(
    what: Literal[
        AboutCustomer.CONTRACT_END, AboutCustomer.BOOKS_CLOSED, AboutCustomer.BOOKS_REOPENED
    ],
    day: str,
) -> str:
    """With which day a contract ends, or up to which books are closed; none: they are all open."""
    until = long_day(date.fromisoformat(day)) if day else ""
    match what:
        case AboutCustomer.CONTRACT_END:
            return f"contract ends with {until}"
        case AboutCustomer.BOOKS_CLOSED:
            return f"books closed up to {until}"
        case AboutCustomer.BOOKS_REOPENED:
            return f"books reopened, {f'closed up to {until} now' if until else 'all of them'}"
        case _:
            assert_never(what)


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
