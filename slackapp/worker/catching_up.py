"""Catching up with what was said in customers' channels while the desk could not hear it.

Whatever Slack told meanwhile is told again by the channels themselves: each is read since the last
message that was seen, and what people from outside said goes through the same doors, with its true
instant (I3, I4). What our own people said to the desk is not done late: they saw no answer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Final

from slack_bolt import App, BoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from structlog import get_logger

from handlers.front.asked import CAUGHT_UP
from handlers.slack_json import Json
from models.clock import Clock
from models.usecases.people import DESK_ITSELF
from models.usecases.reports import read_to
from models.usecases.reports.read_to import ToRead
from models.usecases.turn import Desk

_log = get_logger(__name__)

CALLS_EVERY: Final = 1.5  # seconds: 40 a minute of the 50 that Slack answers
_A_PAGE: Final = 200
_TRIES_AGAIN_AFTER: Final = 60.0  # seconds, where Slack does not say how long
_SHUT: Final = ("missing_scope", "not_in_channel", "channel_not_found", "is_archived")


class CatchingUp:
    """Reads channels, one call after the other, at a pace that Slack allows."""

    def __init__(
        self,
        desk: Desk,
        clock: Clock,
        bolt: App,
        ourselves: Callable[[], AuthorizeResult],
        pace: float = 1.0,
    ) -> None:
        """Hear by the doors of `bolt`; `ourselves` tells the desk's workspace and its own id;
        `pace`: 1, or 0 where Slack answers as often as it is asked.
        """
        self._pace = pace * CALLS_EVERY
        self._desk = desk
        self._clock = clock
        self._bolt = bolt
        self._ourselves = ourselves
        self._at_once = threading.Event()
        self._at_once.set()
        self.stop = threading.Event()

    def at_once(self) -> None:
        """Read all channels now: the connection was lost, or something else was."""
        self._at_once.set()

    def catch_up(self) -> int:
        """Read all channels that are due, and return how many messages were heard."""
        at_once = self._at_once.is_set()
        self._at_once.clear()
        heard = 0
        while (found := self._next(at_once=at_once)) is not None and not self.stop.is_set():
            try:
                heard += self._read(found)
            except SlackApiError as error:
                if (code := error.response.get("error")) not in _SHUT:
                    self._rest(error)
                _log.warning("a channel was not read", channel=found.channel_id, error=code)
            except OSError as error:
                _log.warning("a channel was not read", channel=found.channel_id, error=str(error))
        return heard

    def _next(self, *, at_once: bool) -> ToRead | None:
        with self._desk.writing(DESK_ITSELF, self._clock.now()) as turn:
            return read_to.to_read(turn, at_once=at_once)

    def _read(self, found: ToRead) -> int:
        """Hear what was said in a channel since it was read last, the oldest first."""
        ourselves = self._ourselves()
        said = sorted(self._said(self._bolt.client, found), key=lambda each: float(each["ts"]))
        for message in said:
            body = _told(message, found.channel_id, ourselves)
            asked = BoltRequest(body=body, mode="socket_mode", context={CAUGHT_UP: True})
            if (status := self._bolt.dispatch(asked).status) != 200:
                raise OSError(f"what was said could not be kept: {status}")
            with self._desk.writing(DESK_ITSELF, self._clock.now()) as turn:
                read_to.was_read(turn, found.channel_id, message["ts"])
        return len(said)

    def _said(self, client: WebClient, found: ToRead) -> Iterator[Json]:
        """Yield what Slack tells of a channel since it was read, and of its threads."""
        since, channel = found.since, found.channel_id
        self.stop.wait(self._pace)
        for page in client.conversations_history(channel=channel, oldest=since, limit=_A_PAGE):
            yield from page.get("messages") or ()
            self.stop.wait(self._pace)
        for thread in found.threads:
            self.stop.wait(self._pace)
            told = client.conversations_replies(
                channel=channel, ts=thread, oldest=since, limit=_A_PAGE
            )
            yield from (each for each in told.get("messages") or () if each["ts"] != thread)

    def _rest(self, error: SlackApiError) -> None:
        """Wait as long as Slack asks for."""
        asked = error.response.headers.get("Retry-After", _TRIES_AGAIN_AFTER)
        self.stop.wait(float(asked))


def _told(message: Json, channel_id: str, ourselves: AuthorizeResult) -> Json:
    """Return a message of a channel as the event that would have told of it."""
    desk, team = ourselves.bot_user_id, ourselves.team_id
    is_mention = f"<@{desk}" in (message.get("text") or "")
    kind = {"type": "app_mention"} if is_mention else {"channel_type": "channel"}
    of = {"user_team": message.get("user_team") or message.get("team")}
    return {
        "type": "event_callback",
        "team_id": team,
        "context_team_id": team,
        "event_id": f"read:{channel_id}:{message['ts']}",
        "event": {**message, "type": "message", **kind, **of, "channel": channel_id},
        "authorizations": [{"team_id": team, "user_id": desk, "is_bot": True}],
    }
