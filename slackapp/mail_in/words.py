"""What somebody says in a mail themselves: without what they answer, and what they sign with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Final

LONGEST: Final = 4000  # characters, of what is shown beside a title
_MOST_READ: Final = 100_000  # characters of a part

# --- its text -------------------------------------------------------------------------------------


def text_of(message: EmailMessage) -> str:
    """Return all the text of a mail: its plain part, else that of its HTML; nothing of what is
    attached.
    """
    plain, html = _part(message, "plain"), _part(message, "html")
    return plain if plain.strip() or not html else _seen(html)


def _part(message: EmailMessage, kind: str) -> str:
    """Return a part of a mail as text, however it is broken; nothing where there is none."""
    try:
        part = message.get_body((kind,))
    except Exception:  # the library reads what it can, and stumbles over the rest
        return ""
    if part is None or part.is_multipart():
        return ""
    try:
        content = part.get_content()
    except Exception:  # such as a character set that nobody knows
        payload = part.get_payload(decode=True)
        content = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    return content[:_MOST_READ] if isinstance(content, str) else ""


class _Seen(HTMLParser):
    """Gathers what is seen of HTML: a line for each block, and nothing of what is quoted."""

    _BLOCKS = frozenset(
        [
            "address",
            "br",
            "div",
            "dd",
            "dt",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "hr",
            "li",
            "ol",
            "p",
            "pre",
            "table",
            "tr",
            "ul",
        ]
    )
    _UNSEEN = frozenset(["head", "script", "style", "title", "template", "blockquote"])

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self._within = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        """Begin a line, or what nobody sees."""
        self._within += tag in self._UNSEEN
        self._breaks(tag)

    def handle_endtag(self, tag: str) -> None:
        """End a line, or what nobody sees."""
        if tag in self._UNSEEN:
            self._within = max(0, self._within - 1)
        self._breaks(tag)

    def handle_data(self, data: str) -> None:
        """Gather words; line breaks in them are spaces."""
        if not self._within:
            self.seen.append(re.sub(r"\s+", " ", data))

    def _breaks(self, tag: str) -> None:
        if tag in self._BLOCKS and not self._within:
            self.seen.append("\n")


def _seen(html: str) -> str:
    """Return what is seen of HTML; where that is nothing, without looking what is quoted."""
    reads = _Seen()
    try:
        reads.feed(html)
        reads.close()
    except Exception:  # what was seen up to there counts
        pass
    seen = "".join(reads.seen)
    seen = seen if seen.strip() else re.sub(r"<[^<>]*>", " ", html)
    return "\n".join(" ".join(line.split()) for line in seen.splitlines())


# --- their own words ------------------------------------------------------------------------------

_TAIL: Final = re.compile(
    r"\s*(?:[-_ ]*(?:original(?: message)?|ursprüngliche nachricht|weitergeleitete nachricht"
    r"|forwarded message|message d'origine|messaggio originale)[-_ ]*|_{20,})\s*",
    re.IGNORECASE,
)
_WROTE: Final = re.compile(
    r"\s*(?:on|am|le|il)\b.{1,250}\b(?:wrote|schrieb|a écrit|ha scritto)\b.{0,150}:\s*",
    re.IGNORECASE,
)
_FROM: Final = re.compile(r"\s*\*?(?:from|von|de|da):\*?\s\S", re.IGNORECASE)
_SENT: Final = re.compile(
    r"\s*\*?(?:sent|gesendet|date|datum|to|an|envoyé|inviato):\*?\s\S", re.IGNORECASE
)
_MOST_LOOKED_AT: Final = 30_000  # characters
_LONGEST_WROTE: Final = 3  # lines
_LONGEST_LINE: Final = 500  # characters, of what is looked at


def own_words(text: str) -> str:
    """Return what somebody says themselves, cut where it is long. Where that would be nothing, as
    in what is only handed on, all of it.
    """
    lines, kept, at = text[:_MOST_LOOKED_AT].splitlines(), list[str](), 0
    while at < len(lines):
        line = lines[at]
        is_quoted = line.lstrip().startswith(">")
        wrote = 0 if is_quoted else _wrote(lines, at)
        if _is_end(lines, at) or (wrote and not _is_quoted(lines, at + wrote)):
            break
        if not is_quoted and not wrote:
            kept.append(line.rstrip())
        at += wrote or 1
    said = "\n".join(kept).strip() or text.strip()
    said = re.sub(r"\n{3,}", "\n\n", said)
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"


def _is_end(lines: Sequence[str], at: int) -> bool:
    """Whether a signature begins at a line, or a mail that is answered."""
    line = lines[at][:_LONGEST_LINE]
    if line.rstrip() == "--" or _TAIL.fullmatch(line):
        return True
    behind = (each[:_LONGEST_LINE] for each in lines[at + 1 : at + 3])
    return _FROM.match(line) is not None and any(map(_SENT.match, behind))


def _wrote(lines: Sequence[str], at: int) -> int:
    """Return over how many lines, from one on, it is said who wrote what is answered; mostly 0."""
    for count in range(1, _LONGEST_WROTE + 1):
        said = " ".join(each[:_LONGEST_LINE] for each in lines[at : at + count])
        if _WROTE.fullmatch(said):
            return count
    return 0


def _is_quoted(lines: Sequence[str], at: int) -> bool:
    """Whether the next line that is not empty is quoted by a mark before it."""
    following = next((line for line in lines[at : at + 3] if line.strip()), "")
    return following.lstrip().startswith(">")
