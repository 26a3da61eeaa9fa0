"""Reaching people outside Slack through apprise: telephone, SMS, push and mail by one address.

**What an address may do.** Whoever is on call types an address, and the desk's own machine sends to
it. So only services that end at a person are let in, by a list: what apprise could do on this
machine (dbus, syslog, desktop notices, files as templates or keys) is not on it, and a new plugin
of apprise opens no door until somebody adds it. Options that read files, loosen TLS, follow
redirects or call a failure a success are refused, as the library reads them and not as they are
typed; certificates are looked at and redirects left alone whatever it has read. Generic hooks are
POSTed to and nothing else.

**What it may reach.** Gateways of a company's own (an SMS box, ntfy, Signal) live in private
networks, so these are allowed. This machine itself, by whichever of its addresses, and those where
clouds keep their secrets are not, judged when an address is typed and again where each connection
is made (`slackapp/guard.py`); loopback alone is, where the desk talks to a pretend Slack there,
which is the sandbox and the tests. What is left is a blind
POST by a colleague whom we know by name: nothing of an answer is ever shown but whether it was
taken, and its number if not.

A proxy that is meant for the desk's other calls is passed by: behind it nobody could judge that.
One for these calls alone has a setting, and is to refuse what leads into the house by itself.

**What may be held up.** Each call has one deadline for all of it, and is hung up then. Tries have
few threads, pages have others: whoever only tries addresses that never answer keeps nobody from
being rung.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlencode

import apprise
from apprise import AppriseAsset

from handlers.front.outside import NotReached, Purpose, Unusable
from models.rules.mail_senders import known_as
from slackapp.guard import Guard, guarded, leads_astray, places_of
from slackapp.services import (
    HOOKS,
    SERVICES,
    TAKES_FIXED_TEXTS,
    calls,
    can_say_who_has_it,
    is_mail,
    name_of,
    options_of,
    worded_for,
    worked_out,
)

__all__ = ["ByApprise", "NotReached"]

CONNECTS_WITHIN, ANSWERS_WITHIN = 4.0, 6.0  # seconds, for each connection
ENDS_WITHIN = 20.0  # seconds, for all of it: a service may take several
MOST_PAGES = 32  # calls at once, with those that hang: each has a thread, which nobody can end
MOST_ANSWERS = 4  # to customers' mails at once, likewise: each process sends one after the other
MOST_TRIES = 4  # at once, likewise: each keeps a form waiting, and another is soon tried again
LONGEST_SHOWN = 60

_REFUSED_OPTIONS = re.compile(
    r"template|keyfile|subfile|pgp\w*|wkd|verify|redirect|optional|retry|wait|attach\w*|method"
    r"|overflow|action"  # what cuts the link off, or closes in place of opening
)
_EXAMPLES = (
    "For example mailto://user:password@example.com?to=ada@example.com, ntfys://ntfy.sh/topic, "
    "twilio://account:token@+41790000000/+41790000001, which calls a telephone, "
    "or jsons://host/path for a hook of your own."
)
_UNUSABLE = f"That is not an address that messages can be sent to. {_EXAMPLES}"
_STATUS = re.compile(r"\berror=(\d{3})\b")
_HOPELESS = frozenset({"400", "401", "403", "404", "410"})
_OWN_MACHINE = "That address leads to the desk's own machine, which reaches nobody."


class _Overheard(logging.Handler):
    """Keeps what apprise says on one thread: it tells a failure's reason to its log alone.

    Its lines name addresses, so they go nowhere else.
    """

    def __init__(self) -> None:
        super().__init__()
        self._said = threading.local()

    def listen(self) -> list[str]:
        """Return a list that gets what is said on this thread from now on."""
        said: list[str] = []
        self._said.lines = said
        return said

    def emit(self, record: logging.LogRecord) -> None:
        lines: list[str] | None = getattr(self._said, "lines", None)
        if lines is not None:
            lines.append(record.getMessage())


_overheard = _Overheard()


class _Calls:
    """The calls of a kind that are under way: one to each address, and not too many.

    Who would ring an address waits a little for the call to it, and no longer: one that takes long
    mostly ends in nothing, and whoever waits for it keeps a telephone that works from being rung.
    """

    def __init__(self, most: int, waits: float) -> None:
        """`waits`: for how many seconds from its beginning others wait for a call to end."""
        self._most = most
        self._waits = waits
        self._changed = threading.Condition()
        self._began: dict[str, float] = {}

    def begin(self, address: str) -> None:
        """Wait for the call that is under way to an address; NotReached if it takes long."""
        came = time.monotonic()
        with self._changed:
            while (began := self._began.get(address)) is not None:
                left = min(began, came) + self._waits - time.monotonic()
                if left <= 0:
                    raise NotReached("still waiting for an answer")
                self._changed.wait(left)
            if len(self._began) >= self._most:
                raise NotReached("too many others are still waiting for an answer")
            self._began[address] = time.monotonic()

    def end(self, address: str) -> None:
        """Remember that a call has ended."""
        with self._changed:
            del self._began[address]
            self._changed.notify_all()


_pages, _tries = _Calls(MOST_PAGES, waits=2.0), _Calls(MOST_TRIES, waits=0.0)
_answers = _Calls(MOST_ANSWERS, waits=0.0)
_CALLS = {
    Purpose.WAKES: _pages,
    Purpose.CALMS: _pages,
    Purpose.TRIES: _tries,
    Purpose.ANSWERS: _answers,
}


def _quieten() -> None:
    log = logging.getLogger("apprise")
    log.setLevel(logging.WARNING)
    log.propagate = False
    log.handlers = [_overheard]


@dataclass(frozen=True)
class ByApprise:
    """The way outside. `local`: whether this very machine may be reached too (sandbox, tests);
    `proxy`: through which it leads, if it does.
    """

    local: bool = False
    proxy: str | None = None
    ends_within: float = ENDS_WITHIN

    def problem_of(self, address: str) -> str | None:
        """Return None, or a sentence with examples for an address that can't be used."""
        schema, separator, _ = address.partition("://")
        schema = schema.casefold()
        if not separator:
            return _UNUSABLE
        if (name := TAKES_FIXED_TEXTS.get(schema)) is not None:
            return f"{name} takes texts that were approved beforehand, so it carries no page."
        if schema not in SERVICES:
            return f"“{schema[:20]}” is not a way that reaches a person from here. {_EXAMPLES}"
        if option := _refused_option(schema, address):
            return f"The option “{option}” can't be used here. Leave it out, please."
        plugin = _plugin(address)
        if plugin is None:
            return _UNUSABLE
        if len(plugin) > 1:
            return "That address reaches several at once. Give one each, please."
        if calls(plugin) and not plugin.targets:
            return "Whom shall it call? Add the telephone's number at the end: /+41790000001."
        return _problem_of_place(plugin, self.local)

    def masked(self, address: str) -> str:
        """Return a service's name and to whom it leads, without any part of a secret.

        That is a mail address's domain, the last two digits of a telephone, or a host of one's own.
        """
        plugin = _plugin(address)
        if plugin is None:
            return "…"
        text = f"{name_of(plugin)} {_whither(plugin, address)}".strip()
        return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"

    def send(self, address: str, title: str, body: str, purpose: Purpose) -> None:
        """Send plain text, and return when it was taken; NotReached if not, or not in time.

        What wakes goes out as the gravest that the service knows. What calms does not go out where
        it would open another incident, or call once more.
        """
        if purpose is not Purpose.CALMS or can_say_who_has_it(address):
            self._send(address, title, body, purpose, {})

    def answer(self, address: str, title: str, body: str, headers: Mapping[str, str]) -> None:
        """Send a mail with these headers, as `send` does."""
        self._send(address, title, body, Purpose.ANSWERS, headers)

    def _send(
        self, address: str, title: str, body: str, purpose: Purpose, headers: Mapping[str, str]
    ) -> None:
        calls = _CALLS[purpose]
        until = time.monotonic() + self.ends_within
        calls.begin(address)
        guard = Guard(local=self.local, until=until, proxy=self.proxy)
        ended: list[NotReached | None] = []

        def sends() -> None:
            try:
                with guarded(guard):
                    problem = self._problem_sending(address, title, body, purpose, headers)
                ended.append(Unusable(_OWN_MACHINE) if guard.refused else problem)
            finally:
                calls.end(address)

        # Bounded whole: a service that answers drop by drop would outlast every timeout.
        thread = threading.Thread(target=sends, name="outside", daemon=True)
        try:
            thread.start()
        except RuntimeError:  # the machine has no thread to spare
            calls.end(address)
            raise
        thread.join(max(0.0, until - time.monotonic()))
        if not ended:
            guard.hang_up()
            raise NotReached(f"No answer within {self.ends_within:g} seconds.")
        if ended[0] is not None:
            raise ended[0]

    def _problem_sending(
        self, address: str, title: str, body: str, purpose: Purpose, headers: Mapping[str, str]
    ) -> NotReached | None:
        """Send, on a thread of its own; return None, or why it was not taken."""
        problem = self.problem_of(address)  # which may have to look up a name
        if problem is not None:
            return Unusable(problem)
        wakes = purpose is Purpose.WAKES
        said = _overheard.listen()
        sender = apprise.Apprise(asset=_asset())
        plugin = _plugin(address, wakes=wakes)
        if plugin is None:
            return NotReached(_UNUSABLE)
        sender.add(plugin)
        told = worded_for(plugin, title, body, wakes)
        if headers and is_mail(plugin):
            plugin.headers |= headers
        try:
            if sender.notify(told.body, told.title, told.type, body_format=told.format):
                return None
        except Exception as error:  # of any plugin: whoever waits is told, and the address is not
            return NotReached(f"It could not be sent ({type(error).__name__}).")
        return _why_not(said)


