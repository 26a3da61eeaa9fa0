"""Sources: the machines that may report for a customer, and the keys by which they are known (I1).

A key is shown once, to whoever made it, and kept hashed. A source may have two, so that one can
take the other's place while it is still heard.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, cast, select

from models.next_steps import Step
from models.problems import Impossible, Unknown
from models.rows.customers import Customer
from models.rows.outbox import Remembered
from models.rows.reports import SignOfLife, Source, SourceKey
from models.rules.noted import AboutCustomer
from models.rules.permissions import Permission
from models.usecases import people
from models.usecases.letter import Letter, say_later
from models.usecases.tokens import hashed
from models.usecases.turn import Turn

CRITICAL = ("critical",)  # what a source calls critical where nobody said otherwise
MOST_KEYS = 2  # of one source, at the same time
_SAID_AGAIN_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class NewKey:
    """A key that was made just now: it is known nowhere else, and to nobody later."""

    source: Source
    row: SourceKey
    key: str


@dataclass(frozen=True)
class SourceShown:
    """A source of a customer, its live keys, the older first, and its sign of life, if it is one.

    `heard_at` is when it was heard last, by whichever key.
    """

    source: Source
    keys: Sequence[SourceKey]
    sign: SignOfLife | None

    @property
    def heard_at(self) -> datetime | None:
        """When it was heard last, by a key that lives."""
        return max((key.heard_at for key in self.keys if key.heard_at), default=None)


class TooLoud(Letter, topic="too-loud", called="word of a source that is too loud"):
    """Tells the admins that a source reports more than the desk takes of one."""

    source: int


class NotTaken(Letter, topic="not taken", called="word of a report that was refused"):
    """Tells the admins that something that a source reported, or else that came by mail, was
    refused, and `why`; where it was kept, as which `arrival`.
    """

    source: int | None
    why: str
    arrival: int | None = None


@people.may(Permission.OWN_CUSTOMERS, "make keys for sources")
def make(
    turn: Turn, customer: Customer, name: str, critical: Sequence[str] | None = None
) -> NewKey | Source:
    """Add a source, with its first key; `critical` are its words for that (I2).

    One that there is gets the words, and no key; Impossible where nothing is to be changed.
    """
    people.managed(turn, customer, "make keys for its sources")
    source = find(turn, customer, name)
    if source is None:
        return add(turn, customer, name, critical or CRITICAL)
    words = ",".join(critical or ())
    if critical is None or words == source.critical:
        raise Impossible(
            f"{customer.key} has a source {name}, and its key was shown when it was made.",
            Step.ROTATE_KEY(customer=customer.key, source=name),
        )
    source.critical = words
    note(turn, source, f": critical is {words}")
    return source


def add(turn: Turn, customer: Customer, name: str, critical: Sequence[str] = CRITICAL) -> NewKey:
    """Add a source with its first key, where that is allowed."""
    source = Source(customer_id=customer.id, name=name, critical=",".join(critical), **turn.stamp)
    turn.session.add(source)
    turn.session.flush()
    note(turn, source, " added")
    return new_key(turn, source)


@people.may(Permission.OWN_CUSTOMERS, "change sources")
def keep_severity(turn: Turn, customer: Customer, name: str, *, keeps: bool) -> Source:
    """Say whether what a source reported keeps its severity when it has recovered (I6)."""
    people.managed(turn, customer, "change its sources")
    source = named(turn, customer, name)
    if source.keeps_severity == keeps:
        raise Impossible(f"{name} {'keeps' if keeps else 'lowers'} severities already.")
    source.keeps_severity = keeps
    note(turn, source, f" {'keeps' if keeps else 'lowers'} severities")
    return source


@people.may(Permission.OWN_CUSTOMERS, "make keys for sources")
def rotate(turn: Turn, customer: Customer, name: str) -> NewKey:
    """Make another key of a source; the one that there is lives on beside it until it is revoked.

    Impossible beside two.
    """
    people.managed(turn, customer, "make keys for its sources")
    source = named(turn, customer, name)
    if len(live_keys(turn, source)) >= MOST_KEYS:
        raise Impossible(
            f"{name} has {MOST_KEYS} keys already: one has to be revoked first.",
            Step.REVOKE_KEY(customer=customer.key, source=name),
        )
    return new_key(turn, source)


@people.may(Permission.OWN_CUSTOMERS, "revoke keys of sources")
def revoke(turn: Turn, customer: Customer, name: str, mark: str | None = None) -> SourceShown:
    """End a key of a source: the one with the mark, or else the older one. Unknown if none lives.

    What is left is returned.
    """
    people.managed(turn, customer, "revoke keys of its sources")
    source = named(turn, customer, name)
    found = [key for key in live_keys(turn, source) if mark in (None, mark_of(key))]
    if not found:
        which = f"no live key {mark}" if mark else "no live key"
        raise Unknown(f"{name} has {which}.", Step.LIST_SOURCES(customer=customer.key))
    end_key(turn, source, found[0])
    return shown(turn, source)


@people.may(Permission.EVERYBODY)
def listed(turn: Turn, customer: Customer) -> Sequence[SourceShown]:
    """Return the sources of a customer, by their names."""
    found = select(Source).where(Source.customer_id == customer.id).order_by(Source.name)
    return [shown(turn, source) for source in turn.session.scalars(found)]


def shown(turn: Turn, source: Source) -> SourceShown:
    """Return a source with its live keys."""
    return SourceShown(source, live_keys(turn, source), turn.session.get(SignOfLife, source.id))


def named(turn: Turn, customer: Customer, name: str) -> Source:
    """Return the source of a customer that has this name; Unknown if there is none."""
    source = find(turn, customer, name)
    if source is None:
        raise Unknown(
            f"{customer.key} has no source {name}.", Step.LIST_SOURCES(customer=customer.key)
        )
    return source


def find(turn: Turn, customer: Customer, name: str) -> Source | None:
    """Return the source of a customer that has this name, if there is one."""
    found = select(Source).where(Source.customer_id == customer.id, Source.name == name)
    return turn.session.scalars(found).first()


def note(turn: Turn, source: Source, what: str) -> None:
    """Keep in its customer's history what happened to a source, in words behind its name."""
    turn.note(AboutCustomer.SOURCE, source.customer_id, new=f"{source.name}{what}")


