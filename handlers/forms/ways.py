"""The ways outside Slack that the form leads to: each service by its name, with what it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True)
class Need:
    """Something that a service needs, asked for under a label."""

    field: str
    label: str
    placeholder: str | None = None


@dataclass(frozen=True)
class Way:
    """A service: its name, what it needs, and the address that comes of it."""

    name: str
    needs: tuple[Need, ...]
    address: str

    def address_of(self, filled: Mapping[str, str]) -> str:
        """Return the address for what was filled in."""
        return self.address.format(
            **{need.field: quote(filled[need.field], safe=":") for need in self.needs}
        )


_KEY = Need("key", "API key")
_SERVER = Need("server", "Server", "push.example.com")
_TO = Need("to", "Telephone number", "+41 79 000 00 01")
_TWILIO = (
    Need("sid", "Account SID", "AC…"),
    Need("token", "Auth token"),
    Need("from", "From number", "+41 79 000 00 00"),
    _TO,
)

WAYS: Mapping[str, Way] = {
    "twilio": Way("Twilio: a call", _TWILIO, "twilio://{sid}:{token}@{from}/{to}"),
    "sms": Way("Twilio: an SMS", _TWILIO, "twilio://{sid}:{token}@{from}/{to}?method=sms"),
    "seven": Way("seven: an SMS", (_KEY, _TO), "seven://{key}/{to}"),
    "pagerduty": Way(
        "PagerDuty", (Need("key", "Integration key (Events API v2)"),), "pagerduty://{key}@events"
    ),
    "opsgenie": Way("Opsgenie", (_KEY,), "opsgenie://{key}"),
    "opsgenie_eu": Way("Opsgenie in the EU", (_KEY,), "opsgenie://{key}?region=eu"),
    "splunk": Way(
        "Splunk On-Call (VictorOps)", (Need("route", "Routing key"), _KEY), "splunk://{route}@{key}"
    ),
    "pover": Way(
        "Pushover",
        (Need("user", "User key"), Need("token", "Application token")),
        "pover://{user}@{token}",
    ),
    "ntfy": Way("ntfy", (Need("topic", "Topic at ntfy.sh"),), "ntfys://ntfy.sh/{topic}"),
    "ntfy_own": Way(
        "ntfy on a server of one's own",
        (_SERVER, Need("topic", "Topic")),
        "ntfys://{server}/{topic}",
    ),
    "gotify": Way(
        "Gotify", (_SERVER, Need("token", "Application token")), "gotifys://{server}/{token}"
    ),
    "tgram": Way(
        "Telegram", (Need("token", "Bot token"), Need("chat", "Chat id")), "tgram://{token}/{chat}"
    ),
    "mail": Way(
        "Mail",
        (
            Need("server", "SMTP server", "smtp.example.com"),
            Need("user", "User, a mail address", "desk@example.com"),
            Need("token", "Password"),
            Need("to", "To", "me@example.com"),
        ),
        "mailtos://{server}?user={user}&pass={token}&smtp={server}&from={user}&to={to}",
    ),
}
