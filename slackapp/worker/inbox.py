"""Taking up what was acknowledged and is not answered: its process died, or had no database."""

from __future__ import annotations

from slack_bolt import App, BoltRequest
from structlog import get_logger

from handlers.front.asked import TAKEN_UP
from models.clock import Clock
from models.rows.base import Database
from models.usecases import inbox
from models.usecases.inbox import Kept

_log = get_logger(__name__)

_NO_SUCH_DOOR = 404  # Bolt's, of what an older version kept


class Inbox:
    """Any number may be at it: each request is in one hand at a time."""

    def __init__(self, database: Database, clock: Clock, bolt: App) -> None:
        """Take up by the doors of `bolt`."""
        self._database = database
        self._clock = clock
        self._bolt = bolt

    def take(self) -> Kept | None:
        """Take the oldest request that nobody works on any more, if there is one."""
        return inbox.claim(self._database, self._clock.now())

    def answer(self, kept: Kept) -> None:
        """Do what is asked, as when it came, and answer. What can't be now is for another time."""
        if self._clock.now() - kept.at > inbox.KEPT_FOR:
            _log.error("given up: it could not be answered for a day", key=kept.key)
            self._forget(kept)
            return
        asked = BoltRequest(body=dict(kept.body), mode="socket_mode", context={TAKEN_UP: kept})
        status = self._bolt.dispatch(asked).status
        if status in (200, _NO_SUCH_DOOR):
            self._forget(kept)
        _log.info("taken up again", key=kept.key, status=status)

    def _forget(self, kept: Kept) -> None:
        inbox.record(self._database, (), {kept.key}, self._clock.now())
