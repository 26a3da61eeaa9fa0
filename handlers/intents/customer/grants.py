"""The grammar of grants: `/customer pack`, `adjust` and `void`."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Annotated

from handlers.intents.pieces.customer_names import take_customer_anywhere, written_customer
from handlers.intents.pieces.days import COMING, PAST
from handlers.intents.pieces.intent import OfCustomer, Word
from handlers.intents.pieces.line import EXAMPLE_LIMIT, Words, said
from handlers.intents.pieces.reading import NotUnderstood, Reading
from handlers.intents.pieces.taking import (
    ANYWAY,
    optional_reason,
    says_because,
    take_again,
    take_day,
    take_day_after,
    take_end,
    take_number,
    take_one_of,
    take_reason,
    take_whole,
)
from handlers.intents.pieces.written import Again, Anyway, Reason, Written
from models.problems import Missing
from models.rules.facts import GrantSource
from models.rules.limits import MOST_AT_ONCE
from models.rules.permissions import Permission
from models.rules.service_definition import PACKS, PackSize
from models.rules.writing import listed

_CAN_BE_VOIDED = (GrantSource.PACK, GrantSource.ADJUSTMENT)


class AddPack(OfCustomer):
    """Record the purchase of a pack by its size (G3), on a day; None means today.

    `again` is the number of the pack that says the same, and another is meant (G4); `anyway`, that
    the day is.
    """

    word = Word(
        "/customer pack",
        Permission.OWN_CUSTOMERS,
        help={
            "/customer pack acme M [on 2026-03-10]": (
                "records a pack S, M or L; for Managed also `5 at 2500`"
            )
        },
        examples=("/customer pack acme M on 2026-03-10",),
        writes=True,
    )

    size: PackSize
    on: Annotated[date | None, Written("on {}")] = None
    anyway: Anyway = False
    again: Again | None = None

    @staticmethod
    def read(words: Words, reading: Reading) -> AddPack | AddAgreedPack:
        """Read `acme M [on 2026-03-10]`, or what was freely agreed: `initech 5 at 2500` (G3)."""
        customer = take_customer_anywhere(words, reading, "/customer pack acme M")
        example = f"/customer pack {written_customer(customer)} M"
        dated = f"{example} on 2026-03-10"
        again = take_again(words, "pack is recorded")
        anyway = words.take_last(ANYWAY)
        on = _day(words, reading, dated) if words.word() == "on" else None
        if words.done:
            raise Missing(f"Which pack? There are {listed(PACKS)}.", example)
        if re.match(r"[-+]?[0-9]", words.word()):
            agreed = _agreed_pack(words, reading, customer)
            return replace(agreed, on=on or agreed.on, anyway=anyway, again=again)
        size = words.word().upper()
        if size not in PACKS:
            raise NotUnderstood(PackSize.refusal(said(words.text(1))), example)
        words.take()
        if words.word() == "at":
            raise NotUnderstood(
                f"Pack {size} has its own price. Another number and price, as Managed may agree, "
                "are typed like `5 at 2500`.",
                f"/customer pack {written_customer(customer)} 5 at 2500",
            )
        on = _bought_on(words, reading, dated) or on
        return AddPack(customer, PackSize(size), on, anyway, again)


class AddAgreedPack(OfCustomer):
    """Record a quantity bought at a price in CHF without VAT, freely agreed (G3).

    `on` is the day of purchase; None means today. `again` and `anyway` as in AddPack.
    """

    word = Word("/customer pack acme 5 at 2500", Permission.OWN_CUSTOMERS, writes=True)

    quantity: int
    price: Annotated[Decimal, Written("at {}", "{:f}".format)]
    on: Annotated[date | None, Written("on {}")] = None
    anyway: Anyway = False
    again: Again | None = None


class Adjust(OfCustomer):
    """Give a customer escalations until a last day, with a reason."""

    word = Word(
        "/customer adjust",
        Permission.OWN_CUSTOMERS,
        help={"/customer adjust acme +1 until 2026-12-31 because goodwill": "gives escalations"},
        writes=True,
    )

    quantity: Annotated[int, Written("+{}")]
    until: Annotated[date, Written("until {}")]
    because: Reason

    @staticmethod
    def read(words: Words, reading: Reading) -> Adjust:
        """Read `acme +1 until 2026-12-31 because goodwill`."""
        customer = take_customer_anywhere(
            words, reading, "/customer adjust acme +1 until 2026-12-31 because goodwill"
        )
        example = (
            f"/customer adjust {written_customer(customer)} +1 until 2026-12-31 because goodwill"
        )
        if re.fullmatch(r"[-+]?0+|-[0-9]+", words.word()):
            raise NotUnderstood(
                f"{said(words.text(1))} gives nothing: an adjustment adds 1 to {MOST_AT_ONCE} "
                "escalations. What was recorded by mistake is taken back with `/customer void`.",
                example,
            )
        until = None
        if words.word() == "until":
            until = take_day_after("until", words, reading, COMING, example)
        quantity = take_whole(words, "the number of escalations", 1, MOST_AT_ONCE, example)
        example = f"/customer adjust {written_customer(customer)} +{quantity} until"
        reason = words.text(words.count) if says_because(words) else "because goodwill"
        full = f"{example} {reading.today.year}-12-31 {reason}"[:EXAMPLE_LIMIT]
        until = until or take_day_after("until", words, reading, COMING, full)
        reason = take_reason(words, f"{example} {until} because goodwill")
        return Adjust(customer, quantity, until, reason)


class VoidGrant(OfCustomer):
    """Void a pack or adjustment recorded by mistake, by its number, with a reason (G4).

    None is for whoever has just recorded it.
    """

    word = Word(
        "/customer void",
        Permission.OWN_GRANTS,
        help={
            "/customer void acme pack 3 because …": (
                "takes back what was recorded by mistake; for 10 minutes whoever recorded it may, "
                "and needs no reason; `back` puts it back"
            )
        },
        reserves=("adjustment",),
        writes=True,
    )

    source: GrantSource
    number: int
    because: Reason | None = None

    @staticmethod
    def read(words: Words, reading: Reading) -> VoidGrant | PutGrantBack:
        """Read `acme pack 3 [because …]`, or `acme pack 3 back`."""
        customer = take_customer_anywhere(
            words, reading, "/customer void acme pack 3 because recorded twice"
        )
        name = written_customer(customer)
        example = f"/customer void {name} {{}} 3 because recorded twice"
        source = take_one_of(words, _CAN_BE_VOIDED, "a grant that can be voided", example)
        example = example.replace("{}", source)
        number = take_number(words, f"the number of the {source}", example)
        if words.word() == "back":
            words.take()
            take_end(words, f"/customer void {name} {source} {number} back")
            return PutGrantBack(customer, source, number)
        example = f"/customer void {name} {source} {number} because recorded twice"
        return VoidGrant(customer, source, number, optional_reason(words, example))


class PutGrantBack(OfCustomer):
    """Record a pack or an adjustment that was voided once more, by its number."""

    word = Word("/customer void … back", Permission.OWN_CUSTOMERS, reserves=("back",), writes=True)

    source: GrantSource
    number: Annotated[int, Written("{} back")]


GrantIntent = AddPack | AddAgreedPack | Adjust | VoidGrant | PutGrantBack


def _on(day: date | None) -> str | None:
    return f"on {day}" if day else None


def _agreed_pack(words: Words, reading: Reading, customer: str) -> AddAgreedPack:
    example = f"/customer pack {written_customer(customer)} 5 at 2500"
    quantity = take_whole(words, "the number of escalations", 1, MOST_AT_ONCE, example)
    example = f"/customer pack {written_customer(customer)} {quantity} at 2500"
    if words.word() != "at":
        raise Missing("At what price, in CHF without VAT? A free number needs one.", example)
    words.take()
    price = _price(words, example)
    return AddAgreedPack(customer, quantity, price, _bought_on(words, reading, example))


def _price(words: Words, example: str) -> Decimal:
    """Take an amount in CHF, also as the Swiss write it: `2500`, `CHF 2’500.–`, `320.50` (M1)."""
    words.skip(words.word() == "chf")
    if words.done:
        raise Missing("At what price, in CHF without VAT?", example)
    amount = words.word().replace("'", "")
    match = re.fullmatch(r"([0-9]{1,7})(?:\.(?:-|([0-9]{1,2})))?", amount)
    if match is None:
        raise NotUnderstood(
            f"{said(words.text(1))} is not a price. Write it like `2500` or `2500.50`.", example
        )
    words.take()
    return Decimal(f"{match[1]}.{match[2]}" if match[2] else match[1])


def _bought_on(words: Words, reading: Reading, example: str) -> date | None:
    """Take the day of purchase, if it is said, at the end."""
    day = None if words.done else _day(words, reading, example)
    take_end(words, example)
    return day


def _day(words: Words, reading: Reading, example: str) -> date:
    """Take a day of purchase, with `on` or without, which may not lie ahead."""
    words.skip(words.word() == "on")
    return take_day(words, reading, PAST, example)
