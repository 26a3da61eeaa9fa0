"""R2, R3: what waits is posted to its queue, and once at opening to the engineer on duty."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, select

from models.rows.cases import Case, Change
from models.rows.outbox import Remembered
from models.rules.noted import AboutCase, Subject
from models.rules.routing import queue_order, route
from models.rules.service_definition import Level, Severity
from models.usecases import finding, people
from models.usecases.channels import posts
from models.usecases.derived.clocks import CaseClock, readable
from models.usecases.letter import Arrived, Letter, say_later
from models.usecases.oncall.rotations import DUTY, who
from models.usecases.turn import Turn


class Queued(Letter, topic="queued", called="a case in its queue"):
    """Posts a case to its queue's channel; who is `pinged` is on duty."""

    case: int
    pinged: str | None = None

    def arrived(self, turn: Turn, arrived: Arrived) -> None:
        """Remember where the case is shown."""
        _posted(turn, self, arrived)


class Round(Letter, topic="round", called="what came in while closed"):
    """Tells who is on duty what came in while the desk was closed."""

    cases: tuple[int, ...]


def enqueue(turn: Turn, item: CaseClock) -> None:
    """Post a new case to its queue; only while the desk is open somebody is pinged (R3)."""
    channel = turn.desk.queue_channels.get(item.level)
    if channel is not None:
        pinged = who(turn, DUTY) if turn.calendar.is_open(turn.moment) else None
        say_later(turn, channel, Queued(item.case.id, pinged))


def _posted(turn: Turn, queued: Queued, arrived: Arrived) -> None:
    """Remember where a case is shown; what happened while it was on its way is shown too.

    If nothing did, the post stays as it is: an edit would take the ping out of it.
    """
    if arrived.place is None:
        return
    case = finding.case(turn, queued.case)
    finding.locked_with(turn, case)  # it may be changed just now
    post = posts.keep(turn, case.id, arrived.place)
    happened = select(Change.id).where(
        Change.subject == Subject.CASE, Change.subject_id == case.id, Change.at > arrived.written_at
    )
    if turn.session.scalars(happened.limit(1)).first() is not None:
        posts.refresh_one(turn, post)


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
    waiting = came_in_while_closed(turn, since, opened)
    if not waiting:
        return
    letter = Round(tuple(item.case.id for item in waiting))
    on_duty = who(turn, DUTY)
    channels = [turn.desk.queue_channels.get(item.level) for item in waiting]
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


def _while_closed(turn: Turn, cases: Select[int, datetime]) -> set[int]:
    """The numbers of cases with an instant in which the desk was closed."""
    found = turn.session.execute(cases)
    return {number for number, at in found if not turn.calendar.is_open(at)}
