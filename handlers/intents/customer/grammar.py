"""The grammar of `/customer`. Contracts are read in `contracts`, packs and grants in `grants`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from handlers.intents.customer.contracts import (
    AddCustomer,
    ChangeLevel,
    EndContract,
    add_customer,
    change_level,
    end_contract,
)
from handlers.intents.customer.grants import (
    AddPack,
    Adjust,
    VoidGrant,
    add_pack,
    adjust,
    void_grant,
)
from handlers.intents.pieces.customer_names import (
    customer_name,
    known_customer,
    take_customer,
    written_customer,
)
from handlers.intents.pieces.days import DATED
from handlers.intents.pieces.line import Words, quoted, visible
from handlers.intents.pieces.reading import Help, Reading
from handlers.intents.pieces.reserved import RESERVED
from handlers.intents.pieces.taking import (
    dispatch,
    joined,
    limited,
    optional_reason,
    take_channel,
    take_day,
    take_end,
    take_name,
    take_person,
    take_reason,
    written_reason,
)
from models.problems import Missing
from models.rules.limits import LONGEST_NAME


@dataclass(frozen=True, slots=True)
class SetManager:
    """Say who a customer's account manager is (Slack's id)."""

    writes: ClassVar[bool] = True

    customer: str
    user_id: str

    def typed(self) -> str:
        """Return the canonical text."""
        return f"manager {written_customer(self.customer)} <@{self.user_id}>"


@dataclass(frozen=True, slots=True)
class SetChannel:
    """Say which channel is a customer's (Slack's id)."""

    writes: ClassVar[bool] = True

    customer: str
    channel_id: str

    def typed(self) -> str:
        """Return the canonical text."""
        return f"channel {written_customer(self.customer)} <#{self.channel_id}>"


@dataclass(frozen=True, slots=True)
class Rename:
    """Give a customer another full name."""

    writes: ClassVar[bool] = True

    customer: str
    name: str

    def typed(self) -> str:
        """Return the canonical text."""
        return f"rename {written_customer(self.customer)} {quoted(self.name)}"


@dataclass(frozen=True, slots=True)
class Extras:
    """Open the form for what a Managed contract agrees beside escalations."""

    writes: ClassVar[bool] = False
    opens: ClassVar[str] = "Extras"

    customer: str

    def typed(self) -> str:
        """Return the canonical text."""
        return f"extras {written_customer(self.customer)}"


@dataclass(frozen=True, slots=True)
class CloseDay:
    """Make a day a closure day for all (T2), with a name; one that has passed wants a reason."""

    writes: ClassVar[bool] = True

    day: date
    name: str
    because: str | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        return joined(f"closed {self.day} {quoted(self.name)}", written_reason(self.because))


@dataclass(frozen=True, slots=True)
class OpenDay:
    """Take a closure day back, with a reason."""

    writes: ClassVar[bool] = True

    day: date
    because: str

    def typed(self) -> str:
        """Return the canonical text."""
        return f"closed {self.day} off because {quoted(self.because)}"


@dataclass(frozen=True, slots=True)
class ShowCustomer:
    """Show one customer: contract, grants, people."""

    writes: ClassVar[bool] = False

    customer: str

    def typed(self) -> str:
        """Return the canonical text."""
        return f"show {written_customer(self.customer)}"


@dataclass(frozen=True, slots=True)
class ListCustomers:
    """List all customers."""

    writes: ClassVar[bool] = False

    def typed(self) -> str:
        """Return the canonical text."""
        return "list"


CustomerIntent = (
    AddCustomer
    | ChangeLevel
    | EndContract
    | AddPack
    | Adjust
    | VoidGrant
    | SetManager
    | SetChannel
    | Rename
    | Extras
    | CloseDay
    | OpenDay
    | ShowCustomer
    | ListCustomers
)


__all__ = [
    "HELP",
    "RESERVED",
    "AddCustomer",
    "AddPack",
    "Adjust",
    "ChangeLevel",
    "CloseDay",
    "CustomerIntent",
    "EndContract",
    "Extras",
    "ListCustomers",
    "OpenDay",
    "Rename",
    "SetChannel",
    "SetManager",
    "ShowCustomer",
    "VoidGrant",
    "understand",
]

HELP: Final = Help(
    summary="Customers: contracts, packs and the calendar.",
    rows=(
        (
            '/customer add acme "Acme AG" standard from 2026-01-01 [to 2028-12-31]',
            "adds a customer with its contract; `managed escalations 12` names the number agreed",
        ),
        ("/customer level acme premium from 2026-07-01", "changes the support level"),
        (
            "/customer end acme 2026-12-31 [because …]",
            "ends the contract; the day is its last, and if it has passed, say why",
        ),
        (
            "/customer pack acme M [on 2026-03-10]",
            "records a pack S, M or L; for Managed also `5 at 2500`",
        ),
        ("/customer adjust acme +1 until 2026-12-31 because goodwill", "gives escalations"),
        ("/customer void acme pack 3 because …", "takes back what was recorded by mistake"),
        ("/customer manager acme @cleo", "names the account manager"),
        ("/customer channel acme #acme", "names the customer's channel"),
        ('/customer rename acme "Acme Group AG"', "changes the full name"),
        ("/customer extras acme", "a form for what Managed agrees beside escalations"),
        (
            '/customer closed 2026-12-31 "Silvester"',
            "a closure day for all, if it has passed with `because …`; `off because …` ends it",
        ),
        ("/customer show acme", "one customer whole; `show` may be left out"),
        ("/customer list", "all customers"),
    ),
    examples=(
        '/customer add acme "Acme AG" standard from 2026-01-01',
        "/customer pack acme M on 2026-03-10",
    ),
)


def understand(text: str, reading: Reading) -> CustomerIntent | Help:
    """Return what the text after `/customer` wants; nothing typed gives the help.

    Raises NotUnderstood or Missing with the sentence for the person.
    """
    words = Words(text)
    if words.done:
        return HELP
    known = known_customer(words, reading)
    if known and known[1] == words.count and words.word() not in GRAMMAR:
        return _show(words, reading)
    return dispatch("customer", words, GRAMMAR, HELP, reading)


def _manager(words: Words, reading: Reading) -> SetManager:
    customer = take_customer(words, reading, "/customer manager acme @cleo")
    example = f"/customer manager {written_customer(customer)} @cleo"
    user_id = take_person(words, example)
    take_end(words, example)
    return SetManager(customer, user_id)


def _channel(words: Words, reading: Reading) -> SetChannel:
    customer = take_customer(words, reading, "/customer channel acme #acme")
    example = f"/customer channel {written_customer(customer)} #acme"
    channel_id = take_channel(words, example)
    take_end(words, example)
    return SetChannel(customer, channel_id)


def _rename(words: Words, reading: Reading) -> Rename:
    customer = take_customer(words, reading, '/customer rename acme "Acme Group AG"')
    example = f'/customer rename {written_customer(customer)} "Acme Group AG"'
    return Rename(customer, take_name(words, "The new name", example))


def _extras(words: Words, _: Reading) -> Extras:
    return Extras(customer_name(words.upto(words.count), "/customer extras acme"))


def _closed(words: Words, reading: Reading) -> CloseDay | OpenDay:
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


def _show(words: Words, _: Reading) -> ShowCustomer:
    return ShowCustomer(customer_name(words.upto(words.count), "/customer show acme"))


def _list(words: Words, _: Reading) -> ListCustomers:
    take_end(words, "/customer list")
    return ListCustomers()


GRAMMAR: Final[Mapping[str, Callable[[Words, Reading], CustomerIntent]]] = {
    "add": add_customer,
    "level": change_level,
    "end": end_contract,
    "pack": add_pack,
    "adjust": adjust,
    "void": void_grant,
    "manager": _manager,
    "channel": _channel,
    "rename": _rename,
    "extras": _extras,
    "closed": _closed,
    "show": _show,
    "list": _list,
}
