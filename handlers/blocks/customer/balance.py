"""A balance at a glance, also on a telephone: what is left, what waits, what comes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from slackblocks import ActionsBlock, HeaderBlock

from handlers.blocks.customer.forecast import outlook
from handlers.blocks.customer.quote import to_settle
from handlers.blocks.escalation.decision import answers_to
from handlers.blocks.pieces.answer import (
    MOST_ROWS,
    Answer,
    answer,
    buttons,
    lines,
    small,
    table,
)
from handlers.blocks.pieces.charts import text_bar
from handlers.blocks.pieces.wording import (
    as_typed,
    chf,
    counted,
    duration,
    left,
    level,
    long_day,
    short_day,
    without_contract,
)
from models.rows.customers import Customer
from models.rules.contract_year import ONE_DAY
from models.rules.service_definition import CONSULTING_MINUTE
from models.rules.statement import Charge, GrantLine, Statement
from models.rules.writing import month
from models.rules.year_lines import ConsultingLine
from models.usecases.customer.balances import BalanceShown
from models.usecases.customer.customers import CustomerLine

_COLUMNS = ("Customer", "Left", "Uncovered", "Undecided", "Expires", "Level")
_NAMED = 3  # cases on a line, that a telephone shows it whole


def balance(shown: BalanceShown, today: date, *, managed: bool) -> Answer:
    """Show a customer's balance. `managed`: the reader may settle and decide."""
    customer, told = shown.customer, shown.statement
    return answer(
        f"{customer.key} has {left(told)}{_on(told, today)}.",
        HeaderBlock(
            f"{text_bar(told.remaining, told.granted)}  {told.remaining} of {told.granted}"
        ),
        lines(
            [
                without_contract(told, today),
                *(_grant(line, today) for line in told.grants),
                _uncovered(told, today),
                _undecided(told),
                _consulting(shown.consulting, told, today),
                _comes(shown, today),
            ]
        ),
        _acts(shown, today, may_act=managed),
        small(_about(customer, told, today)),
    )


def _on(told: Statement, today: date) -> str:
    return "" if told.on == today else f" on {long_day(told.on)}"


def _grant(line: GrantLine, today: date) -> str:
    grant = line.grant
    until = short_day(grant.last_day, today)
    return f"• {grant.label}: *{line.remaining}* of {grant.quantity}, until {until}"


def _uncovered(told: Statement, today: date) -> str | None:
    """What is uncovered (E7), and what helps today; on another day nothing does."""
    if not told.uncovered:
        return None
    said = f":warning: *{len(told.uncovered)} uncovered* (E7)"
    return said if told.on != today else f"{said}: {to_settle(told, today)}"


def _undecided(told: Statement) -> str | None:
    """What waits for a decision (E5), and what it costs so far if it is to be consulting."""
    if not told.undecided:
        return None
    minutes = told.undecided_minutes
    price = chf(minutes * CONSULTING_MINUTE)
    cases = _listed([f"#{case.number}" for case in told.undecided])
    return f":hourglass: {duration(minutes)} undecided on {cases}: {price} so far"


def _consulting(found: Sequence[ConsultingLine], told: Statement, today: date) -> str | None:
    """The latest consulting, by case and month."""
    if not found:
        return None
    latest = found[-_NAMED:]
    said = ", ".join(
        f"#{each.case} {duration(each.minutes)} in {month(each.month, told.on, today)}"
        for each in reversed(latest)
    )
    more = " and more" if told.consulting_minutes > sum(e.minutes for e in latest) else ""
    return f":receipt: Consulting {chf(told.consulting_chf)}: {said}{more}"


def _listed(items: Sequence[str]) -> str:
    more = f" and {len(items) - _NAMED} more" if len(items) > _NAMED else ""
    return ", ".join(items[:_NAMED]) + more


def _comes(shown: BalanceShown, today: date) -> str | None:
    """What expires next, and what the forecast says (N3)."""
    told = shown.statement
    expiring = [line for line in told.grants if line.remaining]
    said = []
    if expiring:
        first = min(expiring, key=lambda line: line.grant.last_day)
        days = (first.grant.last_day - told.on).days
        when = f"in {counted(days, 'day')}" if days else "today"
        said.append(f"{counted(first.remaining, 'expires', 'expire')} {when}")
    if ahead := outlook(shown.comes, today):
        said.append(ahead)
    return f":calendar: {'; '.join(said)}" if said else None


