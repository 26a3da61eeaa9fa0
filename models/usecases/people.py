"""Who somebody is, and what they may do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.problems import Impossible, NotAllowed
from models.rows.customers import Customer
from models.rows.people import Person
from models.usecases.turn import Turn

RENEWED_AFTER = timedelta(hours=12)

_REFUSALS = {
    "guest": "The support desk is for full members of the ProAuth workspace; guests can't use it. "
    "Please ask your contact at ProAuth.",
    "bot": "The support desk answers people, not apps.",
    "outsider": "The support desk is for people at ProAuth. Please ask your contact there: "
    "they will gladly help.",
    "deactivated": "This account is no longer active, so the support desk can't answer it.",
}


def known(session: Session, person_id: str) -> Person | None:
    """Return what is kept about a person, or None."""
    return session.get(Person, person_id)


def handles(session: Session) -> tuple[tuple[str, str], ...]:
    """Return the handle, in lower case, and the id of every full member known."""
    found = session.execute(select(Person.handle, Person.id).where(Person.standing == "member"))
    return tuple((row.handle.lower(), row.id) for row in found if row.handle)


def names(session: Session, named: Iterable[str]) -> dict[str, str]:
    """Return the names of those of `named` who are known, by id."""
    found = select(Person.id, Person.name).where(Person.id.in_(set(named)))
    return {row.id: row.name for row in session.execute(found)}


def gone(session: Session, named: Iterable[str]) -> Sequence[str]:
    """Return those of `named` who are known to be no full members (any more)."""
    wanted = select(Person.id).where(Person.id.in_(list(named)), Person.standing != "member")
    return session.scalars(wanted).all()


def are_members(session: Session, named: Iterable[str]) -> bool:
    """Whether all of `named` are known to be full members."""
    wanted = set(named)
    members = select(Person.id).where(Person.id.in_(wanted), Person.standing == "member")
    return set(session.scalars(members)) == wanted


def refuse_gone(session: Session, named: Iterable[str], what: str) -> None:
    """Refuse whoever is no full member, or unknown: `what` they can't do, as in "be on call"."""
    wanted = list(dict.fromkeys(named))
    members = select(Person.id).where(Person.id.in_(wanted), Person.standing == "member")
    fit = set(session.scalars(members))
    for person_id in wanted:
        if person_id not in fit:
            raise Impossible(
                f"<@{person_id}> is not a full member of the workspace and can't {what}."
            )


def is_stale(person: Person, moment: datetime) -> bool:
    """Whether what is kept about a person is old enough to ask again."""
    return moment - person.seen_at > RENEWED_AFTER


def remember(session: Session, person: Person) -> Person:
    """Keep what the workspace says about a person, in place of what was known.

    Two may learn of somebody new at once.
    """
    said = {column.key: getattr(person, column.key) for column in Person.__table__.columns}
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = (sqlite.insert if is_sqlite else postgresql.insert)(Person).values(said)
    newer = {name: insert.excluded[name] for name in said if name != "id"}
    session.execute(insert.on_conflict_do_update(index_elements=["id"], set_=newer))
    return person


def refuse_strangers(person: Person) -> None:
    """Refuse, kindly, whoever is not a full member of the workspace (NotAllowed)."""
    if refusal := _REFUSALS.get(person.standing):
        raise NotAllowed(refusal)


def is_admin(turn: Turn) -> bool:
    """Whether the person is an admin: named in the settings, or an admin of the workspace."""
    return turn.person.id in turn.desk.admins or turn.person.is_workspace_admin


def may_manage(turn: Turn, customer: Customer) -> bool:
    """Whether the person is the customer's account manager, or an admin."""
    return customer.manager_id == turn.person.id or is_admin(turn)


def require_admin(turn: Turn, doing: str) -> None:
    """Refuse whoever is not an admin. `doing` ends the sentence "Only an admin can …"."""
    if not is_admin(turn):
        raise NotAllowed(f"Only an admin can {doing}.")


def require_manager(turn: Turn, customer: Customer, doing: str) -> None:
    """Refuse whoever neither manages the customer nor is an admin."""
    if not may_manage(turn, customer):
        who = f"<@{customer.manager_id}>" if customer.manager_id else "nobody yet"
        raise NotAllowed(f"Only {customer.key}'s account manager ({who}) or an admin can {doing}.")
