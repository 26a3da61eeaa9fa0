"""What would help a customer, and what it costs (M2): a line in an answer, and a text to send."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from handlers.blocks.pieces.answer import Answer, answer, small, to_copy
from handlers.blocks.pieces.wording import IN_ENGLISH, chf, counted, duration, left
from handlers.phrases import offer
from handlers.phrases.shared import HOURS, MINUTES, TARGET
from handlers.phrases.writer import Writer
from models.rows.customers import Customer
from models.rules.contract_year import would_bring
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
from models.rules.statement import Statement


def packs(best: Quote, write: Writer = IN_ENGLISH) -> str:
    """Write a set of packs in a sentence: `pack M and 2 packs S`."""
    return write.say(offer.AND).join(
        write.count(count, offer.PACK, size=size) for size, count in best.packs
    )


def to_settle(told: Statement, today: date) -> str:
    """Say how what is uncovered is settled, and what either way costs: a pack bought today covers
    by itself only what is dated today (E7).
    """
    earlier = sum(charge.day < today for charge in told.uncovered)
    it = "it" if len(told.uncovered) == 1 else "them"
    if told.missing:
        best = quote(told.missing)
        dated = "" if earlier == len(told.uncovered) else f" ({earlier} from before today)"
        then = f"then settle {it} from a grant{dated}" if earlier else f"which covers {it}"
        way = f"buy {packs(best)} at {chf(best.price)}, {then}"
    else:
        way = f"settle {it} from a grant, which has enough left"
    return f"{way}; or as consulting, {chf(told.uncovered_chf)} so far"


def quoted_packs(customer: Customer, statement: Statement, best: Quote, today: date) -> Answer:
    """Show a quote for so many escalations, as a text to send to the customer."""
    write = Writer(customer.language)
    wanted = write.count(best.wanted, offer.ESCALATIONS, block=_hours(write, BLOCK_MINUTES))
    return answer(
        f"{counted(best.wanted, 'escalation')} for {customer.key}: {best.words} at "
        f"{chf(best.price)} excl. VAT.",
        to_copy(_Offer(write, customer, statement, best, today).text(wanted)),
        small(_beside(customer, statement)),
    )


def quoted_time(customer: Customer, statement: Statement, best: Quote, today: date) -> Answer:
    """Show a quote for so much time on one case, as a text to send to the customer."""
    write = Writer(customer.language)
    time, block = _hours(write, best.minutes), _hours(write, BLOCK_MINUTES)
    wanted = write.count(best.wanted, offer.TIME, time=time, block=block)
    return answer(
        f"{duration(best.minutes)} for {customer.key}: {best.words} at {chf(best.price)}, or "
        f"consulting at {chf(best.consulting_price)}, excl. VAT.",
        to_copy(_Offer(write, customer, statement, best, today).text(wanted)),
        small(_beside(customer, statement)),
    )


def _beside(customer: Customer, statement: Statement) -> str:
    """What only we read: what the customer has, and where the offer comes from."""
    return f"To copy and send · {customer.key} has {left(statement)} · M2, G3, G4, G5"


# --- in the customer's words ----------------------------------------------------------------------


@dataclass(frozen=True)
class _Offer:
    """An offer in the customer's language: nothing of ours is in it."""

    write: Writer
    customer: Customer
    statement: Statement
    best: Quote
    today: date

    def text(self, wanted: str) -> str:
        """Return it whole; `wanted` is what it is for."""
        say = self.write.say
        day = self.write.day_in_full(self.today)
        return "\n".join(
            [
                say(offer.HEAD, name=self.customer.name, day=day),
                say(offer.FOR, what=wanted),
                "",
                *(f"{number}. {way}" for number, way in enumerate(self._ways(), start=1)),
                "",
                say(offer.TERMS),
            ]
        )

    def _ways(self) -> Iterator[str]:
        best, write = self.best, self.write
        yield write.say(
            offer.PACKS, packs=packs(best, write), price=chf(best.price), months=PACK_MONTHS
        )
        yield write.say(
            offer.CONSULTING,
            price=chf(best.consulting_price),
            time=_hours(write, best.minutes),
            hourly=chf(CONSULTING_HOURLY),
        )
        if (above := next_level(self.statement.level)) is not None:
            more = write.say(offer.TOUCHPOINTS) if above in TOUCHPOINT_LEVELS else ""
            yield self._next_level(above) + more

    def _next_level(self, above: Level) -> str:
        """What the level above costs, and what it would bring this customer; Managed's price and
        number are negotiated (M2).
        """
        other, write = LEVEL[above], self.write
        price, queue = other.annual_price, write.say(offer.QUEUE[above])
        promised = other.target(Severity.SEV1 if price is None else DEFAULT_SEVERITY)
        target = write.count(promised.amount, TARGET[promised.kind])
        if price is None:
            return write.say(offer.LEVEL_ON_REQUEST, level=other.title, target=target, queue=queue)
        brings = would_bring(self.statement.contracts, above, self.statement.on)
        return write.say(
            offer.LEVEL,
            level=other.title,
            price=chf(price),
            included=other.included,
            brings=brings,
            target=target,
            queue=queue,
        )


def _hours(write: Writer, minutes: int) -> str:
    """Write a time as a customer reads it in a sentence: `12 hours`, `12 hours 30 minutes`."""
    whole, rest = divmod(minutes, 60)
    said = [write.count(whole, HOURS)] if whole else []
    return " ".join([*said, write.count(rest, MINUTES)] if rest else said)
