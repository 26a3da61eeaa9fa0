"""Asking for cover of a shift, and taking one (O2): the first who takes it gets it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select

from models.next_steps import Step
from models.problems import Impossible, ThePerson, Unknown
from models.rows.cases import Change
from models.rows.oncall import CoverRequest, OverrideRow
from models.rows.outbox import Remembered
from models.rules.noted import AboutCover, Subject
from models.rules.permissions import Permission
from models.rules.rotation import (
    Rotation,
    shifts,
)
from models.usecases import people
from models.usecases.letter import Arrived, Letter, edit_later, say_later
from models.usecases.oncall import overrides
from models.usecases.oncall import rotations as oncall
from models.usecases.turn import Turn


class CoverAsked(Letter, topic="cover", called="somebody asks for cover"):
    """Asks for cover."""

    request: int

    def arrived(self, turn: Turn, arrived: Arrived) -> None:
        """Remember where it stands, so that it asks no more once somebody has it."""
        if (place := arrived.place) is not None:
            turn.is_news(f"{_asked_of(self.request)}{place.channel_id}", place.ts)
            if not asks(turn, turn.session.get_one(CoverRequest, self.request)):
                _ask_no_more(turn, self.request)


class CoverEdit(Letter, topic="cover edit", called="an edit of a request for cover", in_place=True):
    """Edits a request for cover that asks no more."""

    request: int
    ts: str


class CoverTaken(Letter, topic="covered", called="somebody covers a shift"):
    """Tells who covers it."""

    request: int


@people.may(Permission.THEMSELVES, "ask for cover")
def ask(turn: Turn, name: str | None, start: datetime, end: datetime) -> CoverRequest:
    """Ask the others of a rotation to cover a stretch; the first who takes it gets it.

    Without a name it is the rotation in which the asker is on call then.
    """
    start, end = start.astimezone(UTC), end.astimezone(UTC)  # the wall may show one time twice
    if end <= start or end <= turn.moment:
        raise Impossible("That stretch is over before it starts.")
    found = oncall.rotation(turn.session, name) if name else _own_rotation(turn, start, end)
    others = _others(turn, found, start, end)
    request = CoverRequest(rotation=found.name, starts_at=start, ends_at=end, **turn.stamp)
    turn.session.add(request)
    turn.session.flush()
    turn.note(AboutCover.ASKED, request.id)
    _tell(turn, request, others)
    return request


def _others(turn: Turn, found: Rotation, start: datetime, end: datetime) -> Sequence[str]:
    """Return who can be asked to cover a stretch; Impossible for somebody else's, but by an admin,
    and if nobody else is in the rotation.
    """
    if not _is_on_call(turn, found, start, end) and not people.is_admin(turn):
        raise Impossible(
            (
                f"Somebody else is on call for `{found.name}` in that time, or in a part of it, "
                "and only your own shifts can be covered. See ",
                Step.SHOW_CALENDAR(),
                ".",
            )
        )
    others = [person for person in found.people_at(start) if person != turn.person.id]
    if not others:
        raise Impossible(f"Nobody else is in `{found.name}`, so there is nobody to ask.")
    return others


def _tell(turn: Turn, request: CoverRequest, others: Sequence[str]) -> None:
    recipients = [turn.desk.sev1_channel] if turn.desk.sev1_channel else others
    for recipient in recipients:
        say_later(turn, recipient, CoverAsked(request.id))


def asks(turn: Turn, request: CoverRequest) -> bool:
    """Whether a request for cover still asks: nobody has taken it, and it was not taken back."""
    turn.session.flush()
    last = turn.session.scalars(
        select(Change.what)
        .where(Change.subject == Subject.COVER, Change.subject_id == request.id)
        .order_by(Change.id.desc())
        .limit(1)
    ).first()
    return request.taken_by is None and last is not AboutCover.TAKEN_BACK


@people.may(Permission.THEMSELVES, "ask for cover")
def undo_cover(turn: Turn, change: Change) -> CoverRequest:
    """Ask for cover no more, or once more if that was taken back; return the request.

    Impossible for a stretch that is over, once somebody has taken it, and to ask once more for what
    `ask` would refuse by now.
    """
    request = turn.session.get_one(CoverRequest, change.subject_id, with_for_update=True)
    if request.taken_by is not None:
        made = select(OverrideRow.id).where(
            OverrideRow.person_id == request.taken_by, OverrideRow.at == request.taken_at
        )
        raise Impossible(
            (ThePerson(request.taken_by), " took it already. To be on call yourself again:"),
            Step.REMOVE_OVERRIDE(override=turn.session.scalars(made).first()),
        )
    if request.ends_at <= turn.moment:
        raise Impossible("That stretch is over already.")
    if change.what is AboutCover.ASKED:
        turn.note(AboutCover.TAKEN_BACK, request.id, undoes=change)
        _ask_no_more(turn, request.id)
    else:
        found = oncall.rotation(turn.session, request.rotation)
        others = _others(turn, found, request.starts_at, request.ends_at)
        turn.note(AboutCover.ASKED, request.id, undoes=change)
        _tell(turn, request, others)
    return request


def is_own(turn: Turn, request: CoverRequest) -> bool:
    """Whether the person of the turn is on call for the whole of what is to be covered."""
    found = oncall.rotation(turn.session, request.rotation)
    return _is_on_call(turn, found, request.starts_at, request.ends_at)


def _own_rotation(turn: Turn, start: datetime, end: datetime) -> Rotation:
    for found in oncall.rotations(turn.session):
        if _is_on_call(turn, found, start, end):
            return found
    raise Impossible(
        (
            "You are not on call for the whole of that time, and only your own shifts can be "
            "covered. See ",
            Step.SHOW_CALENDAR(),
            ".",
        ),
        Step.ASK_COVER(rotation=oncall.PRIMARY),
    )


def _is_on_call(turn: Turn, found: Rotation, start: datetime, end: datetime) -> bool:
    """Whether the person of the turn is on call for the whole of a stretch."""
    return all(shift.person == turn.person.id for shift in shifts(found, start, end))


@people.may(Permission.THEMSELVES, "take over shifts")
def take(turn: Turn, number: int) -> tuple[CoverRequest, overrides.OverrideMade]:
    """Take a stretch that somebody asked to be covered; the first who does gets it."""
    request = turn.session.get(CoverRequest, number, with_for_update=True)
    if request is None:
        raise Unknown(f"There is no request for cover {number}.")
    if request.taken_by is not None:
        raise Impossible((ThePerson(request.taken_by), " already took it. Thank you!"))
    if not asks(turn, request):
        raise Impossible((ThePerson(request.by), " needs no cover for that any more."))
    if request.by == turn.person.id:
        raise Impossible("You asked for it yourself; somebody else has to take it.")
    if request.ends_at <= turn.moment:
        raise Impossible("That stretch is over already.")
    found = oncall.rotation(turn.session, request.rotation)
    if turn.person.id not in found.people_at(request.starts_at):
        people.require_admin(turn, f"take a shift of `{found.name}` from outside it")
    start = max(request.starts_at, turn.moment)
    made = overrides.make(turn, found.name, turn.person.id, start, request.ends_at, anyway=True)
    request.taken_by, request.taken_at = turn.person.id, turn.moment
    _ask_no_more(turn, request.id)
    say_later(turn, request.by, CoverTaken(request.id))
    if turn.desk.sev1_channel:
        say_later(turn, turn.desk.sev1_channel, CoverTaken(request.id))
    return request, made


def _asked_of(request: int) -> str:
    """Return how the keys begin under which it is remembered where a request for cover stands."""
    return f"cover {request} asked in:"


def _ask_no_more(turn: Turn, request: int) -> None:
    """Take the button from every message that asks for this cover."""
    asked = select(Remembered).where(Remembered.key.startswith(_asked_of(request)))
    for kept in turn.session.scalars(asked.order_by(Remembered.key)):
        channel = kept.key.removeprefix(_asked_of(request))
        lane = f"cover:{request}:{channel}"
        edit_later(turn, channel, CoverEdit(request, kept.value), lane=lane)
