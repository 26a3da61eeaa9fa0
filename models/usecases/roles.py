"""The roles of people: by Slack's user groups where the settings name them, else by what is known.

An actor is somebody whose roles are known already: whom a door has let in, a program, or the desk
itself. Of a person alone they are looked up, once in a turn, when they are first asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, assert_never

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.rows.marks import GROUPS
from models.rows.people import Person, UserGroup
from models.rows.seen import seen_by
from models.rules.roles import Role
from models.rules.standing import Standing
from models.usecases.names import customer_names


@dataclass(frozen=True)
class Actor:
    """Somebody, and the roles in which they act."""

    person: Person
    roles: frozenset[Role]


class RoleSettings(Protocol):
    """The settings that roles come from."""

    @property
    def role_groups(self) -> Mapping[Role, str]:
        """The user group of a role, where one is set."""
        ...

    @property
    def admins(self) -> frozenset[str]:
        """Who is an admin in any case."""
        ...


@dataclass(frozen=True)
class Group:
    """What is kept of a user group: who was in it, as of `seen_at`."""

    id: str
    members: frozenset[str]
    seen_at: datetime


def groups_of_roles(session: Session, settings: RoleSettings) -> Sequence[Group]:
    """Return what is kept of the user groups that roles come from."""
    if not settings.role_groups:
        return ()
    kept = seen_by(session).value(GROUPS, lambda: _groups_read(session))
    return [group for group in kept if group.id in settings.role_groups.values()]


def _groups_read(session: Session) -> Sequence[Group]:
    found = select(UserGroup.id, UserGroup.members, UserGroup.seen_at).order_by(UserGroup.id)
    return [Group(id_, frozenset(members), seen) for id_, members, seen in session.execute(found)]


def never_known(session: Session, settings: RoleSettings) -> set[str]:
    """Return the groups of the settings of which Slack never told who is in them."""
    known = {group.id for group in groups_of_roles(session, settings)}
    return set(settings.role_groups.values()) - known


def roles_of(session: Session, settings: RoleSettings, person: Person) -> frozenset[Role]:
    """Return the roles of a person: by the user groups of the settings, as far as they are known.

    For a group that is not set: every full member is an engineer, whoever manages a customer an
    account manager, and an admin of the workspace an admin. Whom the setting ADMIN_USERS names is
    always one.
    """
    if person.standing != Standing.MEMBER:
        return frozenset()
    members = {group.id: group.members for group in groups_of_roles(session, settings)}
    has: dict[Role, bool] = {
        role: person.id in members.get(settings.role_groups[role], ())
        if role in settings.role_groups
        else _has_by_default(session, person, role)
        for role in Role
    }
    has[Role.ADMIN] = has[Role.ADMIN] or person.id in settings.admins
    return frozenset(role for role in Role if has[role])


def _has_by_default(session: Session, person: Person, role: Role) -> bool:
    match role:
        case Role.ENGINEER:
            return True
        case Role.ACCOUNT_MANAGER:
            return person.id in customer_names(session).managers
        case Role.ADMIN:
            return person.is_workspace_admin
        case _:
            assert_never(role)
