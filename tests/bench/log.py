"""`/escalation log` over HTTP, beside a command of bare Bolt that only acknowledges."""

from __future__ import annotations

from slack_bolt import Ack, App
from slack_sdk import WebClient
from starlette.routing import Route

from slackapp.assembly import entrance
from slackapp.pretend_slack.app.deliveries import Wire, command_delivery
from slackapp.pretend_slack.web.loopback import Loopback
from slackapp.sandbox.run import BOT_TOKEN, SIGNING_SECRET
from tests.bench.long_history import desks
from tests.bench.side_by_side import in_turn, tell
from tests.desk import DeskUnderTest, Switch


def measure() -> None:
    """Measure on SQLite and on PostgreSQL."""
    for kind, desk, loopback in desks():
        _measure(kind, desk, loopback)


def _measure(kind: str, desk: DeskUnderTest, loopback: Loopback) -> None:
    bare = Route("/slack/events", entrance(bare_bolt(f"{loopback.address}/api/")), methods=["POST"])
    with Loopback(Switch.of(bare)) as beside:
        wire = Wire(desk.slack.workspace, SIGNING_SECRET, desk.slack.traffic, desk.slack.faults)
        wire.entrance = f"{beside.address}/slack/events"
        fields = {"command": "/bare", "text": "", "user_id": "U0ADA", "team_id": "T0PROAUTH"}
        numbers = iter(range(10**6))
        measured = in_turn(
            lambda: desk.slack.type(
                "ada", "#support", f"/escalation log 1m small 2026-06-08 n{next(numbers)}"
            ),
            lambda: wire.send(command_delivery(fields)),
        )
    tell(f"/escalation log over HTTP, {kind}", measured, ("the desk", "bare Bolt"))


def bare_bolt(api: str) -> App:
    """A Bolt app with one command that only acknowledges."""
    app = App(
        client=WebClient(BOT_TOKEN, base_url=api),
        signing_secret=SIGNING_SECRET,
        process_before_response=True,
        token_verification_enabled=False,
    )

    @app.command("/bare")
    def bare(ack: Ack) -> None:
        ack("Logged.")

    return app
