"""At each handover: a note of who hands to whom, and user groups that follow at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from models.rows.outbox import Remembered
from models.rules.rotation import BEGINNING, Rotation, Shift, next_change, on_call
from models.usecases.letter import Letter, Way, edit_later, say_later
from models.usecases.oncall import rotations
from models.usecases.turn import Turn


@dataclass(frozen=True)
class ChangeOfPerson:
    """Who was on call in a rotation `before` an instant; None for nobody."""

    rotation: str
    before: Annotated[str | None, Field(alias="from")]
    at: datetime


class Handover(Letter, topic="handover", called="a handover"):
    """The note of who hands to whom."""

    changes: tuple[ChangeOfPerson, ...]


class GroupMembers(Letter, topic="usergroup", called="who is on call", way=Way.GROUP):
    """Makes a user group follow: whoever is on call when it goes out."""

    def sets_out(self, turn: Turn, recipient: str) -> None:
        """Remember whom the group is about to have, so that a look tells whether it still holds."""
        turn.is_news(_key_of(recipient), ",".join(members_of(turn, recipient)))


_MOMENT = timedelta(microseconds=1)
_OLD_NEWS = timedelta(hours=12)  # a handover longer ago is no news, after a long silence


def hand_over(turn: Turn) -> datetime:
    """Say every change of person that has come and was not said yet, and let groups follow.

    Return the instant until which there is nothing else to do, unless something is written.
    """
    changes, until = [], turn.next_midnight
    found = rotations.rotations(turn.session)
    for rotation in found:
        if (following := next_change(rotation, turn.moment)) is not None:
            until = min(until, following.start)
        shift = on_call(rotation, turn.moment)
        if not turn.is_news(f"on call:{rotation.name}", shift.person or ""):
            continue
        before = _before(rotation, shift)
        if shift.start >= turn.moment - _OLD_NEWS and before != shift.person:
            changes.append(ChangeOfPerson(rotation.name, before, shift.start))
    if changes and turn.desk.sev1_channel:
        say_later(turn, turn.desk.sev1_channel, Handover(tuple(changes)))
    _sync_groups(turn, found)
    return until


def _before(rotation: Rotation, shift: Shift) -> str | None:
    return on_call(rotation, shift.start - _MOMENT).person if shift.start > BEGINNING else None


def _sync_groups(turn: Turn, found: Sequence[Rotation]) -> None:
    """Let each user group that is out of step follow its rotations; it is never emptied.

    What is looked at is whom it should have, not what was once written: a letter that waits goes
    out with whoever is on call by then.
    """
    for group in turn.desk.usergroups:
        kept = turn.session.get(Remembered, _key_of(group))
        members = _members(turn, group, found)
        if members and (kept is None or kept.value != ",".join(members)):
            edit_later(turn, group, GroupMembers(), lane=group)


def members_of(turn: Turn, group: str) -> Sequence[str]:
    """Return who is on call in the rotations of a user group, each once; maybe nobody."""
    return _members(turn, group, rotations.rotations(turn.session))


def _members(turn: Turn, group: str, found: Sequence[Rotation]) -> Sequence[str]:
    names = turn.desk.usergroups.get(group, ())
    return sorted({person for name in names if (person := rotations.who_of(turn, found, name))})


def _key_of(group: str) -> str:
    return f"group:{group}"