def mail_to(address: str, recipient: str) -> str:
    """Return the address of a mail server with whom a mail goes to."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'to': recipient})}"


def sender_of(address: str) -> str | None:
    """Return from whom the mails are that go out by an address, in small letters; None if it is no
    address of a mail server, or also says to whom they go.
    """
    plugin = _plugin(address)
    if plugin is None or not is_mail(plugin) or {"to", "cc", "bcc"} & options_of(address).keys():
        return None
    sender = getattr(plugin, "from_addr", None)
    return known_as(str(sender[1])) if isinstance(sender, list | tuple) else None


def _asset() -> AppriseAsset:
    asset = AppriseAsset(storage_mode="memory")
    asset.app_id = asset.app_desc = "ProAuth desk"
    asset.app_url = ""
    asset.async_mode = False
    asset.http_redirects = False
    asset.pgp_autogen = asset.pem_autogen = False
    return asset


def _plugin(address: str, *, wakes: bool = False) -> Any | None:
    """Return what apprise makes of an address, bounded in time, or None."""
    _quieten()
    try:
        plugin: Any = apprise.Apprise.instantiate(worked_out(address, wakes), asset=_asset())
        if plugin is None or not plugin.enabled:
            return None
    except Exception:  # each of a hundred plugins reads addresses in its own way
        return None
    plugin.redirects, plugin.verify_certificate = False, True
    plugin.socket_connect_timeout, plugin.socket_read_timeout = CONNECTS_WITHIN, ANSWERS_WITHIN
    return plugin


def _why_not(said: list[str]) -> NotReached:
    """Return why a message was not taken, from what the library said of it."""
    status = next((found[1] for line in said if (found := _STATUS.search(line))), None)
    if status is not None:
        return NotReached(
            f"The service there refused it (error {status}). Is everything in the address right?",
            hopeless=status in _HOPELESS,
        )
    if any("onnection error" in line or "ocket" in line for line in said):
        return NotReached("Nobody answers at that address.")
    return NotReached("The service did not take it. Is everything in the address right?")


def _refused_option(schema: str, address: str) -> str | None:
    """Return the option of an address that is not let in, or None."""
    for name, value in options_of(address).items():
        if not _REFUSED_OPTIONS.fullmatch(name):
            continue
        # At a telephone service the method is how it calls: `method=call`.
        if name != "method" or (schema in HOOKS and value.upper() != "POST"):
            return name[:20]
    return None


def _problem_of_place(plugin: Any, local: bool) -> str | None:
    """Refuse this machine and where clouds keep secrets, also where a name leads there."""
    own = any("{host}" in template for template in plugin.templates)
    hosts = [plugin.host if own else None, getattr(plugin, "smtp_host", None)]
    for host in filter(None, hosts):
        if any(leads_astray(place, local=local) for place in places_of(str(host))):
            return _OWN_MACHINE
    return None


def _whither(plugin: Any, address: str) -> str:
    """Say whom an address leads to, as far as that is no secret."""
    if "target_phone" in plugin.template_tokens:
        numbers = re.findall(r"\d{6,}", unquote(address.partition("?")[0]))
        return f"…{numbers[-1][-2:]}" if numbers else ""
    if is_mail(plugin):
        mails = [str(to[-1]) for to in getattr(plugin, "targets", ()) if isinstance(to, tuple)]
        return f"{mails[0][0]}…@{mails[0].rpartition('@')[2]}" if mails and mails[0] else ""
    own = any("{host}" in template for template in plugin.templates)
    if not own or getattr(plugin, "mode", None) == "cloud":
        return ""
    return f"{plugin.host}:{plugin.port}" if plugin.port else str(plugin.host)
