"""The roles that people have at the desk. What each may do is in the table of doors."""

from __future__ import annotations

from typing import Final, Literal

Role = Literal["engineer", "account manager", "admin"]

ENGINEER: Final = "engineer"
ACCOUNT_MANAGER: Final = "account manager"
ADMIN: Final = "admin"
ROLES: Final[tuple[Role, ...]] = (ENGINEER, ACCOUNT_MANAGER, ADMIN)
