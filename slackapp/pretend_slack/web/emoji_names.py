"""Emoji by their short names: a library's aliases, and those that Slack spells in its own way."""

from __future__ import annotations

from collections.abc import Iterator

from emoji import EMOJI_DATA, STATUS

_LETTER_A = 0x1F1E6  # flags are written with letters of their own, two for a country
_LARGE = ("_circle", "_square")


def emoji_names() -> dict[str, str]:
    """Return the character of each short name, as in {"wave": "👋", "flag-ch": "🇨🇭"}."""
    wanted = STATUS["fully_qualified"]
    known = {char: data for char, data in EMOJI_DATA.items() if data["status"] <= wanted}
    named = {data["en"].strip(":"): char for char, data in known.items()}
    named |= {
        alias.strip(":"): char for char, data in known.items() for alias in data.get("alias", ())
    }
    own = {slacks: char for name, char in named.items() for slacks in _as_slack_has_it(name, char)}
    return own | named


def _as_slack_has_it(name: str, character: str) -> Iterator[str]:
    who, _, what = name.partition("_")
    letters = [ord(each) - _LETTER_A for each in character]
    if len(letters) == 2 and all(0 <= letter < 26 for letter in letters):
        yield "flag-" + "".join(chr(ord("a") + letter) for letter in letters)
    if name.endswith(_LARGE):
        yield f"large_{name}"
    if what and who in ("woman", "man"):
        hyphenated = what.replace("_", "-")
        yield from (f"{who}-{hyphenated}", f"{who.replace('woman', 'female')}-{hyphenated}")
    if what and who == "man":
        yield f"male-{what.replace('_', '-')}"
