"""How far something is, for whoever waits at a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress


@contextmanager
def progress_on(shown: Console) -> Iterator[Progress]:
    """Show a bar for each task on a terminal, and nothing elsewhere; what is done is shown whole,
    also where there was less to do than was thought.
    """
    with Progress(console=shown, disable=not shown.is_terminal) as progress:
        yield progress
        for task in progress.tasks:
            whole = task.total or task.completed or 1
            progress.update(task.id, total=whole, completed=whole)
