"""Showing what the desk knows, to people and to programs."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from handlers.blocks.pieces.refusal import outside_slack
from handlers.documents.document import Document
from handlers.documents.figures import document as figures
from handlers.documents.pdf import NotSet, as_pdf
from handlers.documents.sheets import as_csv, as_xlsx
from handlers.documents.statement import document
from models.problems import Problem
from models.rules.calendar import BusinessCalendar
from models.rules.quarter import Quarter
from slackapp import answers_for_programs as answers
from slackapp.cli.pieces import fail, settings_by
from slackapp.settings import read_desk_settings

room = typer.Typer()
_WHOLE: Final = 1000  # columns: a table is never cut, whoever reads it


@room.command("who-may")
def who_may() -> None:
    """Print who may do what, as docs/who-may.md has it."""
    from handlers import WHO_MAY
    from handlers.front.who_may import as_markdown

    typer.echo(as_markdown(WHO_MAY))


@room.command()
def statement(
    customer: Annotated[str, typer.Argument(help="The customer's short or full name.")],
    on: Annotated[
        str | None,
        typer.Option("--on", "--year", help="As 2026-06-30, or a year, as 2026. Default: today."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    pdf: Annotated[Path | None, typer.Option(help="Write that year as a PDF.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write that year as a CSV.")] = None,
    xlsx: Annotated[Path | None, typer.Option(help="Write that year as a spreadsheet.")] = None,
) -> None:
    """Print a customer's statement on a date, or write its year up to then for the customer."""
    day, settings = _last_day(on), settings_by(read_desk_settings)
    wanted = [(file, way) for file, way in ((pdf, as_pdf), (csv, as_csv), (xlsx, as_xlsx)) if file]
    try:
        if wanted:
            _write(document(answers.year(settings, customer, day)), wanted)
            return
        found = answers.statement(settings, customer, day)
    except Problem as problem:
        raise fail(outside_slack(problem)) from None
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        answers.print_statement(found, Console(highlight=False, width=_WHOLE))


def _last_day(text: str | None) -> date | None:
    """Read a date, or a year as its last day."""
    try:
        return date.fromisoformat(f"{text}-12-31" if len(text) == 4 else text) if text else None
    except ValueError:
        raise fail(f"“{text}” is not a date. Write it like 2026-06-30.") from None


def _write(told: Document, wanted: Iterable[tuple[Path, Callable[[Document], bytes]]]) -> None:
    """Write a document into files, each in its own way."""
    for file, written in wanted:
        try:
            file.write_bytes(written(told))
        except (OSError, NotSet) as error:
            raise fail(f"{file} can't be written: {error}") from None
        typer.echo(f"{file}: {told.title} – {told.whose}. {told.lead}.")


@room.command()
def report(
    quarter: Annotated[
        str | None, typer.Option(help="As 2026-Q3. Default: the quarter that runs.")
    ] = None,
    csv: Annotated[Path | None, typer.Option(help="Write it as a CSV.")] = None,
    xlsx: Annotated[Path | None, typer.Option(help="Write it as a spreadsheet.")] = None,
) -> None:
    """Write the figures of a quarter of all customers: first responses, escalations, hours, money.

    Without a file it prints them as a CSV.
    """
    wanted, settings = _quarter(quarter), settings_by(read_desk_settings)
    files = [(file, way) for file, way in ((csv, as_csv), (xlsx, as_xlsx)) if file]
    try:
        told = figures(answers.figures(settings, wanted))
    except Problem as problem:
        raise fail(outside_slack(problem)) from None
    if files:
        _write(told, files)
    else:
        typer.echo(as_csv(told).decode("utf-8-sig"), nl=False)


def _quarter(text: str | None) -> Quarter | None:
    """Read a quarter."""
    if text is None:
        return None
    if (match := re.fullmatch(r"(20[0-9]{2})-?Q([1-4])", text, re.IGNORECASE)) is None:
        raise fail(f"“{text}” is not a quarter. Write it like 2026-Q3.")
    return Quarter(int(match[1]), int(match[2]))


@room.command()
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
        calendar = answers.calendar(settings_by(read_desk_settings))
    except Problem as problem:
        raise fail(outside_slack(problem)) from None
    if batch is not None:
        _batch(batch, calendar)
        return
    given = {"--level": level, "--at": at}
    question = {"level": level, "severity": severity, "at": at}
    if missing := [option for option, value in given.items() if value is None]:
        raise fail(
            f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing.",
            *answers.due_problems(calendar, question),
        )
    try:
        found = answers.due(calendar, question)
    except Problem as problem:
        raise fail(outside_slack(problem)) from None
    if as_json:
        typer.echo(json.dumps(found))
    else:
        typer.echo(f"{datetime.fromisoformat(found['due']):%a %-d %b %Y %H:%M} ({found['rule']})")


def _batch(source: str, calendar: BusinessCalendar) -> None:
    if source != "-":
        raise fail("Questions are read from standard input: --batch -")
    for line in sys.stdin:
        typer.echo(json.dumps(answers.due_of_line(calendar, line), ensure_ascii=False))
