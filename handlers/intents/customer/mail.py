"""The grammar of whose mails are a customer's (`/customer mail`, I1)."""

from __future__ import annotations

from typing import Annotated

from handlers.intents.pieces.customer_names import take_customer, written_customer
from handlers.intents.pieces.intent import Intent, OfCustomer, Word
from handlers.intents.pieces.line import Words, said
from handlers.intents.pieces.reading import NotUnderstood, Reading
from handlers.intents.pieces.written import Written
from models.problems import Missing
from models.rules.mail_senders import known_as
from models.rules.permissions import Permission

_ADD, _REMOVE = "add", "remove"
_MOST = 20  # at once


class AddMailSenders(OfCustomer):
    """Say that mails from addresses (`eve@acme.ch`) and domains (`@acme.ch`) are a customer's."""

    word = Word(
        "/customer mail",
        Permission.OWN_CUSTOMERS,
        help={
            "/customer mail acme add eve@acme.ch @acme.ch": (
                "whoever writes a mail from there reports for the customer; `remove` ends that"
            ),
            "/customer mail acme": "from where mails are the customer's",
        },
        reserves=(_ADD, _REMOVE),
        writes=True,
    )

    senders: Annotated[tuple[str, ...], Written("add {}", " ".join)]

    @staticmethod
    def read(words: Words, reading: Reading) -> Intent:
        """Read `acme`, `acme [add] eve@acme.ch @acme.ch`, or `acme remove …`."""
        customer = take_customer(words, reading, "/customer mail acme add eve@acme.ch acme.ch")
        if words.done:
            return ListMailSenders(customer)
        led = words.take().word if words.word() in (_ADD, _REMOVE) else _ADD
        senders = _take_senders(words, f"/customer mail {written_customer(customer)} {led}")
        if led == _REMOVE:
            return RemoveMailSenders(customer, senders)
        return AddMailSenders(customer, senders)


class RemoveMailSenders(OfCustomer):
    """Say that mails from these addresses and domains are a customer's no more."""

    word = Word("/customer mail … remove", Permission.OWN_CUSTOMERS, writes=True)

    senders: Annotated[tuple[str, ...], Written("remove {}", " ".join)]


class ListMailSenders(OfCustomer):
    """Show from where mails are a customer's."""

    word = Word("/customer mail acme", Permission.EVERYBODY)


MailIntent = AddMailSenders | RemoveMailSenders | ListMailSenders


def _take_senders(words: Words, line: str) -> tuple[str, ...]:
    """Take addresses and domains up to the end of the line, with commas between or without."""
    example = f"{line} eve@acme.ch acme.ch"
    typed = words.rest().replace(",", " ").replace(";", " ").split()
    if not typed:
        raise Missing("Which address or domain?", example)
    if len(typed) > _MOST:
        raise NotUnderstood(f"At most {_MOST} addresses and domains at once, please.", example)
    senders: dict[str, None] = {}
    for each in typed:
        sender = known_as(each.strip("<>"))
        if sender is None:
            raise NotUnderstood(
                f"{said(each)} is neither an address, such as `eve@acme.ch`, nor a domain, such as "
                "`@acme.ch`.",
                example,
            )
        senders[sender] = None
    return tuple(senders)
