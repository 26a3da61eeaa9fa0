"""The names of customers, as a process keeps them: what a line is read against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.rows.channels import FormerChannelId
from models.rows.customers import Customer, MailSender, OtherChannel
from models.rows.marks import CUSTOMERS
from models.rows.seen import seen_by
from models.rules.look_alikes import as_compared


@dataclass(frozen=True)
class CustomerNames:
    """What all customers are found by.

    `names` are the short and full ones in the order of the short, `keys` the short ones by
    customer, `named` the customers by a name as it is compared, `managers` whoever manages one.
    `channels` are others of which all that is said is theirs (I5), the first of them first, and
    where one is at home. Each goes by the id that it has now, which `former_ids` tell of those that
    it had. By `senders`, addresses and domains, mails are theirs (I1).
    """

    names: tuple[tuple[str, str], ...]
    keys: Mapping[int, str]
    named: Mapping[str, Sequence[int]]
    channels: Mapping[str, int]
    former_ids: Mapping[str, str]
    senders: Mapping[str, int]
    managers: frozenset[str]


def customer_names(session: Session) -> CustomerNames:
    """Return the names of all customers, and who and which channel is theirs."""
    return seen_by(session).value(CUSTOMERS, lambda: _read(session))


def _read(session: Session) -> CustomerNames:
    columns = Customer.id, Customer.key, Customer.name, Customer.manager_id, Customer.channel_id
    rows = session.execute(select(*columns).order_by(Customer.key)).all()
    theirs = select(OtherChannel.channel_id, OtherChannel.customer_id)
    others = session.execute(theirs.order_by(OtherChannel.at, OtherChannel.channel_id)).all()
    channels = [*others, *((row.channel_id, row.id) for row in rows)]
    former = session.execute(select(FormerChannelId.id, FormerChannelId.channel_id)).all()
    senders = select(MailSender.sender, MailSender.customer_id)
    named: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        for name in {as_compared(row.key), as_compared(row.name)}:
            named[name].append(row.id)
    return CustomerNames(
        names=tuple((row.key, row.name) for row in rows),
        keys={row.id: row.key for row in rows},
        named=named,
        channels={channel: theirs for channel, theirs in channels if channel and theirs},
        former_ids=dict(former),
        senders={sender: owner for sender, owner in session.execute(senders) if owner},
        managers=frozenset(row.manager_id for row in rows if row.manager_id is not None),
    )
