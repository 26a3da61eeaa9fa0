"""What somebody may try in the sandbox, by their work and the room they are in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from slackapp.sandbox.story import CUSTOMERS

# What somebody may try, by their work: in a customer's channel, in some other ones, anywhere else.
_ENGINEERS: Mapping[str, Sequence[str]] = {
    "customer": (
        "/escalation log 2h",
        "@desk balance",
        "/case list {0}",
        "/case open {0} Login loops",
    ),
    "sev1": ("/case open initech sev1 Login loops", "/oncall", "/oncall pages"),
    "queues": ("/case list queue", "/case take 4", "/case list mine"),
    "": ("/case list queue", "/escalation explain 1", "/oncall", "/balance"),
}
_ACCOUNT_MANAGERS: Mapping[str, Sequence[str]] = {
    "customer": ("/balance {0}", "/balance {0} statement", "/customer show {0}"),
    "": (
        "/balance",
        "/balance acme forecast",
        "/balance acme if case 4 takes 7h and pack M",
        "/balance acme quote 5",
        "/escalation explain 1",
    ),
}
_ADMINS: Mapping[str, Sequence[str]] = {
    "customer": ("/customer show {0}", "/balance {0}", "/oncall ladder {0}"),
    "": ("/customer list", "/oncall check", "/oncall rotation", "/oncall ladder", "/balance"),
}
_CUSTOMERS_OWN: Mapping[str, Sequence[str]] = {
    "": (
        "@desk critical: login is down",
        "@desk the export fails since the update",
        "@desk status",
        "@desk help",
    ),
}
_TRIES = {
    "U0ADA": _ENGINEERS,
    "U0BEN": _ENGINEERS,
    "U0CLEO": _ACCOUNT_MANAGERS,
    "U0DANA": _ADMINS,
    "U0EVE": _CUSTOMERS_OWN,
}


def examples(person_id: str, room: str) -> Sequence[str]:
    """Return what somebody may try in a room, a line of it, if anything."""
    tries = _TRIES.get(person_id, {"": ()})
    place = "customer" if room in {each.key for each in CUSTOMERS} else room
    return [each.format(room) for each in tries.get(place, tries[""])]


_EVES_HINT = (
    "You are Eve, of a customer. Put 🚨 on your message: point at it, or open its ⋮ menu. Then "
    "act as Ben, who is on call: his phone rings. Or set the clock above to 03:00, and tell @desk."
)


def hint(person_id: str, room: str) -> str:
    """Return what somebody who has just come may try in a room, in words, if anything."""
    return _EVES_HINT if (person_id, room) == ("U0EVE", "initech") else ""
