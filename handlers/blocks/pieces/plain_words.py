"""What is said only where people talk to the desk without a command's name."""

from __future__ import annotations

from collections.abc import Iterable

from handlers.blocks.pieces.answer import Answer, answer, buttons, lines, small, with_line
from handlers.blocks.pieces.wording import escaped


def overview(commands: Iterable[tuple[str, str]]) -> Answer:
    """Say what can be said; `commands` are names, each with what it is about."""
    listed = [f"• `{name.removeprefix('/')} help`  {escaped(about)}" for name, about in commands]
    return answer(
        "Say it as you would type a command, without its name: `log 2h acme`, `balance acme`, "
        "`who is on call`.",
        lines(listed),
        small(
            "In a case's thread that case is meant: `log 2h traced the loop`, `close`. In a "
            "channel only you see the answer; `--here` at the end shows it to everybody."
        ),
    )


def in_thread(said: Answer) -> Answer:
    """Return an answer as it is read in a thread, where none of its commands can be typed."""
    tells_of_command = said.refused and "`/" in str(said.blocks)
    return with_line(said, "In a thread say it behind `@desk`.") if tells_of_command else said


def opened_by_button(title: str, typed: str) -> Answer:
    """Say that a form is what was asked for, with the button that opens it."""
    return answer(f"*{escaped(title)}* is a form:", buttons([(f"{title}…", typed)], primary=0))
