"""What is said about ladders: whom their rungs mean, and when each is reached (O3)."""

from __future__ import annotations

from handlers.blocks.pieces.answer import Answer, answer, buttons, small
from handlers.blocks.pieces.wording import duration, person
from models.rows.customers import Customer
from models.rules.ladder import Ladder, Target


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


def ladder_words(ladder: Ladder) -> str:
    """Say a ladder in a line: at once `primary`, after 5m `secondary`, …, then every 15m all."""
    steps = [
        f"after {duration(int(rung.after.total_seconds() // 60))} {targets_words(rung.targets)}"
        if rung.after
        else f"at once {targets_words(rung.targets)}"
        for rung in ladder.rungs
    ]
    every = duration(int(ladder.every.total_seconds() // 60))
    return ", ".join(steps) + f", then all of them every {every}"


def targets_words(targets: tuple[Target, ...]) -> str:
    """Say whom the rungs of one step mean together."""
    return " and ".join(target_words(target) for target in targets)


def target_words(target: Target) -> str:
    """Say whom a rung means: `primary`, everyone, a person, a channel."""
    if target.kind == "rotation":
        return f"`{target.name}`"
    if target.kind == "everyone":
        return f"everyone of `{target.name}`" if target.name else "everyone"
    return f"<#{target.name}>" if target.kind == "channel" else person(target.name)
