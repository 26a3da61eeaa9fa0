"""Keeping what the desk knows: backups, proof of its books, keys to what is encrypted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from handlers.blocks.pieces.refusal import outside_slack
from handlers.blocks.pieces.wording import counted
from models.problems import Problem
from slackapp import answers_for_programs as answers
from slackapp.cli.pieces import errors, fail, settings_by
from slackapp.settings import read_desk_settings, read_settings

room = typer.Typer()


@room.command()
def backup(
    file: Annotated[Path, typer.Argument(help="A new file; the desk may run meanwhile.")],
) -> None:
    """Write the whole desk into one file, and check it."""
    from slackapp.backup import back_up

    try:
        written = back_up(settings_by(read_desk_settings), file, errors)
    except Problem as problem:
        raise fail(outside_slack(problem)) from None
    typer.echo(f"{file}: {written.rows} rows, of {written.at}, read again and whole.")


@room.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What `backup` wrote, from either database.")],
    replace: Annotated[
        bool, typer.Option(help="In the place of all that the database has now.")
    ] = False,
) -> None:
    """Put a backup into the database, all or nothing; the desk must not run meanwhile."""
    from slackapp.backup import restore as run

    try:
        found, told = run(settings_by(read_settings), file, errors, replace=replace)
    except Problem as problem:
        raise fail(outside_slack(problem)) from None
    typer.echo(f"Restored {found.rows} rows, of {found.at}. What was recorded later is not there.")
    who = counted(len(told.asked), "person", "people")
    typer.echo(
        f"Held: {counted(len(told.pages), 'page')}, {counted(told.messages, 'message')}, "
        f"{counted(told.reports, 'report')}. Not done: what {who} had asked for. The admins are "
        "told."
    )


@room.command()
def verify() -> None:
    """Prove that kept statements still follow from the facts, and that all rows hang together.

    Exit status: 0 if all of it holds, 1 if not, 2 if nobody could look.
    """
    from slackapp.verify import verify as run

    try:
        found = run(settings_by(read_desk_settings), errors)
    except Problem as problem:
        raise fail(outside_slack(problem)) from None
    for fault in found.faults:
        typer.echo(str(fault))
    if found.faults:
        typer.echo(f"{len(found.faults)} of these do not hold.")
        raise typer.Exit(1)
    typer.echo(f"Everything holds, of {found.customers} customers.")


@room.command()
def key(
    rotate: Annotated[
        bool, typer.Option(help="Encrypt all addresses anew, with the first key of CONTACTS_KEY.")
    ] = False,
) -> None:
    """Print a new key for CONTACTS_KEY, with which addresses outside Slack are encrypted."""
    from models.vault import Vault

    if not rotate:
        typer.echo(Vault.new_key())
        return
    try:
        moved = answers.lock_addresses_anew(settings_by(read_settings))
    except Problem as problem:
        raise fail(outside_slack(problem)) from None
    typer.echo(f"Encrypted with the first key: {moved.kept - moved.lost} of {moved.kept}.")
    if moved.lost:
        raise fail(f"No key of CONTACTS_KEY opens the other {moved.lost}: they are as they were.")
