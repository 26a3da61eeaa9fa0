"""Running: against a workspace by Socket Mode or HTTP, or the sandbox. Ends politely when asked."""

from __future__ import annotations

import os
import signal
import socket
import threading
from asyncio import Protocol
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import cast

import uvicorn
from sqlalchemy.exc import DBAPIError
from starlette.types import ASGIApp, Receive, Scope, Send
from structlog import get_logger

from models.problems import Impossible
from models.rows.base import Database
from models.rows.outage import is_lost, is_refused, tell_outages
from models.usecases import self_watch
from models.usecases.oncall import contacts
from models.usecases.people import DESK_ITSELF
from models.usecases.turn import Desk
from slackapp.assembly import House, SystemClock, assemble, waiting, web
from slackapp.connections import ACCEPTED_AT_ONCE, QUEUED, Connection, raise_open_files
from slackapp.database import in_words, out_of_reach
from slackapp.health import OfDatabase
from slackapp.logs import set_up_logs
from slackapp.only_server import only_server
from slackapp.settings import Settings
from slackapp.socket_mode import SocketMode

_log = get_logger(__name__)

_LOOKS_AGAIN_AFTER = 1.0  # seconds, for a database that is away


def serve(settings: Settings, *, worker: bool = True) -> None:
    """Run the desk until it is told to stop: Socket Mode if there is an app token, else HTTP.

    Without `worker` somebody else runs one: `work`. While the database is away it waits for it, and
    says so. Raises Impossible if the port or an SQLite database is taken, and DatabaseProblem if it
    can't be used.
    """
    set_up_logs()
    stopped = _asked_to_stop()
    with only_server(settings.database_url), listening(settings.host, settings.port) as port:
        database = _open(settings)
        entrance = _WebServer(waiting(database), port, stopped)
        try:
            if _is_there(database, stopped, meanwhile=entrance.begin):
                _serve(_assemble(settings, database), settings, entrance, stopped, worker=worker)
        finally:
            entrance.end()


def _serve(
    house: House,
    settings: Settings,
    entrance: _WebServer,
    stopped: threading.Event,
    *,
    worker: bool,
) -> None:
    slack = _socket_mode(house, settings)
    house.warming.start()
    house.doorkeeper.open()  # before a worker misses what could not come
    if worker:
        house.worker.start(hangs=_end_at_once)
    if slack is not None:
        slack.start()
    entrance.app = _web(house, slack, worker=worker)
    try:
        entrance.begin()
        stopped.wait()
        entrance.end()
    finally:
        if slack is not None:
            slack.stop()
        house.close()


def work(settings: Settings) -> None:
    """Run a worker alone, beside any number of web processes, until it is told to stop.

    While the database is away it waits for it. Raises Impossible if an SQLite database is taken,
    and DatabaseProblem if it can't be used.
    """
    set_up_logs()
    stopped = _asked_to_stop()
    with only_server(settings.database_url):
        database = _open(settings)
        if not _is_there(database, stopped, meanwhile=lambda: None):
            return
        house = _assemble(settings, database)
        house.warming.start()
        house.worker.start(hangs=_end_at_once)
        _log.info("the worker works")
        stopped.wait()
        house.close()


def _end_at_once() -> None:
    """End a process that hangs, so that it is started anew: nothing in it could be asked to end."""
    os._exit(1)


def _is_there(database: Database, stopped: threading.Event, meanwhile: Callable[[], None]) -> bool:
    """Wait until the database is there; False if the process is asked to stop before.

    What is done `meanwhile` may be begun again and again. DatabaseProblem if it lets nobody in.
    """
    while not stopped.is_set():
        try:
            with database.engine.connect():
                return True
        except DBAPIError as error:
            if not is_lost(error) or is_refused(error):
                raise out_of_reach(database, error) from None
        meanwhile()
        stopped.wait(_LOOKS_AGAIN_AFTER)
    return False


def _open(settings: Settings) -> Database:
    """Open the database, of whose outages the log of what runs for long tells."""
    database = Database(settings.database_url)
    tell_outages(database.engine)
    return database


def _assemble(settings: Settings, database: Database) -> House:
    with in_words():
        house = assemble(settings, SystemClock(), database=database)
        _warn_of_lost_addresses(house.desk)
    return house


