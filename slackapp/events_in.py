"""`/in/events` and `/in/alive/{key}`: what customers' programs report, by their keys (I1, I11).

A program is answered after the commit: what has no answer it sends again. By what it carries nobody
could tell a second delivery from the same thing once more (Alertmanager's are alike to the byte);
by its identity (I3) it is one case either way. Neither bodies nor keys are ever logged.
"""

from __future__ import annotations

import asyncio
import json
import math
import re
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice
from secrets import token_hex
from typing import Any, Final, NoReturn, TypeVar

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from structlog import get_logger

from handlers.blocks.pieces.refusal import outside_slack
from handlers.front.lanes import Lanes
from models.clock import Clock
from models.problems import Problem
from models.rows.customers import Customer
from models.rows.outage import AWAY
from models.rows.reports import SignOfLife, Source, SourceKey
from models.rules.reports import MOST_A_MINUTE, CameOf, ReportDoor
from models.usecases.people import DESK_ITSELF
from models.usecases.reports import arrivals, known_reports, signs_of_life, sources
from models.usecases.reports.arrivals import Taken
from models.usecases.reports.incoming import Incoming, event_identity, keep
from models.usecases.reports.sources import NotTaken
from models.usecases.turn import Desk, Turn
from slackapp.problem_json import Refused
from slackapp.rate_limit import RateLimit
from slackapp.shapes import KEY, Action, Event, Misshapen, read_events

_log = get_logger(__name__)

MOST_BYTES: Final = 512 * 1024
_MOST_RAW: Final = 20_000  # characters of what arrived that are kept (I10)
_AWAY_FOR: Final = 5  # seconds after which it is worth another try
_ALERTMANAGER: Final = "Alertmanager/"  # how it begins what it calls itself
_ALIVE_BY: Final = {"Allow": "GET, POST"}
# How those call themselves who show what stands behind an address that somebody has written.
_PREVIEWS: Final = re.compile(
    r"slackbot|slack-imgproxy|facebookexternalhit|twitterbot|discordbot|linkedinbot|telegrambot"
    r"|whatsapp|skypeuripreview|googlebot|bingbot|bingpreview|microsoftpreview|applebot|embedly"
    r"|iframely|mattermost|synapse|zulip",
    re.IGNORECASE,
)
_KEY_WITHIN: Final = re.compile(rb'"%s"\s*:\s*"([^"\\]{1,100})"' % KEY.encode())
_MOST_KEYS: Final = 4  # that are looked up: what an event tells of may have others within it
_NO_STORE: Final = {"Cache-Control": "no-store"}

Done = TypeVar("Done")


@dataclass(frozen=True)
class _Bearer:
    """Who reports: a key, its source, and whether that is a sign of life."""

    key_id: int
    source_id: int
    is_sign: bool
    in_address: bool = False  # of an event, where proxies log it


@dataclass(frozen=True)
class _LetIn:
    """A request of somebody whose key is known, with its body."""

    bearer: _Bearer
    body: object
    agent: str


@dataclass(frozen=True)
class _Told:
    """What a request tells, and whether any of it is critical."""

    bearer: _Bearer
    events: list[Event]
    is_critical: bool


