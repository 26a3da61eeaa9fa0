"""What is said about being on call: who, the calendar, rotations, ladders, cover, the check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from slackblocks import Block

from handlers.blocks.answer import (
    Answer,
    answer,
    buttons,
    divider,
    lasting_buttons,
    lines,
    section,
    small,
)
from handlers.blocks.ladder import ladder_words
from handlers.blocks.words import counted, escaped, instant, person, quoted
from models.rows.customers import Customer
from models.rows.oncall import CoverRequest, Feed, OverrideRow
from models.rules.calendar import BusinessCalendar
from models.rules.ladder import Ladder
from models.rules.rotation import BEGINNING, FOREVER, Override, Rotation, RotationVersion, Shift
from models.usecases.clocks import CaseClock
from models.usecases.oncall import OnCall, OverrideMade, RotationSet
from models.usecases.oncall_check import Finding
from models.usecases.overrides import TakenBack
from models.usecases.pages import PageShown
from models.usecases.rotation_end import RotationEnded
from models.usecases.self_watch import Delays, Overdue

MOST_SHIFTS = 40
_NO_ROTATION = "/oncall rotation primary weekly mon 09:00 @ada @ben @cleo"


def on_call_now(
    found: Sequence[OnCall],
    open_pages: Sequence[PageShown],
    me: str,
    calendar: BusinessCalendar,
    now: datetime,
    at: datetime | None = None,
) -> Answer:
    """Show who is on call, until when, and who is next, in one glance."""
    if not found:
        return answer("Nobody is on call: there is no rotation yet.", small(f"`{_NO_ROTATION}`"))
    first = found[0]
    when = f" {instant(calendar, at, now)}" if at else " now"
    named = _who(first.shift.person)
    until = f" until {instant(calendar, first.next.start, now)}" if first.next else ""
    ringing = [shown for shown in open_pages if shown.rings]
    alarm = f":rotating_light: {counted(len(ringing), 'page')} ringing: `/oncall pages`"
    mine = [item for item in found if item.shift.person == me]
    return answer(
        f"On call{when} (`{first.rotation.name}`): {named}{until}.",
        lines(_line(item, calendar, now) for item in found),
        lines([alarm if ringing else None]),
        small(
            f"You are on call for {_listed([item.rotation.name for item in mine])}."
            if mine
            else "`/oncall calendar` · `/oncall take primary until mon 09:00` · `/oncall help`"
        ),
    )


def _line(item: OnCall, calendar: BusinessCalendar, now: datetime) -> str:
    left = " :warning: is not a full member any more" if item.has_left else ""
    # Of one person's several stretches in a row no single override is named: it ends earlier.
    whole = item.next is None or item.shift.end == item.next.start
    by = _by(item.shift) if whole else ""
    said = f"• `{item.rotation.name}`: {_who(item.shift.person)}{by}{left}"
    if item.next is None:
        return said
    at = instant(calendar, item.next.start, now)
    return f"{said} until {at}, then {_who(item.next.person)}"


def _who(person_id: str | None) -> str:
    return person(person_id) if person_id else ":warning: nobody"


def _listed(names: Sequence[str]) -> str:
    return " and ".join(f"`{name}`" for name in names)


def the_calendar(
    found: Sequence[tuple[Rotation, Sequence[Shift]]],
    days: int,
    calendar: BusinessCalendar,
    now: datetime,
) -> Answer:
    """Show the shifts of the coming days."""
    if not found:
        return answer("There is no rotation yet.", small(f"`{_NO_ROTATION}`"))
    blocks: list[Block | None] = []
    for rotation, shifts in found:
        listed = [_shift(shift, calendar, now) for shift in shifts[:MOST_SHIFTS]]
        more = [f"{len(shifts) - MOST_SHIFTS} more"] if len(shifts) > MOST_SHIFTS else []
        shown = {shift.override for shift in shifts[:MOST_SHIFTS]}
        beside = [o for o in rotation.coming_overrides(now) if o.id not in shown]
        title = f"*`{rotation.name}`*{_elsewhere(rotation, calendar)}"
        others = _overrides(beside, calendar, now)
        ended = [] if shifts else ["• nobody: it has ended"]
        blocks.append(section("\n".join([title, *listed, *more, *ended, *others])))
    numbered = any(rotation.coming_overrides(now) for rotation, _ in found)
    return answer(
        f"On call for the next {counted(days, 'day')}.",
        *blocks,
        small("`/oncall override remove 3` takes override 3 back") if numbered else None,
    )


def _elsewhere(rotation: Rotation, calendar: BusinessCalendar) -> str:
    """Say whose clock is shown, for a rotation that hands over by another one (O1)."""
    zone = _last(rotation).zone_name
    if zone == calendar.zone_name:
        return ""
    return f" hands over by the clock of {zone}; shown by that of {calendar.zone_name}"


def _overrides(
    found: Sequence[Override], calendar: BusinessCalendar, now: datetime
) -> Iterator[str]:
    """Write overrides that no shift in view shows: later ones, and those that another wins over."""
    for made in found:
        begins = instant(calendar, made.start, now)
        ends = instant(calendar, made.end, now)
        yield f"• Override {made.id}, {begins} to {ends}: {person(made.person)}"


def shifts_of(
    who: str,
    found: Sequence[tuple[Rotation, Sequence[Shift]]],
    weeks: int,
    calendar: BusinessCalendar,
    now: datetime,
) -> Answer:
    """Show when somebody is on call in the coming weeks."""
    ahead = f"in the next {counted(weeks, 'week')}"
    if not found:
        return answer(f"{person(who)} is not on call {ahead}.", small("`/oncall calendar`"))
    return answer(
        f"When {person(who)} is on call {ahead}.",
        *(
            section(
                "\n".join(
                    [
                        f"*`{rotation.name}`*",
                        *(
                            f"• {_span(shift, calendar, now)}{_by(shift)}"
                            for shift in shifts[:MOST_SHIFTS]
                        ),
                    ]
                )
            )
            for rotation, shifts in found
        ),
    )


def shift_lines(shifts: Sequence[Shift], calendar: BusinessCalendar, now: datetime) -> str:
    """Write shifts, a line each."""
    return "\n".join(_shift(shift, calendar, now) for shift in shifts)


def _shift(shift: Shift, calendar: BusinessCalendar, now: datetime) -> str:
    return f"• {_span(shift, calendar, now)}: {_who(shift.person)}{_by(shift)}"


def _by(shift: Shift) -> str:
    return f" (override {shift.override})" if shift.override is not None else ""


def _span(shift: Shift, calendar: BusinessCalendar, now: datetime) -> str:
    begins = "until now" if shift.start == BEGINNING else instant(calendar, shift.start, now)
    ends = "for good" if shift.end == FOREVER else f"to {instant(calendar, shift.end, now)}"
    return f"{begins} {ends}" if shift.start != BEGINNING else ends


# --- changing -------------------------------------------------------------------------------------


def rotation_set(done: RotationSet, calendar: BusinessCalendar, now: datetime) -> Answer:
    """Say how a rotation goes from now on, and its next four shifts."""
    version = done.rotation.versions[-1]
    return answer(
        f"`{done.rotation.name}` {'is' if done.before is None else 'is now'} "
        f"{rotation_words(version, calendar)}.",
        lines(
            [
                f"In this order: {', '.join(person(who) for who in version.people)}",
                shift_lines(done.coming, calendar, now),
            ]
        ),
        small("Who was on call before does not change (O2)." if done.before else "See `/oncall`."),
    )


def rotation_words(version: RotationVersion, calendar: BusinessCalendar) -> str:
    """Say when a rotation hands over, and by whose clock if not by ours: weekly, Mon 09:00."""
    own = version.zone_name == calendar.zone_name
    zone = "" if own else f" by the clock of {version.zone_name}"
    if version.days == 7:
        how = f"weekly, {version.first_day:%a} {version.handover:%H:%M}"
    elif version.days == 14:
        how = f"fortnightly, {version.first_day:%a} {version.handover:%H:%M}"
    elif version.days == 1:
        how = f"daily at {version.handover:%H:%M}"
    else:
        how = f"every {version.days} days at {version.handover:%H:%M}"
    return f"handed over {how}{zone}"


def rotations_listed(
    found: Sequence[Rotation], calendar: BusinessCalendar, now: datetime
) -> Answer:
    """Show how the rotations go with their overrides to come, each with a button for its form."""
    if not found:
        return answer("There is no rotation yet.", small(f"`{_NO_ROTATION}`"))
    return answer(
        f"There {'is' if len(found) == 1 else 'are'} {counted(len(found), 'rotation')}: "
        f"{', '.join(f'`{r.name}`' for r in found)}.",
        lines(f"• {_goes(rotation, calendar, now)}" for rotation in found),
        lines(
            f"{line} (`{rotation.name}`)"
            for rotation in found
            for line in _overrides(rotation.coming_overrides(now), calendar, now)
        ),
        buttons([(f"Change {r.name}", f"/oncall rotation {r.name}") for r in found[:5]]),
    )


def _last(rotation: Rotation) -> RotationVersion:
    """The last version that has anybody in it; the very last if none has."""
    peopled = [version for version in rotation.versions if version.people]
    return (peopled or rotation.versions)[-1]


def _goes(rotation: Rotation, calendar: BusinessCalendar, now: datetime) -> str:
    last, ends = _last(rotation), rotation.versions[-1]
    if rotation.has_ended(now):
        return f"`{rotation.name}` has ended, {instant(calendar, ends.since, now)}"
    until = "" if ends.people else f" It ends {instant(calendar, ends.since, now)}."
    people = ", ".join(person(who) for who in last.people)
    return f"`{rotation.name}` is {rotation_words(last, calendar)}: {people}.{until}"


def rotation_ended(done: RotationEnded, calendar: BusinessCalendar, now: datetime) -> Answer:
    """Say that a rotation has nobody in it from an instant on."""
    name = done.rotation.name
    if done.since <= now:
        said = f"`{name}` has ended: nobody is in it from now on."
    else:
        said = f"`{name}` ends {instant(calendar, done.since, now)}: nobody is in it from then on."
    return answer(
        said,
        lines(_overrides(done.rotation.coming_overrides(done.since), calendar, now)),
        small(
            f"Who was on call before does not change (O2) · `/oncall rotation {name}` puts people "
            "in again"
        ),
    )


def override_made(done: OverrideMade, calendar: BusinessCalendar, now: datetime) -> Answer:
    """Say who is on call when, instead of whom."""
    made = done.override
    span = f"from {instant(calendar, made.start, now)} to {instant(calendar, made.end, now)}"
    if made.start <= now:
        span = f"now, until {instant(calendar, made.end, now)}"
    instead = dict.fromkeys(
        shift.person for shift in done.instead_of if shift.person not in (None, made.person)
    )
    instead_of = f", instead of {' and '.join(person(who) for who in instead if who)}"
    return answer(
        f"{person(made.person)} is on call for `{done.rotation.name}` {span}"
        f"{instead_of if instead else ''}.",
        buttons([("Take it back", f"/oncall override remove {made.id}")]),
        small(
            f"Override {made.id}. Of two overrides the later-made one wins (O2) · "
            "`/oncall calendar`"
        ),
    )


def override_taken_back(done: TakenBack, calendar: BusinessCalendar, now: datetime) -> Answer:
    """Say that an override counts no more, and who is on call in its place."""
    made = done.override
    return answer(
        f"{person(done.change.by)} took back override {made.id}, which put "
        f"{person(made.person_id)} on call for `{made.rotation}` from "
        f"{instant(calendar, made.starts_at, now)} to {instant(calendar, made.ends_at, now)}.",
        lines(["From now on:" if made.starts_at <= done.change.at else "On call instead:"]),
        section(shift_lines(done.instead[:MOST_SHIFTS], calendar, now) or "• :warning: nobody"),
        small("Who was on call before does not change (O2) · `/oncall calendar`"),
    )


def displaced(made: OverrideRow, calendar: BusinessCalendar, now: datetime) -> Answer:
    """Tell who would have been on call that somebody else is."""
    begins = instant(calendar, made.starts_at, now)
    return answer(
        f"{person(made.person_id)} is on call for `{made.rotation}` instead of you, {begins} to "
        f"{instant(calendar, made.ends_at, now)} ({person(made.by)} said so).",
        small("`/oncall calendar` shows who is on call when"),
    )


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
    begins = instant(calendar, request.starts_at, now)
    return f"{begins} to {instant(calendar, request.ends_at, now)}"


# --- ladders --------------------------------------------------------------------------------------


def ladder_shown(customer: Customer | None, ladder: Ladder, *, own: bool) -> Answer:
    """Show whose ladder serves, and how it goes."""
    whose = f"{customer.key}'s ladder" if customer else "The default ladder"
    if customer is not None and not own:
        whose = f"{customer.key} has no ladder of its own; the default serves (R5)"
    edit = f"/oncall ladder edit{f' {customer.key}' if customer else ''}"
    return answer(
        f"{whose}: {ladder_words(ladder)}.",
        buttons([("Change", edit)]),
        small("A page that rings keeps the ladder with which it began (O3)."),
    )


def ladder_set(customer: Customer | None, ladder: Ladder) -> Answer:
    """Say how people are reached from now on."""
    whose = f"{customer.key}'s ladder" if customer else "The default ladder"
    return answer(
        f"{whose} is now: {ladder_words(ladder)}.",
        small("A page that rings already keeps its own (O3)."),
    )


def ladder_dropped(customer: Customer, ladder: Ladder) -> Answer:
    """Say that the default serves again."""
    return answer(f"The default ladder serves {customer.key} again: {ladder_words(ladder)}.")


# --- calendar feeds -------------------------------------------------------------------------------


def feed(made: Feed, link: str) -> Answer:
    """Hand out the address of a calendar feed."""
    whose = f"of `{made.rotation}`" if made.rotation else "of your shifts"
    revoke = f"/oncall feed {f'{made.rotation} ' if made.rotation else ''}revoke"
    return answer(
        f"The calendar {whose}: {link}",
        small(f"Whoever has the address can read it. `{revoke}` ends it."),
    )


def feed_revoked(ended: Feed) -> Answer:
    """Say that a calendar feed is no more."""
    whose = f"of `{ended.rotation}`" if ended.rotation else "of your shifts"
    return answer(f"The calendar {whose} has ended: its address shows nothing any more.")


# --- notes of the desk ----------------------------------------------------------------------------


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
    calendar: BusinessCalendar,
    now: datetime,
) -> Answer:
    """Tell who hands to whom, what is open, and when the next change is."""
    first, *others = (_handed(item, calendar, now) for item in handed)
    return answer(
        f":arrows_counterclockwise: {first}",
        lines(others),
        lines(
            [
                *(_open_page(shown) for shown in open_pages),
                *(_clock(item, customer, calendar, now) for item, customer in urgent[:10]),
                None if open_pages or urgent else "No open page, and no urgent clock.",
            ]
        ),
    )


def _handed(item: Handed, calendar: BusinessCalendar, now: datetime) -> str:
    if item.ended:
        last = f"; {person(item.before)} was the last on call" if item.before else ""
        return f"`{item.rotation}` has ended{last}."
    to = _who(item.shift.person)
    hands = (
        f"{person(item.before)} hands `{item.rotation}` to {to}"
        if item.before
        else f"`{item.rotation}` is with {to} now"
    )
    if item.following is None:
        return f"{hands}."
    at = instant(calendar, item.following.start, now)
    return f"{hands}, until {at}, then {_who(item.following.person)}."


def _open_page(shown: PageShown) -> str:
    about = (
        f"#{shown.case.id} {quoted(shown.case.title)}" if shown.case else quoted(shown.page.text)
    )
    about = f"{shown.customer.key} {about}" if shown.customer else about
    has = person(shown.page.acknowledged_by) if shown.page.acknowledged_by else "nobody yet"
    return f"• Page {shown.page.id}, {about}: {has}"


def _clock(item: CaseClock, customer: Customer, calendar: BusinessCalendar, now: datetime) -> str:
    due = instant(calendar, item.clock.due, now)
    late = ", overdue" if now > item.clock.due else ""
    has = person(item.case.owner_id) if item.case.owner_id else "nobody yet"
    named = f"{customer.key} #{item.case.id} {quoted(item.case.title)}"
    return f"• {named}: first response due {due}{late}; {has}"


def checked(
    found: Sequence[Finding],
    calendar: BusinessCalendar,
    now: datetime,
    delays: Sequence[tuple[str, Delays | None]] = (),
    late: Overdue | None = None,
) -> Answer:
    """Report what would go wrong in the next 14 days (O7), and how the desk does."""
    sentence = (
        f":warning: The on-call check found {counted(len(found), 'thing')} to mend."
        if found
        else ":white_check_mark: On call is in order for the next 14 days."
    )
    return answer(
        sentence,
        lines(f"• {finding_words(item, calendar, now)}" for item in found[:30]),
        divider() if delays else None,
        lines(_delays(what, measured) for what, measured in delays),
        lines([late_words(late)]) if late else None,
    )


def finding_words(item: Finding, calendar: BusinessCalendar, now: datetime) -> str:
    """Say one thing that is wrong with the next 14 days (O7)."""
    match item.what:
        case "gap":
            start = instant(calendar, item.start or now, now)
            return (
                f"Nobody is on call for `{item.rotation}` from {start} "
                f"to {instant(calendar, item.end or now, now)}."
            )
        case "unreachable":
            return (
                f"{person(item.person)} (`{item.rotation}`) can't be reached outside Slack: "
                "`/oncall contact`."
            )
        case "gone":
            return f"{person(item.person)} (`{item.rotation}`) is not a full member any more."
        case "no role":
            return (
                f"{person(item.person)} (`{item.rotation}`) is in none of the desk's groups, so "
                "they can't take a page."
            )
        case "alone":
            return f"`{item.rotation}` has only {person(item.person)}: nobody takes over."
        case "rung":
            return f"A rung can never be reached: {escaped(item.detail)}."
        case _:
            return f"There is no rotation yet: `{_NO_ROTATION}`."


def _delays(what: str, measured: Delays | None) -> str:
    if measured is None:
        return f"{what}: nothing measured in the last 30 days."
    return (
        f"{what}, last 30 days ({measured.count}): p50 {measured.p50:.1f} s, "
        f"p99 {measured.p99:.1f} s, worst {measured.worst:.1f} s."
    )


def late_words(late: Overdue) -> str:
    """Say how much is overdue by more than a minute."""
    if not late.any:
        return "No rung and no message is overdue."
    return (
        f":warning: Overdue by more than a minute: {counted(late.rungs, 'rung')} and "
        f"{counted(late.messages, 'message')}."
    )


def overdue(late: Overdue) -> Answer:
    """Tell the admins that something is overdue, or that all is well again."""
    if not late.any:
        return answer(":white_check_mark: The desk is on time again.")
    return answer(late_words(late), small("`/oncall check` shows how the desk does."))


def undelivered(recipient: str, topic: str, error: str, about: Mapping[str, object]) -> Answer:
    """Tell the admins that a message reached nobody, and why."""
    case = f" about #{about['case']}" if "case" in about else ""
    to = recipient_words(recipient, topic)
    return answer(
        f":warning: A message{case} for {to} was not delivered: {escaped(error)}.",
        small(f"What it was: {escaped(topic)}. {remedy(error)}".strip()),
    )


def recipient_words(recipient: str, topic: str) -> str:
    """Write to whom a message was to go: a person, a channel, or a user group."""
    if topic == "usergroup":
        return f"the user group `{escaped(recipient)}`"
    return f"<#{recipient}>" if recipient[:1] in "CG" else person(recipient)


def remedy(error: str) -> str:
    """Say what to do about an error of Slack's, if we know; else nothing."""
    return _REMEDY.get(error, "")


_REMEDY = {
    "not_in_channel": "Invite the desk into that channel.",
    "channel_not_found": "The channel does not exist, or is private and the desk is not in it.",
    "is_archived": "The channel is archived.",
    "missing_scope": "Install the app again: it asks for more than it was given.",
    "invalid_auth": "The bot's token is not valid any more.",
    "account_inactive": "The account or the app was deactivated.",
}
