"""Taking up what was acknowledged and is not answered: its process died, or had no database."""

from __future__ import annotations

from slack_bolt import App, BoltRequest
from structlog import get_logger

from handlers.front.asked import TAKEN_UP
from models.clock import Clock
from models.rows.base import Database
from models.usecases import inbox
from models.usecases.inbox import KeptRequest

_log = get_logger(__name__)


class Inbox:
    """Any number may be at it: each request is in one hand at a time."""

    def __init__(self, database: Database, clock: Clock, bolt: App) -> None:
        """Take up by the doors of `bolt`."""
        self._database = database
        self._clock = clock
        self._bolt = bolt
        self._left: set[str] = set()  # for a version that has a door for it

    def take(self) -> KeptRequest | None:
        """Take the oldest request that nobody works on any more, if there is one."""
        return inbox.claim(self._database, self._clock.now(), but=self._left)

    def answer(self, kept: KeptRequest) -> None:
        """Do what is asked, as when it came, and answer. What can't be now is for another time."""
        if self._clock.now() - kept.at > inbox.KEPT_FOR:
            _log.error("given up: it could not be answered for a day", key=kept.key)
            self._forget(kept)
            return
        asked = BoltRequest(body=dict(kept.body), mode="socket_mode", context={TAKEN_UP: kept})
        status = self._bolt.dispatch(asked).status
        match status:
            case 200:
                self._forget(kept)
            case 404:  # Bolt's, of what another version kept
                self._leave(kept)
                return
        _log.info("taken up again", key=kept.key, status=status)

    def _leave(self, kept: KeptRequest) -> None:
        """Leave what this version has no door for to one that has: the newer one comes back."""
        _log.error("left for another version of the desk, which kept it", key=kept.key)
        self._left.add(kept.key)
        inbox.give_back(self._database, kept.key, self._clock.now())

    def _forget(self, kept: KeptRequest) -> None:
        inbox.record(self._database, (), {kept.key}, self._clock.now())