def _warn_of_lost_addresses(desk: Desk) -> None:
    """Say before a page fails that the key was lost or changed."""
    with desk.reading(DESK_ITSELF, SystemClock().now()) as turn:
        found = contacts.readable(turn)
    if found.lost:
        _log.error(
            "CONTACTS_KEY does not open addresses outside Slack: python -m slackapp doctor says "
            "what to do",
            lost=found.lost,
            kept=found.kept,
        )


def _socket_mode(house: House, settings: Settings) -> SocketMode | None:
    token = settings.slack_app_token
    if token is None:
        return None
    return SocketMode(house.bolt, token.get_secret_value(), house.worker.read_at_once)


def _web(house: House, slack: SocketMode | None, *, worker: bool) -> ASGIApp:
    """Return the web entrance: in both modes it says how the desk is, and serves people's pages.

    What Slack sends is not verified in Socket Mode, so Slack's door is closed then.
    """
    ready: dict[str, Callable[[], bool]] = {}
    if slack is not None:
        ready["slack"] = lambda: slack.is_connected
    if worker:
        ready["worker"] = lambda: house.worker.is_alive
        ready["clock"] = lambda: house.worker.clock_watch.is_steady
        ready["telephones"] = OfDatabase(lambda: _telephones_are_reached(house))
    return web(house, slack=slack is None, ready=ready)


def _telephones_are_reached(house: House) -> bool:
    with house.desk.reading(DESK_ITSELF, SystemClock().now()) as turn:
        return not self_watch.telephones(turn).silent


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """Take the port before anything else is begun; Impossible if it is not to be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=QUEUED)
    except OSError as error:
        raise Impossible(
            f"Port {port} on {host}: {error.strerror}. "
            "Set PORT and HOST to others, or stop what runs there."
        ) from None
    with listener:
        # Each connection inherits it. asyncio would set it, but does not know this socket as TCP;
        # without it an answer's body waits for the other side to acknowledge the header.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield listener


def web_server(app: ASGIApp) -> uvicorn.Server:
    """Return a server for the web entrance, whose connections are bounded in number and in time."""
    config = uvicorn.Config(
        app,
        http=cast(type[Protocol], partial(Connection, {})),
        ws="none",
        log_config=None,
        backlog=ACCEPTED_AT_ONCE,
        timeout_graceful_shutdown=10,
    )
    return _Server(config)


class _Server(uvicorn.Server):
    """uvicorn's server, which takes one number for what it accepts and what the system queues."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for listener in sockets or []:
            listener.listen(QUEUED)


class _WebServer:
    """The web entrance on a thread of its own: it leads to `app`, and then to another."""

    def __init__(self, app: ASGIApp, port: socket.socket, stopped: threading.Event) -> None:
        """Serve at `port`; if the server ends by itself, `stopped` is set."""
        self.app = app
        host, number = port.getsockname()[:2]
        self._address = f"http://[{host}]:{number}" if ":" in host else f"http://{host}:{number}"
        self._server = web_server(self)
        self._thread = threading.Thread(target=self._run, args=(port, stopped), name="web")

    def begin(self) -> None:
        """Begin to serve, if it has not begun: until then whoever connects waits."""
        if self._thread.ident is None:
            raise_open_files()
            self._thread.start()
            _log.info("listens by HTTP", address=self._address)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lead to where it leads just now."""
        await self.app(scope, receive, send)

    def end(self) -> None:
        """Take nothing more, and let what is under way be answered."""
        self._server.should_exit = True
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self, port: socket.socket, stopped: threading.Event) -> None:
        try:
            self._server.run(sockets=[port])
        finally:
            stopped.set()


def run_sandbox(database: Path, port: int, keep: bool) -> None:
    """Run the sandbox until it is told to stop; a new story each time unless `keep`.

    Raises OSError if the port is taken, and Problem if the file is not a sandbox's own.
    """
    from slackapp.sandbox.run import Sandbox

    set_up_logs(level="WARNING")
    stopped = _asked_to_stop()
    with in_words(), Sandbox(database, port, anew=not keep) as sandbox:
        print(f"The desk is open at {sandbox.address} – Ctrl-C closes it.", flush=True)
        stopped.wait()


def _asked_to_stop() -> threading.Event:
    """Return an event that is set when somebody asks the process to stop."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    return stopped
