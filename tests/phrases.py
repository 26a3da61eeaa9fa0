"""The catalogue of what customers read, as tests go through it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter
from types import ModuleType

from handlers.phrases import channel, offer, shared, statement
from handlers.phrases.writer import Counted, Phrase

CATALOGUE = (channel, offer, shared, statement)

# What is put into phrases, in no language: an instant, a title, a date with its day, an emoji.
_VALUES = re.compile(r"<!date[^>]*>|«[^»]*»|\b[A-Z][a-z]\. \d\d\.\d\d\.\d{4}|:[a-z_]+:")


def everything_said(*modules: ModuleType) -> Iterator[tuple[str, Phrase]]:
    """Every phrase of the catalogue, or of a part of it, by its name."""
    for module in modules or CATALOGUE:
        for name, value in vars(module).items():
            if name.isupper():
                yield from _in(name, value)


def _in(name: str, value: object) -> Iterator[tuple[str, Phrase]]:
    match value:
        case Phrase():
            yield name, value
        case Counted():
            yield from ((name, value.one), (name, value.other))
        case dict():
            for each in value.values():
                yield from _in(name, each)
        case _:
            raise AssertionError(f"{name} is no phrase")


def not_german(text: str, *names: str) -> str:
    """Return the words of a text in a customer's channel that are of no German phrase, and none of
    the names.
    """
    rest = _VALUES.sub("·", text)
    for chunk in sorted(_chunks(), key=len, reverse=True):
        rest = rest.replace(chunk, "·")
    for name in names:
        rest = rest.replace(name, "·")
    return " ".join(re.findall(r"[^\W\d_]{2,}", rest))


def _chunks() -> set[str]:
    """What stands between the values of German phrases that are said in a channel."""
    parts = {
        chunk
        for _, phrase in everything_said(channel, shared)
        for chunk, *_ in Formatter().parse(_VALUES.sub("{}", phrase.de))
    }
    capitals = {f"{part[0].upper()}{part[1:]}" for part in parts if part}
    return {part for part in parts | capitals if part.strip()}
