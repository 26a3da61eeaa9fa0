"""Customers: adding them; their account managers, channels, names and extras; looking at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from sqlalchemy import select

from models.next_steps import Step
from models.problems import Doubtful, Impossible, ThePerson
from models.rows.cases import Change
from models.rows.customers import Customer, GrantRow, GrantVoid
from models.rows.people import Person
from models.rules.contract_year import Contract, contract_on
from models.rules.languages import Language
from models.rules.limits import LONGEST_NAME
from models.rules.look_alikes import as_compared
from models.rules.noted import AboutCustomer, Subject
from models.rules.permissions import Permission
from models.rules.service_definition import Level
from models.rules.standing import Standing
from models.rules.statement import Statement
from models.usecases import finding, open_homes, people
from models.usecases.channels import threads
from models.usecases.customer import mail_senders, other_channels
from models.usecases.derived import entitlements
from models.usecases.derived.windows import AgreedWindow, windows_of
from models.usecases.turn import Turn

NAMES = "names of customers"  # locked while one is given
LONGEST_EXTRA = 500


class LooksAlike(Doubtful):
    """A name looks like another customer's: said before there are two of them."""

    def __init__(self, name: str, other: Customer) -> None:
        super().__init__(
            f"“{name}” looks like `{other.key}` (“{other.name}”). Is it another customer?",
            "Yes, another",
        )


@dataclass(frozen=True)
class CustomerShown:
    """One customer whole: what was agreed, packs and adjustments, windows, open cases, history;
    the channels that are its own beside the one where it is at home, and from where mails are.
    """

    customer: Customer
    contracts: tuple[Contract, ...]
    contract: Contract | None
    statement: Statement
    grants: Sequence[tuple[GrantRow, GrantVoid | None]]
    windows: Sequence[AgreedWindow]
    open_cases: int
    changes: Sequence[Change]
    other_channels: Sequence[str]
    mail_senders: Sequence[str]


@dataclass(frozen=True)
class CustomerLine:
    """A customer and its statement: one line of a list."""

    customer: Customer
    statement: Statement


@dataclass(frozen=True)
class Extras:
    """What a Managed contract agrees beside the numbers."""

    managed_upgrades: bool = False
    monitoring: bool = False
    runbook_url: str = ""
    change_windows: str = ""
    remote_access: str = ""


@people.may(Permission.ADMINS, "add customers")
def add(turn: Turn, key: str, name: str, *, anyway: bool = False) -> Customer:
    """Add a customer by its short and full name.

    Impossible if either is taken; LooksAlike if either looks like one that is, unless it is meant
    `anyway`.
    """
    turn.lock(NAMES)
    name = _fitting_name(name)
    if (other := next((c for c in finding.customers(turn) if c.key == key), None)) is not None:
        raise Impossible(
            f"`{key}` is taken by {other.name}.", Step.SHOW_CUSTOMER(customer=other.key)
        )
    for said in (name, key):
        _refuse_taken(turn, said, anyway=anyway)
    customer = Customer(key=key, name=name, **turn.stamp)
    turn.session.add(customer)
    turn.session.flush()
    turn.note(AboutCustomer.ADDED, customer.id, new=customer.name)
    return customer


def known_as(turn: Turn, key: str, name: str) -> Customer | None:
    """Return the customer who already has just this short and full name, if there is one."""
    same = (customer for customer in finding.customers(turn) if customer.key == key)
    return next((c for c in same if as_compared(c.name) == as_compared(name)), None)


def _refuse_taken(
    turn: Turn, name: str, of: Customer | None = None, *, anyway: bool = False
) -> None:
    """Refuse a name that is another's (Impossible), and ask about one that looks like another's
    (LooksAlike), unless it is meant `anyway`. It is to be the name `of` a customer, or a new one's.
    """
    others = [each for each in finding.customers(turn) if each is not of]
    for other in others:
        if name in (other.key, other.name):
            raise Impossible(
                f"“{name}” is taken by `{other.key}`.", Step.SHOW_CUSTOMER(customer=other.key)
            )
    seen = as_compared(name)
    for other in others:
        if not anyway and seen in (as_compared(other.key), as_compared(other.name)):
            raise LooksAlike(name, other)


