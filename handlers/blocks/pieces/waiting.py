"""What is said where the database keeps people waiting: only what is known."""

from __future__ import annotations

from dataclasses import replace

from slackblocks import Block

from handlers.blocks.pieces.answer import Answer, answer, small


def still_working() -> Answer:
    """Say that it takes longer than usual."""
    return answer("Still working on it: the answer follows here in a moment.")


def not_recorded() -> Answer:
    """Say that nothing was done, for the database did not answer."""
    return _refused(
        "The database does not answer just now, so nothing was recorded. "
        "Please try again in a few minutes."
    )


def recorded_or_not() -> Answer:
    """Say that nobody knows whether it was done: the database went away while it was committed."""
    return _refused(
        "The database went away while this was being recorded, so it may be done or not.",
        small("Please look, when it is back, before you do it again: `/case show`, `/oncall`."),
    )


def _refused(first_line: str, *below: Block | None) -> Answer:
    return replace(answer(first_line, *below), refused=True)
