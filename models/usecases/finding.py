"""Finding what people name: customers as they are typed, cases by number, open cases that fit."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rapidfuzz import fuzz, process
from sqlalchemy import bindparam, select

from models.next_steps import Step
from models.problems import Impossible, Problem, Sentence, TheChannel, Unknown
from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.seen import seen_by
from models.rules.look_alikes import as_compared
from models.usecases.names import customer_names
from models.usecases.turn import Turn


class Ambiguous(Problem):
    """Two customers or more fit what was typed."""


class UnknownCustomer(Unknown):
    """Nobody goes by the name that was typed; `near` are the short names that are like it."""

    def __init__(self, sentence: Sentence, near: tuple[str, ...]) -> None:
        super().__init__(sentence, Step.LIST_CUSTOMERS())
        self.near = near


def customers(turn: Turn) -> Sequence[Customer]:
    """Return all customers in the order of their short names."""
    return turn.session.scalars(select(Customer).order_by(Customer.key)).all()


def customer(turn: Turn, typed: str) -> Customer:
    """Return the customer that `typed` means, as `customer_id` does."""
    return turn.session.get_one(Customer, customer_id(turn, typed))


def customer_id(turn: Turn, typed: str) -> int:
    """Return the id of the customer that `typed` means: the short or full name, or a part of just
    one.

    Raises UnknownCustomer or Ambiguous (with those that fit).
    """
    known, wanted = customer_names(turn.session), as_compared(typed)
    exact = known.named.get(wanted, ())
    if len(exact) == 1:
        return exact[0]
    everyone = dict(zip(known.keys, known.names, strict=True))
    fitting = exact or [id_ for id_, names in everyone.items() if _begins(names, wanted)]
    fitting = fitting or [id_ for id_, names in everyone.items() if _contains(names, wanted)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        fit = (everyone[id_] for id_ in fitting[:5])
        names = " or ".join(f"`{key}` ({name})" for key, name in fit)
        raise Ambiguous(f"“{typed}” fits more than one customer: {names}. Which one?")
    raise _not_known(typed, wanted, known.keys.values())


def _begins(names: tuple[str, str], wanted: str) -> bool:
    return bool(wanted) and any(as_compared(name).startswith(wanted) for name in names)


def _contains(names: tuple[str, str], wanted: str) -> bool:
    return bool(wanted) and wanted in as_compared(" ".join(names))


def _not_known(typed: str, wanted: str, keys: Collection[str]) -> UnknownCustomer:
    found = process.extract(
        wanted,
        {key: as_compared(key) for key in keys},
        scorer=fuzz.ratio,
        score_cutoff=60,
        limit=2,
    )
    near = tuple(key for _, _, key in found)
    return UnknownCustomer(_said_of_unknown(typed, near, any_known=bool(keys)), near)


def _said_of_unknown(typed: str, near: tuple[str, ...], *, any_known: bool) -> Sentence:
    sentence = f"There is no customer “{typed[:80]}”."
    if near:
        return (f"{sentence} Did you mean {' or '.join(f'`{key}`' for key in near)}?",)
    if not any_known:
        none = f"{sentence} There are no customers yet: an admin adds them with "
        return none, Step.ADD_CUSTOMER(), "."
    return f"{sentence} ", Step.LIST_CUSTOMERS(), " shows them all."


def customer_of_channel(turn: Turn, channel_id: str | None) -> Customer | None:
    """Return the customer whose channel this is, if it is anybody's."""
    found = customer_id_of_channel(turn, channel_id)
    return turn.session.get_one(Customer, found) if found is not None else None


def customer_id_of_channel(turn: Turn, channel_id: str | None) -> int | None:
    """Return the id of the customer whose channel this is, if it is anybody's."""
    if not channel_id:
        return None
    return customer_names(turn.session).channels.get(channel_now(turn, channel_id))


def channel_now(turn: Turn, channel_id: str) -> str:
    """Return the id by which Slack calls a channel now: it may have been given another."""
    return customer_names(turn.session).former_ids.get(channel_id, channel_id)


