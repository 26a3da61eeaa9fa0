"""A desk in good health, and the doctor who examines it."""

from __future__ import annotations

from contextlib import ExitStack

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from slackapp.assembly import web
from slackapp.doctor import Report, examine
from slackapp.doctor.finding import Finding
from slackapp.only_server import only_server
from slackapp.pretend_slack.slack import PretendSlack
from slackapp.pretend_slack.web.loopback import Loopback
from slackapp.pretend_slack.web.routes import routes_of
from slackapp.sandbox.run import BOT_TOKEN, CONTACTS_KEY
from tests.desk import DeskUnderTest, Switch
from tests.socket_door import APP_TOKEN, SocketDoor

HEALTHY_ELSEWHERE = Starlette(
    routes=[Route("/beat", lambda _: Response("OK")), Route("/lost", lambda _: Response("", 404))]
)


class Clinic:
    """A desk in good health, its settings, and the doctor."""

    def __init__(
        self, desk: DeskUnderTest, loopback: Loopback, elsewhere: Loopback, door: SocketDoor
    ) -> None:
        self.desk = desk
        self.door = door
        self.served = ExitStack()  # what a running `serve` keeps
        self.environ = {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "SLACK_API_URL": f"{loopback.address}/api/",
            "DATABASE_URL": desk.house.desk.database.url.render_as_string(hide_password=False),
            "ADMIN_USERS": "U0DANA",
            "ADMIN_CHANNEL": "C0ADMIN",
            "SEV1_CHANNEL": "C0SEV1",
            "QUEUE_CHANNEL": "C0QUEUES",
            "ONCALL_USERGROUPS": "S0ONCALL=primary+secondary",
            "CONTACTS_KEY": CONTACTS_KEY,
            "PUBLIC_URL": loopback.address,
            "HEARTBEAT_URL": f"{elsewhere.address}/beat",
        }
        self.served.enter_context(only_server(self.environ["DATABASE_URL"]))

    def examine(self, **changed: str) -> Report:
        """Let the doctor look, with these settings changed (empty: unset)."""
        return examine(self.environ | changed, env_file=None)

    def finds(self, check: str, **changed: str) -> Finding:
        """What he finds by one check that is not well; the other checks do not matter."""
        bad = [f for key, f in self.examine(**changed) if key == check and f.state != "ok"]
        assert len(bad) == 1, bad
        return bad[0]

    def says_ok(self, check: str, **changed: str) -> str:
        """What he says where a check is well."""
        found = [finding for key, finding in self.examine(**changed) if key == check]
        assert [finding.state for finding in found] == ["ok"], found
        return found[0].says

    def speaks_with(self, slack: PretendSlack, switch: Switch) -> None:
        """Put another Slack in the place of the first."""
        switch.app = web(self.desk.house, self.door.route(), *routes_of(slack))
