"""I1: whose mails are a customer's: by the address of whoever writes, or by its domain.

An address goes before its domain. Whether somebody has really written from there is not known
here: the door asks our own mail server.
"""

from __future__ import annotations

from collections.abc import Sequence

from models.next_steps import Step
from models.problems import Impossible, Unknown
from models.rows.customers import Customer, MailSender
from models.rules.mail_senders import FREE_DOMAINS, domain_of
from models.rules.noted import AboutCustomer
from models.rules.permissions import Permission
from models.rules.writing import listed
from models.usecases import people
from models.usecases.names import customer_names
from models.usecases.turn import Turn


@people.may(Permission.OWN_CUSTOMERS, "say whose mails are a customer's")
def add(turn: Turn, customer: Customer, senders: Sequence[str]) -> Sequence[str]:
    """Let mails from these addresses and domains be a customer's; return those that are new.

    Impossible if none is, if one is another customer's, or if anybody has a mailbox there.
    """
    people.managed(turn, customer, "say whose mails are its own")
    _lock(turn, senders)
    owners = customer_names(turn.session).senders
    for sender in senders:
        if sender in FREE_DOMAINS:
            raise Impossible(
                f"Anybody has a mailbox at {sender}: it is no customer's as a whole. Name the "
                "addresses, such as eve.acme@gmail.com."
            )
        if (owner := owners.get(sender, customer.id)) != customer.id:
            key = customer_names(turn.session).keys[owner]
            raise Impossible(f"Mail from `{sender}` is {key}'s already.")
    new = [sender for sender in dict.fromkeys(senders) if sender not in owners]
    if not new:
        raise Impossible(f"Mail from {listed(senders)} is {customer.key}'s already.")
    for sender in new:
        _set(turn, sender, customer.id)
        turn.note(AboutCustomer.MAIL_SENDER, customer.id, new=sender)
    return new


@people.may(Permission.OWN_CUSTOMERS, "say whose mails are a customer's")
def remove(turn: Turn, customer: Customer, senders: Sequence[str]) -> None:
    """Let mails from these addresses and domains be a customer's no more; Unknown if one is not."""
    people.managed(turn, customer, "say whose mails are its own")
    _lock(turn, senders)
    owners = customer_names(turn.session).senders
    for sender in dict.fromkeys(senders):
        if owners.get(sender) != customer.id:
            raise Unknown(
                f"Mail from `{sender}` is not recorded as {customer.key}'s.",
                Step.SHOW_CUSTOMER(customer=customer.key),
            )
        _set(turn, sender, None)
        turn.note(AboutCustomer.MAIL_SENDER, customer.id, old=sender)


@people.may(Permission.EVERYBODY)
def listed_of(turn: Turn, customer: Customer) -> Sequence[str]:
    """Return the addresses and domains whose mails are a customer's, domains first."""
    return of(turn, customer)


def of(turn: Turn, customer: Customer) -> Sequence[str]:
    """Return the addresses and domains whose mails are a customer's, domains first."""
    owners = customer_names(turn.session).senders.items()
    found = (sender for sender, owner in owners if owner == customer.id)
    return sorted(found, key=lambda sender: (sender[0] != "@", sender))


def are_recorded(turn: Turn) -> bool:
    """Whether mails from anywhere are any customer's."""
    return bool(customer_names(turn.session).senders)


def customer_of(turn: Turn, address: str) -> Customer | None:
    """Return the customer whose mails those from an address are, if they are anybody's."""
    owners = customer_names(turn.session).senders
    owner = owners.get(address) or owners.get(domain_of(address))
    return turn.session.get_one(Customer, owner) if owner is not None else None


def lock(turn: Turn, address: str) -> None:
    """Let nobody else say meanwhile whose mails from an address, or from its domain, are."""
    turn.lock(f"mail {domain_of(address)}")


def _lock(turn: Turn, senders: Sequence[str]) -> None:
    for domain in sorted({domain_of(sender) for sender in senders}):
        turn.lock(f"mail {domain}")


def _set(turn: Turn, sender: str, customer_id: int | None) -> None:
    row = turn.session.get(MailSender, sender) or MailSender(sender=sender)
    row.customer_id, row.by, row.at = customer_id, turn.person.id, turn.moment
    turn.session.add(row)
