"""At each handover: a note of who hands to whom, and user groups that follow at once."""

from __future__ import annotations

from datetime import timedelta

from models.rules.rotation import BEGINNING, Rotation, Shift, on_call
from models.usecases.oncall import rotations
from models.usecases.turn import Turn

HANDOVER = "handover"  # the topic of the note
GROUP = "usergroup"  # of what makes a user group follow

_MOMENT = timedelta(microseconds=1)
_OLD_NEWS = timedelta(hours=12)  # a handover longer ago is no news, after a long silence


def hand_over(turn: Turn) -> None:
    """Say every change of person that has come and was not said yet, and let groups follow."""
    changes: list[dict[str, object]] = []
    for rotation in rotations.rotations(turn.session):
        shift = on_call(rotation, turn.moment)
        if not turn.is_news(f"on call:{rotation.name}", shift.person or ""):
            continue
        before = _before(rotation, shift)
        if shift.start >= turn.moment - _OLD_NEWS and before != shift.person:
            at = shift.start.isoformat()
            changes.append({"rotation": rotation.name, "from": before, "at": at})
    if changes and turn.desk.sev1_channel:
        turn.say_later(turn.desk.sev1_channel, HANDOVER, {"changes": changes})
    _sync_groups(turn)


def _before(rotation: Rotation, shift: Shift) -> str | None:
    return on_call(rotation, shift.start - _MOMENT).person if shift.start > BEGINNING else None


def _sync_groups(turn: Turn) -> None:
    """Give each user group whoever is on call in its rotations; it is never emptied."""
    for group, names in turn.desk.usergroups.items():
        members = sorted({person for name in names if (person := rotations.who(turn, name))})
        if members and turn.is_news(f"group:{group}", ",".join(members)):
            turn.say_later(group, GROUP, {"users": members})
