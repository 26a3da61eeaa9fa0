"""What is said about overrides: somebody is on call instead of somebody else."""

from __future__ import annotations

from datetime import datetime

from handlers.blocks.oncall.shift import MOST_SHIFTS, shift_lines
from handlers.blocks.pieces.answer import Answer, answer, buttons, lines, section, small
from handlers.blocks.pieces.wording import dated, instant, person
from models.rows.oncall import OverrideRow
from models.rules.calendar import BusinessCalendar
from models.usecases.oncall.overrides import TakenBack
from models.usecases.oncall.rotations import OverrideMade


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
        f"{dated(calendar, made.starts_at, now)} to {dated(calendar, made.ends_at, now)}.",
        lines(["From now on:" if made.starts_at <= done.change.at else "On call instead:"]),
        section(shift_lines(done.instead[:MOST_SHIFTS], calendar, now) or "• :warning: nobody"),
        small("Who was on call before does not change (O2) · `/oncall calendar`"),
    )


def displaced(made: OverrideRow, calendar: BusinessCalendar, now: datetime) -> Answer:
    """Tell who would have been on call that somebody else is."""
    begins = dated(calendar, made.starts_at, now)
    return answer(
        f"{person(made.person_id)} is on call for `{made.rotation}` instead of you, {begins} to "
        f"{dated(calendar, made.ends_at, now)} ({person(made.by)} said so).",
        small("`/oncall calendar` shows who is on call when"),
    )
