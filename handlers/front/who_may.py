"""Who may: how somebody is refused who may not, and the table of it as people read it.

What people use declares on itself who may: a command's word on its intent, a shortcut and a form in
`handlers`, the table of contents. It is asked before anything is read. Whether an account manager's
own customer is meant, or what else is one's own, shows only later: the use case looks at that.

docs/who-may.md has the table too, and a test holds it equal: `python -m slackapp who-may` prints
it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from models.problems import Sentence, TheGroup, linked
from models.rules.permissions import NO, OWN, Guarded, Permission
from models.rules.roles import Role
from models.usecases import people
from models.usecases.turn import Desk, Turn

HOME: Final = Guarded("Home", Permission.EVERYBODY)
SEND_AGAIN: Final = Guarded("Send again (Home)", Permission.ADMINS)  # a button of an admin's Home


def authorise(turn: Turn, used: Guarded) -> None:
    """Refuse whoever has no role that may use something: NotAllowed, and it says whom to ask.

    Problem if nobody can say, because Slack never told who is in a user group.
    """
    people.require(turn, used.may, _refusal(turn.desk, used))


def may(turn: Turn, used: Guarded) -> bool:
    """Whether one of the roles of the person of a turn may use something."""
    return bool(used.may.roles.keys() & turn.roles)


def _refusal(desk: Desk, used: Guarded) -> Sentence:
    typed = used.name.removesuffix(" (form)").removesuffix(" (Home)")
    name = f"`{typed}`" if typed.startswith("/") else f"“{typed}”"
    roles = used.may.roles
    groups = [TheGroup(desk.role_groups[role], role) for role in roles if role in desk.role_groups]
    ask: Sentence = ()
    if groups:
        ask = (" In this workspace that is ", *linked(groups, " and "), ".")
    elif OWN in roles.values():
        ask = (" `/customer show` tells who a customer's account manager is.",)
    return (f"Only {used.may.for_whom()} can use {name}.", *ask)


# --- as people read it ----------------------------------------------------------------------------


def as_markdown(table: Iterable[Guarded]) -> str:
    """Return the table: what is of one command and of one permission shares a line."""
    same: dict[tuple[str, Permission], list[str]] = defaultdict(list)
    for used in table:
        is_typed = used.name.startswith("/")
        kind = used.name.partition(" ")[0] if is_typed or used.name.startswith("form ") else ""
        same[kind, used.may].append(f"`{used.name}`" if is_typed else used.name)
    lines = [["door", *(f"{role}s" for role in Role)], ["---"] * (len(Role) + 1)]
    for (_, may), names in same.items():
        lines.append([", ".join(names), *(may.roles.get(role, NO) for role in Role)])
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