class EventsIn:
    """Both doors. What is critical passes others at the database, as whatever a Sev-1 hangs on."""

    def __init__(self, desk: Desk, clock: Clock) -> None:
        self._desk = desk
        self._clock = clock
        self._lanes = Lanes()
        self._doorstep = Lanes()  # where keys are looked up: whoever has none holds up nobody
        self._limit = RateLimit()
        self._turns = defaultdict[int, asyncio.Semaphore](asyncio.Semaphore)  # by the key's id

    def routes(self) -> list[Route]:
        """Return the doors."""
        doors = (
            ("/in/events", self._answering(self._events, tells=True), ["POST"]),
            ("/in/alive/{key}", self._answering(self._alive), ["GET", "POST"]),
        )
        # With a slash at the end too: who is sent elsewhere for it mostly takes that for an answer.
        return [
            Route(path + slash, door, methods=methods)
            for path, door, methods in doors
            for slash in ("", "/")
        ]

    def close(self) -> None:
        """Let what is under way end, and take no more."""
        self._doorstep.close()
        self._lanes.close()

    def _answering(
        self, door: Callable[[Request], Any], *, tells: bool = False
    ) -> Callable[[Request], Any]:
        """Return a door that always answers; one that `tells` lets the admins know of refusals."""

        async def answers(request: Request) -> Response:
            try:
                answered: Response = await door(request)
            except Exception as error:
                refused = error if isinstance(error, Refused) else _failed(error)
                if tells and not refused.passes:
                    await self._tell(request, refused)
                return refused.answer(request.scope["path"])
            return answered

        return answers

    async def _tell(self, request: Request, refused: Refused) -> None:
        """Let the admins know that something of a source is refused: a mute door is a lost page.

        Whatever fails here changes nothing for the program.
        """
        try:
            note = partial(self._note_refused, request, await request.body(), refused)
            await self._in_line(note, urgent=False, lanes=self._doorstep)
        except Exception as error:
            _log.warning("admins not told of a refusal", title=refused.title, error=str(error))

    def _note_refused(self, request: Request, sent: bytes, refused: Refused) -> None:
        """Leave word of a refusal, if it is of a source, and that is news."""
        key, _ = _key_beside(request)
        with self._desk.reading(DESK_ITSELF, self._clock.now()) as turn:
            with suppress(Refused):
                key = key or _key_within(turn, sent)
            row = sources.once_known(turn, key)
            if row is None or sources.is_known_to_be_refused(turn, row.source_id, refused.title):
                return
        letter = NotTaken(row.source_id, refused.detail)
        tells = partial(sources.not_taken, letter=letter, kind=refused.title)
        self._desk.write(DESK_ITSELF, self._clock.now(), tells)

    async def _in_line(
        self, work: Callable[[], Done], *, urgent: bool, lanes: Lanes | None = None
    ) -> Done:
        """Do `work` on a thread of its lane; Refused where too much waits."""
        lanes = lanes or self._lanes
        if not lanes.has_room(urgent=urgent):
            raise _not_now("Too many others report just now. Nothing was kept: send it again.")
        return await asyncio.wrap_future(lanes.submit(work, urgent=urgent))

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

    def _let_in(self, request: Request, sent: bytes) -> _LetIn:
        """Return who sends a body, by the key; Refused if they are nobody, or it is no JSON."""
        key, in_address = _key_beside(request)
        with self._desk.reading(DESK_ITSELF, self._clock.now()) as turn:
            key = key or _key_within(turn, sent)
            bearer = replace(_bearer(turn, key), in_address=in_address)
        if bearer.is_sign:
            raise Refused(403, "A sign of life", "This key is for /in/alive/ and its address.")
        return _LetIn(bearer, _json(sent), request.headers.get("user-agent", ""))

    def _read(self, let_in: _LetIn) -> _Told:
        """Return what a body tells; Refused if it can't be read, or its key says too much."""
        bearer = let_in.bearer
        with self._desk.reading(DESK_ITSELF, self._clock.now()) as turn:
            self._limit_rate(turn, bearer, let_in.agent)
            events = _events_of(let_in.body)
            if more := sum(not event.is_folded for event in events[1:]):  # the first is counted
                self._limit_rate(turn, bearer, let_in.agent, more)
            source = turn.session.get_one(Source, bearer.source_id)
            events = _without_needless(turn, source, events)
            said = (event.severities for event in events)
            is_critical = any(sources.is_critical(source, each) for each in said)
        return _Told(bearer, events, is_critical)

    def _take_all(self, told: _Told, came_at: datetime) -> list[dict[str, Any]]:
        """Take in each event in a turn of its own, so that others are not kept waiting by many.

        One that is refused, or fails, holds up none that stands behind it.
        """
        came: list[dict[str, Any]] = []
        failed: list[Exception] = []
        for event in told.events:
            try:
                came.append(self._take_one(told.bearer, event, came_at))
            except (Refused, *AWAY):  # so would all the others
                raise
            except Exception as error:
                failed.append(error)
        if failed:
            raise failed[0]
        return came

    def _take_one(self, bearer: _Bearer, event: Event, came_at: datetime) -> dict[str, Any]:
        """Take in an event; one that is refused is kept, to be treated again (I10)."""
        try:
            return self._once(partial(_take, bearer, event, came_at))
        except Problem as problem:
            return self._once(partial(_keep, bearer, event, came_at, problem))

    def _once(self, work: Callable[[Turn], dict[str, Any]]) -> dict[str, Any]:
        """Do it once, also where a connection to the database is lost at its commit."""
        return self._desk.once(f"event:{token_hex(16)}", DESK_ITSELF, self._clock.now(), work)

    def _limit_rate(self, turn: Turn, bearer: _Bearer, agent: str, more: int = 1) -> None:
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
        if request.method == "HEAD":
            raise Refused(405, "No sign of life", "Send GET or POST.", headers=_ALIVE_BY)
        if _PREVIEWS.search(request.headers.get("user-agent", "")):
            raise Refused(403, "No sign of life", "A preview is none.")
        if request.headers.get("sec-fetch-mode") == "navigate":  # as browsers alone say
            raise Refused(403, "No sign of life", "A look at it in a browser is none.")
        takes = partial(self._hear, request, self._clock.now())
        told = await self._in_line(takes, urgent=False)
        return PlainTextResponse(f"{told['said']}\n", 202, _NO_STORE)

    def _hear(self, request: Request, came_at: datetime) -> dict[str, Any]:
        with self._desk.reading(DESK_ITSELF, self._clock.now()) as turn:
            bearer = _bearer(turn, request.path_params["key"], unknown=404)
            if not bearer.is_sign:
                raise Refused(404, "No sign of life", "This key reports at /in/events.")
            self._limit_rate(turn, bearer, request.headers.get("user-agent", ""))
        return self._once(partial(_heard, bearer, came_at))


