"""`/escalation log` over HTTP, beside a command of bare Bolt that only acknowledges."""

from __future__ import annotations

import time
from contextlib import closing

from slack_bolt import Ack, App
from slack_sdk import WebClient

from slackapp.pretend_slack.web.loopback import Loopback
from slackapp.sandbox.run import BOT_TOKEN, SIGNING_SECRET
from slackapp.slack_events import slack_events_route
from tests.bench.desks import KINDS, opened
from tests.bench.line import Line
from tests.bench.made_up import FOUR
from tests.bench.side_by_side import in_turn, tell
from tests.desk import Switch


def beside_bare_bolt() -> None:
    """A log beside bare Bolt, on a new connection for each command and on one that is kept."""
    for kind in KINDS:
        with opened(kind, FOUR) as (_, loopback):
            bare = slack_events_route(bare_bolt(f"{loopback.address}/api/"), SIGNING_SECRET)
            with Loopback(Switch.of(bare)) as beside:
                for kept, connections in ((False, "new"), (True, "kept")):
                    _measure(f"{kind}, {connections} connections", loopback, beside, kept)


def _measure(where: str, desk: Loopback, beside: Loopback, kept: bool) -> None:
    numbers = iter(range(10**6))
    log = f"/escalation log 1m hooli 2026-06-08 {where}"
    with closing(Line(desk.address, kept)) as line, closing(Line(beside.address, kept)) as other:

        def logs() -> None:
            assert "Logged" in line.types(f"{log} n{next(numbers)}")

        for clock, name in ((time.perf_counter, "time"), (time.process_time, "CPU")):
            measured = in_turn(logs, lambda: other.types("/bare"), clock)
            tell(f"{name} of a log, {where}", measured, ("the desk", "bare Bolt"))


def bare_bolt(api: str) -> App:
    """A Bolt app with one command that only acknowledges."""
    app = App(
        client=WebClient(BOT_TOKEN, base_url=api),
        signing_secret=SIGNING_SECRET,
        process_before_response=True,
        token_verification_enabled=False,
        request_verification_enabled=False,
    )

    @app.command("/bare")
    def bare(ack: Ack) -> None:
        ack("Logged.")

    return app


MEASURES = (beside_bare_bolt,)
