"""Names that people take for the same: in another letter case, composed in another way (NFC, NFD),
with invisible characters, or with letters of other scripts that look alike (Unicode's confusables).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from confusable_homoglyphs import confusables

# What takes no place beside the characters of format: joiners, fillers, variants of a character.
_UNSEEN: Final = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\ufe00-\ufe0f]")


def as_compared(name: str) -> str:
    """Return a name as it is compared: what looks the same has the same.

    In small letters, with single spaces, and without what nobody sees.
    """
    if not name.isascii():
        bare = _UNSEEN.sub("", unicodedata.normalize("NFKC", name))
        name = "".join(char for char in bare if unicodedata.category(char) != "Cf")
    return " ".join(name.casefold().translate(_LOOKS).split())


def _looks() -> Iterator[tuple[str, str]]:
    """Yield the small letters of other scripts that look like one of ours, small or capital."""
    for char in confusables.confusables_data:
        if len(char) == 1 and not char.isascii() and char.casefold() == char:
            alike = _ours_like(char) or _ours_like(char.upper())
            if alike is not None:
                yield char, alike.casefold()


def _ours_like(char: str) -> str | None:
    likes = (each["c"] for each in confusables.confusables_data.get(char, ()))
    return next((like for like in likes if len(like) == 1 and like.isascii()), None)


_LOOKS: Final = str.maketrans(dict(_looks()))
