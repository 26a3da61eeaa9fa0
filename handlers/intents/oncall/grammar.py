"""The grammar of `/oncall`; rotations, ladders, overrides and pages have theirs apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

from handlers.intents.oncall.ladders import (
    DropLadder,
    EditLadder,
    SetLadder,
    ShowLadder,
    read_ladder,
)
from handlers.intents.oncall.overrides import (
    AskCover,
    MakeOverride,
    RemoveOverride,
    Take,
    TakeCover,
    read_cover,
    read_override,
    read_take,
)
from handlers.intents.oncall.pages import (
    Acknowledge,
    Drill,
    HandUp,
    ListPages,
    NewPage,
    PageCase,
    PageCustomer,
    ShowPage,
    Stop,
    read_acknowledge,
    read_hand,
    read_hand_up,
    read_page,
    read_pages,
    read_stop,
)
from handlers.intents.oncall.rotations import (
    MOST_DAYS,
    EditRotation,
    EndRotation,
    NewRotation,
    SetRotation,
    ShowRotations,
    a_rotation,
    read_rotation,
    rotation_if_any,
    take_days,
    take_rotation,
)
from handlers.intents.pieces.instants import written_instant
from handlers.intents.pieces.line import Words
from handlers.intents.pieces.reading import Help, Reading
from handlers.intents.pieces.suggestions import understood_example
from handlers.intents.pieces.taking import dispatch, joined, take_end
from handlers.intents.pieces.who_and_when import names_person, take_instant, take_someone
from models.problems import Problem


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


HELP: Final = Help(
    summary="Who is on call, and what happens when somebody is needed.",
    rows=(
        ("/oncall", "who is on call now, and who follows"),
        ("/oncall who [primary] [at fri 03:00] · who @ben", "who is on call then; when Ben is"),
        ("/oncall calendar [primary] [2 weeks]", "the shifts to come"),
        (
            "/oncall take primary [for @ben] until mon 09:00",
            "you are on call from now on; an admin also puts in Ben",
        ),
        (
            "/oncall override primary me fri 18:00 to mon 09:00",
            "you are on call for a stretch; an admin also puts in `@ben`",
        ),
        ("/oncall override remove 3", "takes an override back; `/oncall calendar` numbers them"),
        ("/oncall cover [primary] fri 18:00 to mon 09:00", "asks who would stand in for you"),
        ("/oncall rotation [primary]", "the rotations; for admins, one's form"),
        (
            "/oncall rotation primary weekly mon 09:00 [from 2026-11-02] [in Europe/London] "
            "@ada @ben",
            "sets one: `weekly`, `fortnightly`, `daily`, `every 3 days`",
        ),
        ("/oncall rotation primary end [from 2026-11-30]", "nobody is in it from then on"),
        (
            "/oncall ladder [acme] [0 primary, 5 secondary + @ben, 15 everyone, every 15]",
            "shows or sets in which order people are reached; `edit` opens a form, `default` drops "
            "a customer's own",
        ),
        ("/oncall contact", "a form for how you are reached"),
        ("/oncall test", "reaches you in every way that you gave"),
        ("/oncall check", "gaps, and who cannot be reached"),
        ("/oncall page 12 [text] · page acme text", "pages about a case or a customer"),
        ("/oncall page", "a form for that, which shows beforehand whom it rings"),
        ("/oncall pages [5]", "the pages, or one of them"),
        (
            "/oncall ack 5 · handup 5 · stop 5 wrong customer",
            "it is mine; the next rung; it is over",
        ),
        ("/oncall feed [primary] [revoke]", "your shifts, or a rotation's, for your calendar"),
    ),
    examples=(
        "/oncall who at fri 03:00",
        "/oncall take primary until mon 09:00",
    ),
)


def understand(text: str, reading: Reading) -> OncallIntent | Help:
    """Return what the text after `/oncall` wants; nothing typed means who is on call now.

    Raises NotUnderstood or Missing with the sentence for the person.
    """
    try:
        return _understood(text, reading)
    except Problem as problem:
        problem.example = understood_example(problem.example, _understood, reading)
        raise


def _understood(text: str, reading: Reading) -> OncallIntent | Help:
    words = Words(text)
    if words.done:
        return ShowOncall()
    return dispatch("oncall", words, GRAMMAR, HELP, reading)


def _who(words: Words, reading: Reading) -> WhoAt | ShiftsOf:
    example = f"/oncall who {a_rotation(reading)} at fri 03:00"
    if names_person(words):
        user_id = take_someone(words, reading, "/oncall who @ben")
        take_end(words, "/oncall who @ben")
        return ShiftsOf(user_id)
    rotation = rotation_if_any(words, reading, example)
    if words.done:
        return WhoAt(None, rotation)
    words.skip(words.word() == "at")
    at = take_instant(words, reading, example, past=True)
    take_end(words, example)
    return WhoAt(at, rotation)


def _calendar(words: Words, reading: Reading) -> ShowCalendar:
    example = f"/oncall calendar {a_rotation(reading)} 2 weeks"
    rotation = rotation_if_any(words, reading, example)
    if words.done:
        return ShowCalendar(rotation=rotation)
    days, _ = take_days(words, MOST_DAYS, example)
    take_end(words, example)
    return ShowCalendar(days, rotation)


def _feed(words: Words, reading: Reading) -> Feed:
    example = f"/oncall feed {a_rotation(reading)}"
    revoke = words.take_last("revoke")
    if not words.done and words.word() == "revoke":
        words.take()
        revoke = True
    rotation = None
    if words.word() == "mine":
        words.take()
    elif not words.done:
        rotation = take_rotation(words, reading, example)
    take_end(words, example)
    return Feed(rotation, revoke)


def _alone(
    word: str, intent: Callable[[], OncallIntent]
) -> Callable[[Words, Reading], OncallIntent]:
    def read(words: Words, _: Reading) -> OncallIntent:
        take_end(words, f"/oncall {word}")
        return intent()

    return read


GRAMMAR: Final[Mapping[str, Callable[[Words, Reading], OncallIntent]]] = {
    "who": _who,
    "calendar": _calendar,
    "take": read_take,
    "override": read_override,
    "cover": read_cover,
    "rotation": read_rotation,
    "rotations": read_rotation,
    "ladder": read_ladder,
    "contact": _alone("contact", Contact),
    "test": _alone("test", Drill),
    "check": _alone("check", Check),
    "page": read_page,
    "pages": read_pages,
    "ack": read_acknowledge,
    "handup": read_hand_up,
    "hand": read_hand,
    "stop": read_stop,
    "feed": _feed,
}
