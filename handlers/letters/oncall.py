"""Letters about who is on call: handovers, cover and overrides."""

from __future__ import annotations

from handlers.blocks.oncall import cover, handover, override
from handlers.blocks.pieces.answer import Answer
from handlers.letters.said import Said, words
from models.rows.oncall import CoverRequest, OverrideRow
from models.rules.rotation import next_change, on_call
from models.usecases import finding
from models.usecases.derived.clocks import running
from models.usecases.oncall import overrides
from models.usecases.oncall import rotations as shifts
from models.usecases.oncall.cover import CoverAsked, CoverEdit, CoverTaken, asks
from models.usecases.oncall.handovers import Handover
from models.usecases.oncall.overrides import Displaced, OverridePutBack, OverrideTakenBack
from models.usecases.paging import pages
from models.usecases.turn import Turn


@words(Handover)
def _handover(turn: Turn, letter: Handover) -> Answer | None:
    """A handover to somebody whose shift is over meanwhile is no news any more."""
    handed = []
    for change in letter.changes:
        rotation = shifts.rotation(turn.session, change.rotation)
        shift = on_call(rotation, change.at)
        if shift.end <= turn.moment:
            continue
        following = next_change(rotation, shift.start)
        ended = rotation.has_ended(shift.start) and shift.person is None
        handed.append(handover.Handed(rotation.name, change.before, shift, following, ended))
    if not handed:
        return None
    urgent = [
        (item, finding.customer_of(turn, item.case))
        for item in running(turn)
        if item.case.severity == 1 or item.clock.due <= turn.moment
    ]
    return handover.handover(handed, pages.open_pages(turn), urgent, turn.wall)


@words(CoverAsked)
def _cover(turn: Turn, letter: CoverAsked) -> Answer | None:
    request = turn.session.get_one(CoverRequest, letter.request)
    if not asks(turn, request) or request.ends_at <= turn.moment:
        return None
    members = shifts.rotation(turn.session, request.rotation).people
    return cover.cover_asked(request, members, turn.wall)


@words(CoverEdit)
def _cover_edited(turn: Turn, letter: CoverEdit) -> Said:
    request = turn.session.get_one(CoverRequest, letter.request)
    said = cover.covered if request.taken_by is not None else cover.not_needed
    return Said(said(request, turn.wall), edits=letter.ts)


@words(CoverTaken)
def _covered(turn: Turn, letter: CoverTaken) -> Answer:
    request = turn.session.get_one(CoverRequest, letter.request)
    return cover.covered(request, turn.wall)


@words(Displaced)
def _displaced(turn: Turn, letter: Displaced) -> Answer | None:
    if overrides.is_taken_back(turn, letter.override):
        return None
    made = turn.session.get_one(OverrideRow, letter.override)
    return override.displaced(made, turn.wall)


@words(OverridePutBack)
def _put_back(turn: Turn, letter: OverridePutBack) -> Answer | None:
    if overrides.is_taken_back(turn, letter.override):
        return None
    made = turn.session.get_one(OverrideRow, letter.override)
    return override.put_back(made, turn.wall)


@words(OverrideTakenBack)
def _taken_back(turn: Turn, letter: OverrideTakenBack) -> Answer:
    done = overrides.taken_back(turn, letter.override)
    return override.override_taken_back(done, turn.wall)
