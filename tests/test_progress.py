"""Bars that say how far something is."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from slackapp.progress import progress_on


def shows(*, terminal: bool, total: float | None, done: int) -> str:
    """What is written while a task comes so far."""
    written = StringIO()
    with progress_on(Console(file=written, force_terminal=terminal, width=80)) as progress:
        progress.update(progress.add_task("Reading", total=total), completed=done)
    return written.getvalue()


def test_a_pipe_gets_none() -> None:
    assert shows(terminal=False, total=3, done=1) == ""


@pytest.mark.parametrize(("total", "done"), [(3, 1), (0, 0), (None, 5)])
def test_what_is_done_is_shown_whole(total: float | None, done: int) -> None:
    """Also where there was less to do, or where nobody knew how much."""
    last = shows(terminal=True, total=total, done=done)
    assert last.rpartition("Reading")[2].count("100%") == 1
