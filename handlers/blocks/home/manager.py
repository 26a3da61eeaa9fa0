"""An account manager's Home: their customers, what waits for them, what expires, how we answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slackblocks import Block

from handlers.blocks.customer.balance import settle_buttons
from handlers.blocks.customer.forecast import outlook
from handlers.blocks.escalation.decision import as_consulting, question_buttons
from handlers.blocks.home.parts import Setting, heading, page_of, titled, with_command
from handlers.blocks.home.renewals import renewals
from handlers.blocks.pieces.answer import divider, section
from handlers.blocks.pieces.charts import bars, text_bar
from handlers.blocks.pieces.wording import (
    as_typed,
    counted,
    duration,
    expires,
    left,
    level,
    long_day,
    quoted,
)
from models.rules.forecast import Forecast, Silence
from models.rules.service_definition import BLOCK_MINUTES
from models.usecases.customer.customers import CustomerLine
from models.usecases.home.concerns import Expiring, Managing, Responses, Uncovered, Undecided

_WAITING, _CUSTOMERS, _EXPIRING = 5, 8, 10  # of each on a page


def managing(found: Managing, setting: Setting) -> Iterator[Block]:
    """Yield what concerns an account manager."""
    yield heading("Your customers")
    yield from _waiting(found, setting)
    yield from _customers(found, setting)
    yield from _expiring(found, setting)
    yield from renewals(found.renewals, setting)
    yield from _responses(found)
    yield divider()


# --- what waits for an answer ---------------------------------------------------------------------


def _waiting(found: Managing, setting: Setting) -> Iterator[Block]:
    if not found.waiting:
        return
    shown = page_of("waiting", found.waiting, _WAITING, setting)
    yield titled("Waits for your decision", _in_all(found.waiting))
    for each in shown.items:
        yield section(_asks(each))
        row = (
            question_buttons(each.case, each.block)
            if isinstance(each, Undecided)
            else settle_buttons(each.line.customer, each.line.statement, each.charge)
        )
        if row is not None:
            yield row
    if shown.turns is not None:
        yield shown.turns


def _in_all(waiting: Sequence[Undecided | Uncovered]) -> str:
    total = sum(_minutes(each) for each in waiting)
    return f"{duration(total)} so far: {as_consulting(total)}, excl. VAT"


def _minutes(each: Undecided | Uncovered) -> int:
    block = each.block if isinstance(each, Undecided) else each.charge.block
    return block.minutes


def _asks(each: Undecided | Uncovered) -> str:
    customer, case = each.line.customer, each.case
    what = f"*{customer.key} #{case.id}* {quoted(case.title, 80)}\n"
    so_far, price = duration(_minutes(each)), as_consulting(_minutes(each))
    if isinstance(each, Uncovered):
        none = ":warning: Uncovered: no grant to take an escalation from (E7)"
        return f"{what}{none}. {so_far} so far, {price}."
    passed = duration(BLOCK_MINUTES * (each.block.number - 1))
    return (
        f"{what}:hourglass: Passed {passed} by {so_far}, {price}: another escalation, or "
        f"consulting (E5)? {customer.key} has {left(each.line.statement)}."
    )


# --- customers ------------------------------------------------------------------------------------


def _customers(found: Managing, setting: Setting) -> Iterator[Block]:
    shown = page_of("customers", found.customers, _CUSTOMERS, setting)
    number = counted(len(found.customers), "customer")
    yield titled(f"{number}, the tightest first")
    for line in shown.items:
        said = _customer(line, found.comes[line.customer.id])
        yield from with_command(said, "Balance", f"/balance {line.customer.key}")
    if shown.turns is not None:
        yield shown.turns


def _customer(line: CustomerLine, comes: Forecast | Silence) -> str:
    statement, customer = line.statement, line.customer
    asks = []
    if statement.uncovered:
        asks.append(f":warning: {len(statement.uncovered)} uncovered")
    if statement.undecided_minutes:
        asks.append(f":hourglass: {duration(statement.undecided_minutes)} undecided")
    bar = text_bar(statement.remaining, statement.granted)
    numbers = " · ".join([f"*{left(statement)}*", *asks])
    name = f"*{as_typed(customer.name)}* (`{customer.key}`, {level(statement.level)})"
    ahead = outlook(comes, statement.on)
    return f"{name}\n{bar} {numbers}" + (f"\n:calendar: {customer.key} {ahead}" if ahead else "")


# --- what expires ---------------------------------------------------------------------------------


def _expiring(found: Managing, setting: Setting) -> Iterator[Block]:
    if not found.expiring:
        return
    shown = page_of("expiring", found.expiring, _EXPIRING, setting)
    yield titled(
        "Expires within 60 days", "\n".join(_expires(each, setting) for each in shown.items)
    )
    if shown.turns is not None:
        yield shown.turns


def _expires(each: Expiring, setting: Setting) -> str:
    grant = each.grant.grant
    days = (grant.last_day - setting.wall.calendar.day_of(setting.wall.now)).days
    when = f"in {counted(days, 'day')}" if days else "today"
    return f"• `{each.customer.key}`: {expires(each.grant)} on {long_day(grant.last_day)} ({when})"


# --- first responses ------------------------------------------------------------------------------


def _responses(found: Managing) -> Iterator[Block]:
    met = sum(month.met for month in found.responses)
    whole = met + sum(month.not_met for month in found.responses)
    if not whole:
        return
    yield titled(
        "First responses of your customers this quarter",
        f"{met} of {whole} met: {_by_month(found.responses)}",
    )
    yield bars(
        "Met and not met, by month",
        [f"{each.month:%b %Y}" for each in found.responses],
        {
            "Met": [each.met for each in found.responses],
            "Not met": [each.not_met for each in found.responses],
        },
        beside="Cases",
    )


def _by_month(responses: Sequence[Responses]) -> str:
    return ", ".join(
        f"{each.month:%B} {each.met} of {each.met + each.not_met}" for each in responses
    )
