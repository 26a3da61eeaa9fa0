"""Change windows in words (I8), wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from models.rules.change_window import in_words
from models.rules.written_time import Wall
from models.usecases.derived.windows import AgreedWindow


def window_lines(windows: Sequence[AgreedWindow], wall: Wall) -> Iterator[str]:
    """Each window in a line, with its number."""
    for each in windows:
        yield f"• {each.number}: {window_words(each, wall)}"


def windows_in_words(windows: Sequence[AgreedWindow], wall: Wall) -> str:
    """Write all windows in one line."""
    return "; ".join(window_words(each, wall) for each in windows)


def window_words(agreed: AgreedWindow, wall: Wall) -> str:
    """Write a window, without its number."""
    return in_words(agreed.window, wall.calendar.zone)
