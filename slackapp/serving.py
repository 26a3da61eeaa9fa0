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


def serve(settings: Settings, *, worker: bool = True) -> None:
    """Run the desk until it is told to stop: Socket Mode if there is an app token, else HTTP.

    Without `worker` somebody else runs one: `work`.
    """
    set_up_logs()
    house = assemble(settings, SystemClock())
    stopped = _asked_to_stop()
    if worker:
        house.worker.start()
    try:
        if settings.slack_app_token is not None:
            _socket_mode(house, settings, settings.slack_app_token.get_secret_value(), stopped)
        else:
            _serve_web(house, settings)
    finally:
        house.close()


def work(settings: Settings) -> None:
    """Run a worker alone, beside any number of web processes, until it is told to stop."""
    set_up_logs()
    house = assemble(settings, SystemClock())
    stopped = _asked_to_stop()
    house.worker.start()
    _log.info("the worker works")
    stopped.wait()
    house.close()


def _socket_mode(
    house: House, settings: Settings, app_token: str, stopped: threading.Event
) -> None:
    """Listen to Slack by Socket Mode; with PUBLIC_URL people's web pages are served beside it."""
    handler = SocketModeHandler(house.bolt, app_token)
    handler.connect()  # type: ignore[no-untyped-call]
    _log.info("connected by Socket Mode")
    if settings.public_url is not None:
        _serve_web(house, settings)
    else:
        stopped.wait()
    handler.close()  # type: ignore[no-untyped-call]


def _serve_web(house: House, settings: Settings) -> None:
    """Serve the web entrance until the process is asked to stop.

    What Slack sends is not verified in Socket Mode, so Slack's door is closed then.
    """
    app = web(house, slack=not settings.socket_mode)
    uvicorn.run(app, host=settings.host, port=settings.port, log_config=None)


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
