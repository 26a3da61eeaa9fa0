"""The grammar of `/customer`. Its rooms read contracts, grants, closure days and windows."""

from __future__ import annotations

from typing import Final, get_args

from handlers.intents.customer.channels import ChannelIntent
from handlers.intents.customer.closures import CloseDays, OpenDays
from handlers.intents.customer.contracts import ContractIntent
from handlers.intents.customer.grants import GrantIntent
from handlers.intents.customer.languages import SetLanguage
from handlers.intents.customer.listening import SetListens, SetShowsBalance
from handlers.intents.customer.mail import MailIntent
from handlers.intents.customer.notices import NoticeIntent
from handlers.intents.customer.settings import ShowSetting
from handlers.intents.customer.sources import SourceIntent
from handlers.intents.customer.windows import WindowIntent
from handlers.intents.pieces.command import Command, Help
from handlers.intents.pieces.customer_names import (
    customer_name,
    known_customer,
    take_customer,
    take_customer_anywhere,
    written_customer,
)
from handlers.intents.pieces.days import begins_day
from handlers.intents.pieces.intent import Intent, OfCustomer, Word
from handlers.intents.pieces.line import Words
from handlers.intents.pieces.reading import NotUnderstood, Reading
from handlers.intents.pieces.taking import (
    ANYWAY,
    take_end,
    take_name,
    take_person,
)
from handlers.intents.pieces.undo import Undo
from handlers.intents.pieces.written import Anyway, UserId, Verbatim
from models.rules.noted import Setting
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
    def read(words: Words, reading: Reading) -> SetManager | ShowSetting:
        """Read `acme @cleo`, or `acme`."""
        customer = take_customer_anywhere(words, reading, "/customer manager acme @cleo")
        if words.done:
            return ShowSetting(customer, Setting.MANAGER)
        example = f"/customer manager {written_customer(customer)} @cleo"
        user_id = take_person(words, reading, example)
        take_end(words, example)
        return SetManager(customer, user_id)


class Rename(OfCustomer):
    """Give a customer another full name."""

    word = Word(
        "/customer rename",
        Permission.OWN_CUSTOMERS,
        help={'/customer rename acme "Acme Group AG"': "changes the full name"},
        writes=True,
    )

    name: Verbatim
    anyway: Anyway = False

    @staticmethod
    def read(words: Words, reading: Reading) -> Rename | ShowSetting:
        """Read `acme "Acme Group AG"`, with `to` before the name, or `from` the old one `to` it,
        or `acme`; a button adds `--anyway`.
        """
        anyway = words.take_last(ANYWAY)
        customer = take_customer(words, reading, '/customer rename acme "Acme Group AG"')
        if words.done:
            return ShowSetting(customer, Setting.NAME)
        line = f"/customer rename {written_customer(customer)}"
        to = words.find("to")
        words.skip(to + 1 if to is not None and words.word() in {"to", "from"} else 0)
        _refuse_its_day(words, reading, line)
        name = take_name(words, "The new name", f'{line} "Acme Group AG"')
        return Rename(customer, name, anyway)


def _refuse_its_day(words: Words, reading: Reading, line: str) -> None:
    """Refuse a day behind a name: a customer is called so from now on, whenever it began."""
    at = next((n for n in range(1, words.count) if words.word(n) in {"from", "on"}), None)
    if at is not None and begins_day(words.ahead(at + 1), reading.today):
        raise NotUnderstood(
            "A name has no day: it is another from now on, in everything that is shown.",
            f"{line} {words.text(at)}",
        )


class KeepExtras(OfCustomer):
    """Open the form for what a Managed contract agrees beside escalations."""

    word = Word(
        "/customer extras",
        Permission.OWN_CUSTOMERS,
        help={"/customer extras acme": "a form for what Managed agrees beside escalations"},
        opens="Extras",
    )


class UndoChange(Undo):
    """Undo a change of a customer."""

    word = Word(
        "/customer undo",
        Permission.THEIR_CHANGES_OF_CUSTOMERS,
        help={"/customer undo [17]": "undoes what you changed: the latest of today, or that one"},
        reserves=("undo",),
        writes=True,
    )


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
    | ChannelIntent
    | MailIntent
    | SetListens
    | SetShowsBalance
    | SetLanguage
    | NoticeIntent
    | ShowSetting
    | Rename
    | KeepExtras
    | WindowIntent
    | SourceIntent
    | CloseDays
    | OpenDays
    | UndoChange
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
