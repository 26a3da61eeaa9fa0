"""I5: channels, beside the one where it is at home, of which all that is said is a customer's."""

from __future__ import annotations

from collections.abc import Sequence

from models.next_steps import Step
from models.problems import Impossible, TheChannel, Unknown
from models.rows.customers import Customer, OtherChannel
from models.rules.noted import AboutCustomer
from models.rules.permissions import Permission
from models.usecases import finding, people
from models.usecases.channels import threads
from models.usecases.names import customer_names
from models.usecases.turn import Turn


@people.may(Permission.OWN_CUSTOMERS, "set channels")
def add(turn: Turn, customer: Customer, channel_id: str) -> None:
    """Let all that is said in a channel be a customer's; Impossible if it is somebody's already."""
    people.managed(turn, customer, "set its channels")
    channel_id = finding.channel_now(turn, channel_id)
    lock(turn, channel_id)
    if (owner := finding.customer_of_channel(turn, channel_id)) is not None:
        raise Impossible((TheChannel(channel_id), f" is {owner.key}'s already."))
    row = turn.session.get(OtherChannel, channel_id) or OtherChannel(channel_id=channel_id)
    row.customer_id, row.by, row.at = customer.id, turn.person.id, turn.moment
    turn.session.add(row)
    turn.note(AboutCustomer.OTHER_CHANNEL, customer.id, new=channel_id)
    turn.session.flush()
    threads.follow_channel(turn, customer, channel_id)


@people.may(Permission.OWN_CUSTOMERS, "set channels")
def remove(turn: Turn, customer: Customer, channel_id: str) -> None:
    """Let what is said in a channel be a customer's no more; Unknown if it was not."""
    people.managed(turn, customer, "set its channels")
    channel_id = finding.channel_now(turn, channel_id)
    lock(turn, channel_id)
    row = turn.session.get(OtherChannel, channel_id)
    if row is None or row.customer_id != customer.id:
        raise Unknown(
            (TheChannel(channel_id), f" is no further channel of {customer.key}'s."),
            Step.SHOW_CUSTOMER(customer=customer.key),
        )
    row.customer_id = None
    turn.note(AboutCustomer.OTHER_CHANNEL, customer.id, old=channel_id)


def forget(turn: Turn, channel_id: str) -> None:
    """Let a channel be no further one of anybody's: a customer is at home in it from now on."""
    if (row := turn.session.get(OtherChannel, channel_id)) is not None:
        row.customer_id = None


def of(turn: Turn, customer: Customer) -> Sequence[str]:
    """Return the ids of a customer's further channels, in the order in which they became theirs."""
    channels = customer_names(turn.session).channels.items()
    return [
        channel
        for channel, theirs in channels
        if theirs == customer.id and channel != customer.channel_id
    ]


def lock(turn: Turn, channel_id: str) -> None:
    """Let nobody else say meanwhile whose a channel is."""
    turn.lock(f"channel {channel_id}")
