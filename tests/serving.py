"""The desk as a real process: `python -m slackapp serve`, and the pretend Slack it talks to."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx

from slackapp.pretend_slack.slack import PretendSlack
from slackapp.pretend_slack.state.story_clock import StoryClock
from slackapp.pretend_slack.web.loopback import Loopback
from slackapp.sandbox import run as sandbox
from slackapp.sandbox.run import BOT_TOKEN

ROOT = Path(__file__).parents[1]


class Served:
    """`python -m slackapp serve`, its own web entrance, and the pretend Slack it talks to."""

    def __init__(
        self, process: subprocess.Popen[str], log: Path, port: int, slack: PretendSlack
    ) -> None:
        self.process = process
        self.log = log
        self.port = port
        self.slack = slack
        self.web = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20)

    def answers(self, path: str) -> int:
        """The status of a page; 0 while nobody listens."""
        try:
            return self.web.get(path).status_code
        except httpx.TransportError:
            return 0

    def told(self, who: str, channel: str = "#support") -> str:
        """What somebody was told last."""
        return self.slack.messages_seen_by(who, channel)[-1].text

    def ends(self) -> str:
        """Ask it to stop as an orchestrator does; it ends politely, and this is its log."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)
        log = self.log.read_text(encoding="utf-8")
        assert self.process.returncode == 0, log
        assert "Traceback" not in log
        return log


def pretend_slack(loopback: Loopback) -> PretendSlack:
    slack = sandbox.pretend_slack(StoryClock(datetime.now(UTC), running=True), 20.0)
    slack.live_at(loopback.address)
    return slack


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def environ_of(database_url: str, api_url: str, **more: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": database_url,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_API_URL": api_url,
    } | more


@contextmanager
def served(
    folder: Path, database_url: str, loopback: Loopback, slack: PretendSlack, **more: str
) -> Iterator[Served]:
    port = free_port()
    environ = environ_of(database_url, f"{loopback.address}/api/", PORT=str(port), **more)
    log = folder / "serve.log"  # no pipe: one that nobody reads is full after some hundred lines
    with log.open("w", encoding="utf-8") as lines:
        process = subprocess.Popen(
            [sys.executable, "-m", "slackapp", "serve"],
            cwd=folder,
            env=environ,
            stderr=lines,
            text=True,
        )
    slack.wire.entrance = f"http://127.0.0.1:{port}/slack/events"
    try:
        yield Served(process, log, port, slack)
    finally:
        process.kill()
        process.wait()
