"""Which workspace the desk lives in: asked of Slack once, and not while people wait for it."""

from __future__ import annotations

import threading
import time

from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from structlog import get_logger

_log = get_logger(__name__)

_ASKS_AGAIN_AFTER = 30.0  # seconds after Slack did not say
_WAITS_FOR_ANOTHER = 1.0  # seconds; Slack itself waits three for all of it


class OwnWorkspace:
    """Answers Bolt who the app is.

    If Slack does not say just now, the workspace is unknown: people whom the desk knows are served
    all the same, and nobody new is taken for one of ours.
    """

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._known: AuthorizeResult | None = None
        self._asks_at = 0.0

    def authorize(self) -> AuthorizeResult:
        """Return the app's own workspace and token; `team_id` is None while it is unknown.

        Slack may take its time to say: one asks, and the others wait for that a second at most.
        """
        if self._known is None and self._lock.acquire(timeout=_WAITS_FOR_ANOTHER):
            try:
                if self._known is None and time.monotonic() >= self._asks_at:
                    self._known = self._ask()
                    self._asks_at = time.monotonic() + _ASKS_AGAIN_AFTER
            finally:
                self._lock.release()
        if (known := self._known) is not None:
            return known
        return AuthorizeResult(enterprise_id=None, team_id=None, bot_token=self._client.token)

    def _ask(self) -> AuthorizeResult | None:
        try:
            told = self._client.auth_test()
        except (SlackApiError, OSError) as error:
            _log.warning("slack did not say which workspace this is", error=str(error))
            return None
        return AuthorizeResult.from_auth_test_response(
            auth_test_response=told, bot_token=self._client.token
        )
