"""What a customer's people may say in its channel, and whether they are told there what is left."""

from __future__ import annotations

from typing import Annotated, Final

from handlers.intents.customer.settings import ShowSetting
from handlers.intents.pieces.customer_names import (
    take_customer,
    take_customer_anywhere,
    written_customer,
)
from handlers.intents.pieces.intent import OfCustomer, Word
from handlers.intents.pieces.line import Words, said
from handlers.intents.pieces.reading import NotUnderstood, Reading
from handlers.intents.pieces.suggestions import unknown
from handlers.intents.pieces.taking import take_end
from handlers.intents.pieces.written import Written
from models.rules.noted import Setting
from models.rules.permissions import Permission
from models.rules.reports import Listens

_SPELLINGS: Final = {
    **{each.value: each for each in Listens},
    **dict.fromkeys(("all", "on", "alles"), Listens.EVERYTHING),
    **dict.fromkeys(("mention", "erwähnungen"), Listens.MENTIONS),
    **dict.fromkeys(("none", "off", "nichts"), Listens.NOTHING),
}


class SetListens(OfCustomer):
    """Say to what of a customer's people the desk listens in its channel (I12)."""

    word = Word(
        "/customer listens",
        Permission.OWN_CUSTOMERS,
        help={
            "/customer listens acme everything|mentions|nothing": (
                "whether what its people write waits (I12), or only what they say to the desk"
            )
        },
        writes=True,
    )

    listens: Annotated[Listens, Written()]

    @staticmethod
    def read(words: Words, reading: Reading) -> SetListens | ShowSetting:
        """Read `acme mentions`, or `acme`."""
        customer = take_customer_anywhere(words, reading, "/customer listens acme mentions")
        example = f"/customer listens {written_customer(customer)} {{}}"
        words.skip(words.word() == "to")
        if words.done:
            return ShowSetting(customer, Setting.LISTENS)
        if words.word() not in _SPELLINGS:
            raise unknown(words, Listens, "a way to listen", example)
        listens = _SPELLINGS[words.take().word]
        take_end(words, example.replace("{}", listens))
        return SetListens(customer, listens)


_ON_OFF: Final = {
    **dict.fromkeys(("on", "yes", "an", "ja"), True),
    **dict.fromkeys(("off", "no", "aus", "nein"), False),
}


class SetShowsBalance(OfCustomer):
    """Say whether a customer's people are told in its channel what is left (I9)."""

    word = Word(
        "/customer shows",
        Permission.OWN_CUSTOMERS,
        help={
            "/customer shows acme balance on|off": (
                "whether its people are told in its channel what is left (I9)"
            )
        },
        writes=True,
    )

    shows: Annotated[bool, Written("balance on", empty="balance off")]

    @staticmethod
    def read(words: Words, reading: Reading) -> SetShowsBalance | ShowSetting:
        """Read `acme balance on`, or `acme`; nothing else can be shown, so `balance` may be left
        out.
        """
        customer = take_customer(words, reading, "/customer shows acme balance on")
        example = f"/customer shows {written_customer(customer)} balance on"
        words.skip(words.word() == "balance")
        if words.done:
            return ShowSetting(customer, Setting.SHOWS)
        if words.word() not in _ON_OFF:
            raise NotUnderstood(f"{said(words.text(1))} is neither `on` nor `off`.", example)
        shows = _ON_OFF[words.take().word]
        take_end(words, example)
        return SetShowsBalance(customer, shows)
