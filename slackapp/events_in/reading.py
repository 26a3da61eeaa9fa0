"""Reading what a program sends: by whose key, and what of."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Final, NoReturn

from starlette.requests import Request

from models.rows.reports import SignOfLife, Source
from models.usecases.reports import known_reports, sources
from models.usecases.reports.incoming import event_identity
from models.usecases.turn import Turn
from slackapp.problem_json import Refused
from slackapp.shapes import KEY, Event, Misshapen, read_events

_KEY_WITHIN: Final = re.compile(rb'"%s"\s*:\s*"([^"\\]{1,100})"' % KEY.encode())
_MOST_KEYS: Final = 4  # that are looked up: what an event tells of may have others within it
_ALIVE_BY: Final = {"Allow": "GET, POST"}
# How those call themselves who show what stands behind an address that somebody has written.
_PREVIEWS: Final = re.compile(
    r"slackbot|slack-imgproxy|facebookexternalhit|twitterbot|discordbot|linkedinbot|telegrambot"
    r"|whatsapp|skypeuripreview|googlebot|bingbot|bingpreview|microsoftpreview|applebot|embedly"
    r"|iframely|mattermost|synapse|zulip",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Bearer:
    """Who reports: a key, its source, and whether that is a sign of life."""

    key_id: int
    source_id: int
    is_sign: bool
    in_address: bool = False  # of an event, where proxies log it


@dataclass(frozen=True)
class LetIn:
    """A request of somebody whose key is known, with its body."""

    bearer: Bearer
    body: object
    agent: str


@dataclass(frozen=True)
class Told:
    """What a request tells, and whether any of it is critical."""

    bearer: Bearer
    events: list[Event]
    is_critical: bool


def json_of(sent: bytes) -> object:
    """Return a body that is JSON; Refused if it is none."""
    try:
        return json.loads(sent.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError):  # from None: the chain would show what was sent
        raise _no_json() from None


def events_of(body: object) -> list[Event]:
    """Return what a body tells of; Refused if it has none of the shapes."""
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


def key_beside(request: Request) -> tuple[str, bool]:
    """Return the key that came beside an event, or nothing, and whether it was in the address."""
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and credentials.strip():
        return credentials.strip(), False
    key = request.query_params.get("key", "")
    return key, bool(key)


def key_within(turn: Turn, sent: bytes) -> str:
    """Return the key that an event has within it, as PagerDuty's do, or nothing.

    Of what is nobody's nothing is read: a body that has none of our keys in it is only searched.
    Refused if it has one, and is no JSON.
    """
    found = islice(_KEY_WITHIN.finditer(sent), _MOST_KEYS)
    keys = [each[1].decode(errors="replace") for each in found]
    if not any(sources.once_known(turn, key) for key in keys):
        return keys[0] if keys else ""
    body = json_of(sent)
    key = body.get(KEY) if isinstance(body, dict) else None
    return key if isinstance(key, str) else ""


def key_anywhere(request: Request, sent: bytes, turn: Turn) -> str:
    """Return the key that came with an event, also of what can't be read; or nothing."""
    key, _ = key_beside(request)
    with suppress(Refused):
        return key or key_within(turn, sent)
    return ""


def bearer_of(turn: Turn, key: str) -> Bearer:
    """Return who has a key; Refused if it is nobody's."""
    if (bearer := _bearer(turn, key)) is not None:
        return bearer
    known = "It is none of ours, or was revoked." if key else "There is none."
    goes = "It goes into the header Authorization, behind the word Bearer."
    raise Refused(401, "No key", f"{known} {goes}", headers={"WWW-Authenticate": "Bearer"})


def bearer_in_path(turn: Turn, key: str) -> Bearer:
    """Return who has the key in the address of a sign of life; Refused if nobody has it."""
    if (bearer := _bearer(turn, key)) is not None:
        return bearer
    raise Refused(404, "No key", "The key in this address is none of ours, or was revoked.")


def _bearer(turn: Turn, key: str) -> Bearer | None:
    row = sources.bearer(turn, key) if key else None
    if row is None:
        return None
    return Bearer(row.id, row.source_id, turn.session.get(SignOfLife, row.source_id) is not None)


def without_needless(turn: Turn, source: Source, events: list[Event]) -> list[Event]:
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


def refuse_a_look(request: Request) -> None:
    """Refuse whoever only looks whether there is something at the address of a sign of life."""
    if request.method == "HEAD":
        raise Refused(405, "No sign of life", "Send GET or POST.", headers=_ALIVE_BY)
    if _PREVIEWS.search(request.headers.get("user-agent", "")):
        raise Refused(403, "No sign of life", "A preview is none.")
    if request.headers.get("sec-fetch-mode") == "navigate":  # as browsers alone say
        raise Refused(403, "No sign of life", "A look at it in a browser is none.")
