"""Letters about who is on call: handovers, cover and overrides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from handlers.blocks.oncall import cover, handover, override
from handlers.blocks.pieces.answer import Answer
from handlers.letters.said import About, Wording
from models.rows.oncall import CoverRequest, OverrideRow
from models.rules.rotation import next_change, on_call
from models.usecases import finding
from models.usecases.derived.clocks import running
from models.usecases.oncall import handovers, overrides
from models.usecases.oncall import rotations as shifts
from models.usecases.paging import pages
from models.usecases.turn import Turn


def _handover(turn: Turn, about: About) -> Answer | None:
    """A handover to somebody whose shift is over meanwhile is no news any more."""
    handed = []
    for change in about["changes"]:
        rotation = shifts.rotation(turn.session, str(change["rotation"]))
        shift = on_call(rotation, datetime.fromisoformat(str(change["at"])))
        if shift.end <= turn.moment:
            continue
        following = next_change(rotation, shift.start)
        ended = rotation.has_ended(shift.start) and shift.person is None
        handed.append(handover.Handed(rotation.name, change["from"], shift, following, ended))
    if not handed:
        return None
    urgent = [
        (item, finding.customer_of(turn, item.case))
        for item in running(turn)
        if item.case.severity == 1 or item.clock.due <= turn.moment
    ]
    return handover.handover(handed, pages.open_pages(turn), urgent, turn.wall)


def _cover(turn: Turn, about: About) -> Answer | None:
    request = turn.session.get_one(CoverRequest, int(about["request"]))
    if request.taken_by is not None or request.ends_at <= turn.moment:
        return None
    members = shifts.rotation(turn.session, request.rotation).people
    return cover.cover_asked(request, members, turn.wall)


def _covered(turn: Turn, about: About) -> Answer:
    request = turn.session.get_one(CoverRequest, int(about["request"]))
    return cover.covered(request, turn.wall)


def _displaced(turn: Turn, about: About) -> Answer | None:
    if overrides.is_taken_back(turn, int(about["override"])):
        return None
    made = turn.session.get_one(OverrideRow, int(about["override"]))
    return override.displaced(made, turn.wall)


def _taken_back(turn: Turn, about: About) -> Answer:
    done = overrides.taken_back(turn, int(about["override"]))
    return override.override_taken_back(done, turn.wall)


WORDED: Final[Mapping[str, Wording]] = {
    handovers.HANDOVER: _handover,
    shifts.COVER: _cover,
    shifts.COVERED: _covered,
    shifts.DISPLACED: _displaced,
    overrides.TAKEN_BACK: _taken_back,
}
