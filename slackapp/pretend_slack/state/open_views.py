"""The views people have before them: a stack of modals each, and the app's Home."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass, field

from slackapp.pretend_slack.block_kit.elements import Json, state_values, with_ids
from slackapp.pretend_slack.state.cast import Cast

DEEPEST = 3


@dataclass(eq=False)
class View:
    """A modal or Home as it stands now, with what the person has entered and been told.

    `room_id` is the conversation it was opened from, if any: errors are whispered there.
    """

    id: str
    user_id: str
    type: str
    room_id: str | None
    root_id: str
    previous_id: str | None
    spec: Json = field(default_factory=dict)
    blocks: list[Json] = field(default_factory=list)
    values: Json = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    hash: str = ""

    @property
    def state(self) -> Json:
        """All values of its inputs: initial ones where nothing was entered."""
        return state_values(self.blocks, self.values)


class Views:
    """All views. Whoever calls holds the workspace's lock."""

    def __init__(self) -> None:
        self._ids = itertools.count(1)
        self._hashes = itertools.count(1)
        self._stacks: dict[str, list[View]] = defaultdict(list)
        self._homes: dict[str, View] = {}

    def open(self, user_id: str, spec: Json, room_id: str | None) -> View:
        """Show a first modal; whatever was open before is gone."""
        self._stacks[user_id].clear()
        return self.push(user_id, spec, room_id)

    def push(self, user_id: str, spec: Json, room_id: str | None) -> View:
        """Show a modal on top of the stack."""
        stack = self._stacks[user_id]
        view = self._new(user_id, spec, room_id, below=stack[-1] if stack else None)
        stack.append(view)
        return view

    def publish(self, user_id: str, spec: Json) -> View:
        """Show this as the person's Home."""
        home = self._homes.get(user_id)
        if home is None:
            home = self._homes[user_id] = self._new(user_id, spec, None, below=None)
        else:
            self.fill(home, spec)
        return home

    def fill(self, view: View, spec: Json) -> None:
        """Give a view new content; what was entered stays where the same input stays."""
        view.spec = {key: value for key, value in spec.items() if key != "blocks"}
        view.blocks = with_ids(spec.get("blocks") or [])
        view.errors = {}
        view.hash = f"{next(self._hashes)}.{view.id}"

    def stack(self, user_id: str) -> list[View]:
        """Return the person's modals, the last on top."""
        return self._stacks[user_id]

    def home(self, user_id: str) -> View | None:
        """Return the person's Home, or None if none was published."""
        return self._homes.get(user_id)

    def find(self, view_id: str | None = None, external_id: str | None = None) -> View | None:
        """Return the open view with this id or external id, or None."""
        for view in [*itertools.chain(*self._stacks.values()), *self._homes.values()]:
            if view.id == view_id:
                return view
            if external_id and view.spec.get("external_id") == external_id:
                return view
        return None

    def close(self, view: View) -> None:
        """Take one modal away, wherever in the stack it is."""
        stack = self._stacks[view.user_id]
        if view in stack:
            stack.remove(view)

    def clear(self, user_id: str) -> None:
        """Close all modals of a person."""
        self._stacks[user_id].clear()

    def _new(self, user_id: str, spec: Json, room_id: str | None, *, below: View | None) -> View:
        view_id = f"V{next(self._ids):08d}"
        view = View(
            view_id, user_id, str(spec["type"]), room_id,
            root_id=below.root_id if below else view_id, previous_id=below.id if below else None,
        )  # fmt: skip
        self.fill(view, spec)
        return view


def view_json(view: View, cast: Cast) -> Json:
    """Return a view as Slack writes it in answers and payloads."""
    spec = view.spec
    return {
        "id": view.id,
        "team_id": cast.team.id,
        "app_id": cast.app_id,
        "app_installed_team_id": cast.team.id,
        "bot_id": cast.bot_id,
        "type": view.type,
        "title": spec.get("title"),
        "submit": spec.get("submit"),
        "close": spec.get("close"),
        "blocks": view.blocks,
        "callback_id": spec.get("callback_id", ""),
        "external_id": spec.get("external_id", ""),
        "private_metadata": spec.get("private_metadata", ""),
        "clear_on_close": bool(spec.get("clear_on_close", False)),
        "notify_on_close": bool(spec.get("notify_on_close", False)),
        "submit_disabled": bool(spec.get("submit_disabled", False)),
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id,
        "hash": view.hash,
        "state": {"values": view.state},
    }
