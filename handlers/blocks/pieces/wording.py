"""How the desk writes durations, days, instants, people, and balances. British English, plain."""

from __future__ import annotations

import re
from datetime import date, datetime

from handlers.blocks.pieces.as_typed import as_typed, escaped
from handlers.phrases.shared import LEFT
from handlers.phrases.writer import Writer
from models.rows.cases import Case
from models.rules.languages import Language
from models.rules.quote import chf
from models.rules.service_definition import LEVEL, Level
from models.rules.statement import GrantLine, Statement
from models.rules.writing import day, duration, long_day, short_day
from models.rules.written_time import Wall

__all__ = ["as_typed", "chf", "day", "duration", "escaped", "long_day", "short_day"]  # elsewhere

LONG_AGO = 180  # days
_NOON = 12  # hour
IN_ENGLISH = Writer(Language.ENGLISH)  # as ours read everything
LANGUAGE = {Language.ENGLISH: "English", Language.GERMAN: "German"}

_OF_SLACK = re.compile(r"[UW][A-Z0-9]+")


def greeting(wall: Wall) -> str:
    """Greet as people do at this hour."""
    return "Good morning" if wall.calendar.local(wall.now).hour < _NOON else "Good afternoon"


def quoted(title: str, longest: int = 120) -> str:
    """Return a title in quotes, as it was typed, shortened where it is long."""
    return f"“{as_typed(cut(title, longest))}”"


def cut(text: str, longest: int) -> str:
    """Return a text, shortened with “…” where it is long."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def long_ago(value: date, today: date) -> str | None:
    """Say that a day lies so far back that another may have been meant; None if it does not.

    Whether it was typed with its year or without, only its own year shows a slip.
    """
    days = (today - value).days
    if days <= LONG_AGO:
        return None
    if days > 366:
        years = today.year - value.year - ((today.month, today.day) < (value.month, value.day))
        ago = "more than a year" if years < 2 else f"{years} years"
    else:
        ago = "nearly a year" if days > 300 else "more than half a year"
    return f":warning: {long_day(value)} is {ago} ago. Is that the day you mean?"


def closed(case: Case) -> str:
    """Write a case's number, and that it is closed if it is: `#12 (closed)`."""
    return f"#{case.id} (closed)" if case.closed_at else f"#{case.id}"


def numbered(case: Case) -> str:
    """Write a case as the first cell of a table does, in plain text: `#12 Login loops`."""
    return f"#{case.id} {cut(case.title, 70)}"


def stop_after(title: str) -> str:
    """End a sentence with a title in quotes: with a full stop, unless the title brings its own."""
    return title if title.endswith((".”", "!”", "?”", "…”")) else f"{title}."


def in_readers_zone(wall: Wall, moment: datetime, write: Writer = IN_ENGLISH) -> str:
    """Write an instant so that Slack shows it on each reader's own clock, in their own way."""
    local = wall.calendar.local(moment)
    fallback = f"{write.long_day(local.date())} {local:%H:%M}"
    return f"<!date^{int(moment.timestamp())}^{{date_short_pretty}} {{time}}|{fallback}>"


def person(person_id: str) -> str:
    """Mention a person of Slack's; a program, or the desk itself, is only named."""
    return f"<@{person_id}>" if _OF_SLACK.fullmatch(person_id) else person_id


def left(statement: Statement, write: Writer = IN_ENGLISH) -> str:
    """Write a balance, always the same way: `3 of 4 escalations left`."""
    return escalations_left(statement.remaining, statement.granted, write)


def escalations_left(remaining: int, granted: int, write: Writer = IN_ENGLISH) -> str:
    """Write what is left of what was granted, as `left` does, from the numbers alone."""
    return write.say(LEFT, left=remaining, granted=granted)


def without_contract(statement: Statement, today: date) -> str | None:
    """Say what applies on a statement's day if no contract is in force on it; None if one is."""
    if statement.contract is not None:
        return None
    return no_contract("today" if statement.on == today else "on that day")


def no_contract(when: str) -> str:
    """Say what applies where there is no contract, always the same way (S2)."""
    return f"No contract {when}: {level(Level.BASIC)} Support, for product defects only (S2)"


def expires(line: GrantLine) -> str:
    """Write what expires with a grant, always the same way: `2 of pack 1 (M) expire`."""
    return f"{line.remaining} of {line.grant.label} expire{'s' if line.remaining == 1 else ''}"


def level(key: Level) -> str:
    """Write a support level: `Standard`."""
    return LEVEL[key].title


def ordinal(number: int) -> str:
    """Write a number's place: `1st`, `2nd`, `11th`."""
    last = "th" if number // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{last}"


def counted(number: int, thing: str, things: str | None = None) -> str:
    """Write a number with its thing: `1 case`, `2 cases`."""
    return f"{number} {thing if number == 1 else things or thing + 's'}"
