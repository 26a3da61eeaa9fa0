"""`/feeds/{token}.ics`: who is on call, for calendar programs (RFC 5545)."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event, vCalAddress
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from handlers.blocks.pieces.refusal import outside_slack, typed
from models.clock import Clock
from models.next_steps import Step
from models.problems import Unknown
from models.rows.outage import AWAY
from models.rules.rotation import Shift
from models.rules.written_time import Wall
from models.usecases.oncall import feeds
from models.usecases.oncall.feeds import AHEAD, FeedShift, FeedShown, Revoked
from models.usecases.people import DESK_ITSELF
from models.usecases.turn import Desk

FETCHED_EVERY = timedelta(hours=1)
_HEADERS = {
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


def feed_routes(desk: Desk, clock: Clock) -> list[Route]:
    """Return the door: 404 for an address that we did not give, 410 for one that has ended, 503
    while the database is away; and what is said beside it, where an address was cut.
    """

    def feed(request: Request) -> Response:
        try:
            with desk.reading(DESK_ITSELF, clock.now()) as turn:
                shown = feeds.show(turn, request.path_params["token"])
                content = calendar_of(shown, turn.wall, _host_of(desk))
        except Unknown as unknown:
            status = 410 if isinstance(unknown, Revoked) else 404
            return PlainTextResponse(f"{outside_slack(unknown)}\n", status, _HEADERS)
        except AWAY:
            said = "The desk's database does not answer. Try again in a minute.\n"
            return PlainTextResponse(said, 503, {**_HEADERS, "Retry-After": "60"})
        return Response(content, media_type="text/calendar; charset=utf-8", headers=_HEADERS)

    def cut(_: Request) -> Response:
        new = typed(Step.MAKE_FEED())
        said = f"A calendar's address ends in .ics. {new} in Slack makes a new one.\n"
        return PlainTextResponse(said, 404, _HEADERS)

    return [
        Route("/feeds/{token}.ics", feed, methods=["GET"]),
        Route("/feeds/{cut:path}", cut, methods=["GET"]),
    ]


def _host_of(desk: Desk) -> str:
    """Return where this desk stands: what is of it is of no other."""
    return urlsplit(desk.public_url or "").netloc or "desk.invalid"


def calendar_of(shown: FeedShown, wall: Wall, host: str) -> bytes:
    """Return a feed as a calendar file that is published (RFC 5546, 3.2.1), stamped with now.

    Each event has its organiser, and ids are of the desk at `host` alone. There is always an event.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//ProAuth//desk//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", shown.title)
    calendar.add("name", shown.title)
    calendar.add("refresh-interval", FETCHED_EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    events = [_event(item, host) for item in shown.shifts] or [_nothing(shown, wall, host)]
    for event in events:
        event.add("dtstamp", wall.now)
        event.add("organizer", vCalAddress(f"mailto:noreply@{host}"), {"CN": "ProAuth desk"})
        event.add("transp", "TRANSPARENT")  # being on call keeps nobody from meetings
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _event(item: FeedShift, host: str) -> Event:
    event = Event()
    event.add("uid", _uid(item.rotation, item.shift, host))
    event.add("dtstart", item.shift.start)
    event.add("dtend", item.shift.end)
    event.add("summary", f"{item.rotation}: {item.name}")
    if item.shift.override is not None:
        event.add("description", "By an override, in place of the rotation.")
    return event


def _nothing(shown: FeedShown, wall: Wall, host: str) -> Event:
    """Return the one event of an empty feed: a calendar without any is none."""
    event = Event()
    event.add("uid", f"nothing-{shown.feed.id}@{host}")
    event.add("dtstart", wall.today)
    event.add("summary", f"{shown.title}: no shift in the next {AHEAD.days} days")
    return event


def _uid(rotation: str, shift: Shift, host: str) -> str:
    """Return an id that stays with a stretch, whoever has it, at each fetch and in each feed."""
    return f"{rotation}-{shift.start:%Y%m%dT%H%M%SZ}@{host}"
