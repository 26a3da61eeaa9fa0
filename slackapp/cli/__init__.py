"""The command line: serve, the sandbox, migrations, and answers for programs."""

from __future__ import annotations

import typer

from slackapp.cli import keeping, running, showing

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False
)
for each in (running, keeping, showing):
    app.add_typer(each.room)
