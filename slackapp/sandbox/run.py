"""`python -m slackapp sandbox`: the whole desk in a pretend Slack, on loopback."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from models.problems import Problem
from models.usecases.turn import Desk
from slackapp.assembly import House, assemble, web
from slackapp.manifest import MANIFEST
from slackapp.pretend_slack.slack import PretendSlack
from slackapp.pretend_slack.state.cast import ZONE
from slackapp.pretend_slack.state.installed_app import read_manifest
from slackapp.pretend_slack.state.machines import Machine
from slackapp.pretend_slack.state.story_clock import StoryClock
from slackapp.pretend_slack.state.workspace import PATIENCE, Workspace
from slackapp.pretend_slack.web.gate import LoopbackOnly
from slackapp.pretend_slack.web.loopback import Loopback
from slackapp.pretend_slack.web.routes import routes_of
from slackapp.pretend_slack.web.stage import Stage
from slackapp.sandbox import story, tries
from slackapp.sandbox.company import CAST
from slackapp.sandbox.machines import Programs, eves_mail, monitoring, nightly_backup
from slackapp.sandbox.own_file import make_ready
from slackapp.settings import Settings, read_settings

# Good for nothing outside the sandbox.
BOT_TOKEN, SIGNING_SECRET = "xoxb-sandbox", "sandbox"
ROLES = {
    "engineers_group": "S0ENGINEERS",
    "account_managers_group": "S0ACCOUNTS",
    "admins_group": "S0ADMINS",
}
MAIL_KEY, MAIL_SERVER = "sandbox-sandbox-sandbox", "mail.proauth.example"
_MAIL = {"mail_key": SecretStr(MAIL_KEY), "mail_server": MAIL_SERVER}
_THE_DESK = "Its process ends, for as long as you like, and begins again."
CONTACTS_KEY = "c2FuZGJveC1zYW5kYm94LXNhbmRib3gtc2FuZGJveC0="


class Sandbox:
    """The desk and the pretend Slack behind one loopback address."""

    def __init__(
        self, database: Path, port: int, *, ticking: bool = True, anew: bool = False
    ) -> None:
        """Take the port (0: any), then the file `database`, and fill it with the story if empty.

        An earlier story in it is gone on with, or, `anew`, told again from its beginning. Problem
        if the file is not a sandbox's own.
        """
        self.clock = StoryClock(story.BEGINS, running=ticking)
        self._server = Loopback(self._app, port)
        try:
            make_ready(database, anew=anew)
        except Problem:
            self._server.stop()
            raise
        self.address = self._server.address
        settings = sandbox_settings(f"sqlite:///{database}", self.address)
        self._settings = settings.model_copy(update=ROLES | _MAIL)
        self.house: House = assemble(self._settings, self.clock)
        story.tell(self.house.desk, self.address)
        self.slack = pretend_slack(self.clock)
        self.desk_machine = Machine("The desk", _THE_DESK, {"Goes away": self._goes_away})
        self._doors = routes_of(self.slack, self._stage())
        self._web = self._open()

    def _stage(self) -> Stage:
        programs = Programs(self.slack, self.address)
        reports, calls = story.new_keys(self.house.desk, self.clock.now())
        story.let_mails_in(self.house.desk, self.clock.now())
        return Stage(
            examples=tries.examples,
            hint=tries.hint,
            machines=(
                monitoring(programs, reports),
                nightly_backup(programs, calls, self._leap),
                eves_mail(programs, MAIL_KEY, MAIL_SERVER),
                self.desk_machine,
            ),
            closing=lambda: self._server.closing,
            next_opening=lambda moment: opening_of(self.house.desk)(moment),
            before_leap=self._settle,
            after_leap=self._look,
        )

    async def _app(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._web(scope, receive, send)

    # --- the desk, which may be away ----------------------------------------------------------

    def _open(self) -> ASGIApp:
        return LoopbackOnly(web(self.house, *self._doors), signed="/ack/")

    def _goes_away(self, _: str) -> str:
        """End the desk as a process ends: nothing reaches it, and it does nothing."""
        nobody = Route("/{path:path}", _nobody_there, methods=["GET", "POST"])
        self._web = LoopbackOnly(Starlette(routes=[*self._doors, nobody]))
        self.house.close()
        self.desk_machine.buttons = {"Comes back": self._comes_back}
        self.desk_machine.trouble = "Desk away"
        return "It hears nothing now. Write as Eve, and move the clock on."

    def _comes_back(self, _: str) -> str:
        self.house = assemble(self._settings, self.clock)
        self._web = self._open()
        self.house.doorkeeper.open()
        self.house.worker.start()
        self.desk_machine.buttons = {"Goes away": self._goes_away}
        self.desk_machine.trouble = ""
        return "It reads what was said meanwhile, and goes by when that was."

    def _settle(self) -> None:
        if not self.desk_machine.trouble:
            self.house.worker.wait_until_quiet(3.0)

    def _look(self) -> None:
        if not self.desk_machine.trouble:
            self.house.doorkeeper.stays()
            self.house.worker.look()

    def _leap(self, by: timedelta) -> None:
        self._settle()
        self.clock.advance(by)
        self._look()

    # --- opening and closing ------------------------------------------------------------------

    def __enter__(self) -> Sandbox:
        """Open the doors, and let people say what the story begins with."""
        self._server.start()
        self.slack.live_at(self.address)
        for who, channel, text in story.OPENING_LINES:
            self.slack.type(who, channel, text)
        self.house.doorkeeper.open()
        self.house.worker.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Close everything."""
        self.close()

    def close(self) -> None:
        """Close everything, whether or not the doors were opened."""
        self.house.close()
        self._server.stop()


def _nobody_there(_: Request) -> Response:
    return PlainTextResponse("The desk is away.\n", 503)


def pretend_slack(clock: StoryClock, patience: float = PATIENCE) -> PretendSlack:
    """Return the pretend Slack with the story's people and the desk installed.

    `patience`: how many seconds it waits for the desk's answers.
    """
    workspace = Workspace(CAST, read_manifest(MANIFEST), clock, patience=patience)
    return PretendSlack(workspace, bot_token=BOT_TOKEN, signing_secret=SIGNING_SECRET)


def sandbox_settings(database_url: str, address: str) -> Settings:
    """Return the settings of a desk whose Slack is the pretend one at `address`."""
    return read_settings(
        {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_API_URL": f"{address}/api/",
            "DATABASE_URL": database_url,
            "BUSINESS_TIMEZONE": ZONE,
            "ADMIN_CHANNEL": "C0ADMIN",
            "SEV1_CHANNEL": "C0SEV1",
            "QUEUE_CHANNEL": "C0QUEUES",
            "ONCALL_USERGROUPS": "S0ONCALL=primary+secondary, S0DUTY=duty",
            "CONTACTS_KEY": CONTACTS_KEY,
            "PUBLIC_URL": address,
        },
        env_file=None,
    )


def opening_of(desk: Desk) -> Callable[[datetime], datetime]:
    """Return a function that says when the desk opens next after an instant."""

    def after(moment: datetime) -> datetime:
        with desk.database.reading() as session:
            return desk.calendar(session).next_opening(moment)

    return after
