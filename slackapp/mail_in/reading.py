"""Reading a mail: of whom it is, what it says, and how it is known (I1 to I4).

Whoever sends one writes what they like. So it is read within bounds, each part by itself, and what
can't be read of it is left out: whatever is a mail at all is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.errors import HeaderDefect
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import EmailPolicy
from email.utils import parsedate_to_datetime
from functools import partial
from hashlib import sha256
from typing import Any, Final, TypeVar

from handlers.intents.from_outside import begins_critical, title_of_mail
from models.rules.mail_senders import known_as
from models.usecases.reports.incoming import FromMail, mail_identity
from slackapp.mail_in import vouching
from slackapp.mail_in.words import own_words, text_of
from slackapp.problem_json import Refused
from slackapp.shapes.event import cleaned

_MOST_READ: Final = 1_000_000  # bytes: what is said stands before what is attached
_MOST_PARTS: Final = 500
_LONGEST_HEADER: Final = 4000  # characters
_MOST_HEADERS: Final = 200  # that are looked at
_MOST_ANSWERS: Final = 20
_MOST_RAW: Final = 20_000  # characters of what arrived that are kept (I10)
_A_MAILS: Final = frozenset(("from", "subject", "message-id", "date", "received", "to"))
_MESSAGE_ID: Final = re.compile(r"<([^<>\s]{1,250})>")
_PREFIXES: Final = re.compile(
    r"(?:\s*(?:re|aw|antw|antwort|fwd?|wg|tr|rif|i|r|rv|sv)\s*(?:\[[0-9]+\])?\s*:)+\s*",
    re.IGNORECASE,
)
_AN_ANSWER: Final = re.compile(r"\s*(?:re|aw|antw|antwort|rif|r|sv)\s*(?:\[[0-9]+\])?\s*:", re.I)
_IN_BRACKETS: Final = re.compile(r"\([^()]*\)")


Read = TypeVar("Read")


@dataclass(frozen=True)
class Mail:
    """What a mail says. `sent_at` (aware) is its arrival at our mail server, if that is known.

    It is critical by its subject, or, being an answer, by its own first line (I2). One that
    `is_automatic` was written by nobody.
    """

    sent_by: FromMail
    identity: str
    sent_at: datetime | None
    title: str
    text: str
    raw: str
    critical_in_subject: bool
    critical_in_text: bool
    is_automatic: bool

    @property
    def may_be_critical(self) -> bool:
        """Whether it is critical, as far as it tells by itself."""
        return self.critical_in_subject or self.critical_in_text


class _Bounded(EmailPolicy):
    """Reads headers as they are meant, in bounded length; also such as are not encoded."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, _as_text(value[:_LONGEST_HEADER])


def read_mail(sent: bytes, server: str | None, own: str | None = None) -> Mail:
    """Return what a mail says; Refused if it is none. `server`: by which name our own mail server
    speaks; `own`: the address from which the desk itself writes.
    """
    message = _message(sent)
    headers = [(name.lower(), value) for name, value in message.raw_items()][:_MOST_HEADERS]
    if not _A_MAILS & {name for name, _ in headers}:
        raise Refused(
            400, "No mail", "The body should be a mail as it came, with its headers (RFC 5322)."
        )
    whole = cleaned_text(_guarded(lambda: text_of(message), ""))
    subject = _subject(message, headers)
    led = _PREFIXES.match(subject)
    bare, text = subject[led.end() :] if led else subject, own_words(whole)
    sent_by = _sent_by(message, headers, server)
    first_line = next((line for line in text.splitlines() if line.strip()), "")
    is_answer = bool(sent_by.answers) or _AN_ANSWER.match(subject) is not None
    return Mail(
        sent_by,
        mail_identity(sent_by.message_id or _hash_of(sent, headers)),
        _came_at(headers, server),
        title_of_mail(bare, text),
        text,
        _raw(headers, whole),
        critical_in_subject=begins_critical(bare or first_line),
        critical_in_text=is_answer and begins_critical(first_line),
        is_automatic=_is_automatic(headers, sent_by.sender, own),
    )


def cleaned_text(text: str) -> str:
    """Return a text without the characters that no database takes."""
    return str(cleaned(text))


def _message(sent: bytes) -> EmailMessage:
    """Return a mail's beginning, read; where its parts can't be, its headers."""
    read: Any = None
    try:
        read = message_from_bytes(_beginning(sent), policy=_Bounded())
    except Exception:  # of the library, at what is nested too deeply
        read = BytesHeaderParser(policy=_Bounded()).parsebytes(_beginning(sent))
    assert isinstance(read, EmailMessage)
    return read


def _beginning(sent: bytes) -> bytes:
    """Return what is read of a mail: so many bytes, and so many parts."""
    sent = sent[:_MOST_READ].lstrip(b"\r\n")
    if sent.startswith(b"From "):  # as some hand a mail on
        sent = sent.partition(b"\n")[2]
    at = -1
    for _ in range(_MOST_PARTS):
        at = sent.find(b"\n--", at + 1)
        if at < 0:
            return sent
    return sent[:at]


