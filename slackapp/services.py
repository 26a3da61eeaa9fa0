"""The services by which people are reached outside Slack, and what the library knows of each.

Which may be used is a list. How each wakes somebody is a table, so that nobody has to read its
manual; what somebody types in their address goes before it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlencode

from apprise import NotifyFormat, NotifyType
from apprise.plugins import url_to_dict

HOOKS = frozenset({"json", "jsons", "xml", "xmls", "form", "forms"})
_MAILS = """
brevo mailersend mailgun mailto mailtos postmark resend sendgrid ses smtp2go sparkpost
"""
_INCIDENTS = "opsgenie pagerduty pagertree signl4 spike splunk victorops"
_OTHERS = """
46elks apprise apprises atalk bark barks bulksms bulkvs burstsms chanify clickatell clicksend
d7sms discord elks exotel freemobile gchat gotify gotifys hassio hassios httpsms ifttt join
kavenegar line mmost mmosts msgbird nctalk nctalks nexmo ntfy ntfys octopush onesignal
pbul plivo pover prowl psafer psafers pushdeer pushdeers pushed pushy ringc
rocket rockets schan seven signal signals sinch smseagle smseagles smsmanager smsmgr sns
spush tgram threema twilio viber voipms vonage webex workflow workflows
wxteams zulip
"""
MAILS, OPENS_INCIDENTS = frozenset(_MAILS.split()), frozenset(_INCIDENTS.split())
SERVICES = HOOKS | MAILS | OPENS_INCIDENTS | frozenset(_OTHERS.split())
TAKES_FIXED_TEXTS = {"msg91": "MSG91", "whatsapp": "WhatsApp"}

# How a page goes out: the gravest that each service knows, in its own words.
_GRAVEST: Mapping[str, Mapping[str, str]] = {
    "bark": {"level": "critical", "call": "yes"},
    "barks": {"level": "critical", "call": "yes"},
    "exotel": {"priority": "high"},
    "gotify": {"priority": "emergency"},
    "gotifys": {"priority": "emergency"},
    "join": {"priority": "emergency"},
    "ntfy": {"priority": "max"},
    "ntfys": {"priority": "max"},
    "opsgenie": {"priority": "1"},  # P1; what the library calls an emergency is P5
    "pagerduty": {"severity": "critical"},
    "pagertree": {"urgency": "critical"},
    "pover": {"priority": "emergency"},  # rings until it is acknowledged, for an hour
    "prowl": {"priority": "emergency"},
    "psafer": {"priority": "emergency"},
    "psafers": {"priority": "emergency"},
    "smseagle": {"priority": "high"},
    "smseagles": {"priority": "high"},
    "splunk": {"action": "critical"},
    "victorops": {"action": "critical"},
}
# What the library does otherwise: it sends an SMS, and says nothing of what is no failure.
_ALWAYS: Mapping[str, Mapping[str, str]] = {
    "opsgenie": {"action": "new"},
    "twilio": {"method": "call"},
}


def options_of(address: str) -> Mapping[str, str]:
    """Return the options of an address as the library reads them, which is not as a browser does:
    they may be parted by semicolons, begin in a fragment, and have spaces about their names.
    """
    try:
        read: Mapping[str, Any] = url_to_dict(address) or {}  # type: ignore[no-untyped-call]
    except Exception:  # each of a hundred services reads addresses in its own way
        return {}
    options: Mapping[str, str] = read.get("qsd") or {}
    return {name.strip().casefold(): value for name, value in options.items()}


def worked_out(address: str, wakes: bool) -> str:
    """Return an address with the options of its service; what was typed stays as it was typed.

    `wakes`: with those by which it wakes somebody.
    """
    schema = address.partition("://")[0].casefold()
    options = {**_ALWAYS.get(schema, {}), **(_GRAVEST.get(schema, {}) if wakes else {})}
    typed = options_of(address)
    missing = {name: value for name, value in options.items() if name not in typed}
    if not missing:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode(missing)}"


def can_say_who_has_it(address: str) -> bool:
    """Whether somebody can be told there that a page is taken, and is not woken by that."""
    schema = address.partition("://")[0].casefold()
    method = options_of(address).get("method") or "call"
    calls_there = schema == "twilio" and not "sms".startswith(method.casefold())
    return schema not in OPENS_INCIDENTS and not calls_there


# --- what the library makes of an address ---------------------------------------------------------


def name_of(plugin: Any) -> str:
    """Return what a service is called."""
    if plugin.schema in HOOKS:
        return "Hook"
    return "Twilio, a call" if calls(plugin) else str(plugin.service_name)


def calls(plugin: Any) -> bool:
    """Whether it calls a telephone, and says what there is to say."""
    return bool(plugin.schema == "twilio" and plugin.method == "call")


def is_mail(plugin: Any) -> bool:
    """Whether it sends mail."""
    return plugin.schema in MAILS


@dataclass(frozen=True)
class Worded:
    """A message as one service takes it."""

    title: str
    body: str
    type: NotifyType
    format: NotifyFormat = NotifyFormat.TEXT


def worded_for(plugin: Any, title: str, body: str, wakes: bool) -> Worded:
    """Word a plain text for a service: to be heard, as a mail with a link, or as it is.

    Of a mail its plain part follows from the other; that a program wrote it stands in its head, so
    that no answering machine answers.
    """
    kind = NotifyType.FAILURE if wakes else NotifyType.INFO
    if calls(plugin):
        return Worded("", _to_be_heard(f"{title}.\n{body}"), kind)
    if not is_mail(plugin):
        return Worded(title, body, kind)
    if isinstance(getattr(plugin, "headers", None), dict):
        plugin.headers |= {"Auto-Submitted": "auto-generated"}
        plugin.headers |= {"X-Priority": "1", "Importance": "high"} if wakes else {}
    return Worded(title, _with_links(body), kind, NotifyFormat.HTML)


_LINK = re.compile(r"https?://[^\s<>\"]+")


def _with_links(text: str) -> str:
    """Write a plain text as HTML: a paragraph for each line, and its links to be pressed."""
    lines = (_LINK.sub(r'<a href="\g<0>">\g<0></a>', escape(line)) for line in text.splitlines())
    return "".join(f"<p>{line}</p>" for line in lines)


def _to_be_heard(text: str) -> str:
    """Write a text as a voice says it, twice; a link is for no ear."""
    heard = " ".join(line for line in text.splitlines() if not _LINK.search(line))
    said = f'<Say language="en-GB">{escape(heard, quote=False)}</Say>'
    return f'<Response><Pause length="1"/>{said}<Pause length="1"/>{said}</Response>'