def customer_with_channel(turn: Turn, channel_id: str) -> Customer:
    """Return the customer whose channel this is; Unknown if it is nobody's."""
    if (found := customer_of_channel(turn, channel_id)) is None:
        raise Unknown(
            (
                TheChannel(channel_id),
                " is no customer's channel. ",
                Step.SET_CHANNEL(),
                " makes it one.",
            ),
            Step.LIST_CUSTOMERS(),
        )
    return found


def locked(turn: Turn, customer_id: int) -> Customer:
    """Return a customer as it is now, locked, so that answers about its balance are in order.

    Its key is left free: a row that only refers to it, such as a page that climbs, need not wait.
    """
    if turn.desk.database.is_sqlite:  # which has one writer at a time: what was read still holds
        owner = turn.session.get_one(Customer, customer_id)
    else:
        owner = turn.session.scalars(_LOCKS, {"customer": customer_id}).one()
        seen_by(turn.session).look_again()
    turn.held.append(owner)
    return owner


_LOCKS = (
    select(Customer)
    .where(Customer.id == bindparam("customer"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)


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
    found = known_case(turn, number)
    if found is None:
        raise Unknown(f"There is no case #{number}.", Step.LIST_CASES())
    return found


def known_case(turn: Turn, number: int) -> Case | None:
    """Return the case with this number; None if there is none."""
    return turn.session.get(Case, number) if number < 2**31 else None


def open_case(turn: Turn, number: int) -> Case | None:
    """Return the case with this number if it is open; None if there is no such case."""
    found = known_case(turn, number)
    return found if found is not None and found.closed_at is None else None


def standing_for(turn: Turn, found: Case) -> Case:
    """Return the case that stands for one: itself or, of a double, the one that it doubles, which
    may be a double too (S6).
    """
    met = {found.id}
    while found.double_of is not None and found.double_of not in met:
        met.add(found.double_of)
        found = turn.session.get_one(Case, found.double_of, populate_existing=True)
    return found


def with_doubles(turn: Turn, found: Case) -> Sequence[Case]:
    """Return a case with all for which it stands: its doubles, and theirs (S6)."""
    cases, latest = [found], [found]
    while latest:
        doubles = select(Case).where(
            Case.customer_id == found.customer_id,
            Case.double_of.in_([each.id for each in latest]),
            Case.id.not_in([each.id for each in cases]),
        )
        latest = list(turn.session.scalars(doubles.order_by(Case.id)))
        cases += latest
    return cases


def customer_of(turn: Turn, found: Case) -> Customer:
    """Return the customer whose case this is."""
    return turn.session.get_one(Customer, found.customer_id)


def refuse_withdrawn(case: Case) -> None:
    """Refuse (Impossible) to do anything with a case that was withdrawn, but to look at it (S6)."""
    if case.withdrawn_at is not None:
        double = f" as a double of #{case.double_of}" if case.double_of else ""
        raise Impossible(
            f"#{case.id} was withdrawn{double} and has no clock (S6). If it is needed after all:",
            Step.REOPEN_CASE(case=case.id),
        )


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


def open_cases_of(turn: Turn, customer_id: int) -> Sequence[Case]:
    """Return the open cases of a customer, oldest first."""
    return turn.session.scalars(_OPEN_OF_CUSTOMER, {"customer": customer_id}).all()


def open_cases_owned_by(turn: Turn, person_id: str) -> Sequence[Case]:
    """Return the open cases that somebody has, oldest first."""
    return turn.session.scalars(_OPEN_OF_OWNER, {"owner": person_id}).all()


_OPEN = select(Case).where(Case.closed_at.is_(None)).order_by(Case.id)
_OPEN_OF_CUSTOMER = _OPEN.where(Case.customer_id == bindparam("customer"))
_OPEN_OF_OWNER = _OPEN.where(Case.owner_id == bindparam("owner"))
