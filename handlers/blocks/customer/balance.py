"""The statement in chat: what is left, until when, what took from it, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from slackblocks import ActionsBlock

from handlers.blocks.pieces.answer import (
    MOST_ROWS,
    Answer,
    answer,
    buttons,
    divider,
    lines,
    small,
    table,
)
from handlers.blocks.pieces.wording import (
    as_typed,
    chf,
    counted,
    day,
    duration,
    left,
    level,
    long_day,
    quoted,
)
from models.rows.customers import Customer
from models.rules.contract_year import ONE_DAY, would_bring
from models.rules.quote import Quote, next_level, quote
from models.rules.service_definition import (
    BLOCK_MINUTES,
    CONSULTING_HOURLY,
    DEFAULT_SEVERITY,
    LEVEL,
    PACK_MONTHS,
    TOUCHPOINT_LEVELS,
    Level,
    Severity,
)
from models.rules.statement import CaseAccount, Charge, Outcome, Statement
from models.usecases.customer.customers import CustomerLine

MOST_CHARGES = 15
_COLUMNS = ("Customer", "Left", "Level", "Uncovered", "Undecided", "Next to expire")


def balance(customer: Customer, statement: Statement, today: date, managed: bool) -> Answer:
    """Show a customer's statement. `managed`: the reader may settle and decide."""
    on = "" if statement.on == today else f" on {long_day(statement.on)}"
    may_settle = managed and statement.on == today and statement.uncovered
    return answer(
        f"{customer.key} has {left(statement)}{on}.",
        lines([f"{as_typed(customer.name)}, {level(statement.level)}", *_open_points(statement)]),
        lines(_grants(statement)),
        lines(_next_to_expire(statement)),
        divider(),
        lines(_charges(statement, today)),
        lines(_offer(customer, statement, today)),
        settle_buttons(customer, statement, statement.uncovered[0]) if may_settle else None,
        small(_about(customer, statement, today)),
    )


def _open_points(statement: Statement) -> Iterator[str]:
    """What is uncovered, undecided, and consulting."""
    if statement.uncovered:
        yield f":warning: *{len(statement.uncovered)} uncovered* (E7)"
    for case in statement.undecided:
        yield f":hourglass: {duration(case.undecided_minutes)} undecided on #{case.number} (E5)"
    if statement.consulting_minutes:
        price = chf(statement.consulting_chf)
        yield f"{duration(statement.consulting_minutes)} of consulting: {price} excl. VAT"


def _grants(statement: Statement) -> Iterator[str]:
    yield "*Grants*"
    for line in statement.grants:
        grant = line.grant
        yield (
            f"• {grant.label}: *{line.remaining}* of {grant.quantity} left, "
            f"until {long_day(grant.last_day)}"
        )
    if not statement.grants:
        yield "None on this day."


def _next_to_expire(statement: Statement) -> Iterator[str]:
    expiring = [line for line in statement.grants if line.remaining]
    if expiring:
        first = min(expiring, key=lambda line: line.grant.last_day)
        days = (first.grant.last_day - statement.on).days
        yield (
            f"Next to expire: {first.remaining} of {first.grant.label}, "
            f"on {long_day(first.grant.last_day)} (in {counted(days, 'day')})"
        )


def _charges(statement: Statement, today: date) -> Iterator[str]:
    yield "*Charges*, newest last" if statement.charges else "No charges so far."
    shown = statement.charges[-MOST_CHARGES:]
    if len(statement.charges) > len(shown):
        yield f"{counted(len(statement.charges) - len(shown), 'earlier charge')} not shown"
    for charge in shown:
        yield _charge(charge, statement.case(charge.block.case), today)


def _charge(charge: Charge, case: CaseAccount | None, today: date) -> str:
    block = charge.block
    title = f" {quoted(case.title, 50)}" if case else ""
    what = f"• {day(block.day, today)} #{block.case}{title}"
    if block.number > 1:
        what += f", block {block.number}"
    if charge.outcome is Outcome.SETTLED_AS_CONSULTING:
        return f"{what}: settled as consulting (E7)"
    if charge.grant is None:
        return f"{what}: :warning: uncovered (E7)"
    settled = charge.outcome is Outcome.SETTLED_FROM_GRANT
    as_of = f", settled {day(charge.day, today)}" if settled else ""
    return f"{what}: {charge.grant.label}{as_of} ({charge.rule})"


def _offer(customer: Customer, statement: Statement, today: date) -> Iterator[str]:
    """What would help: first what is left of the grants (E7), then what could be bought (M2)."""
    uncovered = len(statement.uncovered)
    settled = min(uncovered, statement.remaining) if statement.on == today else 0
    if settled:
        which = "It" if uncovered == 1 else f"{settled} of them"
        yield (
            f"{which} can be settled from a grant, which has escalations left: "
            f"`/escalation settle {customer.key} grant` (E7)."
        )
    if uncovered > settled or not statement.remaining:
        yield _quoted(customer, statement, max(1, uncovered - settled))


