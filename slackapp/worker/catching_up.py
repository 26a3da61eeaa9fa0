"""Catching up with what was said in customers' channels while the desk could not hear it.

Whatever Slack told meanwhile is told again by the channels themselves: each is read since the last
message that was seen, and what people from outside said goes through the same doors, with its true
instant (I3, I4). After a gap so do sirens on what had been heard within a day before, and what came
to mention the desk by an edit. What our own people said to the desk is not done late: they saw no
answer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from slack_bolt import App, BoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse
from structlog import get_logger

from handlers.front.asked import CAUGHT_UP
from handlers.hearing.reactions import SIREN
from handlers.slack_json import Json
from models.clock import Clock
from models.rules.reports import ShutBy
from models.usecases.people import DESK_ITSELF
from models.usecases.reports import read_to
from models.usecases.reports.read_to import ToRead
from models.usecases.reports.shut import is_shut
from models.usecases.turn import Desk

_log = get_logger(__name__)

CALLS_EVERY: Final = 1.5  # seconds: 40 a minute of the 50 that Slack answers
_A_PAGE: Final = 200
_A_LONG_PAGE: Final = 999  # messages, of which only the threads that they begin are looked at
_MOST_LONG_PAGES: Final = 5
MOST_THREADS: Final = 100  # of a channel that are read after a gap: two and a half minutes
_MOST_MARKED: Final = 20  # of these, where nobody has said anything: for what was marked in them
_TRIES_AGAIN_AFTER: Final = 60.0  # seconds, where Slack does not say how long
_SHUT: Final[Mapping[str, ShutBy]] = {
    "not_in_channel": ShutBy.LEAVING,
    "channel_not_found": ShutBy.NOBODY_KNOWS,
    "is_archived": ShutBy.ARCHIVING,
}
_NO_SCOPE: Final = "missing_scope"  # of which `doctor` tells


class _Stopped(Exception):
    """It is to stop: what was not heard is read again when somebody reads anew."""


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
        self.ourselves = ourselves
        self._at_once = threading.Event()
        self._at_once.set()
        self.stop = threading.Event()

    def at_once(self) -> None:
        """Read all channels now: the connection was lost, or something else was."""
        self._at_once.set()

    def catch_up(self) -> int:
        """Read all channels that are due, and return how many messages were heard: first what was
        said in each channel, and then, after a gap, what was said in its older threads, which
        takes many times as long.
        """
        at_once = self._clock.now() if self._at_once.is_set() else None
        self._at_once.clear()
        heard, behind = 0, list[ToRead]()
        while not self.stop.is_set() and (found := self._next(at_once)) is not None:
            with self._refusals(found.channel_id):
                heard += self._hear_all(self._in_channel(found), found)
                if found.threads_since:
                    behind.append(found)
                else:
                    self._was_read(found.channel_id)
        for found in behind:
            if self.stop.is_set():
                break
            with self._refusals(found.channel_id):
                heard += self._hear_all(self._in_threads(found), found)
                self._was_read(found.channel_id)
        return heard

    def _next(self, at_once: datetime | None) -> ToRead | None:
        with self._desk.writing(DESK_ITSELF, self._clock.now()) as turn:
            return read_to.to_read(turn, at_once)

    def _was_read(self, channel_id: str) -> None:
        with self._desk.writing(DESK_ITSELF, self._clock.now()) as turn:
            read_to.was_read(turn, channel_id)

    def _hear_all(self, said: Iterable[tuple[Json, bool]], found: ToRead) -> int:
        """Hear messages, the oldest first: what is new, and what was done meanwhile to what had
        been heard; return how much was heard.
        """
        channel, heard = found.channel_id, 0
        for message, is_new in sorted(said, key=lambda each: float(each[0]["ts"])):
            self._go_on()
            told = self._events(message, channel) if is_new else self._changes(message, found)
            bodies = list(told)
            for body in bodies:
                self._hear(body, channel, message["ts"])
            heard += bool(bodies)
            if is_new:
                with self._desk.writing(DESK_ITSELF, self._clock.now()) as turn:
                    read_to.was_heard(turn, channel, message["ts"])
        return heard

    def _go_on(self, after: float = 0.0) -> None:
        """Rest for so many seconds; _Stopped if it is to stop."""
        if self.stop.wait(after):
            raise _Stopped

    def _hear(self, body: Json, channel_id: str, ts: str) -> None:
        """Hear an event of a message. OSError if it can't be kept now, unless it is left out."""
        asked = BoltRequest(body=body, mode="socket_mode", context={CAUGHT_UP: True})
        if (status := self._bolt.dispatch(asked).status) == 200:
            return
        self._go_on()  # what is refused because the process ends is nothing that can't be kept
        with self._desk.writing(DESK_ITSELF, self._clock.now()) as turn:
            is_left_out = read_to.is_left_out(turn, channel_id, ts)
        if not is_left_out:
            raise OSError(f"what was said could not be kept: {status}")
        _log.error("given up: what was said could not be kept", channel=channel_id, ts=ts)

    # --- what Slack tells of a channel -----------------------------------------------------------

    def _in_channel(self, found: ToRead) -> Iterator[tuple[Json, bool]]:
        """Yield the messages of a channel since it was read, with whether each is new: after a gap
        some come before those that had been heard, and so does what was said below the new ones.
        """
        ask, oldest = self._bolt.client.conversations_history, found.back_to or found.since
        for page in self._pages(ask, found, oldest=oldest, limit=_A_PAGE):
            is_new = [float(each["ts"]) > float(found.since) for each in page]
            yield from zip(page, is_new, strict=True)
            if found.threads_since:
                new = (each for each in page if float(each["ts"]) > float(found.since))
                for thread in [each["ts"] for each in new if each.get("latest_reply")]:
                    yield from self._in_thread(found, thread)
            if not all(is_new):  # the newest come first: one page of what was heard is enough
                break

    def _in_threads(self, found: ToRead) -> Iterator[tuple[Json, bool]]:
        """Yield the messages of threads that began before a channel was read, with whether each is
        new.
        """
        for thread in self._threads(found):
            yield from self._in_thread(found, thread)

    def _in_thread(self, found: ToRead, thread: str) -> Iterator[tuple[Json, bool]]:
        ask, oldest = self._bolt.client.conversations_replies, found.back_to
        for page in self._pages(ask, found, ts=thread, oldest=oldest, limit=_A_PAGE):
            for each in page:
                is_reply = each["ts"] != thread  # however old is what begins it
                yield each, is_reply and float(each["ts"]) > float(found.gap_since)

    def _threads(self, found: ToRead) -> Sequence[str]:
        """Return the threads of a channel that are to be read after a gap: those that have gone on,
        those too old to be looked for, and the latest of the others; at most so many, of the rest
        the admins are told.
        """
        gone_on, looked_back_to = self._gone_on(found)
        older = [ts for ts in found.threads if float(ts) <= looked_back_to]
        all_of_them = dict.fromkeys((*gone_on, *older, *found.threads[:_MOST_MARKED]))
        to_read = [ts for ts in all_of_them if float(ts) <= float(found.since)]
        if left := sum(ts in {*gone_on, *older} for ts in to_read[MOST_THREADS:]):
            with self._desk.writing(DESK_ITSELF, self._clock.now()) as turn:
                read_to.threads_left(turn, found, left)
        return to_read[:MOST_THREADS]

    def _gone_on(self, found: ToRead) -> tuple[list[str], float]:
        """Return the threads of a channel with replies since the gap, the latest of them first, and
        back to when it was looked for them: Slack tells of each message when its last reply came.
        """
        replied: dict[str, float] = {}
        looked_back_to = float(found.threads_since)
        ask, oldest = self._bolt.client.conversations_history, found.threads_since
        pages = self._pages(ask, found, oldest=oldest, limit=_A_LONG_PAGE)
        for number, page in enumerate(pages, start=1):
            replied |= {each["ts"]: float(each.get("latest_reply") or 0) for each in page}
            if number == _MOST_LONG_PAGES and len(page) == _A_LONG_PAGE:
                looked_back_to = float(page[-1]["ts"])
                break
        gone_on = [ts for ts, at in replied.items() if at > float(found.gap_since)]
        return sorted(gone_on, key=lambda ts: replied[ts], reverse=True), looked_back_to

    def _pages(
        self, ask: Callable[..., SlackResponse], found: ToRead, **what: str | int
    ) -> Iterator[list[Json]]:
        """Ask Slack of a channel, page by page, at a pace that it allows."""
        self._go_on(self._pace)
        for page in ask(channel=found.channel_id, **what):
            yield list(page.get("messages") or ())
            if page.get("has_more"):
                self._go_on(self._pace)

    def _events(self, message: Json, channel_id: str) -> Iterator[Json]:
        """Yield the events that would have told of a message, as it reads now, and of the sirens on
        it: of a mention two, as Slack does.
        """
        said = {name: value for name, value in message.items() if name != "edited"}
        ourselves = self.ourselves()
        if _mentions(message, ourselves):
            yield _mention_event(said, channel_id, ourselves)
        yield _said_event(said, channel_id, ourselves, {"channel_type": "channel"})
        yield from _siren_events(message, channel_id, ourselves)

    def _changes(self, message: Json, found: ToRead) -> Iterator[Json]:
        """Yield the events that nobody heard of what was done to a message that was heard: that it
        came to mention the desk by an edit, and sirens.
        """
        channel, ourselves = found.channel_id, self.ourselves()
        edited = message.get("edited") or {"ts": "0"}
        if _mentions(message, ourselves) and float(edited["ts"]) > float(found.gap_since):
            yield _mention_event(message, channel, ourselves)
        for siren in _siren_events(message, channel, ourselves):
            with self._desk.reading(DESK_ITSELF, self._clock.now()) as turn:
                who = siren["event"]["user"]
                was_marked = read_to.was_marked(turn, channel, message["ts"], who)
            if not was_marked:
                yield siren

    # --- where Slack tells nothing ---------------------------------------------------------------

    @contextmanager
    def _refusals(self, channel_id: str) -> Iterator[None]:
        """Take it that a channel can't be read now, or not to its end: it is tried again."""
        try:
            yield
        except _Stopped:
            return
        except SlackApiError as error:
            self._was_refused(channel_id, error)
        except OSError as error:
            _log.warning("a channel was not read", channel=channel_id, error=str(error))

    def _was_refused(self, channel_id: str, error: SlackApiError) -> None:
        """Let the admins know of a channel that is shut; wait where Slack only wants rest."""
        code = str(error.response.get("error"))
        if (by := _SHUT.get(code)) is not None:
            with self._desk.writing(DESK_ITSELF, self._clock.now()) as turn:
                is_shut(turn, channel_id, by)
        elif code != _NO_SCOPE:
            self._rest(error)
        _log.warning("a channel was not read", channel=channel_id, error=code)

    def _rest(self, error: SlackApiError) -> None:
        """Wait as long as Slack asks for."""
        asked = error.response.headers.get("Retry-After", _TRIES_AGAIN_AFTER)
        self.stop.wait(float(asked))


