"""The grammar of customers' channels: where one is at home, and which others are its own (I5)."""

from __future__ import annotations

import re
from typing import Annotated

from handlers.intents.customer.settings import ShowSetting
from handlers.intents.pieces.asking import ask_which
from handlers.intents.pieces.customer_names import take_customer_anywhere, written_customer
from handlers.intents.pieces.intent import OfCustomer, Word
from handlers.intents.pieces.line import Words, said
from handlers.intents.pieces.reading import Reading, Unclear
from handlers.intents.pieces.taking import take_channel, take_end
from handlers.intents.pieces.written import ChannelId, Written
from models.rules.noted import Setting
from models.rules.permissions import Permission


class SetChannel(OfCustomer):
    """Say which channel is a customer's (Slack's id)."""

    word = Word(
        "/customer channel",
        Permission.OWN_CUSTOMERS,
        help={"/customer channel acme #acme": "names the customer's channel"},
        writes=True,
    )

    channel_id: ChannelId

    @staticmethod
    def read(
        words: Words, reading: Reading
    ) -> SetChannel | AddChannel | RemoveChannel | ShowSetting:
        """Read `acme #acme`, `acme also #acme-old`, `acme remove #acme-old`, or `acme`."""
        customer = take_customer_anywhere(words, reading, "/customer channel acme #acme")
        if words.done:
            return ShowSetting(customer, Setting.CHANNEL)
        line = f"/customer channel {written_customer(customer)}"
        led = words.take().word if words.word() in (_ALSO, _REMOVE) else ""
        example = f"{line} {led} #acme-old" if led else f"{line} #acme"
        if led == _REMOVE:
            channel_id = _take_known_channel(words, reading, customer, example)
        else:
            channel_id = take_channel(words, example)
        take_end(words, example)
        if led == _ALSO:
            return AddChannel(customer, channel_id)
        if led == _REMOVE:
            return RemoveChannel(customer, channel_id)
        return SetChannel(customer, channel_id)


_ALSO, _REMOVE = "also", "remove"
_AN_ID = re.compile(r"[CG][A-Z0-9]{5,}")  # of Slack's, for a channel


def _take_known_channel(words: Words, reading: Reading, customer: str, example: str) -> str:
    """Take a channel as `take_channel` does, or Slack's id of it: of one that was archived Slack
    offers no mention. By another name it is asked which of the customer's is meant.
    """
    token = words.peek()
    if token is None or token.mention:
        return take_channel(words, example)
    if _AN_ID.fullmatch(token.text.lstrip("#").upper()):
        return words.take().text.lstrip("#").upper()
    theirs = [each for name, each in reading.channels if name == customer]
    if not theirs:
        return take_channel(words, example)
    sentence = f"Slack names no channel {said(token.text)} any more. Which one is meant?"
    raise ask_which(words, Unclear(sentence, 1, *((each, each) for each in theirs)), "/customer")


class AddChannel(OfCustomer):
    """Say of another channel that what comes from it is a customer's (I5)."""

    word = Word(
        "/customer channel … also",
        Permission.OWN_CUSTOMERS,
        help={
            "/customer channel acme also #acme-old": "what comes from it is the customer's too (I5)"
        },
        reserves=(_ALSO,),
        writes=True,
    )

    channel_id: Annotated[str, Written("also <#{}>")]


class RemoveChannel(OfCustomer):
    """Say that what comes from another channel is a customer's no more."""

    word = Word(
        "/customer channel … remove",
        Permission.OWN_CUSTOMERS,
        help={"/customer channel acme remove #acme-old": "it is not any more"},
        reserves=(_REMOVE,),
        writes=True,
    )

    channel_id: Annotated[str, Written("remove <#{}>")]


ChannelIntent = SetChannel | AddChannel | RemoveChannel
