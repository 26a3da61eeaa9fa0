"""What is said where somebody asks for cover, and somebody takes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers.blocks.pieces.answer import Answer, answer, lasting_buttons, lines, small
from handlers.blocks.pieces.wording import dated, person
from models.rows.oncall import CoverRequest
from models.rules.calendar import BusinessCalendar


def cover_asked(
    request: CoverRequest, people: Sequence[str], calendar: BusinessCalendar, now: datetime
) -> Answer:
    """Ask the others of a rotation to cover a stretch."""
    others = [person(who) for who in people if who != request.by]
    return answer(
        f":raised_hand: {person(request.by)} asks for cover for `{request.rotation}`: "
        f"{_stretch(request, calendar, now)}.",
        lines([f"{', '.join(others)}, can one of you take it? The first who does has it."]),
        lasting_buttons([("I'll take it", f"/oncall cover take {request.id}")], primary=0),
    )


def cover_request(request: CoverRequest, calendar: BusinessCalendar, now: datetime) -> Answer:
    """Answer whoever asked for cover."""
    return answer(
        f"Asked the others of `{request.rotation}` for {_stretch(request, calendar, now)}.",
        small("Until somebody takes it you stay on call; you are told when somebody does."),
    )


def covered(request: CoverRequest, calendar: BusinessCalendar, now: datetime) -> Answer:
    """Tell everybody who took it."""
    return answer(
        f":handshake: {person(request.taken_by or '')} covers for {person(request.by)}, "
        f"`{request.rotation}`: {_stretch(request, calendar, now)}."
    )


def _stretch(request: CoverRequest, calendar: BusinessCalendar, now: datetime) -> str:
    begins = dated(calendar, request.starts_at, now)
    return f"{begins} to {dated(calendar, request.ends_at, now)}"