def _mentions(message: Json, ourselves: AuthorizeResult) -> bool:
    return f"<@{ourselves.bot_user_id}" in (message.get("text") or "")


def _mention_event(message: Json, channel_id: str, ourselves: AuthorizeResult) -> Json:
    """Return the event that tells that a message of a channel mentions the desk."""
    return _said_event(message, channel_id, ourselves, {"type": "app_mention"})


def _said_event(
    message: Json, channel_id: str, ourselves: AuthorizeResult, as_what: Mapping[str, str]
) -> Json:
    """Return an event that tells of a message of a channel, as what it is told."""
    team = {"user_team": message.get("user_team") or message.get("team")}
    said = {**message, "type": "message", **as_what, **team, "channel": channel_id}
    return _event(f"read:{channel_id}:{message['ts']}", said, ourselves)


def _siren_events(message: Json, channel_id: str, ourselves: AuthorizeResult) -> Iterator[Json]:
    """Yield the events that tell of the sirens on a message of a channel."""
    ts = message["ts"]
    marks = (each for each in message.get("reactions") or () if each["name"] == SIREN)
    for person in (each for mark in marks for each in mark["users"]):
        reacted = {
            "type": "reaction_added",
            "user": person,
            "reaction": SIREN,
            "item": {"type": "message", "ts": ts, "channel": channel_id},
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
