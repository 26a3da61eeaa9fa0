"""What somebody may want of who is on call: to see it, to check it, and to be reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from handlers.intents.oncall.ladder_intents import DropLadder, EditLadder, SetLadder, ShowLadder
from handlers.intents.oncall.override_intents import (
    AskCover,
    MakeOverride,
    RemoveOverride,
    Take,
    TakeCover,
)
from handlers.intents.oncall.page_intents import (
    Acknowledge,
    Drill,
    HandUp,
    ListPages,
    NewPage,
    PageCase,
    PageCustomer,
    ShowPage,
    Stop,
)
from handlers.intents.oncall.rotation_intents import (
    EditRotation,
    EndRotation,
    NewRotation,
    SetRotation,
    ShowRotations,
)
from handlers.intents.pieces.instants import written_instant
from handlers.intents.pieces.taking import joined


@dataclass(frozen=True, slots=True)
class ShowOncall:
    """Show who is on call now, and who follows."""

    writes: ClassVar[bool] = False

    def typed(self) -> str:
        """Return the canonical text, which is empty."""
        return ""


@dataclass(frozen=True, slots=True)
class WhoAt:
    """Show who is on call at an aware instant (None means now), in one rotation or in all."""

    writes: ClassVar[bool] = False

    at: datetime | None = None
    rotation: str | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        return joined("who", self.rotation, f"at {written_instant(self.at)}" if self.at else None)


@dataclass(frozen=True, slots=True)
class ShiftsOf:
    """Show when a person (Slack's id; None means me) is on call in the weeks to come."""

    writes: ClassVar[bool] = False

    user_id: str | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        return f"who <@{self.user_id}>" if self.user_id else "who me"


@dataclass(frozen=True, slots=True)
class ShowCalendar:
    """Show the shifts of the next days, 1 to 92, of one rotation or of all."""

    writes: ClassVar[bool] = False

    days: int = 14
    rotation: str | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        return joined("calendar", self.rotation, f"{self.days} days")


@dataclass(frozen=True, slots=True)
class Check:
    """Check who cannot be reached, and when nobody is on call (O7)."""

    writes: ClassVar[bool] = False

    def typed(self) -> str:
        """Return the canonical text."""
        return "check"


@dataclass(frozen=True, slots=True)
class Contact:
    """Open the form for how I am reached."""

    writes: ClassVar[bool] = False
    opens: ClassVar[str] = "How you are reached"

    def typed(self) -> str:
        """Return the canonical text."""
        return "contact"


@dataclass(frozen=True, slots=True)
class Feed:
    """Give the address of my shifts, or a rotation's, for a calendar; or make it stop working."""

    writes: ClassVar[bool] = True

    rotation: str | None = None
    revoke: bool = False

    def typed(self) -> str:
        """Return the canonical text."""
        return joined("feed", self.rotation, "revoke" if self.revoke else None)


OncallIntent = (
    ShowOncall
    | WhoAt
    | ShiftsOf
    | ShowCalendar
    | Take
    | MakeOverride
    | RemoveOverride
    | AskCover
    | TakeCover
    | ShowRotations
    | EditRotation
    | NewRotation
    | SetRotation
    | EndRotation
    | ShowLadder
    | EditLadder
    | SetLadder
    | DropLadder
    | Contact
    | Drill
    | Check
    | NewPage
    | NewPage
    | PageCase
    | PageCustomer
    | ListPages
    | ShowPage
    | Acknowledge
    | HandUp
    | Stop
    | Feed
)
