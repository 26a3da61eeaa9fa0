"""What took from a customer's escalations, charge by charge, and its consulting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from handlers.blocks.pieces.answer import Answer, answer, buttons, lines, small
from handlers.blocks.pieces.wording import (
    chf,
    counted,
    day,
    duration,
    left,
    long_day,
    quoted,
    without_contract,
)
from models.rules.service_definition import CONSULTING_MINUTE
from models.rules.statement import Charge, Outcome, Statement
from models.rules.year_lines import ConsultingLine
from models.usecases.customer.balances import BalanceShown

_MOST = 30  # charges


def charges(shown: BalanceShown, today: date) -> Answer:
    """Show the charges of a customer's statement, and its consulting by case and month."""
    customer, told = shown.customer, shown.statement
    on = "" if told.on == today else f" on {long_day(told.on)}"
    return answer(
        f"{counted(len(told.charges), 'charge')} of {customer.key}{on}; {left(told)}.",
        lines([without_contract(told, today), *_charges(told, today)]),
        lines(_consulting(shown.consulting, told)),
        buttons([("Balance", f"/balance {customer.key}{_on(told, today)}")]),
        small(_explained(told)) if told.charges else None,
    )


def _on(told: Statement, today: date) -> str:
    return "" if told.on == today else f" on {told.on}"


def _charges(told: Statement, today: date) -> Iterator[str]:
    if not told.charges:
        yield "No charges so far."
        return
    shown = told.charges[-_MOST:]
    if len(told.charges) > len(shown):
        yield f"{counted(len(told.charges) - len(shown), 'earlier charge')} not shown"
    for charge in shown:
        yield _charge(charge, told, today)


def _charge(charge: Charge, told: Statement, today: date) -> str:
    block, case = charge.block, told.case(charge.block.case)
    dated = long_day(block.day) if told.on.year != today.year else day(block.day, today)
    title = f" {quoted(case.title, 50)}" if case else ""
    what = f"• {dated} #{block.case}{title}"
    if block.number > 1:
        what += f", block {block.number}"
    if charge.outcome is Outcome.SETTLED_AS_CONSULTING:
        return f"{what}: settled as consulting (E7)"
    if charge.grant is None:
        return f"{what}: :warning: uncovered (E7)"
    settled = charge.outcome is Outcome.SETTLED_FROM_GRANT
    as_of = f", settled {day(charge.day, today)}" if settled else ""
    return f"{what}: {charge.grant.label}{as_of} ({charge.rule})"


def _consulting(found: Sequence[ConsultingLine], told: Statement) -> Iterator[str]:
    """The consulting, to be invoiced month by month; of what is earlier its sum."""
    if found:
        yield "*Consulting*, excl. VAT"
    if minutes := told.consulting_minutes - sum(each.minutes for each in found):
        yield f"Earlier: {duration(minutes)}, {chf(minutes * CONSULTING_MINUTE)}"
    for each in found:
        yield f"• {each.month:%B %Y} #{each.case}: {duration(each.minutes)}, {chf(each.chf)}"


def _explained(told: Statement) -> str:
    return f"`/escalation explain {told.charges[-1].block.case}` explains a charge"
