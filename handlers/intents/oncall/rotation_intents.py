"""What somebody may want of rotations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import ClassVar

from handlers.intents.pieces.days import written_weekday
from handlers.intents.pieces.taking import ANYWAY, joined


@dataclass(frozen=True, slots=True)
class ShowRotations:
    """Show all rotations."""

    writes: ClassVar[bool] = False

    def typed(self) -> str:
        """Return the canonical text."""
        return "rotation"


@dataclass(frozen=True, slots=True)
class EditRotation:
    """Open the form of a rotation."""

    writes: ClassVar[bool] = False
    opens: ClassVar[str] = "Rotation"

    name: str

    def typed(self) -> str:
        """Return the canonical text."""
        return f"rotation edit {self.name}"


@dataclass(frozen=True, slots=True)
class NewRotation:
    """Open the form of a rotation that is still to be made."""

    writes: ClassVar[bool] = False
    opens: ClassVar[str] = "New rotation"

    def typed(self) -> str:
        """Return the canonical text."""
        return "rotation add"


@dataclass(frozen=True, slots=True)
class SetRotation:
    """Make a rotation, or its new version (O1, O2): `people` (Slack's ids) in order.

    Each shift lasts `days` and begins at `handover` on the wall clock of `zone` (None means the
    business zone); the first on `first_day`. `weekday` is that of every handover, if it was said in
    weeks.
    """

    writes: ClassVar[bool] = True

    name: str
    days: int
    weekday: int | None
    handover: time
    first_day: date
    people: tuple[str, ...]
    zone: str | None = None
    anyway: bool = False

    @property
    def user_ids(self) -> tuple[str, ...]:
        """Everyone whom it names."""
        return self.people

    def typed(self) -> str:
        """Return the canonical text."""
        return joined(
            f"rotation {self.name} {self._often()} {self.handover:%H:%M} from {self.first_day}",
            f"in {self.zone}" if self.zone else None,
            *(f"<@{person}>" for person in self.people),
            ANYWAY if self.anyway else None,
        )

    def _often(self) -> str:
        if self.weekday is None:
            return "daily" if self.days == 1 else f"every {self.days} days"
        weeks = self.days // 7
        often = "weekly" if weeks == 1 else f"every {weeks} weeks"
        return f"{often} {written_weekday(self.weekday)}"


@dataclass(frozen=True, slots=True)
class EndRotation:
    """Let nobody be in a rotation any more (O2): from now, or from its handover on a day."""

    writes: ClassVar[bool] = True

    name: str
    day: date | None = None
    anyway: bool = False

    def typed(self) -> str:
        """Return the canonical text."""
        return joined(
            f"rotation {self.name} end",
            f"from {self.day}" if self.day else None,
            ANYWAY if self.anyway else None,
        )
