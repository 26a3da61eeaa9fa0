"""What is said about ladders: whom their rungs mean, and when each is reached (O3)."""

from __future__ import annotations

from typing import assert_never

from handlers.blocks.pieces.answer import Answer, answer, buttons, small
from handlers.blocks.pieces.wording import duration, person
from models.rows.customers import Customer
from models.rules.ladder import Ladder, Reach, ReachKind
from models.usecases.oncall.ladders import LadderUndone


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


def ladder_undone(done: LadderUndone) -> Answer:
    """Say how people are reached again."""
    if done.customer is not None and done.own is None:
        return ladder_dropped(done.customer, done.serving)
    return ladder_set(done.customer, done.serving)


def ladder_words(ladder: Ladder) -> str:
    """Say a ladder in a line: at once `primary`, after 5m `secondary`, …, then every 15m all."""
    steps = [
        f"after {duration(int(rung.after.total_seconds() // 60))} {reaches_words(rung.reaches)}"
        if rung.after
        else f"at once {reaches_words(rung.reaches)}"
        for rung in ladder.rungs
    ]
    every = duration(int(ladder.every.total_seconds() // 60))
    return ", ".join(steps) + f", then all of them every {every}"


def reaches_words(reaches: tuple[Reach, ...]) -> str:
    """Say whom the rungs of one step mean together."""
    return " and ".join(reach_words(reach) for reach in reaches)


def reach_words(reach: Reach) -> str:
    """Say whom a rung means: `primary`, everyone, a person, a channel."""
    match reach.kind:
        case ReachKind.ROTATION:
            return f"`{reach.name}`"
        case ReachKind.EVERYONE:
            return f"everyone of `{reach.name}`" if reach.name else "everyone"
        case ReachKind.CHANNEL:
            return f"<#{reach.name}>"
        case ReachKind.PERSON:
            return person(reach.name)
        case _:
            assert_never(reach.kind)
