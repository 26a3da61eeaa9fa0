"""The desk's answers as data: what the command line prints, and `--json` hands to programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

from rich.console import Console
from rich.table import Table

from handlers.blocks.pieces.refusal import outside_slack
from handlers.blocks.pieces.wording import escalations_left, long_day
from models.problems import Problem
from models.rows.customers import Customer
from models.rules.calendar import BusinessCalendar
from models.rules.limits import EARLIEST, LATEST
from models.rules.quarter import Quarter
from models.rules.quote import chf
from models.rules.service_definition import LEVEL, LEVELS, SEVERITIES
from models.rules.statement import Statement
from models.usecases import finding, people
from models.usecases.books.issued import Issued
from models.usecases.customer import first_day
from models.usecases.customer.balances import balance
from models.usecases.customer.year import year_told
from models.usecases.figures import of_quarter
from models.usecases.figures.of_quarter import FiguresTold
from models.usecases.oncall import contacts
from models.usecases.people import DESK_ITSELF
from models.usecases.turn import Turn
from slackapp.assembly import desk_of, desk_without_slack
from slackapp.database import NoDatabase, opened
from slackapp.settings import DeskSettings, Settings

Found = TypeVar("Found")


def statement(settings: DeskSettings, typed: str, on: date | None) -> dict[str, Any]:
    """Return a customer's statement on a date (default: today) as data.

    Problem for a customer or a database that there is not, and a date that no contract reaches.
    """
    _refuse_far(on)
    return _of_customer(settings, typed, lambda turn, it: as_data(it.key, balance(turn, it, on)))


def year(settings: DeskSettings, typed: str, until: date | None) -> Issued:
    """Return a calendar year of a customer up to a day (default: today), for a document.

    Problem as of `statement`, for a year that has not begun, and for one before the customer's.
    """
    _refuse_far(until)
    return _of_customer(settings, typed, lambda turn, it: _year(turn, it, until or turn.today))


def _year(turn: Turn, customer: Customer, until: date) -> Issued:
    first_day.refuse_year_before(turn, customer, until.year)
    return year_told(turn, customer, until)


def figures(settings: DeskSettings, quarter: Quarter | None) -> FiguresTold:
    """Return the figures of a quarter (default: the one that runs).

    Problem for a database that there is not, and for a quarter that has not begun.
    """
    return _reading(settings, lambda turn: of_quarter.figures(turn, quarter))


def _refuse_far(day: date | None) -> None:
    if day is not None and not EARLIEST <= day <= LATEST:
        raise Problem(f"A date lies between {long_day(EARLIEST)} and {long_day(LATEST)}.")


def _of_customer(
    settings: DeskSettings, typed: str, read: Callable[[Turn, Customer], Found]
) -> Found:
    """Read something of a customer, without Slack."""
    return _reading(settings, lambda turn: read(turn, finding.customer(turn, typed)))


def _reading(settings: DeskSettings, read: Callable[[Turn], Found]) -> Found:
    """Read something of the desk, without Slack."""
    with opened(settings.database_url) as database:
        desk = desk_without_slack(settings, database)
        with desk.reading(DESK_ITSELF, datetime.now(UTC)) as turn:
            try:
                return read(turn)
            except Problem as refused:
                name_of = partial(people.name_of, turn.session)
                raise Problem(outside_slack(refused, name_of)) from None


def as_data(customer: str, found: Statement) -> dict[str, Any]:
    """Return a statement as plain data: dates as ISO 8601, money as a decimal string."""
    return {
        "customer": customer,
        "on": found.on.isoformat(),
        "level": found.level,
        "remaining": found.remaining,
        "granted": found.granted,
        "uncovered": len(found.uncovered),
        "undecided_minutes": found.undecided_minutes,
        "consulting_minutes": found.consulting_minutes,
        "consulting_chf": f"{found.consulting_chf:.2f}",
        "grants": [
            {
                "label": line.grant.label,
                "source": line.grant.source,
                "from": line.grant.first_day.isoformat(),
                "last_day": line.grant.last_day.isoformat(),
                "quantity": line.grant.quantity,
                "charged": line.charged,
                "remaining": line.remaining,
            }
            for line in found.grants
        ],
        "charges": [
            {
                "case": charge.block.case,
                "number": charge.block.number,
                "date": charge.day.isoformat(),
                "grant": charge.grant.label if charge.grant else None,
                "rule": charge.rule,
            }
            for charge in found.charges
            if not charge.consulting
        ],
    }


_HEADS = {
    "label": "Grant",
    "source": "Source",
    "from": "First day",
    "last_day": "Last day",
    "quantity": "Escalations",
    "charged": "Charged",
    "remaining": "Left",
    "case": "Case",
    "number": "Block",
    "date": "Date",
    "grant": "Grant",
    "rule": "Rule",
}


def print_statement(found: dict[str, Any], console: Console) -> None:
    """Print a statement for people."""
    on = long_day(date.fromisoformat(found["on"]))
    left = escalations_left(found["remaining"], found["granted"])
    console.print(f"{found['customer']} has {left} on {on} ({LEVEL[found['level']].title}).")
    for title, rows in (("Grants", found["grants"]), ("Charges", found["charges"])):
        if rows:
            heads = (_HEADS[name] for name in rows[0])
            table = Table(*heads, title=title, title_justify="left")
            for row in rows:
                table.add_row(*("–" if value is None else str(value) for value in row.values()))
            console.print(table)
    console.print(
        f"{found['uncovered']} uncovered, {found['undecided_minutes']} min undecided, "
        f"{found['consulting_minutes']} min consulting ({_money(found)} excl. VAT)"
    )


def _money(found: dict[str, Any]) -> str:
    return chf(Decimal(found["consulting_chf"]))


def calendar(settings: DeskSettings) -> BusinessCalendar:
    """Return the business calendar, with the closure days if there is a database.

    Problem if it can't be read: days might be missing.
    """
    try:
        with opened(settings.database_url) as database, database.reading() as session:
            return desk_without_slack(settings, database).calendar(session)
    except NoDatabase:
        return BusinessCalendar(settings.business_timezone.key, settings.holiday_canton)


def lock_addresses_anew(settings: Settings) -> contacts.Readable:
    """Encrypt all addresses outside Slack with the first key of the settings.

    Return how many there are, and how many no key opens. Problem without a key or a database.
    """
    with opened(settings.database_url) as database:
        desk = desk_of(settings, database)
        return desk.write(DESK_ITSELF, datetime.now(UTC), contacts.lock_anew)


def due(zone_calendar: BusinessCalendar, question: dict[str, Any]) -> dict[str, str]:
    """Answer by when a first response is due (S1); Problem for what can't be read.

    `question` has `level`, `severity` (default 3) and `at`, an ISO 8601 instant; without an offset
    it is the business zone's wall clock.
    """
    missing = [name for name in ("level", "at") if question.get(name) is None]
    problems = [f"What is missing: {' and '.join(missing)}."] if missing else []
    problems += due_problems(zone_calendar, question)
    if problems:
        raise Problem(" ".join(problems))
    target = LEVEL[question["level"]].target(question.get("severity", 3))
    at = _instant(zone_calendar, question["at"])
    try:
        found = zone_calendar.local(zone_calendar.due_after(at, target))
    except (OverflowError, ValueError):
        raise Problem("That instant lies outside what a calendar can count.") from None
    return {"due": found.isoformat(), "rule": f"S1, {target.rule}"}


def due_problems(zone_calendar: BusinessCalendar, question: dict[str, Any]) -> list[str]:
    """Return a sentence for each piece of a question that can't be read."""
    level, severity = question.get("level"), question.get("severity", 3)
    found: list[str] = []
    if level is not None and not isinstance(level, str):
        found.append(f"The level must be a text: one of {', '.join(LEVELS)}.")
    elif level is not None and level not in LEVELS:
        found.append(f"There is no level “{level}”. Use one of {', '.join(LEVELS)}.")
    if isinstance(severity, bool) or not isinstance(severity, int):
        found.append("The severity must be a number: 1, 2 or 3.")
    elif severity not in SEVERITIES:
        found.append(f"There is no severity {severity}. Use 1, 2 or 3.")
    if question.get("at") is not None:
        try:
            _instant(zone_calendar, question["at"])
        except Problem as problem:
            found.append(str(problem))
    return found


def _instant(zone_calendar: BusinessCalendar, text: object) -> datetime:
    if not isinstance(text, str):
        raise Problem("The instant at must be a text like 2026-06-12T18:00+02:00.")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Problem(
            f"“{text}” is not an instant. Write it like 2026-06-12T18:00+02:00."
        ) from None
    if moment.tzinfo is None:
        return zone_calendar.instant(moment.date(), moment.time())
    return moment


def due_of_line(zone_calendar: BusinessCalendar, line: str) -> dict[str, str]:
    """Answer one question written as JSON; `{"error": …}` if it can't be read."""
    if not line.strip():
        return {"error": "That line is empty."}
    try:
        question = json.loads(line)
        if not isinstance(question, dict):
            raise Problem("A question is an object with level, severity and at.")
        return due(zone_calendar, question)
    except (json.JSONDecodeError, RecursionError):
        return {"error": "That line is not JSON."}
    except Problem as problem:
        return {"error": str(problem)}
