"""What is said where somebody asks for cover, and somebody takes it."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.blocks.pieces.answer import Answer, answer, lasting_buttons, lines, small
from handlers.blocks.pieces.wording import person
from models.rows.oncall import CoverRequest
from models.rules.written_time import Wall


def cover_asked(request: CoverRequest, people: Sequence[str], wall: Wall) -> Answer:
    """Ask the others of a rotation to cover a stretch."""
    others = [person(who) for who in people if who != request.by]
    return answer(
        f":raised_hand: {person(request.by)} asks for cover for `{request.rotation}`: "
        f"{_stretch(request, wall)}.",
        lines([f"{', '.join(others)}, can one of you take it? The first who does has it."]),
        lasting_buttons([("I'll take it", f"/oncall cover take {request.id}")], primary=0),
    )


def cover_request(request: CoverRequest, wall: Wall, *, own: bool) -> Answer:
    """Answer whoever asked for cover; `own`: who asks is on call then."""
    stay = "Until somebody takes it you stay on call; you" if own else "You"
    return answer(
        f"Asked the others of `{request.rotation}` for {_stretch(request, wall)}.",
        small(f"{stay} are told when somebody does."),
    )


def cover_taken_back(request: CoverRequest, wall: Wall, *, own: bool) -> Answer:
    """Answer whoever asked for cover and does so no more; `own`: who asked is on call then."""
    stay = ": you stay on call" if own else ""
    return answer(
        f"Nobody is asked any more for `{request.rotation}`, {_stretch(request, wall)}{stay}."
    )


def not_needed(request: CoverRequest, wall: Wall) -> Answer:
    """Show, where cover was asked for, that nobody needs to take it."""
    return answer(
        f":heavy_minus_sign: {person(request.by)} needs no cover any more for "
        f"`{request.rotation}`: {_stretch(request, wall)}."
    )


def covered(request: CoverRequest, wall: Wall) -> Answer:
    """Tell everybody who took it."""
    return answer(
        f":handshake: {person(request.taken_by or '')} covers for {person(request.by)}, "
        f"`{request.rotation}`: {_stretch(request, wall)}."
    )


def _stretch(request: CoverRequest, wall: Wall) -> str:
    begins = wall.dated(request.starts_at)
    return f"{begins} to {wall.dated(request.ends_at)}"
