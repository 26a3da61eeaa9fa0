"""What the commands share: how they read the settings, and how one of them fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

import typer
from rich.console import Console

from slackapp.settings import SettingsProblem

Given = TypeVar("Given")

errors: Final = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def fail(*lines: str) -> typer.Exit:
    """Print what is wrong, and return what ends the command with status 2."""
    for line in lines:
        errors.print(line.replace("`", ""))  # the marks of Slack's messages
    return typer.Exit(2)


def settings_by(read: Callable[[], Given]) -> Given:
    """Return the settings; what is wrong with them ends the command."""
    try:
        return read()
    except SettingsProblem as problem:
        raise fail(*problem.lines) from None
