"""The command line: serve, the sandbox, migrations, and answers for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from sqlalchemy.exc import DBAPIError

from handlers.blocks.pieces.refusal import outside_slack
from models.problems import Problem
from models.rules.calendar import BusinessCalendar
from slackapp import answers_for_programs as answers
from slackapp.settings import SettingsProblem, read_desk_settings, read_settings

Given = TypeVar("Given")

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help=__doc__, pretty_exceptions_enable=False
)
_WHOLE = 1000  # columns: a table is never cut, whoever reads it
_errors = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def _fail(*lines: str) -> typer.Exit:
    for line in lines:
        _errors.print(line.replace("`", ""))  # the marks of Slack's messages
    return typer.Exit(2)


def _settings_by(read: Callable[[], Given]) -> Given:
    try:
        return read()
    except SettingsProblem as problem:
        raise _fail(*problem.lines) from None


@app.command()
def serve(
    worker: Annotated[bool, typer.Option(help="Also send, ring and warn; else run `work`.")] = True,
) -> None:
    """Run the desk against a Slack workspace (settings from the environment or .env)."""
    from slackapp.serving import serve as run

    settings = _settings_by(read_settings)
    try:
        run(settings, worker=worker)
    except Problem as problem:
        raise _fail(outside_slack(problem)) from None


@app.command()
def work() -> None:
    """Run a worker alone: it rings, warns and sends, beside any number of `serve --no-worker`."""
    from slackapp.serving import work as run

    settings = _settings_by(read_settings)
    try:
        run(settings)
    except Problem as problem:
        raise _fail(outside_slack(problem)) from None


@app.command()
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
        raise _fail(outside_slack(problem)) from None
    except OSError as error:
        raise _fail(f"Port {port}: {error.strerror}. Try make sandbox PORT=8081.") from None


@app.command()
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


@app.command()
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
        raise _fail(outside_slack(problem)) from None
    typer.echo(told, nl=False)


@app.command()
def migrate() -> None:
    """Bring the database up to date."""
    from models.rows.base import Database
    from models.rows.migrate import migrate as upgrade

    settings = _settings_by(read_desk_settings)
    try:
        with closing(Database(settings.database_url)) as database:
            upgrade(database)
    except Problem as problem:
        raise _fail(outside_slack(problem)) from None
    except DBAPIError as error:
        raise _fail(f"The database can't be reached: {error.orig}") from None
    typer.echo("The database is up to date.")


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="A new file; the desk may run meanwhile.")],
) -> None:
    """Write the whole desk into one file, and check it."""
    from slackapp.backup import back_up

    try:
        written = back_up(_settings_by(read_desk_settings), file, _errors)
    except Problem as problem:
        raise _fail(outside_slack(problem)) from None
    typer.echo(f"{file}: {written.rows} rows, of {written.at}, read again and whole.")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What `backup` wrote, from either database.")],
    replace: Annotated[
        bool, typer.Option(help="In the place of all that the database has now.")
    ] = False,
) -> None:
    """Put a backup into the database, all or nothing; the desk must not run meanwhile."""
    from slackapp.backup import restore as run

    try:
        found, told = run(_settings_by(read_settings), file, _errors, replace=replace)
    except Problem as problem:
        raise _fail(outside_slack(problem)) from None
    typer.echo(f"Restored {found.rows} rows, of {found.at}. What was recorded later is not there.")
    typer.echo(
        f"Held: {len(told.pages)} pages, {told.messages} messages. Not done: what "
        f"{len(told.asked)} people had asked for. The admins are told."
    )


@app.command()
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
        moved = answers.lock_addresses_anew(_settings_by(read_settings))
    except Problem as problem:
        raise _fail(outside_slack(problem)) from None
    typer.echo(f"Encrypted with the first key: {moved.kept - moved.lost} of {moved.kept}.")
    if moved.lost:
        raise _fail(f"No key of CONTACTS_KEY opens the other {moved.lost}: they are as they were.")


@app.command("who-may")
def who_may() -> None:
    """Print who may do what, as docs/who-may.md has it."""
    from handlers import WHO_MAY
    from handlers.front.who_may import as_markdown

    typer.echo(as_markdown(WHO_MAY))


@app.command()
def statement(
    customer: Annotated[str, typer.Argument(help="The customer's short or full name.")],
    on: Annotated[str | None, typer.Option(help="A date, as 2026-06-30. Default: today.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Print a customer's statement on a date."""
    try:
        day = date.fromisoformat(on) if on else None
    except ValueError:
        raise _fail(f"“{on}” is not a date. Write it like 2026-06-30.") from None
    try:
        found = answers.statement(_settings_by(read_desk_settings), customer, day)
    except Problem as problem:
        raise _fail(outside_slack(problem)) from None
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        answers.print_statement(found, Console(highlight=False, width=_WHOLE))


@app.command()
def due(
    level: Annotated[str | None, typer.Option(help="basic, standard, premium, managed")] = None,
    severity: Annotated[int, typer.Option(help="1, 2 or 3; it matters for managed.")] = 3,
    at: Annotated[str | None, typer.Option(help="When it was reported, ISO 8601.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    batch: Annotated[
        str | None, typer.Option(help="Read questions as JSON lines; - is standard input.")
    ] = None,
) -> None:
    """Print by when a first response is due."""
    try:
        calendar = answers.calendar(_settings_by(read_desk_settings))
    except Problem as problem:
        raise _fail(outside_slack(problem)) from None
    if batch is not None:
        _batch(batch, calendar)
        return
    given = {"--level": level, "--at": at}
    question = {"level": level, "severity": severity, "at": at}
    if missing := [option for option, value in given.items() if value is None]:
        raise _fail(
            f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing.",
            *answers.due_problems(calendar, question),
        )
    try:
        found = answers.due(calendar, question)
    except Problem as problem:
        raise _fail(outside_slack(problem)) from None
    if as_json:
        typer.echo(json.dumps(found))
    else:
        typer.echo(f"{datetime.fromisoformat(found['due']):%a %-d %b %Y %H:%M} ({found['rule']})")


def _batch(source: str, calendar: BusinessCalendar) -> None:
    if source != "-":
        raise _fail("Questions are read from standard input: --batch -")
    for line in sys.stdin:
        typer.echo(json.dumps(answers.due_of_line(calendar, line), ensure_ascii=False))
