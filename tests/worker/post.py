"""What the tests of the worker share: questions in the outbox, more senders, and a moody Slack."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from slack_sdk import WebClient
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from handlers.front.outside import Purpose
from models.clock import Clock
from models.rows.base import Database
from models.rows.outbox import OutboxRow
from models.usecases.turn import Desk
from slackapp.pretend_slack.web.loopback import Loopback
from slackapp.sandbox.run import BOT_TOKEN
from slackapp.worker import Worker
from slackapp.worker.sender import Sender
from tests.desk import DeskUnderTest, Heard
from tests.worker.readers import audience_of


def opens_the_desk(desk: DeskUnderTest) -> None:
    """Two customers on Monday morning, acme with Cleo and globex with Ben."""
    desk.at("Mon 2026-06-08 09:00")
    for key, manager in (("acme", "cleo"), ("globex", "ben")):
        desk.types("dana", f'/customer add {key} "{key.title()} AG" standard from 2026-01-01')
        desk.types("dana", f"/customer manager {key} @{manager}")


def passes_five_hours(desk: DeskUnderTest, customer: str, title: str, day: str = "today") -> Heard:
    """Open a case and log 5h01 on it, which leaves its question in the outbox."""
    opened = desk.types("ada", f"/case open {customer} configuration {title}")
    number = opened.text.split()[1]
    return desk.types("ada", f"/escalation log 5h01 {number} {day}")


def waits(desk: DeskUnderTest, **span: float) -> None:
    """Let time pass."""
    desk.clock.advance(timedelta(**span))


def outbox(desk: DeskUnderTest) -> Sequence[OutboxRow]:
    """Return every message of the outbox, oldest first."""
    with desk.house.desk.database.reading() as session:
        return session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()


def received(desk: DeskUnderTest, who: str) -> list[str]:
    """Return the cases that somebody was asked about directly, in order: `#1`."""
    messages = desk.slack.messages_seen_by(who, "@desk")
    return [message.text.split()[0] for message in messages]


def refused(desk: DeskUnderTest) -> list[str]:
    """Return what Slack refused so far, which was meant to be, and forget it."""
    found = list(desk.slack.refusals)
    desk.slack.refusals.clear()
    return found


def sender_of(desk: Desk, client: WebClient, clock: Clock) -> Sender:
    """Return what sends by this client, and nothing outside Slack."""

    def nobody(address: str, title: str, text: str, purpose: Purpose) -> None:
        raise AssertionError("nothing was to go outside Slack")

    return Sender(desk, client, nobody, audience_of(desk, client, clock))


def another_sender(desk: DeskUnderTest, client: WebClient | None = None) -> Worker:
    """Return a worker with a database connection of its own, as a second process has."""
    first = desk.house.desk
    database = Database(first.database.url.render_as_string(hide_password=False))
    own = Desk(
        database, first.followers, first.zone, first.canton, first.admins, first.admin_channel
    )
    return Worker(own, desk.clock, sender_of(own, client or desk.house.bolt.client, desk.clock))


@dataclass(frozen=True)
class Mood:
    """How Slack answers one call."""

    status: int = 200
    body: str = '{"ok": true}'
    headers: tuple[tuple[str, str], ...] = ()


class MoodySlack:
    """A Web API on loopback that answers as it is told, and well after that."""

    def __init__(self, moods: Iterable[Mood]) -> None:
        self.moods = list(moods)
        self.taken: list[str] = []
        routes = [
            Route("/api/chat.postMessage", self._answer, methods=["POST"]),
            Route("/api/conversations.info", self._tells, methods=["POST"]),
            Route("/api/conversations.members", self._tells, methods=["POST"]),
        ]
        self.server = Loopback(Starlette(routes=routes))

    @property
    def client(self) -> WebClient:
        """A client that speaks to it, patient as the desk's own is not."""
        address = f"{self.server.address}/api/"
        return WebClient(token=BOT_TOKEN, base_url=address, timeout=5, retry_handlers=[])

    async def _tells(self, _: Request) -> Response:
        return Response('{"ok": true, "channel": {}, "members": []}', media_type="application/json")

    async def _answer(self, request: Request) -> Response:
        text = (await request.json())["text"]
        mood = self.moods.pop(0) if self.moods else Mood()
        if mood == Mood():
            self.taken.append(text.split()[0])
        return Response(mood.body, mood.status, dict(mood.headers), "application/json")
