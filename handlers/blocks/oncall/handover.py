"""What is said at a handover: who hands to whom, and what is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.blocks.oncall.shift import who_words
from handlers.blocks.pieces.answer import Answer, answer, lines
from handlers.blocks.pieces.due import late_words
from handlers.blocks.pieces.wording import person, quoted
from models.rows.customers import Customer
from models.rules.rotation import Shift
from models.rules.written_time import Wall
from models.usecases.derived.clocks import CaseClock
from models.usecases.paging.pages import PageShown


@dataclass(frozen=True)
class Handed:
    """One rotation at a handover: who had it, who has it now, and who follows."""

    rotation: str
    before: str | None
    shift: Shift
    following: Shift | None
    ended: bool = False


def handover(
    handed: Sequence[Handed],
    open_pages: Sequence[PageShown],
    urgent: Sequence[tuple[CaseClock, Customer]],
    wall: Wall,
) -> Answer:
    """Tell who hands to whom, what is open, and when the next change is."""
    first, *others = (_handed(item, wall) for item in handed)
    return answer(
        f":arrows_counterclockwise: {first}",
        lines(others),
        lines(
            [
                *(_open_page(shown) for shown in open_pages),
                *(_clock(item, customer, wall) for item, customer in urgent[:10]),
                None if open_pages or urgent else "No open page, and no urgent clock.",
            ]
        ),
    )


def _handed(item: Handed, wall: Wall) -> str:
    if item.ended:
        last = f"; {person(item.before)} was the last on call" if item.before else ""
        return f"`{item.rotation}` has ended{last}."
    to = who_words(item.shift.person)
    hands = (
        f"{person(item.before)} hands `{item.rotation}` to {to}"
        if item.before
        else f"`{item.rotation}` is with {to} now"
    )
    if item.following is None:
        return f"{hands}."
    at = wall.dated(item.following.start)
    return f"{hands}, until {at}, then {who_words(item.following.person)}."


def _open_page(shown: PageShown) -> str:
    about = (
        f"#{shown.case.id} {quoted(shown.case.title)}" if shown.case else quoted(shown.page.text)
    )
    about = f"{shown.customer.key} {about}" if shown.customer else about
    has = person(shown.page.acknowledged_by) if shown.page.acknowledged_by else "nobody yet"
    return f"• Page {shown.page.id}, {about}: {has}"


def _clock(item: CaseClock, customer: Customer, wall: Wall) -> str:
    due = wall.dated(item.clock.due)
    late = late_words(item.clock, wall)
    has = person(item.case.owner_id) if item.case.owner_id else "nobody yet"
    named = f"{customer.key} #{item.case.id} {quoted(item.case.title)}"
    return f"• {named}: first response due {due}{late}; {has}"
