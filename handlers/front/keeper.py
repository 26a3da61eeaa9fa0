"""Keeping in the inbox what takes longer, and forgetting it: all that comes at once, together.

Else each of many that wait would be one more to write, and so let all wait longer.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from structlog import get_logger

from models.clock import Clock
from models.rows.base import Database
from models.rows.lanes import be_urgent
from models.rows.outage import DatabaseAway, patiently
from models.usecases import inbox
from models.usecases.inbox import KeptRequest

_log = get_logger(__name__)

_GATHERS_FOR = 0.05  # seconds


@dataclass(frozen=True)
class _Keeping:
    """A request that is to be kept, and where it is told whether it is."""

    kept: KeptRequest
    told: Future[None]


class Keeper:
    """Writes into the inbox, on a thread of its own that passes others: who asked waits for it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._writer = ThreadPoolExecutor(1, "desk-inbox", initializer=be_urgent)
        self._lock = threading.Lock()
        self._coming: list[_Keeping] = []
        self._going: set[str] = set()
        self._begun = self._closes = False

    def close(self) -> None:
        """Write what there is, and take no more."""
        with self._lock:
            self._closes = True
        self._writer.shutdown(wait=True)

    def keep(self, kept: KeptRequest) -> Future[None]:
        """Begin to keep a request; what is returned is done when it is kept."""
        keeping = _Keeping(kept, Future())
        with self._lock:
            self._coming.append(keeping)
            self._begin()
        return keeping.told

    def forget(self, key: str) -> None:
        """Begin to forget a request, for who asked has the answer."""
        with self._lock:
            self._going.add(key)
            self._begin()

    def is_answered(self, key: str) -> bool:
        """Whether a request is still to be forgotten: the database has been away since."""
        with self._lock:
            return key in self._going

    def _begin(self) -> None:
        """Begin to write in a moment, unless that has begun."""
        if not self._begun:
            self._begun = True
            self._writer.submit(self._write)

    def _write(self) -> None:
        time.sleep(_GATHERS_FOR)
        with self._lock:
            self._begun = False
            coming, self._coming = self._coming, []
            going = frozenset(self._going)
        left = [keeping for keeping in coming if keeping.kept.key not in going]
        is_away = bool(left or going) and self._record(left, going)
        with self._lock:
            if not is_away:
                self._going -= going
            elif self._going and not self._closes:  # who asked is not to be answered twice
                self._begin()

    def _record(self, coming: Sequence[_Keeping], going: Collection[str]) -> bool:
        """Record both; if one can't be kept, all the others are all the same. Return whether the
        database is away.
        """
        kept = [keeping.kept for keeping in coming]
        record = partial(inbox.record, self._database, kept, going, self._clock.now())
        try:
            patiently(record)
        except Exception as error:
            is_away = isinstance(error, DatabaseAway)  # of that the log has a line already
            if len(coming) + bool(going) > 1 and not is_away:
                self._record((), going)
                for keeping in coming:
                    self._record([keeping], ())
                return False
            if not is_away:
                _log.exception("the inbox could not be written", done=len(going))
            for keeping in coming:
                keeping.told.set_exception(error)
            return is_away
        for keeping in coming:
            keeping.told.set_result(None)
        return False
