"""Running the desk: serve, work, the sandbox, and what is needed before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from handlers.blocks.pieces.refusal import outside_slack
from models.problems import Problem
from slackapp.cli.pieces import fail, settings_by
from slackapp.settings import read_desk_settings, read_settings

room = typer.Typer()


@room.command()
def serve(
    worker: Annotated[bool, typer.Option(help="Also send, ring and warn; else run `work`.")] = True,
) -> None:
    """Run the desk against a Slack workspace (settings from the environment or .env)."""
    from slackapp.serving import serve as run

    settings = settings_by(read_settings)
    try:
        run(settings, worker=worker)
    except Problem as problem:
        raise fail(outside_slack(problem)) from None


@room.command()
def work() -> None:
    """Run a worker alone: it rings, warns and sends, beside any number of `serve --no-worker`."""
    from slackapp.serving import work as run

    settings = settings_by(read_settings)
    try:
        run(settings)
    except Problem as problem:
        raise fail(outside_slack(problem)) from None


@room.command()
def sandbox(
    port: Annotated[int, typer.Option(help="Where to listen on 127.0.0.1.")] = 8080,
    database: Annotated[str, typer.Option(help="An SQLite file.")] = "var/sandbox.sqlite",
    keep: Annotated[bool, typer.Option(help="Go on with an earlier story.")] = False,
) -> None:
    """Try the desk in a pretend Slack in the browser, with a story to play with."""
    from slackapp.serving import run_sandbox

    try:
        run_sandbox(Path(database), port, keep)
    except Problem as problem:
        raise fail(outside_slack(problem)) from None
    except OSError as error:
        raise fail(f"Port {port}: {error.strerror}. Try make sandbox PORT=8081.") from None


@room.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Look at everything that goes wrong on the first day, and say what to do about it.

    Exit status: 0 if all is well or there are only warnings, 1 if something is wrong.
    """
    from slackapp import doctor as doctors

    report = doctors.examine()
    if as_json:
        typer.echo(json.dumps(doctors.as_data(report), ensure_ascii=False, indent=2))
    else:
        for line in doctors.as_lines(report):
            typer.echo(line)
    raise typer.Exit(1 if doctors.is_wrong(report) else 0)


@room.command()
def manifest(
    url: Annotated[
        str | None, typer.Option(help="For HTTP: where Slack reaches the desk, as https://….")
    ] = None,
) -> None:
    """Print what Slack is told about the app: for Socket Mode, or with --url for HTTP."""
    from slackapp import manifest as manifests

    try:
        told = manifests.for_socket_mode() if url is None else manifests.for_http(url)
    except Problem as problem:
        raise fail(outside_slack(problem)) from None
    typer.echo(told, nl=False)


@room.command()
def migrate() -> None:
    """Bring the database up to date."""
    from models.rows.migrate import migrate as upgrade
    from slackapp.database import TO_BE_BROUGHT, opened

    settings = settings_by(read_desk_settings)
    try:
        with opened(settings.database_url, TO_BE_BROUGHT) as database:
            upgrade(database)
    except Problem as problem:
        raise fail(outside_slack(problem)) from None
    typer.echo("The database is up to date.")