def _as_text(value: str) -> str:
    """Return a header that holds more than ASCII as what it is most likely meant as."""
    if value.isascii():
        return value
    raw = value.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _guarded(read: Callable[[], Read], otherwise: Read) -> Read:
    """Return what is read, or something else where the library stumbles over what was sent."""
    try:
        return read()
    except Exception:
        return otherwise


def _values(headers: Sequence[tuple[str, str]], name: str) -> list[str]:
    """Return the values of a header, the topmost first, each on one line."""
    return [" ".join(value.split()) for each, value in headers if each == name]


def _subject(message: EmailMessage, headers: Sequence[tuple[str, str]]) -> str:
    raw = next(iter(_values(headers, "subject")), "")
    return " ".join(cleaned_text(_guarded(lambda: str(message["subject"] or ""), raw)).split())


# --- of whom --------------------------------------------------------------------------------------


def _sent_by(
    message: EmailMessage, headers: Sequence[tuple[str, str]], server: str | None
) -> FromMail:
    """Return of whom a mail is. It is vouched for only where it names one sender, and plainly."""
    sender, is_plain = _sender(message, headers)
    results = _values(headers, vouching.HEADER)
    ids = _MESSAGE_ID.findall(next(iter(_values(headers, "message-id")), ""))
    answers = [
        *(each for value in _values(headers, "in-reply-to") for each in _MESSAGE_ID.findall(value)),
        *(each for value in _values(headers, "references") for each in _newest_first(value)),
    ]
    return FromMail(
        sender,
        is_plain and vouching.is_vouched_for(results, server, sender),
        tuple(map(mail_identity, list(dict.fromkeys(answers))[:_MOST_ANSWERS])),
        cleaned_text(ids[0]) if ids else None,
    )


def _newest_first(references: str) -> list[str]:
    found: list[str] = _MESSAGE_ID.findall(references)
    return found[::-1]


def _sender(message: EmailMessage, headers: Sequence[tuple[str, str]]) -> tuple[str, bool]:
    """Return the address of whom a mail names as its sender, or nothing; and whether that is one,
    and written as it should be.
    """
    named = _values(headers, "from")
    header: Any = _guarded(lambda: message["from"], None)
    addresses = _guarded(lambda: [str(each.addr_spec) for each in header.addresses], list[str]())
    known = [address for each in addresses if "@" in each and (address := known_as(each))]
    defects = _guarded(lambda: list(header.defects), [HeaderDefect()])
    is_plain = len(named) == 1 and len(addresses) == len(known) == 1 and not defects
    return (known[0], is_plain) if known else ("", False)


def _is_automatic(headers: Sequence[tuple[str, str]], sender: str, own: str | None) -> bool:
    """Whether nobody has written it: an answering machine, a list, a mail that came back, or the
    desk itself.
    """

    def says(name: str) -> list[str]:
        return [_IN_BRACKETS.sub("", each).strip().casefold() for each in _values(headers, name)]

    auto = (each.partition(";")[0].strip() for each in says("auto-submitted"))
    return (
        any(each not in ("", "no") for each in auto)
        or any(each in ("bulk", "list", "junk") for each in says("precedence"))
        or "<>" in says("return-path")
        or (own is not None and sender == own)
    )


# --- how it is known, and when it came ------------------------------------------------------------


def _hash_of(sent: bytes, headers: Sequence[tuple[str, str]]) -> str:
    """Return what stands for a Message-ID: of what whoever sent it has written, not of what the
    mail servers on its way have.
    """
    written = [_values(headers, name) for name in ("from", "to", "date", "subject")]
    body = re.split(rb"\r?\n\r?\n", sent, maxsplit=1)[1:]
    of = b"\n".join([repr(written).encode("utf-8", "replace"), *body])
    of = of.replace(b"\r\n", b"\n")
    return f"sha256:{sha256(of).hexdigest()}"


def _came_at(headers: Sequence[tuple[str, str]], server: str | None) -> datetime | None:
    """Return when our own mail server says that it got a mail (I4)."""
    if server is None:
        return None
    by = re.compile(rf"\bby {re.escape(server)}(?![\w.-])", re.IGNORECASE)
    for value in _values(headers, "received"):
        told, _, date = _IN_BRACKETS.sub("", value).rpartition(";")
        if by.search(" ".join(told.split())):
            at = _guarded(partial(parsedate_to_datetime, date), None)
            return at if at is not None and at.tzinfo is not None else None
    return None


# --- as it came -----------------------------------------------------------------------------------


def _raw(headers: Sequence[tuple[str, str]], text: str) -> str:
    """Return a mail as it came, decoded, for what is encoded hides secrets too (I10)."""
    lines = [*_readable(headers), "", text]
    return cleaned_text("\n".join(lines)[:_MOST_RAW])


def _readable(headers: Sequence[tuple[str, str]]) -> Iterator[str]:
    for name, value in headers:
        shown = " ".join(value.split())
        if "=?" in shown:
            shown = _guarded(partial(_decoded, name, shown), "…")
        yield f"{name}: {shown}"


def _decoded(name: str, value: str) -> str:
    return str(_Bounded().header_factory(name, value))
