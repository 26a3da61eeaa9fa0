"""Catching up with what was said in customers' channels while the desk could not hear it.

Whatever Slack told meanwhile is told again by the channels themselves: each is read since the last
message that was seen, and what people from outside said goes through the same doors, with its true
instant (I3, I4). What our own people said to the desk is not done late: they saw no answer.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from slack_bolt import App, BoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse
from structlog import get_logger

from handlers.front.asked import CAUGHT_UP
from handlers.hearing.reactions import SIREN
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
_TRIES: Final = 3  # of a message that can't be kept
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
        self._failed: Counter[str] = Counter()  # how often what was said could not be kept
        self._at_once = threading.Event()
        self._at_once.set()
        self.stop = threading.Event()

    def at_once(self) -> None:
        """Read all channels now: the connection was lost, or something else was."""
        self._at_once.set()

    def catch_up(self) -> int:
        """Read all channels that are due, and return how many messages were heard."""
        at_once = self._clock.now() if self._at_once.is_set() else None
        self._at_once.clear()
        heard = 0
        while not self.stop.is_set() and (found := self._next(at_once)) is not None:
            try:
                heard += self._read(found)
            except SlackApiError as error:
                if (code := error.response.get("error")) not in _SHUT:
                    self._rest(error)
                _log.warning("a channel was not read", channel=found.channel_id, error=code)
            except OSError as error:
                _log.warning("a channel was not read", channel=found.channel_id, error=str(error))
        return heard

    def _next(self, at_once: datetime | None) -> ToRead | None:
        with self._desk.writing(DESK_ITSELF, self._clock.now()) as turn:
            return read_to.to_read(turn, at_once)

    def _read(self, found: ToRead) -> int:
        """Hear what was said in a channel since it was read last, the oldest first."""
        said = sorted(self._said(self._bolt.client, found), key=lambda each: float(each["ts"]))
        for message in said:
            self._hear(message, found.channel_id)
            with self._desk.writing(DESK_ITSELF, self._clock.now()) as turn:
                read_to.was_heard(turn, found.channel_id, message["ts"])
        with self._desk.writing(DESK_ITSELF, self._clock.now()) as turn:
            read_to.was_read(turn, found.channel_id)
        return len(said)

    def _hear(self, message: Json, channel_id: str) -> None:
        """Hear a message, and the sirens on it. OSError if it can't be kept now; what can't be for
        the third time is left, so that it keeps nothing else from being heard.
        """
        for body in _told(message, channel_id, self._ourselves()):
            asked = BoltRequest(body=body, mode="socket_mode", context={CAUGHT_UP: True})
            if (status := self._bolt.dispatch(asked).status) == 200:
                continue
            key = body["event_id"]
            self._failed[key] += 1
            if self._failed[key] < _TRIES:
                raise OSError(f"what was said could not be kept: {status}")
            del self._failed[key]
            _log.error("given up: what was said could not be kept", key=key, status=status)

    def _said(self, client: WebClient, found: ToRead) -> Iterator[Json]:
        """Yield what Slack tells of a channel since it was read, and of its threads."""
        channel = found.channel_id
        self.stop.wait(self._pace)
        yield from self._pages(
            client.conversations_history(channel=channel, oldest=found.since, limit=_A_PAGE)
        )
        for thread in found.threads:
            told = client.conversations_replies(
                channel=channel, ts=thread, oldest=found.threads_since, limit=_A_PAGE
            )
            yield from (each for each in self._pages(told) if each["ts"] != thread)

    def _pages(self, told: SlackResponse) -> Iterator[Json]:
        for page in told:
            yield from page.get("messages") or ()
            self.stop.wait(self._pace)

    def _rest(self, error: SlackApiError) -> None:
        """Wait as long as Slack asks for."""
        asked = error.response.headers.get("Retry-After", _TRIES_AGAIN_AFTER)
        self.stop.wait(float(asked))


def _told(message: Json, channel_id: str, ourselves: AuthorizeResult) -> Iterator[Json]:
    """Yield the events that would have told of a message of a channel, as it reads now, and of the
    sirens on it.
    """
    desk, of, ts = ourselves.bot_user_id, {"channel": channel_id}, message["ts"]
    is_mention = f"<@{desk}" in (message.get("text") or "")
    kind = {"type": "app_mention"} if is_mention else {"channel_type": "channel"}
    team = {"user_team": message.get("user_team") or message.get("team")}
    said = {name: value for name, value in message.items() if name != "edited"}
    yield _event(
        f"read:{channel_id}:{ts}", {**said, "type": "message", **kind, **team, **of}, ourselves
    )
    marks = (each for each in message.get("reactions") or () if each["name"] == SIREN)
    for person in (each for mark in marks for each in mark["users"]):
        reacted = {
            "type": "reaction_added",
            "user": person,
            "reaction": SIREN,
            "item": {"type": "message", "ts": ts, **of},
            "item_user": message.get("user"),
        }
        yield _event(f"read:{channel_id}:{ts}:{person}", reacted, ourselves)


def _event(event_id: str, event: Json, ourselves: AuthorizeResult) -> Json:
    """Return an event as Slack tells it to our own workspace."""
    team = ourselves.team_id
    return {
        "type": "event_callback",
        "team_id": team,
        "context_team_id": team,
        "event_id": event_id,
        "event": event,
        "authorizations": [{"team_id": team, "user_id": ourselves.bot_user_id, "is_bot": True}],
    }