# --- keys -----------------------------------------------------------------------------------------


def new_key(turn: Turn, source: Source) -> NewKey:
    """Make a key: 32 characters, for some tools take no other where PagerDuty's is asked for."""
    key = secrets.token_hex(16)
    row = SourceKey(source_id=source.id, hash=hashed(key), **turn.stamp)
    turn.session.add(row)
    turn.session.flush()
    note(turn, source, f": key {mark_of(row)} made")
    return NewKey(source, row, key)


def end_key(turn: Turn, source: Source, key: SourceKey) -> None:
    """Let a key open nothing any more."""
    key.revoked_at, key.revoked_by = turn.moment, turn.person.id
    note(turn, source, f": key {mark_of(key)} revoked")


def mark_of(key: SourceKey) -> str:
    """Return what a key is called by: the beginning of its SHA-256, which tells nothing of it."""
    return key.hash[:8]


def live_keys(turn: Turn, source: Source) -> Sequence[SourceKey]:
    """Return the keys by which a source is heard, the older first."""
    found = select(SourceKey).where(
        SourceKey.source_id == source.id, SourceKey.revoked_at.is_(None)
    )
    return turn.session.scalars(found.order_by(SourceKey.id)).all()


def bearer(turn: Turn, key: str) -> SourceKey | None:
    """Return the live key that a program sent, or None if it is none of ours (any more)."""
    row = once_known(turn, key)
    return row if row is not None and row.revoked_at is None else None


def once_known(turn: Turn, key: str) -> SourceKey | None:
    """Return the key that a program sent, also if it was revoked."""
    return turn.session.scalars(select(SourceKey).where(SourceKey.hash == hashed(key))).first()


def is_critical(source: Source, said: Sequence[str]) -> bool:
    """Whether one of the words for a severity is what a source calls critical (I2)."""
    words = {word.casefold() for word in source.critical.split(",")}
    return any(each.strip().casefold() in words for each in said)


def too_loud(turn: Turn, source_id: int) -> None:
    """Tell the admins that a source reports more than the desk takes; once an hour at most."""
    if is_known_to_be_loud(turn, source_id):
        return
    told = turn.session.get(Remembered, f"{_LOUD}{source_id}")
    # Two that come at once have read the same, and only one of them brings news.
    if turn.is_news(f"{_LOUD}{source_id}", "" if told is None else f"again after {told.at}"):
        for recipient in people.admins(turn):
            say_later(turn, recipient, TooLoud(source_id))


def is_known_to_be_loud(turn: Turn, source_id: int) -> bool:
    """Whether the admins were told less than an hour ago, so that a storm writes nothing."""
    told = turn.session.get(Remembered, f"{_LOUD}{source_id}")
    return told is not None and turn.moment - told.at < _SAID_AGAIN_AFTER


_LOUD = "too loud:"


def not_taken(turn: Turn, letter: NotTaken, kind: str) -> None:
    """Tell the admins that something was refused; of a source, or of mails, for reasons of a kind
    once a day.
    """
    if turn.is_news(_refused_key(letter.source, kind), turn.today.isoformat()):
        for recipient in people.admins(turn):
            say_later(turn, recipient, letter)


def is_known_to_be_refused(turn: Turn, source_id: int | None, kind: str) -> bool:
    """Whether the admins were told today, so that a program that goes on writes nothing."""
    told = turn.session.get(Remembered, _refused_key(source_id, kind))
    return told is not None and told.value == turn.today.isoformat()


def _refused_key(source_id: int | None, kind: str) -> str:
    return f"not taken:{source_id}:{kind}"


def came_in_an_address(turn: Turn, key: SourceKey) -> None:
    """Remember of a key that it stood in an address, which proxies write into their logs."""
    turn.is_news(f"{_IN_ADDRESS}{key.id}")


def in_addresses(turn: Turn) -> Sequence[str]:
    """Return the live sources whose keys came in addresses, as `acme's monitoring`."""
    found = turn.session.execute(
        select(Customer.key, Source.name)
        .join(Source, Source.customer_id == Customer.id)
        .join(SourceKey, SourceKey.source_id == Source.id)
        .join(Remembered, Remembered.key == _IN_ADDRESS + cast(SourceKey.id, String))
        .where(SourceKey.revoked_at.is_(None))
        .order_by(Customer.key, Source.name)
    )
    return [f"{row.key}'s {row.name}" for row in found]


_IN_ADDRESS = "key in an address:"
