"""The worker: sends what the outbox holds, soon after it was written, and again until it is out."""

from __future__ import annotations

import threading
from datetime import datetime

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
        """Try everything that is due now, and return how many attempts that took."""
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
        problem = self._problem_sending(letter, moment)
        # Waiting counts from the answer, which may have taken its time.
        ended = self._clock.now()
        if problem is None:
            outbox.sent(database, letter, ended)
        else:
            outbox.failed(
                database,
                letter,
                ended,
                str(problem),
                retry_after=problem.retry_after,
                hopeless=problem.hopeless,
            )
        return True

    def _problem_sending(self, letter: outbox.Letter, moment: datetime) -> NotSent | None:
        about = {"to": letter.recipient, "topic": letter.topic, "attempt": letter.attempt}
        try:
            send(self._desk, self._client, letter, moment)
        except NotSent as problem:
            _log.warning(
                "message not sent", reason=str(problem), hopeless=problem.hopeless, **about
            )
            return problem
        except Exception as error:  # ours: tried again like any other, and the log has the stack
            _log.exception("message not sent", **about)
            return NotSent(f"{type(error).__name__}: {error}")
        return None
