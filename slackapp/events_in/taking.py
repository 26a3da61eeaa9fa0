"""Taking in, in a turn, what a program has reported."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from handlers.blocks.pieces.refusal import outside_slack
from models.problems import Problem
from models.rows.customers import Customer
from models.rows.reports import Source, SourceKey
from models.rules.reports import CameOf, ReportDoor
from models.usecases.reports import arrivals, signs_of_life, sources
from models.usecases.reports.incoming import Incoming, event_identity, keep
from models.usecases.reports.sources import NotTaken
from models.usecases.turn import Turn
from slackapp.events_in.reading import Bearer
from slackapp.problem_json import Refused
from slackapp.report_doors import as_answer
from slackapp.shapes import Action, Event

_MOST_RAW: Final = 20_000  # characters of what arrived that are kept (I10)


def take(bearer: Bearer, event: Event, came_at: datetime, turn: Turn) -> dict[str, Any]:
    """Take an event in, and return what came of it."""
    source, customer = _heard_by(bearer, turn)
    incoming = _incoming(source, event, came_at)
    if event.action is Action.ACKNOWLEDGE:
        keep(turn, incoming, customer, CameOf.ACKNOWLEDGED)
        return as_answer(turn, None)
    return as_answer(turn, arrivals.take_in(turn, incoming, customer))


def keep_refused(
    bearer: Bearer, event: Event, came_at: datetime, refused: Problem, turn: Turn
) -> dict[str, Any]:
    """Keep an event that the desk has refused, and return why."""
    source, customer = _heard_by(bearer, turn)
    incoming = _incoming(source, event, came_at)
    arrival = keep(turn, incoming, customer, CameOf.REFUSED)
    turn.session.flush()
    why = outside_slack(refused)
    sources.not_taken(turn, NotTaken(source.id, why, arrival.id), type(refused).__name__)
    return {**as_answer(turn, None), "refused": f"{why} It was kept (I10)."}


def _incoming(source: Source, event: Event, came_at: datetime) -> Incoming:
    return Incoming(
        ReportDoor.EVENT,
        event_identity(source, event.dedup_key),
        came_at,
        event.summary,
        raw=event.raw[:_MOST_RAW],
        critical=sources.is_critical(source, event.severities),
        recovered=event.action is Action.RESOLVE,
        text="\n".join(filter(None, (event.details, event.link))),
        source=source,
        severities=event.severities,
    )


def heard(bearer: Bearer, came_at: datetime, turn: Turn) -> dict[str, Any]:
    """Take a sign of life in, and return what is said; Refused if it is expected no more."""
    source, customer = _heard_by(bearer, turn)
    due_at = signs_of_life.hear(turn, source, customer, came_at)
    if due_at is None:
        raise Refused(404, "No sign of life", "It is expected no more.")
    return {"said": f"Heard. The next one is expected by {turn.wall.dated(due_at)}."}


def _heard_by(bearer: Bearer, turn: Turn) -> tuple[Source, Customer]:
    """Remember that a key was used just now; Refused if it was revoked meanwhile."""
    key = turn.session.get_one(SourceKey, bearer.key_id)
    if key.revoked_at is not None:
        raise Refused(401, "No key", "It was revoked.", headers={"WWW-Authenticate": "Bearer"})
    key.heard_at = turn.moment
    if bearer.in_address:
        sources.came_in_an_address(turn, key)
    source = turn.session.get_one(Source, bearer.source_id)
    return source, turn.session.get_one(Customer, source.customer_id)
