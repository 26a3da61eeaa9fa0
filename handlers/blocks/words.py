"""How the desk writes durations, days, instants, people, and balances. British English, plain."""

from __future__ import annotations

import re
from datetime import date, datetime

from models.rules.calendar import BusinessCalendar
from models.rules.quote import chf
from models.rules.service_definition import LEVEL
from models.rules.statement import Statement

__all__ = ["chf"]  # money is written by the rules

_MENTION = re.compile(r"&lt;([@#][A-Z0-9]+)&gt;")


def escaped(text: str) -> str:
    """Return what a person typed so that Slack shows it as it is: no mention, no link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escaped_but_mentions(text: str) -> str:
    """Escape a sentence of ours, keeping its mentions of people and channels."""
    return _MENTION.sub(r"<\1>", escaped(text))


def quoted(title: str, longest: int = 120) -> str:
    """Return a title in quotes, escaped, shortened where it is long."""
    short = title if len(title) <= longest else title[: longest - 1].rstrip() + "…"
    return f"“{escaped(short)}”"


def duration(minutes: int) -> str:
    """Write minutes as people read them here: `2h`, `45m`, `1h30`."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}m"
    return f"{hours}h{rest:02d}" if rest else f"{hours}h"


def day(value: date, today: date) -> str:
    """Write a date: `Mon 8 Jun`, with the year if it is not this one."""
    return f"{value:%a %-d %b}" if value.year == today.year else long_day(value)


def long_day(value: date) -> str:
    """Write a date with its year: `Mon 8 Jun 2026`."""
    return f"{value:%a %-d %b %Y}"


def instant(calendar: BusinessCalendar, moment: datetime, now: datetime) -> str:
    """Write an instant on the business zone's wall clock: `14:05`, `Tue 9 Jun 14:05`."""
    local, today = calendar.local(moment), calendar.day_of(now)
    if local.date() == today:
        return f"today {local:%H:%M}"
    return f"{day(local.date(), today)} {local:%H:%M}"


def wall(calendar: BusinessCalendar, moment: datetime, now: datetime) -> str:
    """Write an instant shortly: `14:05` if it is today's, else with its day."""
    return instant(calendar, moment, now).removeprefix("today ")


def in_readers_zone(calendar: BusinessCalendar, moment: datetime) -> str:
    """Write an instant so that Slack shows it on each reader's own clock."""
    fallback = f"{calendar.local(moment):%a %-d %b %Y %H:%M}"
    return f"<!date^{int(moment.timestamp())}^{{date_short_pretty}} {{time}}|{fallback}>"


def person(person_id: str) -> str:
    """Mention a person."""
    return f"<@{person_id}>"


def left(statement: Statement) -> str:
    """Write a balance, always the same way: `3 of 4 escalations left`."""
    return f"{statement.remaining} of {statement.granted} escalations left"


def level(key: str) -> str:
    """Write a support level: `Standard`."""
    return LEVEL[key].title


def counted(number: int, thing: str, things: str | None = None) -> str:
    """Write a number with its thing: `1 case`, `2 cases`."""
    return f"{number} {thing if number == 1 else things or thing + 's'}"
