"""The messages of every conversation, in the order of their `ts`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from slackapp.pretend_slack.block_kit.elements import Json, with_ids
from slackapp.pretend_slack.state.story_clock import StoryClock

_STEP = 100  # microseconds between two messages of one second


@dataclass(eq=False)
class Message:
    """A message as it stands now. `only_for` makes it ephemeral: seen by that person alone.

    A broadcast is a reply in a thread that the channel shows as well.
    """

    ts: str
    room_id: str
    user_id: str
    text: str
    blocks: list[Json]
    thread_ts: str | None = None
    only_for: str | None = None
    is_app: bool = False
    is_broadcast: bool = False
    edited: str = ""  # the ts of that
    deleted: bool = False
    reactions: dict[str, list[str]] = field(default_factory=dict)
    files: Sequence[Json] = ()
    values: Json = field(default_factory=dict)

    def change(self, text: str, blocks: Sequence[Json], at: str) -> None:
        """Say something else instead, since a ts."""
        self.text, self.blocks, self.edited = text, with_ids(blocks), at
        self.values = {}


class Timeline:
    """All messages. Whoever calls holds the workspace's lock."""

    def __init__(self, clock: StoryClock) -> None:
        self._clock = clock
        self._messages: dict[str, list[Message]] = defaultdict(list)
        self._last: dict[str, int] = defaultdict(int)
        self._read: dict[tuple[str, str], str] = {}

    def add(
        self, room_id: str, user_id: str, text: str, blocks: Sequence[Json] = (), **more: Any
    ) -> Message:
        """Append a message at the story's present instant and return it; `more` is in its words."""
        ts = self._next_ts(room_id)
        message = Message(ts, room_id, user_id, text, with_ids(blocks), **more)
        self._messages[room_id].append(message)
        return message

    def find(self, room_id: str, ts: str) -> Message | None:
        """Return the message with this ts, deleted ones not counted, or None."""
        messages = self._messages[room_id]
        return next((each for each in messages if each.ts == ts and not each.deleted), None)

    def seen_by(self, room_id: str, user_id: str) -> list[Message]:
        """Return what this person sees in the room, oldest first."""
        return [each for each in self._messages[room_id] if each.only_for in (None, user_id)]

    def replies(self, message: Message) -> list[Message]:
        """Return the replies in the thread under a message that everybody sees."""
        return [
            each
            for each in self._messages[message.room_id]
            if each.thread_ts == message.ts and each.only_for is None
        ]

    def root_ts(self, room_id: str, ts: str) -> str | None:
        """Return the ts of the thread that a message belongs to or begins; None if unknown."""
        message = self.find(room_id, ts)
        return (message.thread_ts or message.ts) if message else None

    def remove(self, message: Message) -> None:
        """Take a message away; one with replies leaves a marker in its place, as in Slack."""
        if self.replies(message):
            message.deleted = True
            message.text, message.blocks = "This message was deleted.", []
        else:
            self._messages[message.room_id].remove(message)

    def mark_read(self, room_id: str, user_id: str) -> bool:
        """Note that the person has seen everything in the room; True if that was news."""
        had = self.unread(room_id, user_id)
        self._read[room_id, user_id] = self._stamp(self._last[room_id])
        return had > 0

    def read_to(self, room_id: str, user_id: str) -> str:
        """Return the ts up to which the person has seen the room; empty if they never looked."""
        return self._read.get((room_id, user_id), "")

    def unread(self, room_id: str, user_id: str) -> int:
        """Return how many messages of others came since the person last looked."""
        read = self.read_to(room_id, user_id)
        return sum(
            each.ts > read and each.user_id != user_id for each in self.seen_by(room_id, user_id)
        )

    def move(self, room_id: str, to: str) -> None:
        """Let a room with all that was said in it be known by another id."""
        for message in self._messages.pop(room_id, []):
            message.room_id = to
            self._messages[to].append(message)
        self._last[to] = self._last.pop(room_id, 0)

    @property
    def now(self) -> str:
        """The story's present instant, as Slack writes one."""
        return self._stamp(int(self._clock.now().timestamp()) * 1_000_000)

    def _next_ts(self, room_id: str) -> str:
        now = int(float(self.now) * 1_000_000)
        self._last[room_id] = max(now, self._last[room_id]) + _STEP
        return self._stamp(self._last[room_id])

    @staticmethod
    def _stamp(microseconds: int) -> str:
        return f"{microseconds // 1_000_000}.{microseconds % 1_000_000:06d}"


def message_json(message: Message, team_id: str, app_id: str, bot_id: str) -> Json:
    """Return a message as Slack writes it in answers and payloads."""
    told: Json = {
        "type": "message",
        "user": message.user_id,
        "team": team_id,
        "ts": message.ts,
        "text": message.text,
    }
    if message.blocks:
        told["blocks"] = message.blocks
    if message.thread_ts:
        told["thread_ts"] = message.thread_ts
    if message.is_broadcast:
        told["subtype"] = "thread_broadcast"
    if message.files:
        told |= {"subtype": "file_share", "files": list(message.files)}
    if message.is_app:
        told |= {"bot_id": bot_id, "app_id": app_id}
    if message.edited:
        told["edited"] = {"user": message.user_id, "ts": message.edited}
    if message.reactions:
        told["reactions"] = [
            {"name": name, "users": users, "count": len(users)}
            for name, users in message.reactions.items()
        ]
    return told
