"""Mails as our own mail server hands them to the desk, over HTTP, and whoever writes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import httpx
import pytest
from pydantic import SecretStr

KEY = "the-key-of-our-mail-server"
SERVER = "mail.proauth.example"
EVE = "eve@initech.com"
WITH_MAIL = pytest.mark.settings(mail_key=SecretStr(KEY), mail_server=SERVER)
"""The desk takes mails."""


@dataclass(frozen=True)
class MailServerOfOurs:
    """Our own mail server, which reaches the desk at `address`."""

    address: str
    key: str = KEY

    def hands_on(self, mail: bytes, **headers: str) -> httpx.Response:
        """Hand a mail on, as the line in the documentation does."""
        carried = {"Authorization": f"Bearer {self.key}", **headers}
        return httpx.post(f"{self.address}/in/mail", content=mail, headers=carried, timeout=60)


def vouched(domain: str = "initech.com", server: str = SERVER) -> str:
    """What a mail server says of a mail that is really from a domain."""
    return f"{server}; dkim=pass header.d={domain}; dmarc=pass (p=reject) header.from={domain}"


def a_mail(
    subject: str = "The export fails",
    text: str = "Since the update, for everybody.",
    sender: str = f"Eve <{EVE}>",
    *,
    results: str | None = None,
    headers: Sequence[str] = (),
    message_id: str = "<1@initech.com>",
) -> bytes:
    """A mail of Eve's, for which our mail server vouches unless `results` say otherwise; `headers`
    stand below those that our mail server has written.
    """
    lines = [
        "Return-Path: <bounces@initech.com>",
        f"Authentication-Results: {vouched() if results is None else results}",
        *headers,
        f"From: {sender}",
        "To: support@proauth.example",
        f"Subject: {subject}",
        *([f"Message-ID: {message_id}"] if message_id else []),
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "",
        *text.splitlines(),
    ]
    return "\r\n".join(lines).encode()