def _quoted(customer: Customer, statement: Statement, wanted: int) -> str:
    best = quote(wanted)
    said = (
        f"For {counted(wanted, 'escalation')}: {_packs(best)} at {chf(best.price)}, or "
        f"consulting at {chf(CONSULTING_HOURLY)} an hour ({chf(best.consulting_price)} for "
        f"{BLOCK_MINUTES * wanted // 60} hours)."
    )
    if (above := next_level(statement.level)) is not None:
        said += f" {_next_level(customer, statement, above)}"
    return f"{said} All excl. VAT."


def _packs(best: Quote) -> str:
    """Write a set of packs in a sentence: `pack M and 2 packs S`."""
    return " and ".join(
        f"{count} packs {size}" if count > 1 else f"pack {size}" for size, count in best.packs
    )


def _next_level(customer: Customer, statement: Statement, above: Level) -> str:
    """What the level above costs, and what it would bring this customer; Managed's price and number
    are negotiated (M2).
    """
    other = LEVEL[above]
    more = " and touchpoints" if above in TOUCHPOINT_LEVELS else ""
    queue = "the priority queue" if above is Level.PREMIUM else f"the {above} queue"
    if other.annual_price is None:
        return (
            f"{other.title} is on request: 24×7 for Sev-1, first response within "
            f"{other.target(Severity.SEV1).words} for Sev-1, {queue}{more}."
        )
    brings = would_bring(statement.contracts, above, statement.on)
    return (
        f"{other.title} costs {chf(other.annual_price)} a year: {other.included} escalations a "
        f"year, {brings} more for {customer.key} in this one (G5), first response within "
        f"{other.target(DEFAULT_SEVERITY).words}, {queue}{more}."
    )


def quoted_packs(customer: Customer, statement: Statement, wanted: int) -> Answer:
    """Show the cheapest packs for so many escalations, with consulting beside them (M2)."""
    best = quote(wanted)
    return answer(
        f"{counted(wanted, 'escalation')} for {customer.key}: {best.words} at {chf(best.price)} "
        "excl. VAT.",
        lines(
            [
                _quoted(customer, statement, wanted),
                f"Packs are usable for {PACK_MONTHS} months from the purchase and are neither "
                "refundable nor transferable (G3, G4).",
                f"{customer.key} has {left(statement)}.",
            ]
        ),
    )


def settle_buttons(customer: Customer, statement: Statement, charge: Charge) -> ActionsBlock | None:
    """The ways in which an uncovered charge may be settled: from a grant only if one has any left,
    for then fewer are uncovered (E7).
    """
    block = charge.block
    settle = f"/escalation settle {customer.key} #{block.case} block {block.number}"
    ways = [(f"Settle #{block.case} as consulting", f"{settle} consulting")]
    if statement.remaining:
        ways.insert(0, (f"Settle #{block.case} from a grant", f"{settle} grant"))
    return buttons(ways)


def _about(customer: Customer, statement: Statement, today: date) -> str:
    said = []
    if statement.on != today:
        said.append("As known today, with the charges dated up to that day (E11)")
    if statement.charges:
        charged = statement.charges[-1].block.case
        said.append(f"`/escalation explain {charged}` explains a charge")
    other = statement.on.replace(day=1) - ONE_DAY  # the end of the month before
    return " · ".join([*said, f"`/balance {customer.key} on {other}` shows another day"])


def all_balances(found: Sequence[CustomerLine], whose: str, on: date, today: date) -> Answer:
    """Show customers with what is left, the tightest first."""
    when = "" if on == today else f" on {long_day(on)}"
    if not found:
        return answer(f"There are no customers{whose} yet.", small("`/customer add` adds one"))
    more = f"The {MOST_ROWS} tightest are shown · " if len(found) > MOST_ROWS else ""
    tight = sum(1 for line in found if line.statement.remaining == 0)
    nothing = f"; {tight} with nothing left" if tight else ""
    rows = [
        (
            line.customer.key,
            f"{line.statement.remaining} of {line.statement.granted}",
            level(line.statement.level),
            str(len(line.statement.uncovered) or ""),
            duration(line.statement.undecided_minutes) if line.statement.undecided_minutes else "",
            _expires(line.statement),
        )
        for line in found
    ]
    return answer(
        f"{counted(len(found), 'customer')}{whose}{when}, the tightest first{nothing}.",
        table(_COLUMNS, rows, right=(1,)),
        small(more + f"`/balance {found[0].customer.key}` shows one whole"),
    )


def _expires(statement: Statement) -> str:
    dated = [line.grant.last_day for line in statement.grants if line.remaining]
    return long_day(min(dated)) if dated else ""
