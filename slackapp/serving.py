"""Running: against a workspace by Socket Mode or HTTP, or the sandbox. Ends politely when asked."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import uvicorn
from slack_bolt.adapter.socket_mode import SocketModeHandler
from structlog import get_logger

from slackapp.assembly import House, SystemClock, assemble, web
from slackapp.logs import set_up_logs
from slackapp.settings import Settings

_log = get_logger(__name__)


def serve(settings: Settings) -> None:
    """Run the desk until it is told to stop: Socket Mode if there is an app token, else HTTP."""
    set_up_logs()
    house = assemble(settings, SystemClock())
    house.worker.start()
    try:
        if settings.slack_app_token is not None:
            _socket_mode(house, settings.slack_app_token.get_secret_value())
        else:
            uvicorn.run(web(house), host=settings.host, port=settings.port, log_config=None)
    finally:
        house.close()


def _socket_mode(house: House, app_token: str) -> None:
    handler = SocketModeHandler(house.bolt, app_token)
    stopped = _asked_to_stop()
    handler.connect()  # type: ignore[no-untyped-call]
    _log.info("connected by Socket Mode")
    stopped.wait()
    handler.close()  # type: ignore[no-untyped-call]


def run_sandbox(database: Path, port: int, keep: bool) -> None:
    """Run the sandbox until it is told to stop; a new story each time unless `keep`.

    Raises OSError if the port is taken, and Problem if the file is not a sandbox's own.
    """
    from slackapp.sandbox.run import Sandbox

    set_up_logs(level="WARNING")
    stopped = _asked_to_stop()
    with Sandbox(database, port, anew=not keep) as sandbox:
        print(f"The desk is open at {sandbox.address} – Ctrl-C closes it.", flush=True)
        stopped.wait()


def _asked_to_stop() -> threading.Event:
    """Return an event that is set when somebody asks the process to stop."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    return stopped
