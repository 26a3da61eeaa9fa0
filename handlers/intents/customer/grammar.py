"""The grammar of `/customer`. Contracts are read in `contracts`, packs and grants in `grants`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, get_args

from handlers.intents.customer.contracts import ContractIntent
from handlers.intents.customer.grants import GrantIntent
from handlers.intents.pieces.command import Command, Help
from handlers.intents.pieces.customer_names import (
    customer_name,
    known_customer,
    take_customer,
    written_customer,
)
from handlers.intents.pieces.days import DATED
from handlers.intents.pieces.intent import Intent, OfCustomer, Word
from handlers.intents.pieces.line import Words, visible
from handlers.intents.pieces.reading import Reading
from handlers.intents.pieces.taking import (
    limited,
    optional_reason,
    take_channel,
    take_day,
    take_end,
    take_name,
    take_person,
    take_reason,
)
from handlers.intents.pieces.written import ChannelId, Reason, UserId, Verbatim, Written
from models.problems import Missing
from models.rules.limits import LONGEST_NAME
from models.rules.permissions import Permission


class SetManager(OfCustomer):
    """Say who a customer's account manager is (Slack's id)."""

    word = Word(
        "/customer manager",
        Permission.OWN_CUSTOMERS,
        help={"/customer manager acme @cleo": "names the account manager"},
        writes=True,
    )

    user_id: UserId

    @staticmethod
    def read(words: Words, reading: Reading) -> SetManager:
        """Read `acme @cleo`."""
        customer = take_customer(words, reading, "/customer manager acme @cleo")
        example = f"/customer manager {written_customer(customer)} @cleo"
        user_id = take_person(words, reading, example)
        take_end(words, example)
        return SetManager(customer, user_id)


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
    def read(words: Words, reading: Reading) -> SetChannel:
        """Read `acme #acme`."""
        customer = take_customer(words, reading, "/customer channel acme #acme")
        example = f"/customer channel {written_customer(customer)} #acme"
        channel_id = take_channel(words, example)
        take_end(words, example)
        return SetChannel(customer, channel_id)


class Rename(OfCustomer):
    """Give a customer another full name."""

    word = Word(
        "/customer rename",
        Permission.OWN_CUSTOMERS,
        help={'/customer rename acme "Acme Group AG"': "changes the full name"},
        writes=True,
    )

    name: Verbatim

    @staticmethod
    def read(words: Words, reading: Reading) -> Rename:
        """Read `acme "Acme Group AG"`."""
        customer = take_customer(words, reading, '/customer rename acme "Acme Group AG"')
        example = f'/customer rename {written_customer(customer)} "Acme Group AG"'
        return Rename(customer, take_name(words, "The new name", example))


class Extras(OfCustomer):
    """Open the form for what a Managed contract agrees beside escalations."""

    word = Word(
        "/customer extras",
        Permission.OWN_CUSTOMERS,
        help={"/customer extras acme": "a form for what Managed agrees beside escalations"},
        opens="Extras",
    )


class CloseDay(Intent):
    """Make a day a closure day for all (T2), with a name; one that has passed wants a reason."""

    word = Word(
        "/customer closed",
        Permission.ADMINS,
        help={
            '/customer closed 2026-12-31 "Silvester"': (
                "a closure day for all, if it has passed with `because …`; `off because …` ends it"
            )
        },
        writes=True,
    )

    day: date
    name: Verbatim
    because: Reason | None = None

    @staticmethod
    def read(words: Words, reading: Reading) -> CloseDay | OpenDay:
        """Read `2026-12-31 "Silvester" [because …]`, or `2026-12-31 off because …`."""
        example = '/customer closed 2026-12-31 "Silvester"'
        day = take_day(words, reading, DATED, example)
        example = f'/customer closed {day} "Silvester"'
        if words.word() == "off":
            words.take()
            example = f"/customer closed {day} off because we work after all"
            return OpenDay(day, take_reason(words, example))
        because = words.find("because")
        name = words.upto(words.count if because is None else because)
        if not visible(name):
            raise Missing("The closure day's name is missing.", example)
        reason = optional_reason(words, f"{example} because decided late")
        return CloseDay(day, limited(name, LONGEST_NAME, "name"), reason)


class OpenDay(Intent):
    """Take a closure day back, with a reason."""

    word = Word("/customer closed … off", Permission.ADMINS, reserves=("off",), writes=True)

    day: Annotated[date, Written("{} off")]
    because: Reason


class ShowCustomer(OfCustomer):
    """Show one customer: contract, grants, people."""

    word = Word(
        "/customer show",
        Permission.EVERYBODY,
        help={"/customer show acme": "one customer whole; `show` may be left out"},
    )


class ListCustomers(Intent):
    """List all customers."""

    word = Word(
        "/customer list",
        Permission.EVERYBODY,
        help={"/customer list": "all customers"},
    )


CustomerIntent = (
    ContractIntent
    | GrantIntent
    | SetManager
    | SetChannel
    | Rename
    | Extras
    | CloseDay
    | OpenDay
    | ShowCustomer
    | ListCustomers
)

CUSTOMER: Final = Command[CustomerIntent](
    "/customer", "Customers: contracts, packs and the calendar.", get_args(CustomerIntent)
)


def understand(text: str, reading: Reading) -> CustomerIntent | Help:
    """Return what the text after `/customer` wants; nothing typed gives the help.

    Raises NotUnderstood or Missing with the sentence for the person.
    """
    words = reading.words(text)
    if words.done:
        return CUSTOMER.help
    known = known_customer(words, reading)
    if known and known[1] == words.count and words.word() not in CUSTOMER.grammar:
        return ShowCustomer(customer_name(words.upto(words.count), "/customer show acme"))
    return CUSTOMER.read(words, reading)
