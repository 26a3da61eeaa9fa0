"""Who somebody is, and what they may do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeAlias, TypeVar

from sqlalchemy import Row as SqlRow
from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.problems import (
    Impossible,
    NotAllowed,
    Piece,
    Problem,
    Sentence,
    TheGroup,
    ThePerson,
    TheStanding,
    linked,
)
from models.rows.base import Row
from models.rows.customers import Customer
from models.rows.marks import PEOPLE
from models.rows.people import Person, UserGroup
from models.rows.seen import seen_by
from models.rules.permissions import Permission
from models.rules.roles import Role
from models.rules.standing import Standing
from models.usecases import finding
from models.usecases.roles import Actor, Group, groups_of_roles, never_known, roles_of
from models.usecases.turn import Desk, Turn

Given = ParamSpec("Given")
Done = TypeVar("Done")
UseCase: TypeAlias = Callable[Concatenate[Turn, Given], Done]

RENEWED_AFTER = timedelta(hours=12)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

DESK_ITSELF = Actor(
    Person(
        id="desk",
        team_id="",
        handle="desk",
        name="desk",
        standing=Standing.BOT,
        is_workspace_admin=False,
        seen_at=LONG_AGO,
    ),
    roles=frozenset(Role),
)
"""Whose turn it is when nobody has asked: it does what follows from what others might do."""

NO_MEMBER, NO_ROLE = "not a full member any more", "in no user group of the desk any more"
"""Why somebody is gone."""

_REFUSALS: Mapping[Standing, Piece] = {
    Standing.GUEST: TheStanding(Standing.GUEST),
    Standing.BOT: "The support desk answers people, not apps.",
    Standing.OUTSIDER: TheStanding(Standing.OUTSIDER),
    Standing.COLLEAGUE: "The support desk is for members of its own workspace. An admin of that "
    "workspace can invite you.",
    Standing.DEACTIVATED: "This account is no longer active, so the support desk can't answer it.",
}


def stranger(person_id: str, team_id: str, moment: datetime) -> Person:
    """Return somebody of another workspace of whom nothing else is known."""
    return Person(
        id=person_id,
        team_id=team_id,
        handle="",
        name="somebody from outside",
        standing=Standing.OUTSIDER,
        is_workspace_admin=False,
        seen_at=moment,
    )


def known(session: Session, person_id: str) -> Person | None:
    """Return what is kept about a person, or None."""
    return known_among(session, [person_id]).get(person_id)


def name_of(session: Session, person_id: str) -> str:
    """Return the name of somebody, or their id if nothing is kept about them."""
    person = known(session, person_id)
    return person.name if person else person_id


def known_among(session: Session, named: Iterable[str]) -> dict[str, Person]:
    """Return what is kept about those of `named` who are known, by id."""
    everybody = _everybody(session).rows
    return {id_: Person(**everybody[id_]._mapping) for id_ in set(named) & everybody.keys()}


@dataclass(frozen=True)
class _Everybody:
    """All people whom the desk knows, by id, and the handles of full members with their ids."""

    rows: Mapping[str, SqlRow[*tuple[Any, ...]]]
    handles: tuple[tuple[str, str], ...]


def _everybody(session: Session) -> _Everybody:
    return seen_by(session).value(PEOPLE, lambda: _everybody_read(session))


def _everybody_read(session: Session) -> _Everybody:
    rows = session.execute(select(*Person.__table__.columns).order_by(Person.id)).all()
    members = (row for row in rows if row.standing == Standing.MEMBER and row.handle)
    handles = tuple((row.handle.lower(), row.id) for row in members)
    return _Everybody({row.id: row for row in rows}, handles)


def handles(session: Session) -> tuple[tuple[str, str], ...]:
    """Return the handle, in lower case, and the id of every full member known."""
    return _everybody(session).handles


def names(session: Session, named: Iterable[str]) -> dict[str, str]:
    """Return the names of those of `named` who are known, by id."""
    return {id_: person.name for id_, person in known_among(session, named).items()}


def is_stale(kept: Person | Group, moment: datetime) -> bool:
    """Whether what is kept of a person or a user group is old enough to ask again."""
    return moment - kept.seen_at > RENEWED_AFTER


def remember(session: Session, person: Person) -> Person:
    """Keep what the workspace says about a person, in place of what was known.

    Two may learn of somebody new at once.
    """
    person.standing = Standing.of(person.standing)
    _keep(session, person)
    return person


def groups_to_ask(session: Session, desk: Desk, moment: datetime) -> list[str]:
    """Return the groups of the settings of which nothing is known, or nothing new."""
    known = {group.id: group for group in groups_of_roles(session, desk)}
    return [
        id_ for id_ in desk.role_groups.values() if id_ not in known or is_stale(known[id_], moment)
    ]


def remember_group(session: Session, group: UserGroup) -> None:
    """Keep who is in a user group, in place of what was known."""
    _keep(session, group)


def expire_group(session: Session, group_id: str) -> None:
    """Let the group be asked about again at the next occasion; until then what is known serves."""
    session.execute(update(UserGroup).where(UserGroup.id == group_id).values(seen_at=LONG_AGO))


def _keep(session: Session, row: Row) -> None:
    said = {column.key: getattr(row, column.key) for column in row.__table__.columns}
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = (sqlite.insert if is_sqlite else postgresql.insert)(type(row)).values(said)
    newer = {name: insert.excluded[name] for name in said if name != "id"}
    session.execute(insert.on_conflict_do_update(index_elements=["id"], set_=newer))


# --- roles ----------------------------------------------------------------------------------------


def may(
    permission: Permission, doing: str = "do that"
) -> Callable[[UseCase[Given, Done]], UseCase[Given, Done]]:
    """Let only those do a use case who have the permission, by whichever door they come.

    It raises NotAllowed, or Problem, before anything else is done. `doing` ends the sentence "Only
    an admin can …". What is one's own, the use case looks at itself.
    """
    whom = " or ".join(f"an {role}" for role in Role if role in permission.roles)

    def guard(use_case: UseCase[Given, Done]) -> UseCase[Given, Done]:
        @wraps(use_case)
        def guarded(turn: Turn, /, *args: Given.args, **kwargs: Given.kwargs) -> Done:
            require(turn, permission, f"Only {whom} can {doing}.")
            return use_case(turn, *args, **kwargs)

        return guarded

    return guard


def require(turn: Turn, permission: Permission, otherwise: str | Sentence) -> None:
    """Refuse who has none of the roles of a permission: with the sentence `otherwise`.

    NotAllowed; whoever has no role at all is told which groups there are. A Problem, if nothing was
    ever known of a group that decides.
    """
    desk, may = turn.desk, permission.roles
    if may.keys() & turn.roles:
        return
    unknown = never_known(turn.session, desk)
    if any(desk.role_groups.get(role) in unknown for role in may):
        raise Problem(
            "Slack did not tell us just now who is in which user group, so nobody can say what you "
            "may do here. Please try again in a minute; if it stays so, tell an admin."
        )
    raise NotAllowed(otherwise if turn.roles else _no_role(desk))


def _no_role(desk: Desk) -> Sentence:
    groups = (TheGroup(group, role) for role, group in desk.role_groups.items())
    return (
        "The support desk is for members of ",
        *linked(groups, " or "),
        ", and you are not one of them yet. "
        "Please ask an admin of the workspace to add you to the group that fits.",
    )


def has_no_role(session: Session, desk: Desk, person: Person) -> bool:
    """Whether somebody certainly may do nothing at the desk (any more)."""
    if person.standing == Standing.MEMBER and never_known(session, desk):
        return False
    return not roles_of(session, desk, person)


def gone(turn: Turn, named: Iterable[str]) -> dict[str, str]:
    """Return those of `named` who certainly may do nothing at the desk (any more), and why.

    Nobody rings them (O4) and nothing is written to them. Whom the desk does not know is not gone.
    """
    found = known_among(turn.session, named).values()
    left = [person for person in found if has_no_role(turn.session, turn.desk, person)]
    return {
        person.id: NO_MEMBER if person.standing != Standing.MEMBER else NO_ROLE for person in left
    }


def colleagues(turn: Turn) -> list[Person]:
    """Return everybody known who may do something at the desk, but oneself, by their names."""
    everybody = known_among(turn.session, _everybody(turn.session).rows)
    left = gone(turn, everybody)
    others = (each for each in everybody.values() if each.id != turn.person.id)
    return sorted((each for each in others if each.id not in left), key=lambda each: each.name)


def refuse_gone(turn: Turn, named: Iterable[str], what: str) -> None:
    """Refuse (Impossible) whoever is no full member, is unknown, or has no role at the desk: `what`
    they can't do, as in "be on call".
    """
    wanted = list(dict.fromkeys(named))
    strangers, left = set(wanted) - set(known_among(turn.session, wanted)), gone(turn, wanted)
    for person_id in wanted:
        if person_id in strangers or left.get(person_id) == NO_MEMBER:
            raise Impossible(
                (ThePerson(person_id), f" is not a full member of the workspace and can't {what}.")
            )
        if person_id in left:
            raise Impossible(
                (ThePerson(person_id), f" is in no user group of the desk and can't {what}.")
            )


def refuse_no_account_manager(turn: Turn, person: Person) -> None:
    """Refuse (Impossible) to make somebody an account manager who is not in the group of them."""
    group_id = turn.desk.role_groups.get(Role.ACCOUNT_MANAGER)
    if group_id and Role.ACCOUNT_MANAGER not in roles_of(turn.session, turn.desk, person):
        raise _no_account_manager(person.id, group_id)


def refuse_outside_the_managers(turn: Turn, person_id: str) -> None:
    """Refuse (Impossible) whoever is not among the account managers' group, of whom nothing else
    need be known; nobody while Slack never told who is in it.
    """
    group_id = turn.desk.role_groups.get(Role.ACCOUNT_MANAGER)
    for group in groups_of_roles(turn.session, turn.desk):
        if group.id == group_id and person_id not in group.members:
            raise _no_account_manager(person_id, group_id)


def _no_account_manager(person_id: str, group_id: str) -> Impossible:
    return Impossible(
        (
            ThePerson(person_id),
            " is not in ",
            TheGroup(group_id, Role.ACCOUNT_MANAGER),
            ", and only its members can be account managers.",
        )
    )


def refuse_no_engineer(turn: Turn, person: Person) -> None:
    """Refuse (Impossible) to give a case to somebody who may not work on it."""
    roles = roles_of(turn.session, turn.desk, person)
    if not Permission.ENGINEERS.roles.keys() & roles and not never_known(turn.session, turn.desk):
        raise Impossible((ThePerson(person.id), " may not work on cases, so can't have one."))


def refuse_strangers(person: Person) -> None:
    """Refuse, kindly, whoever is not a full member of the workspace (NotAllowed)."""
    if person.standing != Standing.MEMBER:
        raise refusal(person.standing)


def refusal(standing: Standing) -> NotAllowed:
    """Return the kind refusal of whoever is no full member; it tells nothing of the desk."""
    return NotAllowed((_REFUSALS[standing],))


def is_admin(turn: Turn) -> bool:
    """Whether the person of the turn is an admin."""
    return Role.ADMIN in turn.roles


def works_on_cases(turn: Turn) -> bool:
    """Whether the person of the turn may work on cases."""
    return bool(Permission.ENGINEERS.roles.keys() & turn.roles)


def may_manage(turn: Turn, customer: Customer) -> bool:
    """Whether the person is an admin, or the customer's account manager (and may still be one)."""
    own = turn.roles
    manages = customer.manager_id == turn.person.id
    return Role.ADMIN in own or (Role.ACCOUNT_MANAGER in own and manages)


