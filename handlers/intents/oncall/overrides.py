"""The grammar of what changes who is on call: `take`, `override` and `cover`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from handlers.intents.oncall.rotations import a_rotation, rotation_if_any, take_rotation
from handlers.intents.pieces.ahead import UNTIL
from handlers.intents.pieces.instants import written_instant
from handlers.intents.pieces.intent import Intent, Word
from handlers.intents.pieces.line import Words
from handlers.intents.pieces.reading import NotUnderstood, Reading
from handlers.intents.pieces.taking import ANYWAY, joined, take_end, take_number
from handlers.intents.pieces.who_and_when import (
    names_person,
    take_instant,
    take_someone,
    take_stretch,
)
from handlers.intents.pieces.written import Anyway, UserOrMe, Written
from models.problems import Missing
from models.rules.permissions import Permission


class Take(Intent):
    """Put a person (Slack's id; None means me) on call from now until an aware instant."""

    word = Word(
        "/oncall take",
        Permission.THEMSELVES,
        help={
            "/oncall take primary [for @ben] until mon 09:00": (
                "you are on call from now on; an admin also puts in Ben"
            ),
        },
        examples=("/oncall take primary until mon 09:00",),
        reserves=("for", "until", "till"),
        writes=True,
    )

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

    @staticmethod
    def read(words: Words, reading: Reading) -> Take:
        """Read `primary [for @ben] until mon 09:00`."""
        anyway = words.take_last(ANYWAY)
        _put_rotation_first(words, reading)
        rotation = take_rotation(
            words, reading, f"/oncall take {a_rotation(reading)} until mon 09:00"
        )
        example = f"/oncall take {rotation} until mon 09:00"
        user_id = None
        if names_person(words, reading):
            user_id = take_someone(
                words, reading, f"/oncall take {rotation} for @ben until mon 09:00"
            )
        if words.word() not in UNTIL:
            raise Missing("Until when? What is missing is `until` and a time.", example)
        words.take()
        until = take_instant(words, reading, example)
        take_end(words, example)
        return Take(rotation, until, user_id, anyway)


class MakeOverride(Intent):
    """Put a person (Slack's id; None means me) on call for a stretch (O2)."""

    word = Word(
        "/oncall override",
        Permission.THEMSELVES,
        help={
            "/oncall override primary me fri 18:00 to mon 09:00": (
                "you are on call for a stretch; an admin also puts in `@ben`"
            ),
        },
        reserves=("me", "from", "to"),
        writes=True,
    )

    rotation: str
    user_id: UserOrMe | None
    start: Annotated[datetime, Written(spelled=written_instant)]
    end: Annotated[datetime, Written("to {}", written_instant)]
    anyway: Anyway = False

    @staticmethod
    def read(words: Words, reading: Reading) -> MakeOverride | RemoveOverride:
        """Read `primary @ben fri 18:00 to mon 09:00`, or `remove 3`."""
        if words.word() in {"remove", "undo"}:
            words.take()
            example = "/oncall override remove 3"
            if words.done:
                raise Missing("Which override? `/oncall calendar` shows their numbers.", example)
            number = take_number(words, "the override's number", example)
            take_end(words, f"/oncall override remove {number}")
            return RemoveOverride(number)
        anyway = words.take_last(ANYWAY)
        example = f"/oncall override {a_rotation(reading)} me fri 18:00 to mon 09:00"
        _put_rotation_first(words, reading)
        rotation = take_rotation(words, reading, example)
        example = f"/oncall override {rotation} me fri 18:00 to mon 09:00"
        if not names_person(words, reading):
            raise Missing("Who? The person comes before the times: `@ben`, or `me`.", example)
        user_id = take_someone(words, reading, example)
        start, end = take_stretch(words, reading, example)
        return MakeOverride(rotation, user_id, start, end, anyway)


class RemoveOverride(Intent):
    """Take an override back: from now on it counts no more (O2)."""

    word = Word(
        "/oncall override remove",
        Permission.THEMSELVES,
        help={
            "/oncall override remove 3": "takes an override back; `/oncall calendar` numbers them"
        },
        begins="override remove",
        reserves=("remove", "undo"),
        writes=True,
    )

    override: int


class AskCover(Intent):
    """Ask who would be on call instead of me for a stretch; None means all my rotations."""

    word = Word(
        "/oncall cover",
        Permission.THEMSELVES,
        help={"/oncall cover [primary] fri 18:00 to mon 09:00": "asks who would stand in for you"},
        words=("cover", "handover", "handoff", "swap"),
        writes=True,
    )

    rotation: str | None
    start: Annotated[datetime, Written(spelled=written_instant)]
    end: Annotated[datetime, Written("to {}", written_instant)]

    @staticmethod
    def read(words: Words, reading: Reading) -> AskCover | TakeCover:
        """Read `[primary] fri 18:00 to mon 09:00`, or `take 3`."""
        if words.word() == "take":
            words.take()
            request = take_number(words, "the request's number", "/oncall cover take 3")
            take_end(words, f"/oncall cover take {request}")
            return TakeCover(request)
        example = f"/oncall cover {a_rotation(reading)} fri 18:00 to mon 09:00"
        _refuse_person(words, reading, a_rotation(reading))
        rotation = rotation_if_any(words, reading, example)
        _refuse_person(words, reading, rotation or a_rotation(reading))
        start, end = take_stretch(words, reading, example)
        return AskCover(rotation, start, end)


def _put_rotation_first(words: Words, reading: Reading) -> None:
    """Put a rotation before the person who was said first: `me primary`, `for @ben primary`."""
    behind = 1 + (words.word() == "for")
    if names_person(words, reading) and words.word(behind) in reading.rotations:
        words.put_first(behind, 1)


def _refuse_person(words: Words, reading: Reading, rotation: str) -> None:
    """Refuse to hand a shift to somebody: people are asked for cover, or an admin decides."""
    words.skip(words.word() in {"to", "with"})
    if names_person(words, reading):
        times = "fri 18:00 to mon 09:00"
        raise NotUnderstood(
            "To let somebody stand in for you, ask for cover, and whoever can takes it. An admin "
            f"puts in whom you mean: `/oncall override {rotation} {words.text(1)} {times}`.",
            f"/oncall cover {rotation} {times}",
        )


class TakeCover(Intent):
    """Say that I will be on call instead of whoever asked."""

    word = Word("/oncall cover take", Permission.THEMSELVES, begins="cover take", writes=True)

    request: int


OverrideIntent = Take | MakeOverride | RemoveOverride | AskCover | TakeCover


def _stretch(start: datetime, end: datetime) -> str:
    return f"{written_instant(start)} to {written_instant(end)}"