# --- reading --------------------------------------------------------------------------------------


def _json(sent: bytes) -> object:
    try:
        return json.loads(sent.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError):  # from None: the chain would show what was sent
        raise _no_json() from None


def _events_of(body: object) -> list[Event]:
    try:
        return read_events(body)
    except Misshapen as shape:
        raise Refused(422, "Not understood", str(shape), errors=shape.flaws) from None
    except RecursionError:  # it is nested more deeply than anything that a program reports
        raise _no_json() from None


def _no_json() -> Refused:
    return Refused(400, "No JSON", "The body should be JSON in UTF-8.")


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _key_beside(request: Request) -> tuple[str, bool]:
    """Return the key that came beside an event, or nothing, and whether it was in the address."""
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and credentials.strip():
        return credentials.strip(), False
    key = request.query_params.get("key", "")
    return key, bool(key)


def _key_within(turn: Turn, sent: bytes) -> str:
    """Return the key that an event has within it, as PagerDuty's do, or nothing.

    Of what is nobody's nothing is read: a body that has none of our keys in it is only searched.
    """
    found = islice(_KEY_WITHIN.finditer(sent), _MOST_KEYS)
    keys = [each[1].decode(errors="replace") for each in found]
    if not any(sources.once_known(turn, key) for key in keys):
        return keys[0] if keys else ""
    body = _json(sent)
    key = body.get(KEY) if isinstance(body, dict) else None
    return key if isinstance(key, str) else ""


