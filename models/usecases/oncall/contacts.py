"""How people are reached outside Slack: kept encrypted, shown masked (O7)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from models.next_steps import Step
from models.problems import Impossible, Problem, ThePerson, Unknown, linked
from models.rows.cases import Change
from models.rows.oncall import Contact
from models.rows.pages import Attempt
from models.rules.noted import AboutContacts
from models.rules.paging import ContactKind
from models.rules.permissions import Permission
from models.usecases import people
from models.usecases.turn import Turn
from models.vault import Vault

SEND, CALL = ContactKind.SEND, ContactKind.CALL
MOST = 5  # addresses of one person


class Unreachable(Problem):
    """Somebody who would be on call can't be reached outside Slack: said before it is saved."""


def of(turn: Turn, person_id: str, kind: ContactKind = SEND) -> Sequence[Contact]:
    """Return a person's addresses of a kind, oldest first."""
    return turn.session.scalars(
        select(Contact)
        .where(Contact.person_id == person_id, Contact.kind == kind, Contact.removed_at.is_(None))
        .order_by(Contact.id)
    ).all()


def vault(turn: Turn) -> Vault:
    """Return what encrypts addresses; Impossible if the settings have no key."""
    if turn.desk.vault is None:
        raise Impossible(
            "Addresses outside Slack can't be kept: the setting CONTACTS_KEY is missing. "
            "An admin can set it."
        )
    return turn.desk.vault


@people.may(Permission.EVERYBODY)
def add(turn: Turn, kind: ContactKind, plain: str, shown: str) -> Contact:
    """Keep an address of the person of the turn, encrypted. It was tried before."""
    people.lock_oneself(turn)  # one at a time: as many as may be, and no more
    if len(of(turn, turn.person.id, kind)) >= MOST:
        raise Impossible(f"You have {MOST} already. Remove one first.")
    contact = Contact(
        person_id=turn.person.id,
        kind=ContactKind.of(kind),
        secret=vault(turn).lock(plain),
        shown=shown,
        **turn.stamp,
    )
    turn.session.add(contact)
    turn.session.flush()
    return contact


@people.may(Permission.EVERYBODY)
def remove(turn: Turn, contact_id: int) -> None:
    """Take back an address of the person of the turn."""
    contact = turn.session.get(Contact, contact_id)
    if contact is None or contact.person_id != turn.person.id:
        raise Unknown("That address is not one of yours.")
    contact.removed_at = contact.removed_at or turn.moment


def all_of_oneself(turn: Turn) -> Sequence[Contact]:
    """Return the addresses of every kind of the person of the turn."""
    return [contact for kind in ContactKind for contact in of(turn, turn.person.id, kind)]


def note_kept(turn: Turn, before: Collection[Contact], undoes: Change | None = None) -> None:
    """Note how the addresses of the person of the turn have changed since there were these."""
    turn.session.flush()
    had, have = {contact.id for contact in before}, {each.id for each in all_of_oneself(turn)}
    if had != have:
        first = select(func.min(Contact.id)).where(Contact.person_id == turn.person.id)
        gone, added = (" ".join(map(str, sorted(ids))) for ids in (had - have, have - had))
        turn.note(AboutContacts.KEPT, turn.session.scalars(first).one(), gone, added, undoes=undoes)


@people.may(Permission.EVERYBODY)
def undo_contacts(turn: Turn, change: Change) -> None:
    """Remove the addresses of the person of the turn that a change added; keep what it removed."""
    people.lock_oneself(turn)
    before = all_of_oneself(turn)
    for number in (change.new or "").split():
        remove(turn, int(number))
    for number in (change.old or "").split():
        turn.session.get_one(Contact, int(number)).removed_at = None
    note_kept(turn, before, undoes=change)


def refuse_another(turn: Turn, plain: str, without: Iterable[int] = ()) -> None:
    """Raise Impossible if the person of the turn has an address already, or as many as may be.

    `without` are those that are about to be removed.
    """
    left = [contact for contact in of(turn, turn.person.id) if contact.id not in set(without)]
    if plain in [vault(turn).open(contact.secret) for contact in left]:
        raise Impossible("You have that one already.")
    if len(left) >= MOST:
        raise Impossible(f"You have {MOST} already. Remove one first.")


