"""What somebody may want of who is on call, of ladders and of pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar

from handlers.intents.customers import written_customer
from handlers.intents.days import WEEKDAYS
from handlers.intents.instants import written_instant
from handlers.intents.pieces import joined
from handlers.intents.words import quoted
from models.rules.ladder import Ladder, Rung, Target


def written_weekday(number: int) -> str:
    """Return a weekday as it is typed: 0 is `mon`."""
    return next(name for name, weekday in WEEKDAYS.items() if weekday == number)


def _stretch(start: datetime, end: datetime) -> str:
    return f"{written_instant(start)} to {written_instant(end)}"


ANYWAY = "--anyway"  # also for somebody who can't be reached outside Slack


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


@dataclass(frozen=True, slots=True)
class ShowLadder:
    """Show a customer's ladder (the name as typed); None means the default one (O3, R5)."""

    writes: ClassVar[bool] = False

    customer: str | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        return joined("ladder", _of(self.customer))


@dataclass(frozen=True, slots=True)
class EditLadder:
    """Open the form of a customer's ladder; None means the default one."""

    writes: ClassVar[bool] = False
    opens: ClassVar[str] = "Ladder"

    customer: str | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        return joined("ladder edit", _of(self.customer))


@dataclass(frozen=True, slots=True)
class SetLadder:
    """Give a customer (as typed) a ladder of its own, or change the default one (O3, R5)."""

    writes: ClassVar[bool] = True

    customer: str | None
    ladder: Ladder

    @property
    def user_ids(self) -> tuple[str, ...]:
        """Every person whom it names."""
        targets = (target for rung in self.ladder.rungs for target in rung.targets)
        return tuple(dict.fromkeys(each.name for each in targets if each.kind == "person"))

    def typed(self) -> str:
        """Return the canonical text."""
        return joined("ladder", _of(self.customer), typed_ladder(self.ladder))


@dataclass(frozen=True, slots=True)
class DropLadder:
    """Let the default ladder serve a customer (as typed) again."""

    writes: ClassVar[bool] = True

    customer: str

    def typed(self) -> str:
        """Return the canonical text."""
        return f"ladder {written_customer(self.customer)} default"


@dataclass(frozen=True, slots=True)
class Contact:
    """Open the form for how I am reached."""

    writes: ClassVar[bool] = False
    opens: ClassVar[str] = "How you are reached"

    def typed(self) -> str:
        """Return the canonical text."""
        return "contact"


@dataclass(frozen=True, slots=True)
class Drill:
    """Reach me in every way that I gave, as a page would."""

    writes: ClassVar[bool] = True

    def typed(self) -> str:
        """Return the canonical text."""
        return "test"


@dataclass(frozen=True, slots=True)
class Check:
    """Check who cannot be reached, and when nobody is on call (O7)."""

    writes: ClassVar[bool] = False

    def typed(self) -> str:
        """Return the canonical text."""
        return "check"


@dataclass(frozen=True, slots=True)
class PageCase:
    """Page the ladder about a case, perhaps with a text."""

    writes: ClassVar[bool] = True

    case: int
    text: str | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        return joined(f"page #{self.case}", quoted(self.text) if self.text else None)


@dataclass(frozen=True, slots=True)
class PageCustomer:
    """Page a customer's ladder (the name as typed) about what has no case."""

    writes: ClassVar[bool] = True

    customer: str
    text: str

    def typed(self) -> str:
        """Return the canonical text."""
        return f"page {written_customer(self.customer)} {quoted(self.text)}"


@dataclass(frozen=True, slots=True)
class NewPage:
    """Open the form that pages about a case or a customer."""

    writes: ClassVar[bool] = False
    opens: ClassVar[str] = "Page somebody"

    def typed(self) -> str:
        """Return the canonical text."""
        return "page"


@dataclass(frozen=True, slots=True)
class ListPages:
    """List the pages, running ones first."""

    writes: ClassVar[bool] = False

    def typed(self) -> str:
        """Return the canonical text."""
        return "pages"


@dataclass(frozen=True, slots=True)
class ShowPage:
    """Show one page: whom it reached, when and how."""

    writes: ClassVar[bool] = False

    page: int

    def typed(self) -> str:
        """Return the canonical text."""
        return f"pages {self.page}"


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """Acknowledge a page: it is mine (O5)."""

    writes: ClassVar[bool] = True

    page: int

    def typed(self) -> str:
        """Return the canonical text."""
        return f"ack {self.page}"


@dataclass(frozen=True, slots=True)
class HandUp:
    """Hand a page up to the next rung now."""

    writes: ClassVar[bool] = True

    page: int

    def typed(self) -> str:
        """Return the canonical text."""
        return f"handup {self.page}"


@dataclass(frozen=True, slots=True)
class Stop:
    """Stop a page with a reason (R7); without one a form asks for it."""

    page: int
    because: str | None = None

    @property
    def writes(self) -> bool:
        """Whether the reason is there; else it opens a form."""
        return self.because is not None

    @property
    def opens(self) -> str | None:
        """The title of that form, or None."""
        return None if self.writes else "Stop a page"

    def typed(self) -> str:
        """Return the canonical text."""
        return joined(
            f"stop {self.page}", f"because {quoted(self.because)}" if self.because else ""
        )


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
    | PageCase
    | PageCustomer
    | ListPages
    | ShowPage
    | Acknowledge
    | HandUp
    | Stop
    | Feed
)


def typed_ladder(ladder: Ladder) -> str:
    """Return a ladder as it is typed: `0 primary, 5 secondary, 15 everyone, every 15`."""
    return ", ".join((*map(_rung, ladder.rungs), f"every {_minutes(ladder.every)}"))


def _rung(rung: Rung) -> str:
    return f"{_minutes(rung.after)} {' + '.join(map(_target, rung.targets))}"


def _target(target: Target) -> str:
    if target.kind == "person":
        return f"<@{target.name}>"
    if target.kind == "channel":
        return f"<#{target.name}>"
    if target.kind == "everyone":
        return joined("everyone", target.name)
    return target.name


def _minutes(span: timedelta) -> int:
    return span // timedelta(minutes=1)


def _of(customer: str | None) -> str | None:
    return written_customer(customer) if customer else None
