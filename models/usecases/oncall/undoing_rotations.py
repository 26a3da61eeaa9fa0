"""Undoing a change of a rotation (O2): it goes as before from now on; who was on call stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from models.next_steps import Step
from models.problems import Impossible
from models.rows.cases import Change
from models.rows.oncall import RotationRow
from models.rows.pages import Page
from models.rules.ladder import ReachKind, read_ladder
from models.rules.permissions import Permission
from models.rules.rotation import RotationVersion, standing_versions
from models.usecases import people
from models.usecases.oncall import contacts, rotations
from models.usecases.oncall.ending import refuse_named
from models.usecases.turn import Turn


@people.may(Permission.ADMINS, "change rotations")
def undo_rotation(turn: Turn, change: Change, *, anyway: bool = False) -> rotations.RotationSet:
    """Let a rotation go as before a change of it, from now or from when that was to come (O2).

    One that was new has nobody in it any more. Impossible once a page rang by it; unless `anyway`,
    Unreachable for who comes back and can't be reached, StillNamed where nobody is left.
    """
    rotations.lock(turn)
    rows = select(RotationRow).where(RotationRow.id == int(change.new or 0))
    first = turn.session.scalars(rows).one()
    _refuse_in_use(turn, first, change)
    since = max(turn.moment, first.since)
    before = rotations.rotation(turn.session, first.name)
    back = _versions_back(turn, first, since)
    in_it = [person for version in back for person in version.people]
    people.refuse_gone(turn, in_it, "be on call")
    if not anyway:
        contacts.require_reachable(turn, in_it)
        if not back[-1].people:
            refuse_named(turn, first.name)
    rotations.record(turn, first.name, *back, undoes=change)
    return rotations.rotation_set(turn, first.name, before, since)


def _versions_back(turn: Turn, first: RotationRow, since: datetime) -> list[RotationVersion]:
    """The versions that there were before one, as they go from `since` on; nobody if it was new."""
    earlier = standing_versions(
        rotations.versions_recorded(turn.session, until=first.id)[first.name]
    )
    serving = [replace(v, since=since) for v in earlier if v.since <= since][-1:]
    to_come = [v for v in earlier if v.since > since]
    if serving or to_come:
        return [*serving, *to_come]
    latest = rotations.rotation(turn.session, first.name).versions[-1]
    return [replace(latest, since=since, people=())]


def _refuse_in_use(turn: Turn, version: RotationRow, change: Change) -> None:
    """Refuse (Impossible) to undo a version by which a page rang since it began."""
    began = max(change.at, version.since)
    for page in turn.session.scalars(select(Page).where(Page.at > began).order_by(Page.id)):
        ladder = read_ladder(page.ladder)
        if version.name in ladder.named(ReachKind.ROTATION, ReachKind.EVERYONE):
            raise Impossible(
                f"Page {page.id} has used `{version.name}` since, so that can't be undone any "
                "more. To change it:",
                Step.EDIT_ROTATION(rotation=version.name),
            )
