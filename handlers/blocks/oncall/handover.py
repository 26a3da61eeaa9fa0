"""What is said at a handover: who hands to whom, and what is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.blocks.oncall.shift import who_words
from handlers.blocks.pieces.answer import Answer, answer, lasting_buttons, lines, small
from handlers.blocks.pieces.wording import counted, person, quoted
from models.rows.customers import Customer
from models.rules.response import ClockState
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
        lines([*map(_open_page, open_pages), _open_clocks(urgent, wall)])
        or small("No open page, and no first response of a Sev-1 open or of any case overdue."),
        lasting_buttons([("Show them", "/case list all")]) if urgent else None,
    )


def _open_clocks(urgent: Sequence[tuple[CaseClock, Customer]], wall: Wall) -> str | None:
    """How many clocks run of a Sev-1, or have run out, and which is due first."""
    if not urgent:
        return None
    item, customer = min(urgent, key=lambda each: each[0].clock.due)
    late = sum(each.clock.state(wall.now) is ClockState.OVERDUE for each, _ in urgent)
    overdue = f", {late} of them overdue" if late and late < len(urgent) else ""
    said = counted(len(urgent), "overdue case" if late == len(urgent) else "Sev-1 or overdue case")
    return (
        f"{said} without a first response{overdue}; the first: {customer.key} "
        f"#{item.case.id} {quoted(item.case.title)}, due {wall.dated(item.clock.due)}"
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
