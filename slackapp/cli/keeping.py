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


@room.command("import")
def import_(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="CSV files as `--template` writes them, or everything as .jsonl."),
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="How another program's columns make ours (TOML).")
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Write it, all or nothing.")] = False,
    template: Annotated[
        Path | None, typer.Option(help="Write an example of each file into this folder.")
    ] = None,
) -> None:
    """Bring in customers, contracts, packs, cases and time; the desk may run meanwhile.

    Says of each line what it would become. Exit status: 0, or 1 if a line is wrong.
    """
    from slackapp.carrying.importing import import_files, write_templates

    try:
        if template is not None:
            typer.echo("\n".join(map(str, write_templates(template))))
            return
        if not files:
            raise fail("Which files? `--template FOLDER` writes examples.")
        settings = settings_by(read_desk_settings)
        found = import_files(settings, files, mapping, errors, typer.echo, apply=apply)
    except Problem as problem:
        raise fail(outside_slack(problem)) from None
    if found.wrong:
        typer.echo(f"{counted(len(found.wrong), 'line')} wrong. Nothing was written.")
        raise typer.Exit(1)
    there = f"{found.is_there} there already"
    if apply:
        typer.echo(f"{counted(found.comes, 'line')} came in, {there}.")
    else:
        typer.echo(f"{counted(found.comes, 'line')} would come in, {there}. `--apply` writes them.")


@room.command()
def export(
    folder: Annotated[Path, typer.Argument(help="A new folder; the desk may run meanwhile.")],
) -> None:
    """Write the files that `import` reads, and everything as JSON lines."""
    from slackapp.carrying.exporting import export_to

    try:
        written = export_to(settings_by(read_desk_settings), folder, errors)
    except Problem as problem:
        raise fail(outside_slack(problem)) from None
    for each in written:
        typer.echo(f"{each.file}: {counted(each.lines, 'line')}.")


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
