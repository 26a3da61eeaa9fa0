"""Who may do what: the permissions there are. Use cases ask for one, and so do the doors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from models.rules.roles import Role

YES: Final = "yes"
NO: Final = "–"
OWN: Final = "own customers"
THEIRS: Final = "what they changed"


class Permission(Enum):
    """How far engineers, account managers and admins may do something.

    What is one's own (a customer, a time entry, a shift, a grant, a change) shows only when it is
    known, so the use case looks at that itself.
    """

    EVERYBODY = (YES, YES, YES)
    ENGINEERS = (YES, NO, YES)
    OWN_ENTRIES = ("own entries", NO, YES)
    THEMSELVES = ("themselves", NO, YES)
    PAGES = (YES, "pages without a case", YES)
    ACCOUNT_MANAGERS = (NO, YES, YES)
    OWN_CUSTOMERS = (NO, OWN, YES)
    OWN_GRANTS = (NO, "own grants, for 10 minutes", YES)
    ADMINS = (NO, NO, YES)
    THEIR_CHANGES_OF_CUSTOMERS = (NO, THEIRS, THEIRS)
    THEIR_CHANGES_ON_CALL = (THEIRS, THEIRS, THEIRS)

    @property
    def roles(self) -> Mapping[Role, str]:
        """The roles that may, and how far."""
        extents = zip(Role, self.value, strict=True)
        return {role: extent for role, extent in extents if extent != NO}

    def for_whom(self) -> str:
        """Say who may, as in "account managers and admins"."""
        return " and ".join(f"{role}s" for role in Role if role in self.roles)


@dataclass(frozen=True)
class Guarded:
    """What people use at the desk, by the name that the table of who may has for it."""

    name: str
    may: Permission
