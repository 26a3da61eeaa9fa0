"""Slack's markup, read back into what the person saw, and kept from being read where it is text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

# What Slack makes of what people type, and the three characters it escapes.
_MARKUP = re.compile(
    r"<(?P<sign>[@#])(?P<id>[A-Z0-9]+)(?:\|(?P<name>[^<>]*))?>"
    r"|<(?P<link>[a-z][a-z+.-]*:[^<>|]+)(?:\|(?P<label>[^<>]*))?>"
    r"|<!(?P<call>[a-z]+)(?:\^[^<>|]*)?(?:\|(?P<called>[^<>]*))?>"
    r"|&(?P<entity>amp|lt|gt);"
)
_READS_AS_MARKUP = re.compile(r"<(?=[@#!]|[a-z][a-z+.-]*:)")
_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}
_ENTITY = re.compile("|".join(_ENTITIES))
_EVERYBODY = {"here", "channel", "everyone"}
_FENCE = "```"
_UNKNOWN_CHANNEL = "unknown-channel"
_ZERO_WIDTH = str.maketrans("", "", "\u00ad\u200b\u2060\ufeff")


def as_seen(
    text: str, name_of: Callable[[str], str | None] = lambda _: None
) -> tuple[str, Mapping[int, tuple[int, str]]]:
    """Return the text as people saw it, and its mentions: start -> (end, Slack's id).

    A mention without its name is called by what `name_of` its id says, a person's handle or a
    channel's name. A channel of which nothing is known is said to be one.
    """
    text = without_zero_width(text).replace(_FENCE, " ")
    pieces: list[str] = []
    mentions: dict[int, tuple[int, str]] = {}
    length = at = 0
    for markup in _MARKUP.finditer(text):
        before = text[at : markup.start()]
        piece = _decoded(_seen(markup, name_of))
        pieces += [before, piece]
        length += len(before) + len(piece)
        if markup["id"]:
            mentions[length - len(piece)] = (length, markup["id"])
        at = markup.end()
    return "".join([*pieces, text[at:]]), mentions


def _seen(markup: re.Match[str], name_of: Callable[[str], str | None]) -> str:
    """Return what stood in place of the markup, its characters still escaped."""
    if markup["link"]:
        return markup["label"] or re.sub("^(?:mailto|tel):", "", markup["link"])
    if markup["call"]:
        everybody = f"@{markup['call']}" if markup["call"] in _EVERYBODY else None
        return everybody or markup["called"] or markup.group()
    if markup["id"]:
        unknown = _UNKNOWN_CHANNEL if markup["sign"] == "#" else None
        name = markup["name"] or name_of(markup["id"]) or unknown
        return markup["sign"] + name if name else markup.group()
    return markup.group()


def _decoded(text: str) -> str:
    return _ENTITY.sub(lambda entity: _ENTITIES[entity[0]], text)


def without_zero_width(text: str) -> str:
    """Return the text without what takes no place, as programs leave it in what is copied."""
    return text.translate(_ZERO_WIDTH)


def escaped(text: str) -> str:
    """Return the text so that nothing in it reads as Slack's markup."""
    return _READS_AS_MARKUP.sub("&lt;", re.sub(r"&(?=(?:amp|lt|gt);)", "&amp;", text))