def _acts(shown: BalanceShown, today: date, *, may_act: bool) -> ActionsBlock | None:
    """What can be done about what waits, what took from it, and what else there is."""
    customer, told = shown.customer, shown.statement
    balance_of = f"/balance {customer.key}"
    if told.on != today:
        return buttons([("Charges", f"{balance_of} charges on {told.on}")])
    acts = [*_decision(told), *_settling(customer, told)] if may_act else []
    wanted = max(1, told.missing)
    more = [
        ("Forecast", f"{balance_of} forecast"),
        ("Quote", f"{balance_of} quote {wanted}"),
        ("Statement", f"{balance_of} statement"),
    ]
    return buttons([*acts[:2], ("Charges", f"{balance_of} charges"), *acts[2:], *more])


def _decision(told: Statement) -> list[tuple[str, str]]:
    """The two answers to what the first undecided block should be (E5)."""
    for account in told.undecided:
        block = next(block for block in account.blocks if block.undecided)
        answers = answers_to(account.number, block.number)
        return [(f"#{account.number}: {words.lower()}", typed) for words, typed in answers]
    return []


def _settling(customer: Customer, told: Statement) -> list[tuple[str, str]]:
    return ways_to_settle(customer, told, told.uncovered[0]) if told.uncovered else []


def settle_buttons(customer: Customer, told: Statement, charge: Charge) -> ActionsBlock | None:
    """The ways in which an uncovered charge may be settled."""
    return buttons(ways_to_settle(customer, told, charge))


def ways_to_settle(customer: Customer, told: Statement, charge: Charge) -> list[tuple[str, str]]:
    """Return buttons that settle a charge: from a grant only if one has any left, for then fewer
    are uncovered (E7).
    """
    block = charge.block
    settle = f"/escalation settle {customer.key} #{block.case} block {block.number}"
    ways = [(f"Settle #{block.case} as consulting", f"{settle} consulting")]
    if told.remaining:
        ways.insert(0, (f"Settle #{block.case} from a grant", f"{settle} grant"))
    return ways


def _about(customer: Customer, told: Statement, today: date) -> str:
    """Whose balance it is, how it was worked out, and what else to ask."""
    said = [f"{as_typed(customer.name)}, {level(told.level)}"]
    if told.uncovered or told.undecided or told.consulting_minutes:
        said.append("excl. VAT")
    if told.on != today:
        said.append("As known today, with the charges dated up to that day (E11)")
    if customer.closed_until is not None:
        said.append(f"Books closed up to {long_day(customer.closed_until)} (E10)")
    other = told.on.replace(day=1) - ONE_DAY  # the end of the month before
    return " · ".join([*said, f"`/balance {customer.key} on {other}` shows another day"])


def all_balances(found: Sequence[CustomerLine], whose: str, on: date, today: date) -> Answer:
    """Show customers with what is left, the tightest first."""
    when = "" if on == today else f" on {long_day(on)}"
    if not found:
        return answer(f"There are no customers{whose} yet.", small("`/customer add` adds one"))
    more = f"The {MOST_ROWS} tightest are shown · " if len(found) > MOST_ROWS else ""
    tight = sum(1 for line in found if line.statement.remaining == 0)
    nothing = f"; {tight} with nothing left" if tight else ""
    rows = [_COLUMNS, *(_row(line, today) for line in found)]
    told = [column for column in zip(*rows, strict=True) if any(column[1:])]
    header, *shown = zip(*told, strict=True)
    return answer(
        f"{counted(len(found), 'customer')}{whose}{when}, the tightest first{nothing}.",
        table(header, shown, right=(1,)),
        small(more + f"`/balance {found[0].customer.key}` shows one whole"),
    )


def _row(line: CustomerLine, today: date) -> Sequence[str]:
    """A customer's row: first what is looked for, that a telephone shows it."""
    told = line.statement
    return (
        line.customer.key,
        f"{told.remaining} of {told.granted}",
        str(len(told.uncovered) or ""),
        duration(told.undecided_minutes) if told.undecided_minutes else "",
        _expires(told, today),
        level(told.level),
    )


def _expires(told: Statement, today: date) -> str:
    dated = [line.grant.last_day for line in told.grants if line.remaining]
    return short_day(min(dated), today) if dated else ""