def acting_manager(turn: Turn, customer: Customer) -> str | None:
    """Return who decides for the customer; None without an account manager who still may."""
    manager = known(turn.session, customer.manager_id) if customer.manager_id else None
    if manager is None:
        return customer.manager_id
    if manager.standing == Standing.MEMBER and never_known(turn.session, turn.desk):
        return manager.id
    may = {Role.ACCOUNT_MANAGER, Role.ADMIN} & roles_of(turn.session, turn.desk, manager)
    return manager.id if may else None


def admins(turn: Turn) -> list[str]:
    """Return where the admins are told something: their channel, or without one each of them."""
    desk = turn.desk
    if desk.admin_channel is not None:
        return [desk.admin_channel]
    everybody = known_among(turn.session, _everybody(turn.session).rows)
    roles = {id_: roles_of(turn.session, desk, person) for id_, person in everybody.items()}
    found = {id_ for id_, has in roles.items() if Role.ADMIN in has}
    return sorted(found | (desk.admins - everybody.keys()))


def deciding(turn: Turn, customer: Customer) -> list[str]:
    """Return whom to ask what an account manager decides; without one, the admins (E5, E7)."""
    manager = acting_manager(turn, customer)
    return [manager] if manager is not None else admins(turn)


def require_admin(turn: Turn, doing: str) -> None:
    """Refuse whoever is not an admin. `doing` ends the sentence "Only an admin can …"."""
    if not is_admin(turn):
        raise NotAllowed(f"Only an admin can {doing}.")


def lock_oneself(turn: Turn) -> None:
    """Let what the person of the turn does here follow what they do elsewhere at the same time."""
    lock(turn, turn.person.id)


def lock(turn: Turn, person_id: str) -> None:
    """Let what is done here about a person follow what is done elsewhere at the same time."""
    if not turn.desk.database.is_sqlite:  # which has one writer at a time
        turn.read(_LOCKS_PERSON, {"person": person_id})


_LOCKS_PERSON = select(Person.id).where(Person.id == bindparam("person")).with_for_update()


def managed(turn: Turn, customer: Customer, doing: str) -> Customer:
    """Return a customer as it is now, locked; refuse whoever neither manages it nor is an admin.

    It may have been handed to somebody else while one waited.
    """
    owner = finding.locked(turn, customer.id)
    require_manager(turn, owner, doing)
    return owner


def require_manager(turn: Turn, customer: Customer, doing: str) -> None:
    """Refuse whoever neither manages the customer nor is an admin."""
    if not may_manage(turn, customer):
        who = ThePerson(customer.manager_id) if customer.manager_id else "nobody yet"
        raise NotAllowed(
            (f"Only {customer.key}'s account manager (", who, f") or an admin can {doing}.")
        )
