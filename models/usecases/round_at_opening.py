"""R3: at opening whoever is on duty is told once of all that came in while the desk was closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, select

from models.rows.cases import Case, Change
from models.rows.outbox import Remembered
from models.rows.reports import WaitingMessage
from models.rules.noted import AboutCase, Subject
from models.rules.routing import queue_order, route
from models.rules.service_definition import Level, Severity
from models.usecases import people
from models.usecases.channels import queues
from models.usecases.derived.clocks import CaseClock, readable
from models.usecases.letter import Letter, say_later
from models.usecases.oncall.rotations import DUTY, who
from models.usecases.reports.waiting import Waiting, still_waiting
from models.usecases.turn import Turn


class Round(Letter, topic="round", called="what came in while closed"):
    """Tells who is on duty what came in while the desk was closed, cases and messages."""

    cases: tuple[int, ...]
    messages: tuple[int, ...] = ()


def round_at_opening(turn: Turn) -> datetime:
    """At the first look of an open day, ping whoever is on duty once with what came in (R3).

    Return the instant until which there is nothing else to do, unless something is written.
    """
    if not turn.calendar.is_open(turn.moment):
        return min(turn.calendar.next_opening(turn.moment), turn.next_midnight)
    _go_round(turn)
    return turn.next_midnight


def _go_round(turn: Turn) -> None:
    opened = turn.calendar.opening(turn.today)
    last = turn.session.get(Remembered, "round")
    since = datetime.fromisoformat(last.value) if last else _last_closing(turn)
    if not turn.is_news("round", opened.isoformat()):
        return
    cases = came_in_while_closed(turn, since, opened)
    messages = _messages(turn, since, opened)
    if not cases and not messages:
        return
    letter = Round(
        tuple(item.case.id for item in cases), tuple(sorted(each.message.id for each in messages))
    )
    on_duty = who(turn, DUTY)
    levels = [item.level for item in (*cases, *(each.clock for each in messages))]
    channels = [queues.channel_of(turn, level) for level in levels]
    fallback = list(dict.fromkeys(filter(None, channels))) or people.admins(turn)
    for recipient in [on_duty] if on_duty else fallback:
        say_later(turn, recipient, letter)


def _last_closing(turn: Turn) -> datetime:
    day = turn.today - timedelta(days=1)
    while not turn.calendar.is_open_day(day):
        day -= timedelta(days=1)
    return turn.calendar.closing(day)


def came_in_while_closed(turn: Turn, since: datetime, opened: datetime) -> Sequence[CaseClock]:
    """Return what came in while the desk was closed since an instant, and waits, by R2.

    That is what was opened, and what came into a queue by a change: a Managed Sev-1 that was
    lowered, a case that was moved to another customer.
    """
    changed = (Change.subject == Subject.CASE) & (Change.at >= since) & (Change.at < opened)
    moved = select(Change.subject_id, Change.at).where(changed, Change.what == AboutCase.CUSTOMER)
    lowered = select(Change.subject_id, Change.at).where(
        changed, Change.what == AboutCase.SEVERITY, Change.old == str(Severity.SEV1)
    )
    recorded = select(Case.id, Case.at).where(Case.at >= since, Case.at < opened)
    came = _while_closed(turn, recorded) | _while_closed(turn, moved)
    rang = _while_closed(turn, lowered)  # if it was a Managed customer's: others waited before
    waits = select(Case).where(
        Case.id.in_(came | rang), Case.responded_at.is_(None), Case.closed_at.is_(None)
    )
    found = readable(turn, turn.session.scalars(waits).all())
    queued = [
        item
        for item in found
        if not route(item.level, item.case.severity).pages
        and (item.case.id in came or item.level is Level.MANAGED)
    ]
    return sorted(
        queued, key=lambda item: queue_order(item.clock.due, item.level, item.case.reported_at)
    )


def _messages(turn: Turn, since: datetime, opened: datetime) -> Sequence[Waiting]:
    """Return the messages that came in while the desk was closed, and wait (I12)."""
    came = select(WaitingMessage.id, WaitingMessage.at).where(
        WaitingMessage.at >= since, WaitingMessage.at < opened, WaitingMessage.ended_at.is_(None)
    )
    return still_waiting(turn, list(_while_closed(turn, came)))


def _while_closed(turn: Turn, came: Select[int, datetime]) -> set[int]:
    """The numbers of what came in at an instant in which the desk was closed."""
    found = turn.session.execute(came)
    return {number for number, at in found if not turn.calendar.is_open(at)}
