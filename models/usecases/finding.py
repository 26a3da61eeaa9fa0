"""Finding what people name: customers as they are typed, cases by number, open cases that fit."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz, process
from sqlalchemy import select

from models.problems import Problem, Unknown
from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.marks import seen_by
from models.usecases.names import customer_names, plain
from models.usecases.turn import Turn

_CHANNEL = re.compile(r"<#([A-Z0-9]+)>")


class Ambiguous(Problem):
    """Two customers or more fit what was typed."""


def customers(turn: Turn) -> Sequence[Customer]:
    """Return all customers in the order of their short names."""
    return turn.session.scalars(select(Customer).order_by(Customer.key)).all()


def customer(turn: Turn, typed: str) -> Customer:
    """Return the customer that `typed` means: the short or full name, or a part of just one, or the
    mention of its channel.

    Raises Unknown (with the nearest names) or Ambiguous (with those that fit).
    """
    if mention := _CHANNEL.fullmatch(typed):
        return _of_mentioned_channel(turn, mention[1])
    wanted = plain(typed)
    exact = customer_names(turn.session).named.get(wanted, ())
    if len(exact) == 1:
        return turn.session.get_one(Customer, exact[0])
    everyone = customers(turn)
    fitting = [c for c in everyone if c.id in exact or (not exact and _begins(c, wanted))]
    fitting = fitting or [c for c in everyone if wanted and wanted in plain(f"{c.key} {c.name}")]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = " or ".join(f"`{c.key}` ({c.name})" for c in fitting[:5])
        raise Ambiguous(f"“{typed}” fits more than one customer: {names}. Which one?")
    raise Unknown(_not_known(typed, wanted, everyone), "/customer list")


def _of_mentioned_channel(turn: Turn, channel_id: str) -> Customer:
    if (found := customer_of_channel(turn, channel_id)) is None:
        raise Unknown(
            f"<#{channel_id}> is no customer's channel. `/customer channel` makes it one.",
            "/customer list",
        )
    return found


def _begins(customer: Customer, wanted: str) -> bool:
    names = (plain(customer.key), plain(customer.name))
    return bool(wanted) and any(name.startswith(wanted) for name in names)


def _not_known(typed: str, wanted: str, everyone: Sequence[Customer]) -> str:
    near = process.extract(
        wanted,
        {c.key: plain(c.key) for c in everyone},
        scorer=fuzz.ratio,
        score_cutoff=60,
        limit=2,
    )
    sentence = f"There is no customer “{typed[:80]}”."
    if near:
        return f"{sentence} Did you mean {' or '.join(f'`{key}`' for _, _, key in near)}?"
    if not everyone:
        return f"{sentence} There are no customers yet: an admin adds them with `/customer add`."
    return f"{sentence} `/customer list` shows them all."


def customer_of_channel(turn: Turn, channel_id: str | None) -> Customer | None:
    """Return the customer whose channel this is, if it is anybody's."""
    if channel_id is None:
        return None
    found = customer_names(turn.session).channels.get(channel_id)
    return turn.session.get_one(Customer, found) if found is not None else None


def locked(turn: Turn, customer_id: int) -> Customer:
    """Return a customer as it is now, locked, so that answers about its balance are in order.

    Its key is left free: a row that only refers to it, such as a page that climbs, need not wait.
    """
    owner = turn.session.scalars(
        select(Customer)
        .where(Customer.id == customer_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()
    turn.held.append(owner)
    if not turn.desk.database.is_sqlite:  # which has one writer at a time
        seen_by(turn.session).look_again()
    return owner


def locked_with(turn: Turn, found: Case) -> Customer:
    """Lock the customer of a case and see the case as it is now: it may just have changed."""
    turn.held.append(found)
    while True:
        owner = locked(turn, found.customer_id)
        if turn.desk.database.is_sqlite:  # has one writer at a time
            return owner
        turn.session.refresh(found)
        if found.customer_id == owner.id:
            return owner


def case(turn: Turn, number: int) -> Case:
    """Return the case with this number; Unknown if there is none."""
    found = turn.session.get(Case, number) if number < 2**31 else None
    if found is None:
        raise Unknown(f"There is no case #{number}.", "/case list")
    return found


def customer_of(turn: Turn, found: Case) -> Customer:
    """Return the customer whose case this is."""
    return turn.session.get_one(Customer, found.customer_id)


def cases_to_choose_from(
    turn: Turn, most: int, customer_id: int | None = None
) -> Sequence[tuple[Case, Customer]]:
    """Return up to `most` open cases: a customer's first, then one's own, then others, the newest
    first.
    """
    nearest = [Case.customer_id != customer_id] if customer_id is not None else []
    found = (
        select(Case, Customer)
        .join(Customer, Customer.id == Case.customer_id)
        .where(Case.closed_at.is_(None))
        .order_by(*nearest, Case.owner_id.is_distinct_from(turn.person.id), Case.id.desc())
        .limit(most)
    )
    return [(each, owner) for each, owner in turn.session.execute(found)]


def open_cases(
    turn: Turn, *, customer_id: int | None = None, owner_id: str | None = None
) -> Sequence[Case]:
    """Return the open cases of a customer, or of an owner, oldest first."""
    wanted = select(Case).where(Case.closed_at.is_(None)).order_by(Case.id)
    if customer_id is not None:
        wanted = wanted.where(Case.customer_id == customer_id)
    if owner_id is not None:
        wanted = wanted.where(Case.owner_id == owner_id)
    return turn.session.scalars(wanted).all()
