"""The worker: sends what the outbox holds, soon after it was written, and again until it is out."""

from __future__ import annotations

import threading

from slack_sdk import WebClient
from structlog import get_logger

from models.clock import Clock
from models.usecases import outbox
from models.usecases.turn import Desk
from slackapp.slack_out import NotSent, send

_log = get_logger(__name__)

LOOKS_EVERY = 1.0  # seconds


class Worker:
    """One sender. Several may run side by side: a message is claimed by one at a time."""

    def __init__(self, desk: Desk, clock: Clock, client: WebClient) -> None:
        self._desk = desk
        self._clock = clock
        self._client = client
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to look into the outbox, on a thread of its own."""
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End after the message under way."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def send_all(self) -> int:
        """Send everything that is due now, and return how many messages went out."""
        count = 0
        while not self._stop.is_set() and self._send_one():
            count += 1
        return count

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.send_all()
            except Exception:
                _log.exception("the worker stumbled; it goes on")
            self._stop.wait(LOOKS_EVERY)

    def _send_one(self) -> bool:
        database, moment = self._desk.database, self._clock.now()
        letter = outbox.claim(database, moment)
        if letter is None:
            return False
        try:
            send(self._desk, self._client, letter, moment)
        except NotSent as problem:
            _log.warning(
                "message not sent",
                to=letter.recipient,
                topic=letter.topic,
                attempt=letter.attempt,
                reason=str(problem),
                gives_up=problem.hopeless,
            )
            outbox.failed(
                database,
                letter,
                moment,
                str(problem),
                retry_after=problem.retry_after,
                hopeless=problem.hopeless,
            )
        else:
            outbox.sent(database, letter, moment)
        return True
