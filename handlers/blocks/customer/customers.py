"""What is said of a customer who was added, or whose manager, channel, name or extras changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handlers.blocks.customer.contracts import _contract
from handlers.blocks.pieces.answer import Answer, answer, buttons, lines, small
from handlers.blocks.pieces.windows import windows_in_words
from handlers.blocks.pieces.wording import LANGUAGE, as_typed, left, person
from models.rows.customers import Customer
from models.rules.reports import Listens
from models.rules.written_time import Wall
from models.usecases.customer.agreed import ContractChanged
from models.usecases.customer.customers import Extras
from models.usecases.derived.windows import AgreedWindow

_EXTRA = {
    "managed_upgrades": "managed upgrades",
    "monitoring": "monitoring",
    "runbook_url": "runbook",
    "change_windows": "note on change windows",
    "remote_access": "remote access",
}


def added(customer: Customer, done: ContractChanged) -> Answer:
    """Say what was agreed with a new customer."""
    return answer(
        f"Added {customer.key} ({as_typed(customer.name)}): {_contract(done.contract)}. "
        f"{left(done.statement).capitalize()}.",
        small(
            f"Next: `/customer manager {customer.key} @cleo` and "
            f"`/customer channel {customer.key} #{customer.key}`"
        ),
    )


def handed_over(customer: Customer, old: str | None) -> Answer:
    """Say who the account manager is."""
    was = f" (was {person(old)})" if old else ""
    if customer.manager_id is None:
        return answer(f"{customer.key} has no account manager now{was}.")
    return answer(f"{person(customer.manager_id)} is {customer.key}'s account manager{was}.")


def channel_set(customer: Customer) -> Answer:
    """Say which channel is the customer's."""
    if customer.channel_id is None:
        return answer(f"{customer.key} has no channel now.")
    return answer(
        f"<#{customer.channel_id}> is {customer.key}'s channel now. Its cases are announced there: "
        "if the desk is not in it yet, add it with `/invite`.",
        small("There, `/escalation log 2h` means the one open case of this customer"),
    )


def channel_added(customer: Customer, channel_id: str) -> Answer:
    """Say that whatever comes from a further channel is the customer's from now on."""
    return answer(
        f"What comes from <#{channel_id}> is {customer.key}'s from now on (I5).",
        buttons([("Undo", f"/customer channel {customer.key} remove <#{channel_id}>")]),
        small(f"`/customer show {customer.key}` shows that it is"),
    )


def channel_removed(customer: Customer, channel_id: str) -> Answer:
    """Say that what comes from a further channel is the customer's no more."""
    return answer(
        f"What comes from <#{channel_id}> is {customer.key}'s no more: the admins are asked whose "
        "it is (I5).",
        buttons([("Put it back", f"/customer channel {customer.key} also <#{channel_id}>")]),
    )


def listens(customer: Customer) -> Answer:
    """Say to what of a customer's people the desk listens in its channel."""
    means = {
        Listens.EVERYTHING: "what its people write there waits until somebody says what it is",
        Listens.MENTIONS: "only what its people say to the desk counts there",
        Listens.NOTHING: "nothing that its people write there does anything",
    }
    where = f"<#{customer.channel_id}>" if customer.channel_id else "a channel of its own"
    return answer(f"{customer.key} in {where}: {means[customer.listens]} (I12).")


def shows_balance(customer: Customer) -> Answer:
    """Say whether a customer's people are told what is left."""
    told = "read what is left of their escalations" if customer.shows_balance else "read no balance"
    return answer(f"{customer.key}'s people {told} in its channel (I9).")


def language_set(customer: Customer) -> Answer:
    """Say in which language a customer's people are written to."""
    language = LANGUAGE[customer.language]
    return answer(
        f"{customer.key}'s documents are in {language} from now on.",
        small("So are offers, and what its people read in its channel, whatever they write there"),
    )


def renamed(customer: Customer, old: str) -> Answer:
    """Say what the customer is called."""
    return answer(f"{customer.key} is called {as_typed(customer.name)} now (was {as_typed(old)}).")


def extras_kept(
    customer: Customer, extras: Extras, windows: Sequence[AgreedWindow], wall: Wall
) -> Answer:
    """Say which extras are agreed."""
    told = [*_extras(extras), f"• Change windows: {windows_in_words(windows, wall) or 'none'}"]
    return answer(f"Kept {customer.key}'s extras.", lines(told))


def _extras(extras: Extras) -> Iterator[str]:
    yield f"• Managed upgrades: {'yes' if extras.managed_upgrades else 'no'}"
    yield f"• Monitoring: {'yes' if extras.monitoring else 'no'}"
    yield f"• Runbook: {as_typed(extras.runbook_url) or 'none'}"
    yield f"• Note on change windows: {as_typed(extras.change_windows) or 'none'}"
    yield f"• Remote access: {as_typed(extras.remote_access) or 'none agreed'}"
