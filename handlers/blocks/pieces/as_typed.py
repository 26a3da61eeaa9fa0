"""What people typed, shown as they typed it.

In Slack's mrkdwn nothing makes `*`, `_`, `~`, a backtick or a `>` that begins a line mere text. So
in a text of ours these characters of theirs are held back, and a paragraph that holds any is rich
text, in which Slack reads no formatting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from slackblocks import RichTextBlock
from slackblocks.rich_text.elements import (
    RichText,
    RichTextChannel,
    RichTextElement,
    RichTextEmoji,
    RichTextLink,
    RichTextUser,
    RichTextUserGroup,
)
from slackblocks.rich_text.objects import RichTextSection

# Characters that Unicode keeps for use inside a program, so that nobody types them.
_HELD_BACK = {"*": "\ufdd0", "_": "\ufdd1", "~": "\ufdd2", "`": "\ufdd3", ">": "\ufdd4"}
_HOLDS = str.maketrans({char: held for char, held in _HELD_BACK.items() if char != ">"})
_GIVES_BACK = str.maketrans({held: char for char, held in _HELD_BACK.items()})
_NOBODYS = str.maketrans(dict.fromkeys(_HELD_BACK.values()))
_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}

_LINK = re.compile(r"(https?://[^\s<>|`“”\"]*[^\s<>|`“”\".,;:!?)\]'’…])")

# What a paragraph of ours is made of: code, what stands in angle brackets, emoji, and styles.
_OURS = re.compile(
    r"`(?P<code>[^`\n]+)`"
    r"|<(?P<angle>[^<>\n]+)>"
    r"|:(?P<emoji>[a-z][a-z0-9_+-]*):"
    r"|(?<!\w)(?P<mark>[*_~])(?=\S)(?P<styled>[^\n]*?\S)(?P=mark)(?!\w)"
)


def escaped(text: str) -> str:
    """Return a text so that Slack shows it with its formatting, but as no mention and no link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_typed(text: str) -> str:
    """Return what a person typed for a text of ours, in which it is shown as it is, a link as one.

    Slack is told (`verbatim`) to make nothing else of it: no mention of `@here`, for one.
    """
    text = re.sub("(?m)^>", _HELD_BACK[">"], text.translate(_NOBODYS))
    parts = (
        f"<{escaped(part)}>" if _LINK.fullmatch(part) else escaped(part).translate(_HOLDS)
        for part in _LINK.split(text)
    )
    return "".join(parts)


def given_back(text: str) -> str:
    """Return a text of ours with what it held back, for where no paragraph shows it."""
    return text.translate(_GIVES_BACK)


def holds_back(text: str) -> bool:
    """Whether a text of ours holds anything back, and so has to be rich text."""
    return given_back(text) != text


def rich_text(text: str) -> RichTextBlock:
    """Return a paragraph of ours as rich text; only where there is one."""
    return RichTextBlock(RichTextSection(list(_elements(text, _Style()))))


@dataclass(frozen=True)
class _Style:
    bold: bool | None = None
    italic: bool | None = None
    strike: bool | None = None

    def with_mark(self, mark: str) -> _Style:
        return _Style(
            self.bold or mark == "*" or None,
            self.italic or mark == "_" or None,
            self.strike or mark == "~" or None,
        )

    def text(self, text: str, *, code: bool | None = None) -> RichText:
        return RichText(_read(text), self.bold, self.italic, self.strike, code)


def _elements(text: str, style: _Style) -> Iterator[RichTextElement]:
    at = 0
    for found in _OURS.finditer(text):
        if found.start() > at:
            yield style.text(text[at : found.start()])
        yield from _element(found, style)
        at = found.end()
    if at < len(text):
        yield style.text(text[at:])


def _element(found: re.Match[str], style: _Style) -> Iterator[RichTextElement]:
    if found["code"]:
        yield style.text(re.sub("<([^<>|]+)>", r"\1", found["code"]), code=True)
    elif found["angle"]:
        yield _in_angles(found["angle"], style)
    elif found["emoji"]:
        yield RichTextEmoji(found["emoji"])
    else:
        yield from _elements(found["styled"], style.with_mark(found["mark"]))


def _in_angles(inside: str, style: _Style) -> RichTextElement:
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        return RichTextUser(target[1:])
    if target.startswith("#"):
        return RichTextChannel(target[1:])
    if target.startswith("!subteam^"):
        return RichTextUserGroup(target.removeprefix("!subteam^"))
    if target.startswith("!date^"):
        return _Date(target, label)
    return RichTextLink(_read(target), _read(label) or None, bold=style.bold)


class _Date(RichText):
    """An instant on each reader's own clock, which the library does not know."""

    def __init__(self, target: str, fallback: str) -> None:
        super().__init__(fallback)
        _, self._timestamp, self._format = target.split("^")

    def _resolve(self) -> dict[str, Any]:
        shown = {"timestamp": int(self._timestamp), "format": self._format}
        return {"type": "date", **shown, "fallback": self.text}


def _read(text: str) -> str:
    """Return a text as it is shown: without entities, and with what was held back."""
    return given_back(re.sub("&(?:amp|lt|gt);", lambda entity: _ENTITIES[entity[0]], text))
