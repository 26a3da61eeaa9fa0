"""What if: a balance beside what it would be, line by line, with the money (M1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import starmap
from typing import assert_never

from handlers.blocks.customer.quote import to_settle
from handlers.blocks.pieces.answer import Answer, answer, lines, small
from handlers.blocks.pieces.wording import chf, duration, left, level, long_day
from models.rules.difference import Difference
from models.rules.facts import BlockAnswer
from models.rules.service_definition import CONSULTING_MINUTE, LEVEL, PACKS, Level, PackSize
from models.rules.statement import Statement
from models.rules.supposing import BlockIs, CaseTakes, LevelFrom, PackBought, Supposition
from models.usecases.customer.what_if import Supposed


def what_if(found: Supposed, today: date) -> Answer:
    """Say what would be, beside what is without it."""
    difference = found.difference
    after = difference.after
    ahead = "" if after.on == today else f" on {long_day(after.on)}"
    return answer(
        f"{found.customer.key} would have {left(after)}{ahead}, {_news(difference)}.",
        lines([f"If {' and '.join(map(_supposed, found.suppositions))}:"]),
        lines(starmap(_line, _rows(difference))),
        lines([*_reopened(found), *_prices(found), *_asks(difference, today)]),
        small("Nothing was recorded · all prices excl. VAT (M1)"),
    )


def _news(difference: Difference) -> str:
    """What is left without it; where that stays, what changes else."""
    before, after = difference.before, difference.after
    if (before.remaining, before.granted) != (after.remaining, after.granted):
        return f"instead of {before.remaining} of {before.granted}"
    said = []
    if more := difference.uncovered:
        said.append(f"{abs(more)} {'more' if more > 0 else 'fewer'} uncovered")
    if more := difference.undecided_minutes:
        said.append(f"{_time_more(more)} to decide")
    if more := difference.consulting_minutes:
        said.append(f"{_time_more(more)} of consulting")
    if before.level is not after.level:
        said.append(f"with {level(after.level)}")
    return "; ".join(["as without it", *filter(None, [", ".join(said)])])


def _time_more(minutes: int) -> str:
    """More time, or less, and what it costs as consulting."""
    price = chf(abs(minutes) * CONSULTING_MINUTE)
    return f"{duration(abs(minutes))} ({price}) {'more' if minutes > 0 else 'less'}"


def _line(name: str, before: str, after: str) -> str:
    """What something is without, and what it would be: the same needs no arrow."""
    changed = f"{before or '–'} → *{after or '–'}*"
    return f"• {name}: {after if before == after else changed}"


def _supposed(what: Supposition) -> str:
    match what:
        case CaseTakes(case=case, minutes=minutes, more=more):
            return f"#{case} takes {duration(minutes)}{' more' if more else ''}"
        case PackBought(size=size):
            return f"pack {size} is bought"
        case LevelFrom(level=wanted, day=day):
            return f"{level(wanted)} is agreed from {long_day(day)}"
        case BlockIs(case=case, block=block, answer=said):
            one_more = said is BlockAnswer.ESCALATION
            return f"block {block} of #{case} is {'another escalation' if one_more else said}"
        case _:
            assert_never(what)


def _rows(difference: Difference) -> Iterator[tuple[str, str, str]]:
    """What is left in all and of each grant; and what else there is, on either side."""
    before, after = difference.before, difference.after

    def row(name: str, of: Callable[[Statement], str]) -> tuple[str, str, str]:
        return name, of(before), of(after)

    yield row("Left", lambda told: f"{told.remaining} of {told.granted}")
    grants = dict.fromkeys(line.grant.identity for line in (*before.grants, *after.grants))
    for identity in grants:
        yield row(identity[1], partial(_of_grant, identity))
    others = (
        row("Uncovered", lambda told: str(len(told.uncovered) or "")),
        row("Undecided", lambda told: _time(told.undecided_minutes)),
        row("Consulting", lambda told: _time(told.consulting_minutes)),
    )
    yield from (each for each in others if each[1] or each[2])
    if before.level is not after.level:
        yield row("Level", lambda told: level(told.level))


def _of_grant(identity: object, told: Statement) -> str:
    found = (line for line in told.grants if line.grant.identity == identity)
    return next((f"{line.remaining} of {line.grant.quantity}" for line in found), "")


def _time(minutes: int) -> str:
    return f"{duration(minutes)}, {chf(minutes * CONSULTING_MINUTE)}" if minutes else ""


def _reopened(found: Supposed) -> Iterator[str]:
    for case in found.reopened:
        yield f"#{case.id} is closed: it would be reopened for that."


def _prices(found: Supposed) -> Iterator[str]:
    """What that would cost to buy, in all, and to agree."""
    sizes = [each.size for each in found.suppositions if isinstance(each, PackBought)]
    if sizes:
        price = sum((PACKS[size].price for size in sizes), Decimal(0))
        named = " and ".join(_packs(size, sizes.count(size)) for size in dict.fromkeys(sizes))
        cost = "costs" if len(sizes) == 1 else "cost"
        yield f"{named[0].upper()}{named[1:]} {cost} {chf(price)}."
    for each in found.suppositions:
        match each:
            case LevelFrom(level=wanted):
                now = found.difference.before.level
                yield f"{level(wanted)} {_yearly(wanted)}; {level(now)} {_yearly(now)}."
            case CaseTakes() | PackBought() | BlockIs():
                pass
            case _:
                assert_never(each)


def _packs(size: PackSize, number: int) -> str:
    return f"pack {size}" if number == 1 else f"{number} packs {size}"


def _yearly(of: Level) -> str:
    if of is Level.BASIC:
        return "is included in the licence"
    price = LEVEL[of].annual_price
    return f"costs {chf(price)} a year" if price is not None else "is priced on request"


def _asks(difference: Difference, today: date) -> Iterator[str]:
    """What would have to be decided in all, and what to be settled or bought."""
    before, after = difference.before, difference.after
    if difference.undecided_minutes > 0:
        minutes = after.undecided_minutes
        blocks = sum(block.undecided for account in after.undecided for block in account.blocks)
        escalations = "another escalation" if blocks == 1 else f"{blocks} more escalations"
        yield (
            f"{duration(minutes)} to decide{' in all' if before.undecided_minutes else ''}: "
            f"{escalations}, or consulting at {chf(minutes * CONSULTING_MINUTE)} (E5)."
        )
    if after.uncovered:
        yield f"{len(after.uncovered)} uncovered: {to_settle(after, today)} (E7)."
