"""What is said about overrides: somebody is on call instead of somebody else."""

from __future__ import annotations

from handlers.blocks.oncall.shift import MOST_SHIFTS, shift_lines
from handlers.blocks.pieces.answer import Answer, answer, buttons, lines, section, small
from handlers.blocks.pieces.wording import person
from models.rows.oncall import OverrideRow
from models.rules.written_time import Wall
from models.usecases.oncall.overrides import OverrideMade, TakenBack


def override_made(done: OverrideMade, wall: Wall) -> Answer:
    """Say who is on call when, instead of whom."""
    made = done.override
    span = f"from {wall.instant(made.start)} to {wall.instant(made.end)}"
    if made.start <= wall.now:
        span = f"now, until {wall.instant(made.end)}"
    instead = dict.fromkeys(
        shift.person for shift in done.instead_of if shift.person not in (None, made.person)
    )
    changes = any(shift.person != made.person for shift in done.instead_of)
    instead_of = f", instead of {' and '.join(person(who) for who in instead if who)}"
    return answer(
        f"{person(made.person)} is on call for `{done.rotation.name}` {span}"
        f"{instead_of if instead else ''}.",
        None if changes else section("That changes nothing: so the rotation has it anyway."),
        buttons([("Take it back", f"/oncall override remove {made.id}")]),
        small(
            f"Override {made.id}. Of two overrides the later-made one wins (O2) · "
            "`/oncall calendar`"
        ),
    )


def override_taken_back(done: TakenBack, wall: Wall) -> Answer:
    """Say that an override counts no more, and who is on call in its place."""
    made = done.override
    return answer(
        f"{person(done.change.by)} took back override {made.id}, which put "
        f"{person(made.person_id)} on call for `{made.rotation}` from "
        f"{wall.dated(made.starts_at)} to {wall.dated(made.ends_at)}.",
        lines(["From now on:" if made.starts_at <= done.change.at else "On call instead:"]),
        section(shift_lines(done.instead[:MOST_SHIFTS], wall) or "• :warning: nobody"),
        small("Who was on call before does not change (O2) · `/oncall calendar`"),
    )


def put_back(made: OverrideRow, wall: Wall) -> Answer:
    """Tell who is on call after all, though an override was taken back."""
    begins = wall.dated(made.starts_at)
    return answer(
        f"{person(made.person_id)} is on call for `{made.rotation}` after all, {begins} to "
        f"{wall.dated(made.ends_at)}: {person(made.by)} put the override back.",
        small("`/oncall calendar` shows who is on call when"),
    )


def displaced(made: OverrideRow, wall: Wall) -> Answer:
    """Tell who would have been on call that somebody else is."""
    begins = wall.dated(made.starts_at)
    return answer(
        f"{person(made.person_id)} is on call for `{made.rotation}` instead of you, {begins} to "
        f"{wall.dated(made.ends_at)} ({person(made.by)} said so).",
        small("`/oncall calendar` shows who is on call when"),
    )
