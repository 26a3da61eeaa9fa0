"""What Slack makes of the text a person types: escaped characters, mentions, links."""

from __future__ import annotations

import re
from collections.abc import Mapping

_SPECIAL = re.compile(
    r"(?P<link>https?://[^\s<>]+)|(?<![\w&])(?P<sign>[@#])(?P<name>[^\W_][\w.-]*)", re.IGNORECASE
)


def plain(text: str) -> str:
    """Escape the three characters that are control characters in Slack."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escaped(text: str, people: Mapping[str, str], channels: Mapping[str, str]) -> str:
    """Return the text as Slack sends it with `should_escape`, and as it keeps a typed message.

    "@ben" becomes <@U0BEN|ben> and "#acme" <#C0ACME|acme> if `people` or `channels` (name to id)
    know the name; "#12" stays. Links come in angle brackets.
    """
    pieces: list[str] = []
    done = 0
    for match in _SPECIAL.finditer(text):
        pieces.append(plain(text[done : match.start()]))
        pieces.append(_link(match) or _mention(match, people, channels))
        done = match.end()
    return "".join(pieces) + plain(text[done:])


def _link(match: re.Match[str]) -> str | None:
    link = match["link"]
    return f"<{plain(link)}>" if link else None


def _mention(match: re.Match[str], people: Mapping[str, str], channels: Mapping[str, str]) -> str:
    sign, typed = match["sign"], match["name"]
    known = people if sign == "@" else channels
    # "@ben." ends a sentence: the name is tried without what may be punctuation.
    name = typed if typed.lower() in known else typed.rstrip(".-_")
    found = known.get(name.lower())
    if found is None:
        return plain(sign + typed)
    return f"<{sign}{found}|{name.lower()}>" + plain(typed[len(name) :])
