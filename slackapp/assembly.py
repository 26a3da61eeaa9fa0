"""Putting the process together: the desk, its doors in Bolt, and the web entrance."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from handlers import register
from handlers.blocks.pieces import eras
from handlers.front.answering import STILL_WORKING_AFTER
from handlers.front.conversation import Conversation
from handlers.slack.audience import Audience
from handlers.slack.directory import Directory
from models.clock import Clock
from models.rows.base import Database
from models.rows.eras import present_era
from models.rows.migrate import migrate
from models.rows.seen import begin_keeping
from models.usecases.following import FOLLOWERS
from models.usecases.turn import Desk
from models.vault import Vault
from slackapp.ack_page import ack_route
from slackapp.bodies import WholeBodies
from slackapp.doorkeeper import Doorkeeper
from slackapp.events_in import EventsIn
from slackapp.feed import feed_routes
from slackapp.health import Looks, health_routes
from slackapp.heartbeat import Heartbeat
from slackapp.mail_in import MailIn, MailServer
from slackapp.metrics import Metrics
from slackapp.outside import ByApprise, mail_to, sender_of
from slackapp.own_workspace import OwnWorkspace
from slackapp.problem_json import Refused, no_door
from slackapp.settings import DeskSettings, Settings, is_loopback
from slackapp.slack_events import slack_events_route
from slackapp.warming import Warming
from slackapp.worker import Worker
from slackapp.worker.catching_up import CatchingUp
from slackapp.worker.inbox import Inbox
from slackapp.worker.sender import AnswerMail, Sender

_SINCE_BOOT: int = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        return datetime.now(UTC)

    def elapsed(self) -> float:
        """Return seconds since the machine began, also those in which it slept."""
        return time.clock_gettime(_SINCE_BOOT)


@dataclass(frozen=True)
class House:
    """Everything that runs: made once, closed once."""

    desk: Desk
    conversation: Conversation
    bolt: App
    secret: str  # by which Slack signs; empty in Socket Mode
    worker: Worker
    warming: Warming
    metrics: Metrics
    events: EventsIn
    mails: MailIn
    doorkeeper: Doorkeeper

    def routes(self, *, slack: bool = True, ready: Looks | None = None) -> list[BaseRoute]:
        """Return the web entrance: pages for people, feeds, programs, how it is, and Slack's."""
        return [
            *([slack_events_route(self.bolt, self.secret)] if slack else []),
            ack_route(self.desk, self.conversation.clock),
            *feed_routes(self.desk, self.conversation.clock),
            *self.events.routes(),
            *self.mails.routes(),
            *health_routes(self.desk.database, ready or {}),
            self.metrics.route(),
        ]

    def close(self) -> None:
        """End what is under way and give back the database; the worker before the doors by which
        it hears what nobody heard.
        """
        self.doorkeeper.close()
        self.events.close()
        self.mails.close()
        self.worker.stop()
        self.conversation.close()
        self.warming.stop()
        self.desk.database.close()


def desk_without_slack(settings: DeskSettings, database: Database) -> Desk:
    """Return the desk over its open database: what the command line needs."""
    return Desk(
        database=database,
        followers=FOLLOWERS,
        zone=settings.business_timezone.key,
        canton=settings.holiday_canton,
        role_groups=settings.role_groups,
    )


def desk_of(settings: Settings, database: Database | None = None) -> Desk:
    """Return the desk as the settings describe it; its database may be of an older version."""
    return Desk(
        database=database or Database(settings.database_url),
        followers=FOLLOWERS,
        zone=settings.business_timezone.key,
        canton=settings.holiday_canton,
        admins=settings.admin_users,
        role_groups=settings.role_groups,
        admin_channel=settings.admin_channel,
        sev1_channel=settings.sev1_channel,
        queue_channels=settings.queue_channel,
        usergroups=settings.oncall_usergroups,
        vault=Vault(key.get_secret_value()) if (key := settings.contacts_key) else None,
        public_url=settings.public_url,
        answers_mails=settings.mail_answers_by is not None,
    )


def client_of(settings: Settings) -> WebClient:
    """Return the way to Slack, without a token yet."""
    return WebClient(
        base_url=settings.slack_api_url,
        timeout=10,
        retry_handlers=[ConnectionErrorRetryHandler(max_retry_count=1)],
    )


def _secret_of(settings: Settings) -> str:
    return settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else ""


