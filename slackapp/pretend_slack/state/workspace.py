"""The state of the pretend Slack, in memory, behind one lock."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

from slackapp.pretend_slack.block_kit.elements import Json
from slackapp.pretend_slack.state.cast import SLACKBOT, Cast, Group, Person, Room
from slackapp.pretend_slack.state.files import Files
from slackapp.pretend_slack.state.installed_app import InstalledApp
from slackapp.pretend_slack.state.open_views import Views
from slackapp.pretend_slack.state.refusals import NotPossible
from slackapp.pretend_slack.state.story_clock import StoryClock
from slackapp.pretend_slack.state.tickets import ReplyAddresses, Triggers
from slackapp.pretend_slack.state.timeline import Message, Timeline, message_json

PATIENCE = 3.0
_Kept = TypeVar("_Kept", Person, Room, Group)


class Workspace:
    """People, rooms, messages, views and tickets; `version` grows with every visible change."""

    def __init__(
        self, cast: Cast, app: InstalledApp, clock: StoryClock, *, patience: float = PATIENCE
    ) -> None:
        """Raise the curtain over this cast, with one app installed.

        `patience`: how many seconds Slack waits for an answer and trigger ids live (3; tests of
        lateness take less).
        """
        self.cast = cast
        self.app = app
        self.clock = clock
        self.patience = patience
        self.lock = threading.RLock()
        self.version = 1
        self.people = {person.id: person for person in cast.people}
        self.rooms = {room.id: room for room in (*cast.rooms, *cast.direct_rooms())}
        self.groups = {group.id: group for group in cast.groups}
        self.app_teams = {cast.team.id}  # whose people can use its commands and shortcuts
        self.timeline = Timeline(clock)
        self.files = Files()
        self.views = Views()
        self.triggers = Triggers(patience)
        self.replies = ReplyAddresses(clock)
        self._listeners: set[Callable[[], None]] = set()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Hold the lock, and tell everybody who watches that something changed."""
        with self.lock:
            yield
            self.version += 1
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener()

    def touch(self) -> None:
        """Tell everybody who watches that something changed, whatever it was."""
        with self.changing():
            pass

    def watch(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after each change, from any thread; returns how to stop that."""
        with self.lock:
            self._listeners.add(listener)

        def stop() -> None:
            with self.lock:
                self._listeners.discard(listener)

        return stop

    def change_person(self, user_id: str, **changes: Any) -> Person:
        """Change what is known of a person (deleted=True, is_restricted=True) and return it."""
        return self._change(self.people, user_id, changes)

    def change_room(self, room_id: str, **changes: Any) -> Room:
        """Change a room (is_archived=True, members=...) and return it."""
        return self._change(self.rooms, room_id, changes)

    def give_id(self, room_id: str, to: str) -> Room:
        """Let a room be known by another id only, as a private one that is shared; return it."""
        with self.changing():
            self.rooms[to] = replace(self.rooms.pop(room_id), id=to)
            self.timeline.move(room_id, to)
            return self.rooms[to]

    def change_group(self, group_id: str, **changes: Any) -> Group:
        """Change a user group (members=...) and return it."""
        return self._change(self.groups, group_id, changes)

    def _change(self, kept: dict[str, _Kept], key: str, changes: Json) -> _Kept:
        with self.changing():
            kept[key] = replace(kept[key], **changes)
            return kept[key]

    def who(self, named: str) -> Person:
        """Return a person by id or handle ("U0ADA", "ada"); raises NotPossible if there is none."""
        for person in self.people.values():
            if named in (person.id, person.name):
                return person
        raise NotPossible(f"There is nobody called “{named}” here.")

    def where(self, named: str, person: Person) -> Room:
        """Return a room the person is in, by id or name ("C0ACME", "#acme", "@desk").

        Raises NotPossible if there is none, or the person does not see it.
        """
        if named == "@" + self.people[self.cast.bot_user_id].name:
            direct = self.direct_room(person.id)
            named = direct.id if direct else named
        for room in self.rooms.values():
            if named.removeprefix("#") in (room.id, room.name) and self.is_in(person.id, room):
                return room
        raise NotPossible(f"{person.real_name} is in no channel “{named}”.")

    def rooms_of(self, user_id: str) -> list[Room]:
        """Return the conversations a person sees; outsiders see only what is shared with them."""
        return [room for room in self.rooms.values() if self.is_in(user_id, room)]

    def is_in(self, user_id: str, room: Room) -> bool:
        """Tell whether a person is in a room."""
        if user_id not in room.members:
            return False
        team_id = self.people[user_id].team_id
        return team_id == self.cast.team.id or team_id in room.shared_with

    def is_outsider(self, user_id: str) -> bool:
        """Tell whether somebody is of another workspace than the app."""
        return self.people[user_id].team_id != self.cast.team.id

    def may_command(self, user_id: str) -> bool:
        """Tell whether somebody can use commands and shortcuts: in a shared channel only those can
        in whose workspace the app is installed.
        """
        return self.people[user_id].team_id in self.app_teams

    def direct_room(self, user_id: str) -> Room | None:
        """Return the person's direct messages with the app; None for outsiders and bots."""
        return next(
            (room for room in self.rooms.values() if room.is_dm and user_id in room.members), None
        )

    def app_says(self, room_id: str, text: str, blocks: Sequence[Json], **more: Any) -> Message:
        """Let the app say something; `more` is in a message's words (thread_ts, only_for)."""
        bot = self.cast.bot_user_id
        with self.changing():
            return self.timeline.add(room_id, bot, text, blocks, is_app=True, **more)

    def whisper(
        self, user_id: str, room_id: str | None, text: str, thread_ts: str | None = None
    ) -> None:
        """Let Slackbot tell a person something that nobody else sees."""
        if room_id is None:
            direct = self.direct_room(user_id)
            room_id = direct.id if direct else self.rooms_of(user_id)[0].id
        with self.changing():
            self.timeline.add(room_id, SLACKBOT, text, only_for=user_id, thread_ts=thread_ts)

    def as_json(self, message: Message) -> Json:
        """Return a message as Slack writes it."""
        cast = self.cast
        author = self.people[message.user_id]
        told = message_json(message, author.team_id, cast.app_id, cast.bot_id)
        if author.is_bot and not message.is_app:
            told["bot_id"] = f"B{author.id[1:]}"
        if replies := self.timeline.replies(message):
            latest = {"reply_count": len(replies), "latest_reply": replies[-1].ts}
            told |= {"thread_ts": message.ts, **latest}
        return told
