"""What is said about rotations: how they go, and what became of a change."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.blocks.oncall.shift import override_lines, shift_lines
from handlers.blocks.pieces.answer import Answer, answer, buttons, lines, small
from handlers.blocks.pieces.wording import counted, person
from models.rules.calendar import BusinessCalendar
from models.rules.rotation import Rotation, RotationVersion
from models.rules.written_time import Wall
from models.usecases.oncall.ending import RotationEnded
from models.usecases.oncall.rotations import RotationSet

# What is to be typed where there is none yet.
ADMIN_MAKES_ONE = "An admin makes one: `/oncall rotation primary weekly mon 09:00 @ada @ben @cleo`."


def rotation_set(done: RotationSet, wall: Wall) -> Answer:
    """Say how a rotation goes from now on, and its next four shifts."""
    version, name, until = done.rotation.versions[-1], done.rotation.name, done.nobody_until
    gap = f":warning: Nobody is on call in `{name}` until {wall.instant(until)}." if until else None
    take = f"/oncall take {name} until {wall.calendar.local(until):%Y-%m-%d %H:%M}" if until else ""
    return answer(
        f"`{name}` {'is' if done.before is None else 'is now'} "
        f"{rotation_words(version, wall.calendar)}.",
        lines(
            [
                gap,
                f"In this order: {', '.join(person(who) for who in version.people)}",
                shift_lines(done.coming, wall),
            ]
        ),
        buttons([("I'll take it until then", take)]) if until else None,
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


def rotations_listed(found: Sequence[Rotation], wall: Wall) -> Answer:
    """Show how the rotations go with their overrides to come, each with a button for its form."""
    if not found:
        return answer(f"There is no rotation yet. {ADMIN_MAKES_ONE}")
    return answer(
        f"There {'is' if len(found) == 1 else 'are'} {counted(len(found), 'rotation')}: "
        f"{', '.join(f'`{r.name}`' for r in found)}.",
        lines(f"• {_goes(rotation, wall)}" for rotation in found),
        lines(
            f"{line} (`{rotation.name}`)"
            for rotation in found
            for line in override_lines(rotation.coming_overrides(wall.now), wall)
        ),
        buttons([(f"Change {r.name}", f"/oncall rotation {r.name}") for r in found[:5]]),
    )


def last_peopled(rotation: Rotation) -> RotationVersion:
    """The last version that has anybody in it; the very last if none has."""
    peopled = [version for version in rotation.versions if version.people]
    return (peopled or rotation.versions)[-1]


def _goes(rotation: Rotation, wall: Wall) -> str:
    last, ends = last_peopled(rotation), rotation.versions[-1]
    if rotation.has_ended(wall.now):
        return f"`{rotation.name}` has ended, {wall.instant(ends.since)}"
    until = "" if ends.people else f" It ends {wall.instant(ends.since)}."
    people = ", ".join(person(who) for who in last.people)
    return f"`{rotation.name}` is {rotation_words(last, wall.calendar)}: {people}.{until}"


def rotation_ended(done: RotationEnded, wall: Wall) -> Answer:
    """Say that a rotation has nobody in it from an instant on."""
    name = done.rotation.name
    if done.since <= wall.now:
        said = f"`{name}` has ended: nobody is in it from now on."
    else:
        said = f"`{name}` ends {wall.instant(done.since)}: nobody is in it from then on."
    return answer(
        said,
        lines(override_lines(done.rotation.coming_overrides(done.since), wall)),
        small(
            f"Who was on call before does not change (O2) · `/oncall rotation {name}` puts people "
            "in again"
        ),
    )
