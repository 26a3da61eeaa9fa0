"""O7: what would go wrong with being on call in the next 14 days, said before it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from models.rules.closed_sets import Named
from models.rules.ladder import Ladder, Reach, ReachKind
from models.rules.permissions import Permission
from models.rules.rotation import Rotation, shifts
from models.rules.service_definition import OPENING_HOUR
from models.rules.writing import duration
from models.usecases import people
from models.usecases.letter import Letter, say_later
from models.usecases.oncall import contacts, rotations
from models.usecases.oncall.ladders import ladder_of, own_ladders
from models.usecases.turn import Turn

AHEAD = timedelta(days=14)


class DailyCheck(Letter, topic="check", called="the daily on-call check"):
    """Tells the admins what is wrong by then."""


class Trouble(Named, called="a finding"):
    """What can be wrong with who is on call."""

    KEY = "key"  # does not open addresses outside Slack
    NOTHING = "nothing"  # there is no rotation
    GAP = "gap"
    GONE = "gone"
    UNREACHABLE = "unreachable"  # outside Slack
    ALONE = "alone"  # in a rotation
    RUNG = "rung"  # that would reach nobody


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong; `detail` says whose rung it is, or why somebody is gone;
    `count` is of addresses.
    """

    what: Trouble
    rotation: str = ""
    person: str = ""
    start: datetime | None = None
    end: datetime | None = None
    detail: str = ""
    count: int = 0


@people.may(Permission.EVERYBODY)
def check(turn: Turn) -> list[Finding]:
    """Return everything that is wrong with the next 14 days (O7), the worst first."""
    found = rotations.standing(turn.session, turn.moment)
    if not found:
        return [*_unread(turn), Finding(Trouble.NOTHING)]
    return [
        *_unread(turn),
        *_gaps(turn, found),
        *_dead_rungs(turn, found),
        *_people(turn, found),
        *_alone(found),
    ]


def _unread(turn: Turn) -> Iterator[Finding]:
    if lost := contacts.readable(turn).lost:
        yield Finding(Trouble.KEY, count=lost)


def _gaps(turn: Turn, found: list[Rotation]) -> Iterator[Finding]:
    end = turn.moment + AHEAD
    for rotation in found:
        for shift in shifts(rotation, turn.moment, end):
            begins = max(shift.start, turn.moment)
            if shift.person is None and not rotation.has_ended(begins):
                yield Finding(Trouble.GAP, rotation.name, start=begins, end=min(shift.end, end))


def _people(turn: Turn, found: list[Rotation]) -> Iterator[Finding]:
    end = turn.moment + AHEAD
    names = {
        person: rotation.name
        for rotation in reversed(found)
        for shift in shifts(rotation, turn.moment, end)
        for person in (shift.person, *rotation.people)
        if person
    }
    names |= {person: "a ladder" for person in _on_ladders(turn) if person not in names}
    gone = people.gone(turn, names)
    unreachable = set(contacts.unreachable(turn, names))
    for person, rotation_name in names.items():
        if person in gone:
            yield Finding(Trouble.GONE, rotation_name, person, detail=gone[person])
        elif person in unreachable:
            yield Finding(Trouble.UNREACHABLE, rotation_name, person)


def _on_ladders(turn: Turn) -> set[str]:
    """Whom the default ladder and customers' own name in person."""
    ladders = [ladder_of(turn, None), *(ladder for _, ladder in own_ladders(turn))]
    return {name for ladder in ladders for name in ladder.named(ReachKind.PERSON)}


def _alone(found: list[Rotation]) -> Iterator[Finding]:
    for rotation in found:
        if len(set(rotation.people)) == 1:
            yield Finding(Trouble.ALONE, rotation.name, rotation.people[0])


def _dead_rungs(turn: Turn, found: list[Rotation]) -> Iterator[Finding]:
    """Rungs of the default ladder and of customers' own that would reach nobody."""
    yield from _dead_rungs_of(turn, ladder_of(turn, None), "the default ladder", found)
    for customer, ladder in own_ladders(turn):
        yield from _dead_rungs_of(turn, ladder, f"{customer.key}'s ladder", found)


def _dead_rungs_of(
    turn: Turn, ladder: Ladder, whose: str, found: list[Rotation]
) -> Iterator[Finding]:
    for rung in ladder.rungs:
        if not any(_means_anybody(turn, reach, ladder, found) for reach in rung.reaches):
            minutes = int(rung.after.total_seconds() // 60)
            yield Finding(Trouble.RUNG, detail=f"{whose}, after {duration(minutes)}")


def _means_anybody(turn: Turn, reach: Reach, ladder: Ladder, found: list[Rotation]) -> bool:
    """Whether a reach could mean anybody at some time of the next 14 days."""
    if reach.kind is ReachKind.CHANNEL:
        return True
    if reach.kind is ReachKind.PERSON:
        return not people.gone(turn, [reach.name])
    names = [reach.name] if reach.name else ladder.named(ReachKind.ROTATION)
    end = turn.moment + AHEAD
    return any(
        shift.person is not None
        for rotation in found
        if rotation.name in names
        for shift in shifts(rotation, turn.moment, end)
    )


def check_daily(turn: Turn) -> datetime:
    """Once a day, from 09:00 on, tell the admins what is wrong, if anything is.

    Return the instant until which there is nothing else to do, unless something is written.
    """
    nine = turn.calendar.instant(turn.today, time(OPENING_HOUR))
    if turn.moment < nine:
        return nine
    is_due = turn.is_news("checked", turn.today.isoformat())
    for admin in people.admins(turn) if is_due and check(turn) else ():
        say_later(turn, admin, DailyCheck())
    return turn.next_midnight