def _fitting_name(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Impossible(f"A name has 1 to {LONGEST_NAME} characters; that one has {len(name)}.")
    return name


@people.may(Permission.OWN_CUSTOMERS, "rename customers")
def rename(
    turn: Turn,
    customer: Customer,
    name: str,
    undoes: Change | None = None,
    *,
    anyway: bool = False,
) -> str:
    """Give a customer another full name, and return the old one.

    Impossible and LooksAlike as of a new customer's; what it was called before it may be again.
    """
    people.managed(turn, customer, "rename it")
    turn.lock(NAMES)
    name = _fitting_name(name)
    _refuse_taken(turn, name, customer, anyway=anyway or undoes is not None)
    old, customer.name = customer.name, name
    turn.note(AboutCustomer.NAME, customer.id, old, customer.name, undoes=undoes)
    return old


@people.may(Permission.OWN_CUSTOMERS, "say in which language documents are")
def set_language(
    turn: Turn, customer: Customer, language: Language, undoes: Change | None = None
) -> None:
    """Write to a customer's people in another language: documents, offers, and in its channel.

    Impossible if it is that already.
    """
    people.managed(turn, customer, "say in which language its documents are")
    if customer.language is language:
        raise Impossible(f"{customer.key}'s documents are in {language.name.title()} already.")
    old, customer.language = customer.language, language
    turn.note(AboutCustomer.LANGUAGE, customer.id, old, language, undoes=undoes)


@people.may(Permission.OWN_CUSTOMERS, "name account managers")
def set_manager(
    turn: Turn, customer: Customer, manager: Person | None, undoes: Change | None = None
) -> str | None:
    """Make somebody (None: nobody) the customer's account manager, and return who it was."""
    people.managed(turn, customer, "hand it to another account manager")
    if manager is not None:
        _refuse_manager(turn, customer, manager)
    old, customer.manager_id = customer.manager_id, manager.id if manager else None
    turn.note(AboutCustomer.MANAGER, customer.id, old, customer.manager_id, undoes=undoes)
    open_homes.show_anew(turn, [old] if old else [])  # what was theirs alone is theirs no more
    return old


def _refuse_manager(turn: Turn, customer: Customer, manager: Person) -> None:
    if manager.id == customer.manager_id:
        raise Impossible((f"{customer.key} is already ", ThePerson(manager.id), "’s."))
    if manager.standing != Standing.MEMBER:
        raise Impossible((ThePerson(manager.id), " is not a full member of the workspace."))
    people.refuse_no_account_manager(turn, manager)


@people.may(Permission.OWN_CUSTOMERS, "set channels")
def set_channel(
    turn: Turn, customer: Customer, channel_id: str | None, undoes: Change | None = None
) -> str | None:
    """Make a channel (None: none) the customer's alone, and return the one it was."""
    people.managed(turn, customer, "set its channel")
    channel_id = finding.channel_now(turn, channel_id) if channel_id is not None else None
    turn.lock(f"channel {channel_id}")
    if customer.channel_id == channel_id:
        raise Impossible(f"That is {customer.key}'s channel already.")
    other = finding.customer_of_channel(turn, channel_id)
    if other is not None and other.id != customer.id:
        raise Impossible(f"That channel is {other.key}'s. A channel belongs to one customer.")
    if channel_id is not None:
        other_channels.forget(turn, channel_id)
    old, customer.channel_id = customer.channel_id, channel_id
    turn.note(AboutCustomer.CHANNEL, customer.id, old, channel_id, undoes=undoes)
    if channel_id is not None:
        threads.follow_channel(turn, customer, channel_id)
    return old


def extras_of(customer: Customer) -> Extras:
    """Return what is agreed beside the numbers."""
    return Extras(
        customer.managed_upgrades,
        customer.monitoring,
        customer.runbook_url,
        customer.change_windows,
        customer.remote_access,
    )


@people.may(Permission.OWN_CUSTOMERS, "change extras")
def may_set_extras(turn: Turn, customer: Customer) -> None:
    """Refuse whoever may not change the extras, or a customer who is not Managed."""
    people.require_manager(turn, customer, "change its extras")
    today = entitlements.statement_of(turn.session, customer.id, turn.today)
    coming = any(term.level is Level.MANAGED for c in today.contracts for term in c.reached)
    if not coming:
        raise Impossible(f"Extras are agreed with Managed customers; {customer.key} is not one.")


@people.may(Permission.OWN_CUSTOMERS, "change extras")
def set_extras(turn: Turn, customer: Customer, extras: Extras) -> Extras:
    """Keep the extras of a Managed contract, and return what they were."""
    finding.locked(turn, customer.id)
    may_set_extras(turn, customer)
    if problem := extras_problem(extras):
        raise Impossible(problem[1])
    old = extras_of(customer)
    for name in Extras.__dataclass_fields__:
        was, now = getattr(old, name), getattr(extras, name)
        if was != now:
            setattr(customer, name, now)
            turn.note(AboutCustomer(name), customer.id, was, now)
    return old


@people.may(Permission.OWN_CUSTOMERS, "change extras")
def undo_extras(turn: Turn, customer: Customer, changes: Sequence[Change]) -> Extras:
    """Agree on the extras that these changes were of as before, and return what they are now."""
    finding.locked(turn, customer.id)
    may_set_extras(turn, customer)
    for change in changes:
        is_agreed = change.what in (AboutCustomer.MANAGED_UPGRADES, AboutCustomer.MONITORING)
        was = change.old == str(True) if is_agreed else change.old or ""
        turn.note(change.what, customer.id, getattr(customer, change.what), was, undoes=change)
        setattr(customer, change.what, was)
    return extras_of(customer)


def extras_problem(extras: Extras) -> tuple[str, str] | None:
    """Return the field that can't stay as it is and why, or None."""
    if extras.runbook_url:
        parts = urlsplit(extras.runbook_url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            return "runbook_url", "A link begins with https:// – please paste the whole address."
    for name in ("runbook_url", "change_windows", "remote_access"):
        if len(getattr(extras, name)) > LONGEST_EXTRA:
            return name, f"At most {LONGEST_EXTRA} characters, please."
    return None


@people.may(Permission.EVERYBODY)
def show(turn: Turn, customer: Customer) -> CustomerShown:
    """Return everything about one customer."""
    today = entitlements.statement_of(turn.session, customer.id, turn.today)
    grants = turn.session.execute(
        select(GrantRow, GrantVoid)
        .outerjoin(GrantVoid, GrantVoid.grant_id == GrantRow.id)
        .where(GrantRow.customer_id == customer.id)
        .order_by(GrantRow.first_day, GrantRow.id)
    )
    changes = turn.session.scalars(
        select(Change)
        .where(Change.subject == Subject.CUSTOMER, Change.subject_id == customer.id)
        .order_by(Change.at, Change.id)
    ).all()
    return CustomerShown(
        customer,
        today.contracts,
        contract_on(today.contracts, turn.today),
        today,
        [(row, voided) for row, voided in grants],
        windows_of(turn, customer),
        len(finding.open_cases_of(turn, customer.id)),
        changes,
        other_channels.of(turn, customer),
        mail_senders.of(turn, customer),
    )


@people.may(Permission.EVERYBODY)
def listed(turn: Turn) -> list[CustomerLine]:
    """Return all customers with their statements of today, by short name."""
    return lines(turn, finding.customers(turn))


def lines(turn: Turn, customers: Sequence[Customer]) -> list[CustomerLine]:
    """Return customers with their statements of today, in the order given."""
    return lines_on(turn, customers, turn.today)


def lines_on(turn: Turn, customers: Sequence[Customer], on: date) -> list[CustomerLine]:
    """Return customers with their statements on a date, in the order given."""
    statements = entitlements.statements_of(turn.session, [c.id for c in customers], on)
    return [CustomerLine(c, statements[c.id]) for c in customers]


def tightness(line: CustomerLine) -> tuple[float, int, str]:
    """Return the sort key of a customer: the least left of what was granted comes first.

    What is uncovered (E7) counts as less than nothing.
    """
    statement = line.statement
    remaining = statement.remaining - len(statement.uncovered)
    return remaining / max(statement.granted, 1), remaining, line.customer.key
