"""What is said about who is on call, now and in the days to come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from slackblocks import Block

from handlers.blocks.oncall.rotation import ADMIN_MAKES_ONE, last_peopled
from handlers.blocks.oncall.shift import (
    FIRST_SHIFTS,
    MOST_SHIFTS,
    by_override,
    override_lines,
    shift_lines,
    shift_words,
    span_words,
    who_words,
)
from handlers.blocks.pieces.answer import Answer, answer, lines, section, small, with_rest
from handlers.blocks.pieces.wording import counted, person
from models.rules.calendar import BusinessCalendar
from models.rules.rotation import Rotation, Shift
from models.rules.written_time import Wall
from models.usecases.oncall.rotations import OnCall
from models.usecases.paging.pages import PageShown


def on_call_now(
    found: Sequence[OnCall],
    open_pages: Sequence[PageShown],
    me: str,
    wall: Wall,
    at: datetime | None = None,
) -> Answer:
    """Show who is on call, until when, and who is next, in one glance."""
    if not found:
        return answer(f"Nobody is on call: there is no rotation yet. {ADMIN_MAKES_ONE}")
    first = found[0]
    when = f" {wall.instant(at)}" if at else " now"
    named = who_words(first.shift.person)
    until = f" until {wall.instant(first.next.start)}" if first.next else ""
    ringing = [shown for shown in open_pages if shown.rings]
    alarm = f":rotating_light: {counted(len(ringing), 'page')} ringing: `/oncall pages`"
    mine = [item for item in found if item.shift.person == me]
    return answer(
        f"On call{when} (`{first.rotation.name}`): {named}{until}.{_gone(first)}",
        lines(_line(item, wall) for item in found),
        lines([alarm if ringing else None]),
        small(
            f"You are on call for {_listed([item.rotation.name for item in mine])}."
            if mine
            else "`/oncall calendar` · `/oncall take primary until mon 09:00` · `/oncall help`"
        ),
    )


def _line(item: OnCall, wall: Wall) -> str:
    # Of one person's several stretches in a row no single override is named: it ends earlier.
    whole = item.next is None or item.shift.end == item.next.start
    by = by_override(item.shift) if whole else ""
    said = f"• `{item.rotation.name}`: {who_words(item.shift.person)}{by}"
    if item.next is None:
        return said + _gone(item)
    at = wall.instant(item.next.start)
    return f"{said} until {at}, then {who_words(item.next.person)}{_gone(item)}"


def _gone(item: OnCall) -> str:
    """Say, behind who is on call, that nobody rings them, where that is so."""
    return f" :warning: Not rung, for they are {item.gone} (O4)." if item.gone else ""


def _listed(names: Sequence[str]) -> str:
    return " and ".join(f"`{name}`" for name in names)


def the_calendar(
    found: Sequence[tuple[Rotation, Sequence[Shift]]],
    days: int,
    wall: Wall,
) -> Answer:
    """Show the shifts of the coming days."""
    if not found:
        return answer(f"There is no rotation yet. {ADMIN_MAKES_ONE}")
    first = max(1, FIRST_SHIFTS // len(found))
    numbered = any(rotation.coming_overrides(wall.now) for rotation, _ in found)
    said = answer(
        f"On call for the next {counted(days, 'day')}.",
        *(_coming(rotation, shifts[:first], wall) for rotation, shifts in found),
        small("`/oncall override remove 3` takes override 3 back") if numbered else None,
    )
    told = ((rotation, [shift_words(each, wall) for each in shifts]) for rotation, shifts in found)
    return with_rest(said, *(_later(rotation, shifts, first) for rotation, shifts in told))


def _coming(rotation: Rotation, shifts: Sequence[Shift], wall: Wall) -> Block:
    """The first shifts of a rotation, and the overrides that none of these shows."""
    listed = [shift_words(shift, wall) for shift in shifts]
    shown = {shift.override for shift in shifts}
    beside = [o for o in rotation.coming_overrides(wall.now) if o.id not in shown]
    title = f"*`{rotation.name}`*{_elsewhere(rotation, wall.calendar)}"
    others = override_lines(beside, wall)
    ended = [] if shifts else ["• nobody: it has ended"]
    return section("\n".join([title, *listed, *ended, *others]))


def _later(rotation: Rotation, shifts: Sequence[str], first: int) -> Block | None:
    """The shifts of a rotation behind those on the first screen, if there are any."""
    if not (later := shifts[first:MOST_SHIFTS]):
        return None
    more = [f"{len(shifts) - MOST_SHIFTS} more"] if len(shifts) > MOST_SHIFTS else []
    return section("\n".join([f"*`{rotation.name}`*, later", *later, *more]))


def on_call_on(
    found: Sequence[tuple[Rotation, Sequence[Shift]]], first: date, last: date, wall: Wall
) -> Answer:
    """Show the shifts of some days."""
    if not found:
        return answer(f"There is no rotation yet. {ADMIN_MAKES_ONE}")
    days = wall.day(first) if first == last else f"{wall.day(first)} to {wall.day(last)}"
    blocks = [
        section("\n".join([f"*`{rotation.name}`*", shift_lines(shifts[:MOST_SHIFTS], wall)]))
        for rotation, shifts in found
    ]
    return answer(f"On call {days}.", *blocks)


def _elsewhere(rotation: Rotation, calendar: BusinessCalendar) -> str:
    """Say whose clock is shown, for a rotation that hands over by another one (O1)."""
    zone = last_peopled(rotation).zone_name
    if zone == calendar.zone_name:
        return ""
    return f" hands over by the clock of {zone}; shown by that of {calendar.zone_name}"


def shifts_of(
    who: str,
    found: Sequence[tuple[Rotation, Sequence[Shift]]],
    weeks: int,
    wall: Wall,
) -> Answer:
    """Show when somebody is on call in the coming weeks."""
    ahead = f"in the next {counted(weeks, 'week')}"
    if not found:
        return answer(f"{person(who)} is not on call {ahead}.", small("`/oncall calendar`"))
    told = [
        (rotation, [f"• {span_words(shift, wall)}{by_override(shift)}" for shift in shifts])
        for rotation, shifts in found
    ]
    first = max(1, FIRST_SHIFTS // len(found))
    soon = (
        section("\n".join([f"*`{rotation.name}`*", *shifts[:first]])) for rotation, shifts in told
    )
    said = answer(f"When {person(who)} is on call {ahead}.", *soon)
    return with_rest(said, *(_later(rotation, shifts, first) for rotation, shifts in told))
