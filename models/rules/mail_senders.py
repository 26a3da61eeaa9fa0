"""Who writes mails for a customer: an address, or a domain, which is written `@acme.ch` (I1)."""

from __future__ import annotations

import re
from typing import Final

_MAILBOX_PROVIDERS: Final = """
gmail.com googlemail.com outlook.com outlook.de outlook.fr hotmail.com hotmail.ch hotmail.de
hotmail.fr live.com live.de live.fr msn.com yahoo.com yahoo.de yahoo.fr ymail.com rocketmail.com
icloud.com me.com mac.com aol.com gmx.ch gmx.net gmx.de gmx.at gmx.com web.de freenet.de
t-online.de arcor.de mail.de posteo.de posteo.ch mailbox.org bluewin.ch bluemail.ch swissonline.ch
hispeed.ch sunrise.ch upcmail.ch quickline.ch green.ch tic.ch vtxmail.ch netplus.ch yetnet.ch
besonet.ch datacomm.ch protonmail.com protonmail.ch proton.me pm.me tutanota.com tutanota.de
tuta.io tuta.com hushmail.com mail.com mail.ch email.com zoho.com zohomail.eu yandex.com yandex.ru
mail.ru qq.com 163.com 126.com fastmail.com fastmail.fm hey.com orange.fr wanadoo.fr free.fr
laposte.net sfr.fr libero.it virgilio.it tiscali.it alice.it ik.me infomaniak.ch etik.com
chello.at aon.at
"""
FREE_DOMAINS: Final = frozenset(f"@{name}" for name in _MAILBOX_PROVIDERS.split())
"""Where anybody has a mailbox: no such domain is a customer's as a whole."""

_LOCAL: Final = re.compile(r"[^\s@<>\"(),:;\[\]\\\x00-\x1f\x7f]{1,64}")
_DOMAIN: Final = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])"
)
_LONGEST_DOMAIN: Final = 253


def domain_known_as(typed: str) -> str | None:
    """Return a domain as it is known, `@acme.ch`, or None if it is none."""
    try:
        name = typed.rstrip(".").encode("idna").decode().lower()
    except UnicodeError:
        return None
    fits = len(name) <= _LONGEST_DOMAIN and _DOMAIN.fullmatch(name)
    return f"@{name}" if fits else None


def known_as(typed: str) -> str | None:
    """Return an address (`Eve@Acme.ch`) or a domain (`@acme.ch`, `acme.ch`) as it is known, without
    regard to capitals; None if it is neither.
    """
    local, _, domain = typed.strip().rpartition("@")
    known = domain_known_as(domain)
    if known is None or not local:
        return known
    return f"{local.lower()}{known}" if _LOCAL.fullmatch(local) else None


def domain_of(sender: str) -> str:
    """Return the domain of an address that is `known_as` so; of a domain, itself."""
    return sender[sender.index("@") :]