@people.may(Permission.EVERYBODY)
def replace_telephone(turn: Turn, plain: str) -> Contact:
    """Keep the number by which the person of the turn is called by hand, in place of another."""
    people.lock_oneself(turn)
    for contact in of(turn, turn.person.id, CALL):
        remove(turn, contact.id)
    turn.session.flush()
    return add(turn, CALL, plain, f"…{plain[-2:]}")


@dataclass(frozen=True)
class Readable:
    """How many addresses are kept, and how many of them no key of the settings opens."""

    kept: int
    lost: int


def readable(turn: Turn) -> Readable:
    """Return how many addresses can be read, of those in use: a key may be lost or changed."""
    kept = turn.session.scalars(select(Contact.secret).where(Contact.removed_at.is_(None))).all()
    vault = turn.desk.vault
    lost = [secret for secret in kept if vault is None or vault.open(secret) is None]
    return Readable(len(kept), len(lost))


def lock_anew(turn: Turn) -> Readable:
    """Encrypt all addresses with the first key, also those that were removed: that is undone.

    Impossible if the settings have no key.
    """
    rows = turn.session.scalars(select(Contact).order_by(Contact.id)).all()
    lost = 0
    for contact in rows:
        renewed = vault(turn).lock_anew(contact.secret)
        lost += renewed is None
        contact.secret = renewed or contact.secret
    return Readable(len(rows), lost)


def telephones(turn: Turn, people: Collection[str]) -> dict[str, str | None]:
    """Return the numbers by which people are called by hand when all else fails; None: unknown."""
    rows = turn.session.scalars(
        select(Contact)
        .where(Contact.person_id.in_(people), Contact.kind == CALL, Contact.removed_at.is_(None))
        .order_by(Contact.id)
    )
    numbers: dict[str, str | None] = dict.fromkeys(people)
    if turn.desk.vault is not None:
        numbers |= {row.person_id: turn.desk.vault.open(row.secret) for row in rows}
    return numbers


def seen(contact: Contact) -> str:
    """Return what may be seen of an address; of one kept by an older version only its kind, for
    that showed how secrets end.
    """
    kind, separator, _ = contact.shown.partition("://")
    return f"{kind}://…" if separator else contact.shown


def shown(turn: Turn, numbers: Collection[int]) -> Mapping[int, str]:
    """Return what may be seen of these addresses, also of those that were removed, by number."""
    if not numbers:
        return {}
    found = turn.session.scalars(select(Contact).where(Contact.id.in_(numbers)))
    return {contact.id: seen(contact) for contact in found}


def unreachable(turn: Turn, people: Iterable[str]) -> list[str]:
    """Return those of `people` who can't be reached outside Slack (O7), each once, in order."""
    wanted = list(dict.fromkeys(people))
    have = set(
        turn.session.scalars(
            select(Contact.person_id).where(
                Contact.person_id.in_(wanted), Contact.kind == SEND, Contact.removed_at.is_(None)
            )
        )
    )
    return [person for person in wanted if person not in have]


def require_reachable(turn: Turn, people: Iterable[str]) -> None:
    """Raise Unreachable if one of `people` can't be reached outside Slack.

    Without a key in the settings nobody can, which `/oncall check` reports instead.
    """
    if turn.desk.vault is not None and (lost := unreachable(turn, people)):
        have = "has" if len(lost) == 1 else "have"
        raise Unreachable(
            (
                *linked(map(ThePerson, lost), " and "),
                f" {have} no way to be reached outside Slack yet (",
                Step.KEEP_CONTACT(),
                "). Save it anyway?",
            )
        )


def address_of_attempt(turn: Turn, attempt_id: int) -> str:
    """Return the address that an attempt of a page goes to; Impossible if nobody is there now."""
    attempt = turn.session.get_one(Attempt, attempt_id)
    contact = turn.session.get(Contact, attempt.contact_id) if attempt.contact_id else None
    if contact is None or contact.removed_at is not None:
        raise Impossible("the address was removed")
    plain = turn.desk.vault.open(contact.secret) if turn.desk.vault is not None else None
    if plain is None:
        raise Impossible("the address can't be read: CONTACTS_KEY was changed")
    return plain