def assemble(
    settings: Settings,
    clock: Clock,
    patience: float = STILL_WORKING_AFTER,
    pace: float = 1.0,
    database: Database | None = None,
) -> House:
    """Put the house together and bring its database up to date; nothing is started yet.

    `patience`: after how many seconds a person is told "still working"; `pace`: how many seconds
    lie between two messages in one channel; `database`: that of the settings, where it is open
    already.
    """
    desk = desk_of(settings, database)
    _begin(desk.database)
    client = client_of(settings)
    workspace = OwnWorkspace(client)
    bolt = _bolt(settings, client, workspace)
    # The pretend Slack stands on this machine, and so may what is reached outside it.
    outside = ByApprise(is_loopback(settings.slack_api_url), settings.contacts_proxy)
    directory = Directory(desk, lambda: workspace.authorize().enterprise_id)
    audience = Audience(client, directory, clock, lambda: workspace.authorize().team_id)
    conversation = Conversation(desk, clock, directory, audience, patience, outside)
    register(bolt, conversation)
    sender = Sender(desk, client, outside.send, audience, answers_of(settings))
    inbox = Inbox(desk.database, clock, bolt)
    reads = CatchingUp(desk, clock, bolt, workspace.authorize, pace)
    worker = Worker(desk, clock, sender, Heartbeat(settings.heartbeat_url), pace, inbox, reads)
    return House(
        desk,
        conversation,
        bolt,
        _secret_of(settings),
        worker,
        Warming(desk, clock, conversation.by_hand),
        Metrics(desk, clock, lambda: worker.last_tick),
        EventsIn(desk, clock),
        MailIn(desk, clock, _mail_server_of(settings)),
        Doorkeeper(desk, clock),
    )


def answers_of(settings: Settings) -> AnswerMail | None:
    """Return the way on which customers' mails are answered, if there is one. Whoever runs the desk
    has named its server, which may be this machine.
    """
    if (by := settings.mail_answers_by) is None:
        return None
    way = ByApprise(local=True, proxy=settings.contacts_proxy)

    def answers(to: str, subject: str, text: str, headers: Mapping[str, str]) -> None:
        address = mail_to(by.get_secret_value(), to)
        way.answer(address, subject, text, headers)

    return answers


def _mail_server_of(settings: Settings) -> MailServer:
    by = settings.mail_answers_by
    own = sender_of(by.get_secret_value()) if by is not None else None
    return MailServer(settings.mail_key, settings.mail_server, own)


def _begin(database: Database) -> None:
    """Bring a database up to date, and begin with what is kept of it."""
    migrate(database)
    begin_keeping(database)
    eras.begin(present_era(database))


def _bolt(settings: Settings, client: WebClient, workspace: OwnWorkspace) -> App:
    bolt = App(
        name="bolt",  # else Bolt reads the whole call stack, with its source, for one
        client=client,
        authorize=lambda: workspace.authorize(),  # Bolt passes what it finds in the signature
        signing_secret=_secret_of(settings),
        # The answer travels in the acknowledgement; and Bolt's other way polls for it every 10 ms.
        process_before_response=True,
        token_verification_enabled=False,
        request_verification_enabled=False,  # its door asks, before it reads anything
    )
    # Only now: Bolt, which asks `authorize`, warns of a token that it finds beside that.
    client.token = settings.slack_bot_token.get_secret_value()
    return bolt


def web(
    house: House, *more: BaseRoute, slack: bool = True, ready: Looks | None = None
) -> Starlette:
    """Return the web application: each of its doors gets a whole body, and a small one.

    `slack`: whether Slack's door is open, which asks who knocks; `ready`: what `/readyz` looks at
    beside the database.
    """
    return Starlette(
        routes=[*house.routes(slack=slack, ready=ready), *more],
        middleware=[Middleware(WholeBodies, larger=house.mails.most_bytes)],
        exception_handlers={HTTPException: no_door},
    )


def waiting(database: Database) -> Starlette:
    """Return the web application of a process that waits for its database: it says so, takes
    nothing from anybody, and is not ready, also while the desk is put together.
    """

    def nothing_yet(request: Request, _: Exception) -> Response:
        said = "The desk waits for its database."
        refused = Refused(503, "Not now", said, headers={"Retry-After": "5"})
        return refused.answer(request.scope["path"])

    return Starlette(
        routes=health_routes(database, {"desk": lambda: False}),
        middleware=[Middleware(WholeBodies)],
        exception_handlers={HTTPException: nothing_yet},
    )
