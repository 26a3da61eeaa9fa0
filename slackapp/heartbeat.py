"""The heartbeat: an address that is called while all is well, so that silence raises an alarm."""

from __future__ import annotations

import urllib.request

from structlog import get_logger

_log = get_logger(__name__)

_PATIENCE = 5.0  # seconds


class Heartbeat:
    """Calls an address when it is told to beat; without an address it does nothing."""

    def __init__(self, url: str | None) -> None:
        self._url = url

    def __call__(self) -> None:
        """Call the address. Whether it answers changes nothing here: its silence is its meaning."""
        if self._url is None:
            return
        try:
            with urllib.request.urlopen(self._url, timeout=_PATIENCE):
                pass
        except OSError as error:
            _log.warning("the heartbeat was not heard", reason=str(error))
