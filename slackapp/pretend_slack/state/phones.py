"""Telephones: a pretend outside world, where people are rung without Slack. Kept in memory.

`POST /phone/{user id}` takes what the library apprise posts to a `json://` address.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from slackapp.pretend_slack.block_kit.elements import Json
from slackapp.pretend_slack.state.workspace import Workspace

_LONGEST = 32_000


@dataclass(frozen=True)
class Ring:
    """What came to a telephone: `type` is apprise's (info, warning, failure), `at` the story's."""

    title: str
    text: str
    type: str
    at: datetime


class Phones:
    """Everybody's telephone. Put a person's id into `broken`, and it takes nothing (500)."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._rings: dict[str, list[Ring]] = defaultdict(list)
        self._seen: dict[str, int] = {}
        self.broken: set[str] = set()

    def ring(self, user_id: str, told: object) -> int:
        """Take what was posted to somebody's telephone; returns the status of the answer."""
        if user_id not in self._workspace.people:
            return 404
        if user_id in self.broken:
            return 500
        if not isinstance(told, Mapping) or not (told.get("title") or told.get("message")):
            return 400
        title, text, kind = (str(told.get(name) or "") for name in ("title", "message", "type"))
        ring = Ring(title, text[:_LONGEST], kind or "info", self._workspace.clock.now())
        with self._workspace.changing():
            self._rings[user_id].append(ring)
        return 200

    def received(self, user: str) -> list[Ring]:
        """Return what came to a person (id or handle), oldest first."""
        user_id = self._workspace.who(user).id
        with self._workspace.lock:
            return list(self._rings[user_id])

    def look(self, user: str) -> None:
        """Let a person look at their telephone: nothing on it is unread then."""
        user_id = self._workspace.who(user).id
        with self._workspace.lock:
            count = len(self._rings[user_id])
            if self._seen.get(user_id, 0) == count:
                return
            with self._workspace.changing():
                self._seen[user_id] = count

    def as_json(self, user_id: str) -> Json:
        """Return a person's telephone as the page draws it, newest first."""
        with self._workspace.lock:
            rings = self._rings[user_id]
            told = [
                {"title": each.title, "text": each.text, "type": each.type, "at": _stamp(each)}
                for each in reversed(rings)
            ]
            return {"unread": self.unread(user_id), "rings": told}

    def unread(self, user_id: str) -> int:
        """Return how often somebody was rung since they last looked."""
        return len(self._rings[user_id]) - self._seen.get(user_id, 0)


def _stamp(ring: Ring) -> int:
    return int(ring.at.timestamp())
