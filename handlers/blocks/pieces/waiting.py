"""What is said where the database keeps people waiting: only what is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from slackblocks import Block

from handlers.blocks.pieces.answer import Answer, answer, lines, small
from handlers.blocks.pieces.wording import person
from models.usecases.oncall.by_hand import ToCall


def still_working() -> Answer:
    """Say that it takes longer than usual."""
    return answer("Still working on it: the answer follows here in a moment.")


def not_recorded_yet() -> Answer:
    """Say that it takes longer, and is kept nowhere until it is done."""
    return answer(
        "Still working on it, but nothing is recorded yet: the answer follows here.",
        small(
            "If none does within a minute, please look whether it was done, and else do it again."
        ),
    )


def busy() -> Answer:
    """Say at once that too much is asked just now."""
    return _refused(
        "The desk is busy just now: nothing was recorded. Please try again in a moment."
    )


def done_when_it_is_back(call: Sequence[ToCall] = ()) -> Answer:
    """Say that the database does not answer, and that what was asked is kept until it does."""
    return answer(
        "The database does not answer just now. What you asked for is kept: it is done when the "
        "database is back, and the answer follows here.",
        _by_hand(call),
    )


def not_recorded(call: Sequence[ToCall] = ()) -> Answer:
    """Say that nothing was done, for the database did not answer."""
    return _refused(
        "The database does not answer just now, so nothing was recorded. "
        "Please try again in a few minutes.",
        _by_hand(call),
    )


def no_room(call: Sequence[ToCall] = ()) -> Answer:
    """Say that nothing was done, for the database's disk is full."""
    return _refused(
        "The desk's disk is full, so nothing was recorded. Please tell an admin: "
        "it goes on as soon as there is room.",
        _by_hand(call),
    )


def recorded_or_not(call: Sequence[ToCall] = ()) -> Answer:
    """Say that nobody knows whether it was done: the database went away while it was committed."""
    return _refused(
        "The database went away while this was being recorded, so it may be done or not.",
        _by_hand(call),
        small("Please look, when it is back, before you do it again: `/case show`, `/oncall`."),
    )


def _by_hand(call: Sequence[ToCall]) -> Block | None:
    """Say whom to call for a Sev-1, which waits for no database."""
    if not call:
        return None
    return lines(
        [
            ":telephone_receiver: *For a Sev-1, call by hand*, in this order:",
            *(f"• {person(each.person_id)}, `{each.rotation}`: {_number(each)}" for each in call),
        ]
    )


def _number(each: ToCall) -> str:
    return f"`{each.number}`" if each.number else "the desk knows no number"


def _refused(first_line: str, *below: Block | None) -> Answer:
    return replace(answer(first_line, *below), refused=True)
