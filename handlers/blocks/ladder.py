"""How a ladder is said: whom its rungs mean, and when each is reached (O3)."""

from __future__ import annotations

from handlers.blocks.words import duration, person
from models.rules.ladder import Ladder, Target


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
