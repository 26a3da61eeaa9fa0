"""`/in/events` and `/in/alive/{key}`: what customers' programs report, by their keys (I1, I11).

A program is answered after the commit: what has no answer it sends again. By what it carries nobody
could tell a second delivery from the same thing once more (Alertmanager's are alike to the byte);
by its identity (I3) it is one case either way. Neither bodies nor keys are ever logged.
"""

from __future__ import annotations

import asyncio
import math
from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from models.clock import Clock
from models.problems import Problem
from models.rows.outage import AWAY
from models.rows.reports import Source
from models.rules.reports import MOST_A_MINUTE
from models.usecases.people import DESK_ITSELF
from models.usecases.reports import sources
from models.usecases.turn import Desk, Turn
from slackapp.events_in.reading import (
    Bearer,
    LetIn,
    Told,
    bearer_in_path,
    bearer_of,
    events_of,
    json_of,
    key_anywhere,
    key_beside,
    key_within,
    refuse_a_look,
    without_needless,
)
from slackapp.events_in.refusals import note_refused
from slackapp.events_in.taking import heard, keep_refused, take
from slackapp.problem_json import Refused
from slackapp.report_doors import ReportDoors
from slackapp.shapes import Event

MOST_BYTES: Final = 512 * 1024
_ALERTMANAGER: Final = "Alertmanager/"  # how it begins what it calls itself
_NO_STORE: Final = {"Cache-Control": "no-store"}


class EventsIn(ReportDoors):
    """Both doors."""

    def __init__(self, desk: Desk, clock: Clock) -> None:
        super().__init__(desk, clock)
        self._turns = defaultdict[int, asyncio.Semaphore](asyncio.Semaphore)  # by the key's id

    def routes(self) -> list[Route]:
        """Return the doors."""
        doors = (
            ("/in/events", self._answering(self._events, self._note_refused), ["POST"]),
            ("/in/alive/{key}", self._answering(self._alive), ["GET", "POST"]),
        )
        # With a slash at the end too: who is sent elsewhere for it mostly takes that for an answer.
        return [
            Route(path + slash, door, methods=methods)
            for path, door, methods in doors
            for slash in ("", "/")
        ]

    def _note_refused(self, request: Request, sent: bytes, refused: Refused) -> None:
        key_of = partial(key_anywhere, request, sent)
        note_refused(self._desk, self._clock.now(), key_of, refused)

    # --- events -------------------------------------------------------------------------------

    async def _events(self, request: Request) -> Response:
        """Take in what a program reports: 202, with what came of it."""
        came_at, sent = self._clock.now(), await request.body()
        if len(sent) > MOST_BYTES:
            raise Refused(413, "Too large", f"An event has at most {MOST_BYTES:,} bytes.")
        lets_in = partial(self._let_in, request, sent)
        let_in = await self._in_line(lets_in, urgent=False, lanes=self._doorstep)
        # Whether it is critical shows only when it is read, so all is read in the urgent lane.
        told = await self._in_line(partial(self._read, let_in), urgent=True)
        takes = partial(self._take_all, told, came_at)
        # A key's one after the other, as they came: its storm holds up nobody else's.
        async with self._turns[told.bearer.key_id]:
            came = await self._in_line(takes, urgent=told.is_critical)
        is_one = len(came) == 1
        return JSONResponse(came[0] if is_one else {"events": came}, 202, _NO_STORE)

    def _let_in(self, request: Request, sent: bytes) -> LetIn:
        """Return who sends a body, by the key; Refused if they are nobody, or it is no JSON."""
        key, in_address = key_beside(request)
        with self._desk.reading(DESK_ITSELF, self._clock.now()) as turn:
            key = key or key_within(turn, sent)
            bearer = replace(bearer_of(turn, key), in_address=in_address)
        if bearer.is_sign:
            raise Refused(403, "A sign of life", "This key is for /in/alive/ and its address.")
        return LetIn(bearer, json_of(sent), request.headers.get("user-agent", ""))

    def _read(self, let_in: LetIn) -> Told:
        """Return what a body tells; Refused if it can't be read, or its key says too much."""
        bearer = let_in.bearer
        with self._desk.reading(DESK_ITSELF, self._clock.now()) as turn:
            self._limit_rate(turn, bearer, let_in.agent)
            events = events_of(let_in.body)
            if more := sum(not event.is_folded for event in events[1:]):  # the first is counted
                self._limit_rate(turn, bearer, let_in.agent, more)
            source = turn.session.get_one(Source, bearer.source_id)
            events = without_needless(turn, source, events)
            said = (event.severities for event in events)
            is_critical = any(sources.is_critical(source, each) for each in said)
        return Told(bearer, events, is_critical)

    def _take_all(self, told: Told, came_at: datetime) -> list[dict[str, Any]]:
        """Take in each event in a turn of its own, so that others are not kept waiting by many.

        One that is refused, or fails, holds up none that stands behind it.
        """
        came: list[dict[str, Any]] = []
        errors: list[Exception] = []
        for event in told.events:
            try:
                came.append(self._take_one(told.bearer, event, came_at))
            except (Refused, *AWAY):  # so would all the others
                raise
            except Exception as error:
                errors.append(error)
        if errors:
            raise errors[0]
        return came

    def _take_one(self, bearer: Bearer, event: Event, came_at: datetime) -> dict[str, Any]:
        """Take in an event; one that is refused is kept, to be treated again (I10)."""
        try:
            return self._once(partial(take, bearer, event, came_at))
        except Problem as problem:
            return self._once(partial(keep_refused, bearer, event, came_at, problem))

    def _limit_rate(self, turn: Turn, bearer: Bearer, agent: str, more: int = 1) -> None:
        """Refuse a key that says too much in a minute, with so many `more` reports, and let the
        admins know of it.
        """
        waits = math.ceil(self._limit.wait(bearer.key_id, self._clock.elapsed(), more))
        if not waits:
            return
        if not sources.is_known_to_be_loud(turn, bearer.source_id):
            tells = partial(sources.too_loud, source_id=bearer.source_id)
            self._desk.write(DESK_ITSELF, self._clock.now(), tells)
        status = 503 if agent.startswith(_ALERTMANAGER) else 429  # it tries again on 5xx alone
        raise Refused(
            status,
            "Too much",
            f"A key reports at most {MOST_A_MINUTE} times a minute. Send it again later.",
            headers={"Retry-After": str(waits)},
        )

    # --- signs of life ------------------------------------------------------------------------

    async def _alive(self, request: Request) -> Response:
        """Hear a sign of life: 202, and by when the next one is expected.

        Whoever only looks whether there is something at the address gives none.
        """
        refuse_a_look(request)
        takes = partial(self._hear, request, self._clock.now())
        told = await self._in_line(takes, urgent=False)
        return PlainTextResponse(f"{told['said']}\n", 202, _NO_STORE)

    def _hear(self, request: Request, came_at: datetime) -> dict[str, Any]:
        with self._desk.reading(DESK_ITSELF, self._clock.now()) as turn:
            bearer = bearer_in_path(turn, request.path_params["key"])
            if not bearer.is_sign:
                raise Refused(404, "No sign of life", "This key reports at /in/events.")
            self._limit_rate(turn, bearer, request.headers.get("user-agent", ""))
        return self._once(partial(heard, bearer, came_at))
