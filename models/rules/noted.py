"""What can be noted of a thing that changes: each kind of thing has its own closed set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

from models.rules.closed_sets import Named


class Subject(Named, called="a subject"):
    """What a change is of."""

    CASE = "case"
    CUSTOMER = "customer"
    MESSAGE = "message"
    OVERRIDE = "override"


class AboutCase(Named, called="a change of a case"):
    """What happens to a case."""

    OPENED = "opened"
    TITLE = "title"
    KIND = "kind"
    SEVERITY = "severity"
    OWNER = "owner"
    CUSTOMER = "customer"
    RESPONDED = "responded"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    REPORTED = "reported"  # a double of it had been reported earlier (S6)


class AboutCustomer(Named, called="a change of a customer"):
    """What happens to a customer; the last five are Managed's extras, by their fields."""

    ADDED = "added"
    NAME = "name"
    MANAGER = "manager"
    CHANNEL = "channel"
    CONTRACT_START = "contract start"
    CONTRACT_LEVEL = "contract level"
    CONTRACT_END = "contract end"
    CONTRACT_CORRECTED = "contract corrected"
    CONTRACT_TAKEN_BACK = "contract taken back"
    MANAGED_UPGRADES = "managed_upgrades"
    MONITORING = "monitoring"
    RUNBOOK_URL = "runbook_url"
    CHANGE_WINDOWS = "change_windows"
    REMOTE_ACCESS = "remote_access"


class AboutMessage(Named, called="a change of a message"):
    """What becomes of a message that was given up."""

    SENT_AGAIN = "sent again"
    PUT_ASIDE = "put aside"


class AboutOverride(Named, called="a change of an override"):
    """What happens to an override (O2)."""

    TAKEN_BACK = "taken back"


Noted: TypeAlias = AboutCase | AboutCustomer | AboutMessage | AboutOverride

SUBJECT: Final[Mapping[type[Noted], Subject]] = {
    AboutCase: Subject.CASE,
    AboutCustomer: Subject.CUSTOMER,
    AboutMessage: Subject.MESSAGE,
    AboutOverride: Subject.OVERRIDE,
}

EXTRAS: Final = frozenset(
    {
        AboutCustomer.MANAGED_UPGRADES,
        AboutCustomer.MONITORING,
        AboutCustomer.RUNBOOK_URL,
        AboutCustomer.CHANGE_WINDOWS,
        AboutCustomer.REMOTE_ACCESS,
    }
)
AGREED: Final = frozenset(
    {
        AboutCustomer.CONTRACT_START,
        AboutCustomer.CONTRACT_LEVEL,
        AboutCustomer.CONTRACT_END,
        AboutCustomer.CONTRACT_CORRECTED,
        AboutCustomer.CONTRACT_TAKEN_BACK,
    }
)
_THINGS: Final[tuple[frozenset[Noted], ...]] = (
    frozenset({AboutCustomer.NAME}),
    frozenset({AboutCustomer.MANAGER}),
    frozenset({AboutCustomer.CHANNEL}),
    EXTRAS,
    AGREED,
)
THINGS: Final[Mapping[Noted, frozenset[Noted]]] = {
    what: thing for thing in _THINGS for what in thing
}
"""What can be undone, each with all that changes the same thing."""
