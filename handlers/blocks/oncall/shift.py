"""How a shift is said, and an override: who, from when to when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handlers.blocks.pieces.wording import person
from models.rules.rotation import BEGINNING, FOREVER, Override, Shift
from models.rules.written_time import Wall

FIRST_SHIFTS, MOST_SHIFTS = 10, 40  # on the first screen, and of a rotation in all


def who_words(person_id: str | None) -> str:
    """Say who, and that it is nobody so that it is seen."""
    return person(person_id) if person_id else ":warning: nobody"


def shift_lines(shifts: Sequence[Shift], wall: Wall) -> str:
    """Write shifts, a line each."""
    return "\n".join(shift_words(shift, wall) for shift in shifts)


def shift_words(shift: Shift, wall: Wall) -> str:
    """Say a shift whole, as a line of a list."""
    return f"• {span_words(shift, wall)}: {who_words(shift.person)}{by_override(shift)}"


def by_override(shift: Shift) -> str:
    """Say which override made a shift, behind it; nothing if none did."""
    return f" (override {shift.override})" if shift.override is not None else ""


def span_words(shift: Shift, wall: Wall) -> str:
    """Say from when to when a shift lasts."""
    begins = "until now" if shift.start == BEGINNING else wall.instant(shift.start)
    ends = "for good" if shift.end == FOREVER else f"to {wall.instant(shift.end)}"
    return f"{begins} {ends}" if shift.start != BEGINNING else ends


def override_lines(found: Sequence[Override], wall: Wall) -> Iterator[str]:
    """Write overrides that no shift in view shows: later ones, and those that another wins over."""
    for made in found:
        begins = wall.instant(made.start)
        ends = wall.instant(made.end)
        yield f"• Override {made.id}, {begins} to {ends}: {person(made.person)}"
