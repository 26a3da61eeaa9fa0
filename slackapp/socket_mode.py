"""Listening to Slack by Socket Mode: a connection that this side opens and keeps open."""

from __future__ import annotations

import threading

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError
from structlog import get_logger

_log = get_logger(__name__)

TRIES_EVERY = 5.0  # seconds, until the first connection stands; then Bolt's own client takes over
# A connection that ended without a word is noticed by the next ping or the one after.
_PINGS_EVERY = 3.0  # seconds
_AT_ONCE = 40  # as many requests as the web entrance takes: each waits 2 s at most for its answer


class SocketMode:
    """Connects, and connects again; while Slack is out of reach the desk goes on without it."""

    def __init__(self, bolt: App, app_token: str) -> None:
        """Listen for `bolt`, at the Slack that its client talks to."""
        self._handler = SocketModeHandler(
            bolt, app_token, ping_interval=_PINGS_EVERY, concurrency=_AT_ONCE
        )
        self._stop = threading.Event()

    def start(self) -> None:
        """Begin, on threads of its own."""
        threading.Thread(target=self._connect, name="socket mode", daemon=True).start()

    @property
    def is_connected(self) -> bool:
        """Whether Slack can reach the desk just now."""
        connection = self._handler.client
        return connection.is_connected()

    def stop(self) -> None:
        """Take nothing more, and let what was taken be answered."""
        self._stop.set()
        self._handler.close()  # type: ignore[no-untyped-call]

    def _connect(self) -> None:
        while not self._stop.is_set():
            try:
                self._handler.connect()  # type: ignore[no-untyped-call]
            except (SlackApiError, OSError) as error:
                _log.error(
                    "no Socket Mode yet: python -m slackapp doctor says why", error=_of(error)
                )
                self._stop.wait(TRIES_EVERY)
            else:
                _log.info("connected by Socket Mode")
                return


def _of(error: Exception) -> str:
    return str(error.response.get("error")) if isinstance(error, SlackApiError) else str(error)
