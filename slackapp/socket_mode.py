"""Listening to Slack by Socket Mode: a connection that this side opens and keeps open."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode.internals import run_bolt_app, send_response
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from structlog import get_logger

from handlers.front.lanes import REQUESTS_AT_ONCE
from handlers.front.well_formed import flaw_in

_log = get_logger(__name__)

TRIES_EVERY = 5.0  # seconds, until the first connection stands; then the client keeps it
_LOOKS_EVERY = 3.0  # seconds between pings; a connection that was lost is renewed at the next look
_READS_FOR = 1.0  # seconds a read waits
_ENDS_WITHIN = 10.0  # seconds that what was taken has for its answer


class SocketMode:
    """Connects, and connects again; while Slack is out of reach the desk goes on without it."""

    def __init__(
        self, bolt: App, app_token: str, connected: Callable[[], None] = lambda: None
    ) -> None:
        """Listen for `bolt`, at the Slack that its client talks to; `connected` is called each time
        that a connection stands, for nobody tells what was said before.
        """
        self._bolt = bolt
        self._connection = _Client(
            app_token=app_token,
            logger=bolt.logger,
            web_client=bolt.client,
            proxy=bolt.client.proxy,
            ping_interval=_LOOKS_EVERY,
            concurrency=REQUESTS_AT_ONCE,
        )
        self._connection.connected = connected
        self._connection.socket_mode_request_listeners.append(self._hear)
        self._stop = threading.Event()
        self._heard = threading.Condition()
        self._hearing = 0  # requests that have no answer yet

    def start(self) -> None:
        """Begin, on threads of its own."""
        threading.Thread(target=self._connect, name="socket mode", daemon=True).start()

    @property
    def is_connected(self) -> bool:
        """Whether Slack can reach the desk just now."""
        return self._connection.is_connected()

    @property
    def is_hearing(self) -> bool:
        """Whether something that was taken has no answer yet."""
        return self._hearing > 0

    def stop(self) -> None:
        """Take nothing more, and let what was taken be answered."""
        with self._heard:
            self._stop.set()
            self._heard.wait_for(lambda: not self._hearing, _ENDS_WITHIN)
        self._connection.close()

    def _connect(self) -> None:
        while not self._stop.is_set():
            try:
                self._connection.connect()
            except (SlackApiError, OSError) as error:
                _log.error(
                    "no Socket Mode yet: python -m slackapp doctor says why", error=_of(error)
                )
                self._stop.wait(TRIES_EVERY)
            else:
                _log.info("connected by Socket Mode")
                return

    def _hear(self, connection: BaseSocketModeClient, request: SocketModeRequest) -> None:
        if (flaw := flaw_in(request.payload)) is not None:  # not acknowledged: nothing was done
            _log.warning("malformed envelope refused", flaw=flaw)
            return
        began = time.time()
        with self._heard:
            if self._stop.is_set():  # nothing was done, so it may be delivered again elsewhere
                return
            self._hearing += 1
        try:
            send_response(connection, request, run_bolt_app(self._bolt, request), began)
        finally:
            with self._heard:
                self._hearing -= 1
                self._heard.notify_all()


def _of(error: Exception) -> str:
    return str(error.response.get("error")) if isinstance(error, SlackApiError) else str(error)


class _Client(SocketModeClient):
    """The SDK's own client, with two of its habits mended that would keep people waiting.

    The end of a connection it takes for silence: it reads nothing, again and again, and believes in
    it until five pings have failed. And a connection that replaces another is not read before the
    other's last read has run out of time.
    """

    connected: Callable[[], None]

    def connect(self) -> None:
        super().connect()
        self.connected()
        session = self.current_session
        if session is not None:
            with session.sock_send_lock:
                if session.sock is not None:
                    session.sock.settimeout(_READS_FOR)
                    session.sock = _Ending(session.sock)  # type: ignore[assignment]


class _Ending:
    """A socket whose end is an error."""

    def __init__(self, connected: Any) -> None:
        self._connected = connected

    def recv(self, size: int) -> bytes:
        received: bytes = self._connected.recv(size)
        if not received:
            raise ConnectionResetError("Slack ended the connection")
        return received

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connected, name)
