"""What somebody may want to change in who is on call: overrides, and cover."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from handlers.intents.pieces.instants import written_instant
from handlers.intents.pieces.taking import ANYWAY, joined


@dataclass(frozen=True, slots=True)
class Take:
    """Put a person (Slack's id; None means me) on call from now until an aware instant."""

    writes: ClassVar[bool] = True

    rotation: str
    until: datetime
    user_id: str | None = None
    anyway: bool = False

    def typed(self) -> str:
        """Return the canonical text."""
        whom = f"for <@{self.user_id}>" if self.user_id else None
        return joined(
            f"take {self.rotation}",
            whom,
            f"until {written_instant(self.until)}",
            ANYWAY if self.anyway else None,
        )


@dataclass(frozen=True, slots=True)
class MakeOverride:
    """Put a person (Slack's id; None means me) on call for a stretch (O2)."""

    writes: ClassVar[bool] = True

    rotation: str
    user_id: str | None
    start: datetime
    end: datetime
    anyway: bool = False

    def typed(self) -> str:
        """Return the canonical text."""
        whom = f"<@{self.user_id}>" if self.user_id else "me"
        return joined(
            f"override {self.rotation} {whom}",
            _stretch(self.start, self.end),
            ANYWAY if self.anyway else None,
        )


@dataclass(frozen=True, slots=True)
class RemoveOverride:
    """Take an override back: from now on it counts no more (O2)."""

    writes: ClassVar[bool] = True

    override: int

    def typed(self) -> str:
        """Return the canonical text."""
        return f"override remove {self.override}"


@dataclass(frozen=True, slots=True)
class AskCover:
    """Ask who would be on call instead of me for a stretch; None means all my rotations."""

    writes: ClassVar[bool] = True

    rotation: str | None
    start: datetime
    end: datetime

    def typed(self) -> str:
        """Return the canonical text."""
        return joined("cover", self.rotation, _stretch(self.start, self.end))


@dataclass(frozen=True, slots=True)
class TakeCover:
    """Say that I will be on call instead of whoever asked."""

    writes: ClassVar[bool] = True

    request: int

    def typed(self) -> str:
        """Return the canonical text."""
        return f"cover take {self.request}"


def _stretch(start: datetime, end: datetime) -> str:
    return f"{written_instant(start)} to {written_instant(end)}"
