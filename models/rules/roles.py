"""The roles that people have at the desk. What each may do is in the table of doors."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody is at the desk; the value is what people call it."""

    ENGINEER = "engineer"
    ACCOUNT_MANAGER = "account manager"
    ADMIN = "admin"
