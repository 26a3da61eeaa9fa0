"""O3: in which order people are reached for a page, and when.

A ladder is frozen when its page starts: it travels with the page as text (`written`), and
`read_ladder` reads it back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from models.rules.closed_sets import Named


class ReachKind(Named, called="something that a rung reaches"):
    """What a rung may reach."""

    ROTATION = "rotation"
    EVERYONE = "everyone"
    PERSON = "person"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a rung reaches: who is on call in a rotation, everyone of it, a person, or a channel.

    `name` is the rotation's name or Slack's id; `everyone` without a name is everyone of the
    rotations that the ladder names.
    """

    kind: ReachKind
    name: str = ""


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a ladder: `after` so long without an acknowledgement, reach these."""

    after: timedelta
    reaches: tuple[Reach, ...]


@dataclass(frozen=True, slots=True)
class Ladder:
    """Rungs in order of time (at least one), and how often all of them ring after the last (O3).

    A page climbs for ever: rung numbers go on beyond the last rung, and never stop silently.
    """

    rungs: tuple[Rung, ...]
    every: timedelta

    def reaches(self, number: int) -> tuple[Reach, ...]:
        """Return whom step `number` (from 0) reaches; beyond the last rung it is all of them."""
        if number < len(self.rungs):
            return self.rungs[number].reaches
        return self.whole

    def after(self, number: int) -> timedelta:
        """Return how long after the page's start step `number` is due."""
        beyond = number - (len(self.rungs) - 1)
        if beyond <= 0:
            return self.rungs[number].after
        return self.rungs[-1].after + beyond * self.every

    def wait_after(self, number: int) -> timedelta:
        """Return how long to wait between step `number` and the next one."""
        return self.after(number + 1) - self.after(number)

    def repeats(self, number: int) -> bool:
        """Whether step `number` lies beyond the last rung."""
        return number >= len(self.rungs)

    @property
    def whole(self) -> tuple[Reach, ...]:
        """What all its rungs reach, in order, each once."""
        return tuple(dict.fromkeys(reach for rung in self.rungs for reach in rung.reaches))

    def named(self, *kinds: ReachKind) -> tuple[str, ...]:
        """Return the names of what its rungs reach of these kinds, in order, each once."""
        return tuple(dict.fromkeys(each.name for each in self.whole if each.kind in kinds))


def _minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


DEFAULT_LADDER = Ladder(
    (
        Rung(_minutes(0), (Reach(ReachKind.ROTATION, "primary"),)),
        Rung(_minutes(5), (Reach(ReachKind.ROTATION, "secondary"),)),
        Rung(_minutes(15), (Reach(ReachKind.EVERYONE),)),
    ),
    _minutes(15),
)


def written(ladder: Ladder) -> dict[str, object]:
    """Return a ladder as plain data, for a row."""
    return {
        "rungs": [
            {
                "after": int(rung.after.total_seconds() // 60),
                "targets": [[reach.kind, reach.name] for reach in rung.reaches],
            }
            for rung in ladder.rungs
        ],
        "every": int(ladder.every.total_seconds() // 60),
    }


def read_ladder(data: dict[str, object]) -> Ladder:
    """Return the ladder that `written` wrote."""
    rungs = data["rungs"]
    assert isinstance(rungs, Iterable)
    return Ladder(
        tuple(
            Rung(
                _minutes(rung["after"]),
                tuple(Reach(ReachKind(kind), name) for kind, name in rung["targets"]),
            )
            for rung in rungs
        ),
        _minutes(int(str(data["every"]))),
    )
