"""What would help a customer, and what it costs (M2): a line in an answer, and a text to send."""

from __future__ import annotations

from datetime import date

from handlers.blocks.pieces.answer import Answer, answer, small, to_copy
from handlers.blocks.pieces.wording import chf, counted, duration, left
from models.rows.customers import Customer
from models.rules.contract_year import would_bring
from models.rules.quote import Quote, next_level
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
from models.rules.statement import Statement


def packs(best: Quote) -> str:
    """Write a set of packs in a sentence: `pack M and 2 packs S`."""
    return " and ".join(
        f"{count} packs {size}" if count > 1 else f"pack {size}" for size, count in best.packs
    )


def quoted_packs(customer: Customer, statement: Statement, best: Quote, today: date) -> Answer:
    """Show a quote for so many escalations, as a text to send to the customer."""
    wanted = counted(best.wanted, "escalation")
    each = f"{wanted}, each for one technical case of up to {_BLOCK}"
    return answer(
        f"{wanted} for {customer.key}: {best.words} at {chf(best.price)} excl. VAT.",
        to_copy(_offer(customer, statement, best, each, today)),
        small(_beside(customer, statement)),
    )


def quoted_time(customer: Customer, statement: Statement, best: Quote, today: date) -> Answer:
    """Show a quote for so much time on one case, as a text to send to the customer."""
    time, wanted = duration(best.minutes), counted(best.wanted, "escalation")
    takes = f"{_hours(best.minutes)} on one technical case: {wanted} of up to {_BLOCK}"
    return answer(
        f"{time} for {customer.key}: {best.words} at {chf(best.price)}, or consulting at "
        f"{chf(best.consulting_price)}, excl. VAT.",
        to_copy(_offer(customer, statement, best, takes, today)),
        small(_beside(customer, statement)),
    )


def _beside(customer: Customer, statement: Statement) -> str:
    """What only we read: what the customer has, and where the offer comes from."""
    return f"To copy and send · {customer.key} has {left(statement)} · M2, G3, G4, G5"


def _offer(customer: Customer, statement: Statement, best: Quote, what: str, today: date) -> str:
    """The offer in the customer's words: nothing of ours is in it."""
    ways = [
        f"Escalation Packs ({packs(best)}): {chf(best.price)}, usable for {PACK_MONTHS} months "
        "from the purchase",
        f"Consulting: {chf(best.consulting_price)} for {_hours(best.minutes)}, "
        f"{chf(CONSULTING_HOURLY)} an hour by the minute",
    ]
    if (above := next_level(statement.level)) is not None:
        ways.append(_next_level(statement, above))
    return "\n".join(
        [
            f"Offer for {customer.name}, {today:%-d %B %Y}",
            f"For {what}:",
            "",
            *(f"{number}. {way}" for number, way in enumerate(ways, start=1)),
            "",
            "Escalations that are not used expire, and are neither refundable nor transferable. "
            "All prices exclude VAT.",
        ]
    )


def _hours(minutes: int) -> str:
    """Write a time as a customer reads it: `12 hours`."""
    hours, rest = divmod(minutes, 60)
    said = [counted(hours, "hour")] if hours else []
    return " ".join([*said, counted(rest, "minute")] if rest else said)


_BLOCK = _hours(BLOCK_MINUTES)


def _next_level(statement: Statement, above: Level) -> str:
    """What the level above costs, and what it would bring this customer; Managed's price and number
    are negotiated (M2).
    """
    other = LEVEL[above]
    more = ", touchpoints" if above in TOUCHPOINT_LEVELS else ""
    queue = "priority queue" if above is Level.PREMIUM else f"{above} queue"
    if other.annual_price is None:
        return (
            f"Enterprise {other.title}: on request, 24×7 for Sev-1, first response within "
            f"{other.target(Severity.SEV1).words} for Sev-1, {queue}{more}"
        )
    brings = would_bring(statement.contracts, above, statement.on)
    return (
        f"Enterprise {other.title}: {chf(other.annual_price)} a year with {other.included} "
        f"escalations a year ({brings} more in this contract year), first response within "
        f"{other.target(DEFAULT_SEVERITY).words}, {queue}{more}"
    )
