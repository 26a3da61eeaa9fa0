"""What is said later: each letter is a frozen dataclass beside the use case that writes it.

Its fields are the facts from which it is worded when it goes out. It says what it is called for
people, the way it goes, and what its arrival, or its being given up, changes. `outbox` sends it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from typing import ClassVar, Final, dataclass_transform

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select

from models.rows.bell import Duty
from models.rows.outbox import OutboxRow
from models.usecases import finding
from models.usecases.turn import Turn


class Way(Enum):
    """The way on which a letter goes out."""

    SLACK = "slack"  # a message to a person or in a channel, new or edited in place
    OUTSIDE = "outside"  # to a telephone and the like
    GROUP = "group"  # the members of a user group
    HOME = "home"  # somebody's Home, published anew
    MAIL = "mail"  # to whoever has written by mail
    FILE = "file"  # a file to a person or a channel of Slack's, made when it goes out


PAST_SLACK: Final = frozenset({Way.OUTSIDE, Way.MAIL})
"""The ways that lead nowhere near Slack, so that it does not matter whether that is there."""


@dataclass(frozen=True)
class Place:
    """Where Slack put a message."""

    channel_id: str
    ts: str


@dataclass(frozen=True)
class Arrived:
    """A letter went out: to whom, from the facts of which instant, and where it is now.

    `number` is the letter's in the outbox: what was left there later has a higher one.
    `cautious`: it is worded for outsiders because Slack did not say whether any read it.
    """

    recipient: str
    written_at: datetime
    worded_at: datetime
    place: Place | None = None
    cautious: bool = False
    number: int = 0


@dataclass_transform(frozen_default=True)
class Letter:
    """What is said later. A kind is a subclass, a frozen dataclass; it overrides what it does
    otherwise.

    `topic` names the kind in the outbox's rows, `called` says to people what was not delivered.
    What is `urgent` goes first, and is tried again within half a minute. What may `gather` goes out
    in one message with what waits behind it in its lane. What is `in_place` shows how things stand
    where they were shown before.
    """

    topic: ClassVar[str]
    called: ClassVar[str]
    way: ClassVar[Way]
    urgent: ClassVar[bool]
    gather: ClassVar[bool]
    in_place: ClassVar[bool]

    def __init_subclass__(
        cls,
        *,
        topic: str,
        called: str,
        way: Way = Way.SLACK,
        urgent: bool = False,
        gather: bool = False,
        in_place: bool = False,
    ) -> None:
        super().__init_subclass__()
        dataclass(frozen=True)(cls)
        cls.topic, cls.called, cls.way, cls.urgent = topic, called, way, urgent
        cls.gather, cls.in_place = gather, in_place
        _KINDS[topic] = cls

    def lane(self, recipient: str) -> str:
        """Return the lane in which it goes: within one, order is kept."""
        return recipient

    @property
    def case_number(self) -> int | None:
        """The case that it is about, if it names one."""
        return getattr(self, "case", None)

    @property
    def page_number(self) -> int | None:
        """The page that it is about, if it names one."""
        return getattr(self, "page", None)

    # --- what becomes of it, in the transaction that records it -------------------------------

    def sets_out(self, turn: Turn, recipient: str) -> None:
        """It is about to be sent, which is recorded before."""

    def arrived(self, turn: Turn, arrived: Arrived) -> None:
        """It went out."""

    def was_needless(self, turn: Turn) -> None:
        """There was nothing to say any more."""

    def found_nothing(self, turn: Turn) -> None:
        """The message that it was to edit, or to reply to, was deleted."""

    def failed(self, turn: Turn, error: str) -> None:
        """An attempt failed; it is tried again, or was given up."""

    def given_up(self, turn: Turn, recipient: str) -> None:
        """Nobody will get it."""

    # --- its row ------------------------------------------------------------------------------

    def to_about(self) -> dict[str, object]:
        """Return its facts as JSON; what has its default is left out."""
        about: dict[str, object] = _json_of(self.topic).dump_python(
            self, mode="json", by_alias=True, exclude_defaults=True
        )
        return about


_KINDS: dict[str, type[Letter]] = {}


def kinds() -> Collection[type[Letter]]:
    """Return every kind of letter."""
    return _KINDS.values()


def topics(*ways: Way) -> list[str]:
    """Return the topics of the letters that go out on these ways."""
    return [kind.topic for kind in kinds() if kind.way in ways]


def read(topic: str, about: Mapping[str, object]) -> Letter | None:
    """Return the letter that a row holds; None if this version can't read it: a newer one can."""
    try:
        return _json_of(topic).validate_python(about) if topic in _KINDS else None
    except ValidationError:
        return None


@cache
def _json_of(topic: str) -> TypeAdapter[Letter]:
    return TypeAdapter(_KINDS[topic])


# --- leaving it in the outbox ---------------------------------------------------------------------


def say_later(
    turn: Turn, recipient: str, letter: Letter, *, after: timedelta = timedelta()
) -> None:
    """Leave a letter in the outbox: it goes out if, and only if, this turn is committed."""
    _leave(turn, recipient, letter, letter.lane(recipient), after)


def edit_later(turn: Turn, recipient: str, letter: Letter, *, lane: str) -> None:
    """Let a message be edited in place, in a lane of its own.

    An edit that waits already will show this too, in the message that is meant by now. It is
    held until this turn is committed, so that no sender words it before.
    """
    found = select(OutboxRow).where(
        OutboxRow.lane == lane, OutboxRow.done_at.is_(None), OutboxRow.claimed_until.is_(None)
    )
    waits = turn.session.scalars(found.with_for_update(skip_locked=True)).first()
    if waits is None:
        _leave(turn, recipient, letter, lane)
    elif waits.about != (about := letter.to_about()):
        waits.about = about


def _leave(
    turn: Turn, recipient: str, letter: Letter, lane: str, after: timedelta = timedelta()
) -> None:
    turn.session.add(
        OutboxRow(
            recipient=finding.channel_now(turn, recipient),
            lane=lane,
            urgent=letter.urgent,
            topic=letter.topic,
            about=letter.to_about(),
            at=turn.moment,
            due_at=turn.moment + after,
            attempts=0,
        )
    )
    turn.wake_worker(_whose(letter))


def _whose(letter: Letter) -> frozenset[Duty]:
    """Return whose duty it is to bring a letter out."""
    if letter.way is Way.OUTSIDE:
        return frozenset({Duty.CALL})
    if letter.way is Way.MAIL:
        return frozenset({Duty.MAIL})
    if letter.way is Way.FILE:
        return frozenset({Duty.FILE})
    return frozenset({Duty.SEND, Duty.PAGE} if letter.urgent else {Duty.SEND})
