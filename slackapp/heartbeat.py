"""The heartbeat: an address that is called while all is well, so that silence raises an alarm."""

from __future__ import annotations

import threading
import urllib.request

from structlog import get_logger

_log = get_logger(__name__)

_PATIENCE = 5.0  # seconds


class Heartbeat:
    """Calls an address when it is told to beat; without an address it does nothing.

    On a thread of its own, one at a time: what answers drop by drop holds up nobody.
    """

    def __init__(self, url: str | None) -> None:
        self._url = url
        self._beating: threading.Thread | None = None

    def __call__(self) -> None:
        """Call the address. Whether it answers changes nothing here: its silence is its meaning."""
        if self._url is None or (self._beating is not None and self._beating.is_alive()):
            return
        beats = threading.Thread(target=self._beat, args=[self._url], name="heartbeat", daemon=True)
        self._beating = beats
        beats.start()

    def _beat(self, url: str) -> None:
        try:
            with urllib.request.urlopen(url, timeout=_PATIENCE):
                pass
        except OSError as error:
            _log.warning("the heartbeat was not heard", reason=str(error))