def _bearer(turn: Turn, key: str, unknown: int = 401) -> _Bearer:
    row = sources.bearer(turn, key) if key else None
    if row is None:
        known = "It is none of ours, or was revoked." if key else "There is none."
        raise Refused(
            unknown,
            "No key",
            f"{known} It goes into the header Authorization, behind the word Bearer.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    return _Bearer(row.id, row.source_id, turn.session.get(SignOfLife, row.source_id) is not None)


def _without_needless(turn: Turn, source: Source, events: list[Event]) -> list[Event]:
    """Leave out recoveries that are told of in another event too, and of which nothing follows."""
    folded = [event_identity(source, event.dedup_key) for event in events if event.is_folded]
    if not folded:
        return events
    known = known_reports.that_may_recover(turn, folded)
    return [
        event
        for event in events
        if not event.is_folded or event_identity(source, event.dedup_key) in known
    ]


# --- in a turn ------------------------------------------------------------------------------------


def _take(bearer: _Bearer, event: Event, came_at: datetime, turn: Turn) -> dict[str, Any]:
    """Take an event in, and return what came of it."""
    source, customer = _heard_by(bearer, turn)
    incoming = _incoming(source, event, came_at)
    if event.action is Action.ACKNOWLEDGE:
        keep(turn, incoming, customer, CameOf.ACKNOWLEDGED)
        return _as_answer(turn, None)
    return _as_answer(turn, arrivals.take_in(turn, incoming, customer))


def _keep(
    bearer: _Bearer, event: Event, came_at: datetime, refused: Problem, turn: Turn
) -> dict[str, Any]:
    """Keep an event that the desk has refused, and return why."""
    source, customer = _heard_by(bearer, turn)
    incoming = _incoming(source, event, came_at)
    arrival = keep(turn, incoming, customer, CameOf.REFUSED)
    turn.session.flush()
    why = outside_slack(refused)
    sources.not_taken(turn, NotTaken(source.id, why, arrival.id), type(refused).__name__)
    return {**_as_answer(turn, None), "refused": f"{why} It was kept (I10)."}


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


def _heard(bearer: _Bearer, came_at: datetime, turn: Turn) -> dict[str, Any]:
    source, customer = _heard_by(bearer, turn)
    due_at = signs_of_life.hear(turn, source, customer, came_at)
    if due_at is None:
        raise Refused(404, "No sign of life", "It is expected no more.")
    return {"said": f"Heard. The next one is expected by {turn.wall.dated(due_at)}."}


def _heard_by(bearer: _Bearer, turn: Turn) -> tuple[Source, Customer]:
    """Remember that a key was used just now; Refused if it was revoked meanwhile."""
    key = turn.session.get_one(SourceKey, bearer.key_id)
    if key.revoked_at is not None:
        raise Refused(401, "No key", "It was revoked.", headers={"WWW-Authenticate": "Bearer"})
    key.heard_at = turn.moment
    if bearer.in_address:
        sources.came_in_an_address(turn, key)
    source = turn.session.get_one(Source, bearer.source_id)
    return source, turn.session.get_one(Customer, source.customer_id)


def _as_answer(turn: Turn, taken: Taken | None) -> dict[str, Any]:
    case = taken.case if taken else None
    clock = taken.clock if taken else None
    page = taken.page if taken else None
    return {
        "case": case.id if case else None,
        "new": taken.is_new if taken else False,
        "page": page.id if page else None,
        "due": turn.calendar.local(clock.clock.due).isoformat() if clock else None,
    }


# --- refusals -------------------------------------------------------------------------------------


def _not_now(why: str) -> Refused:
    headers = {"Retry-After": str(_AWAY_FOR)}
    return Refused(503, "Not now", why, headers=headers)


def _failed(error: Exception) -> Refused:
    """Say what became of something that was not done, and send again is safe in any case."""
    match error:
        case _ if isinstance(error, AWAY):
            return _not_now(
                "The desk's database does not answer. Send it again: what was kept of it already "
                "opens no second case."
            )
        case _:
            reference = token_hex(4)
            _log.error("an event failed", exc_info=error, reference=reference)
            said = f"Something broke on our side. Send it again. Reference {reference}."
            return Refused(500, "Broken", said)
