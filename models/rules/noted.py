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
    ROTATION = "rotation"
    LADDER = "ladder"
    COVER = "cover"
    CONTACTS = "contacts"


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
    RECOVERED = "recovered"  # so says a source (I6)
    MAILED = "mailed"  # whoever reported it has written again


class AboutCustomer(Named, called="a change of a customer"):
    """What happens to a customer; the last five are Managed's extras, by their fields."""

    ADDED = "added"
    NAME = "name"
    MANAGER = "manager"
    CHANNEL = "channel"
    OTHER_CHANNEL = "other channel"  # beside the one where it is at home (I5)
    MAIL_SENDER = "mail sender"  # from whom mails are its own (I1)
    LISTENS = "listens"
    SHOWS_BALANCE = "shows balance"
    LANGUAGE = "language"
    NOTICES = "notices"
    NOTICE_PERIOD = "notice period"
    RENEWS = "renews"
    CONTRACT_START = "contract start"
    CONTRACT_LEVEL = "contract level"
    CONTRACT_END = "contract end"
    CONTRACT_CORRECTED = "contract corrected"
    CONTRACT_TAKEN_BACK = "contract taken back"
    BOOKS_CLOSED = "books closed"
    BOOKS_REOPENED = "books reopened"
    WINDOW_AGREED = "change window agreed"
    WINDOW_ENDED = "change window ended"
    SOURCE = "source"  # what happened to which, in words
    MANAGED_UPGRADES = "managed_upgrades"
    MONITORING = "monitoring"
    RUNBOOK_URL = "runbook_url"
    CHANGE_WINDOWS = "change_windows"
    REMOTE_ACCESS = "remote_access"


class Setting(Named, called="a setting of a customer"):
    """What is set of a customer, by the word that sets it."""

    LEVEL = "level"
    MANAGER = "manager"
    CHANNEL = "channel"
    NAME = "rename"
    LISTENS = "listens"
    SHOWS = "shows"
    LANGUAGE = "language"
    NOTICE_PERIOD = "notice"


class AboutMessage(Named, called="a change of a message"):
    """What becomes of a message that was given up."""

    SENT_AGAIN = "sent again"
    PUT_ASIDE = "put aside"


class AboutOverride(Named, called="a change of an override"):
    """What happens to an override (O2)."""

    TAKEN_BACK = "taken back"
    PUT_BACK = "put back"  # as another that says the same


class AboutRotation(Named, called="a change of a rotation"):
    """What happens to a rotation, by the number of its first version (O2)."""

    VERSION = "version"  # from the one with this number on it is another


class AboutLadder(Named, called="a change of a ladder"):
    """What happens to a customer's ladder, or to the default one, which is number 0 (R5)."""

    LADDER = "ladder"


class AboutCover(Named, called="a change of a request for cover"):
    """What happens to a request for cover, but that somebody takes it."""

    ASKED = "cover asked"
    TAKEN_BACK = "cover taken back"


class AboutContacts(Named, called="a change of how somebody is reached"):
    """What happens to how somebody is reached, by the number of the first address they had."""

    KEPT = "contacts kept"  # from the addresses that were removed to those that were added


AboutOncall: TypeAlias = AboutOverride | AboutRotation | AboutLadder | AboutCover | AboutContacts
Noted: TypeAlias = AboutCase | AboutCustomer | AboutMessage | AboutOncall

SUBJECT: Final[Mapping[type[Noted], Subject]] = {
    AboutCase: Subject.CASE,
    AboutCustomer: Subject.CUSTOMER,
    AboutMessage: Subject.MESSAGE,
    AboutOverride: Subject.OVERRIDE,
    AboutRotation: Subject.ROTATION,
    AboutLadder: Subject.LADDER,
    AboutCover: Subject.COVER,
    AboutContacts: Subject.CONTACTS,
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
    frozenset({AboutCustomer.LISTENS}),
    frozenset({AboutCustomer.SHOWS_BALANCE}),
    frozenset({AboutCustomer.LANGUAGE}),
    frozenset({AboutCustomer.NOTICES}),
    frozenset({AboutCustomer.NOTICE_PERIOD}),
    frozenset({AboutCustomer.RENEWS}),
    EXTRAS,
    AGREED,
    frozenset({AboutRotation.VERSION}),
    frozenset({AboutLadder.LADDER}),
    frozenset(AboutCover),
    frozenset(AboutContacts),
)
THINGS: Final[Mapping[Noted, frozenset[Noted]]] = {
    **{what: thing for thing in _THINGS for what in thing},
    AboutOverride.TAKEN_BACK: frozenset(AboutOverride),
}
"""What can be undone, each with all that changes the same thing."""
