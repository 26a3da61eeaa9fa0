"""What people do in Slack, and what Slack then tells the app and does with its answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from slackapp.pretend_slack.app import payloads
from slackapp.pretend_slack.app.deliveries import (
    Acknowledgement,
    Delivery,
    Wire,
    command_delivery,
    event_delivery,
    interaction_delivery,
)
from slackapp.pretend_slack.app.effects import Effects
from slackapp.pretend_slack.app.typed_text import escaped, plain
from slackapp.pretend_slack.block_kit.elements import (
    CHOICE,
    Json,
    find_element,
    find_label,
    missing_inputs,
)
from slackapp.pretend_slack.state.cast import Person, Room
from slackapp.pretend_slack.state.open_views import View
from slackapp.pretend_slack.state.refusals import NotPossible
from slackapp.pretend_slack.state.timeline import Message
from slackapp.pretend_slack.state.workspace import Workspace

_NOT_IN_THREADS = "is not supported in threads. Sorry!"
_NO_COMMAND = "is not a valid command. To send it as a message, begin with a space."


@dataclass(frozen=True)
class _Typed:
    """A command that was sent, kept so that it can be sent again."""

    delivery: Delivery
    person: Person
    room: Room
    command: str


class Acts:
    """People's acts. Each returns when the app's answer was acted upon, with that raw answer.

    People are named by id or handle, rooms by id or name. What Slack's own client would not allow
    raises NotPossible.
    """

    def __init__(self, workspace: Workspace, wire: Wire, effects: Effects) -> None:
        self.workspace = workspace
        self.wire = wire
        self.effects = effects
        self._address = ""
        self._last_command: _Typed | None = None

    def live_at(self, address: str, entrance: str = "/slack/events") -> None:
        """Say where this Slack is served ("http://127.0.0.1:8080"), and the app's path there.

        An `entrance` that is a whole URL is taken as it is.
        """
        self._address = self.workspace.files.address = address
        self.wire.entrance = address + entrance if entrance.startswith("/") else entrance

    def type(
        self, user: str, channel: str, text: str, *, thread_ts: str | None = None
    ) -> Acknowledgement | None:
        """Type into a channel: a command if it starts with "/", otherwise a message.

        Returns None where nothing went to the app.
        """
        person = self.workspace.who(user)
        room = self._writable(channel, person)
        with self.workspace.lock:
            self.workspace.timeline.mark_read(room.id, person.id)
        if text.startswith("/"):
            return self._command(person, room, text, thread_ts)
        self._post(person, room, text, thread_ts)
        return None

    def edit(self, user: str, channel: str, ts: str, text: str) -> Acknowledgement | None:
        """Change what one typed oneself; the app is told if it subscribed to messages there, and to
        mentions, if it is one now.
        """
        person = self.workspace.who(user)
        room = self._writable(channel, person)
        message = self._message(person, room.id, ts)
        if message.user_id != person.id:
            raise NotPossible("You can only edit what you wrote yourself.")
        if not text.strip():
            raise NotPossible("Type something first.")
        with self.workspace.changing():
            before = self.workspace.as_json(message)
            message.change(self._escaped(text), [], self.workspace.timeline.now)
        changed = partial(payloads.message_changed, self.workspace, message, before)
        acknowledged = self._tell_in(room, changed)
        return self._tell_of_mention(room, message) or acknowledged

    def delete(self, user: str, channel: str, ts: str) -> Acknowledgement | None:
        """Delete what one typed oneself; the app is told if it subscribed to messages there."""
        person = self.workspace.who(user)
        room = self._writable(channel, person)
        message = self._message(person, room.id, ts)
        if message.user_id != person.id:
            raise NotPossible("You can only delete what you wrote yourself.")
        with self.workspace.changing():
            deleted = payloads.message_deleted(self.workspace, message)
            self.workspace.timeline.remove(message)
        return self._tell_in(room, lambda: deleted)

    def react(self, user: str, channel: str, ts: str, emoji: str) -> Acknowledgement | None:
        """React to a message by an emoji's name ("rotating_light"); the app is told if it is in the
        room and subscribed to that.
        """
        person = self.workspace.who(user)
        room = self._writable(channel, person)
        message = self._message(person, room.id, ts)
        if message.only_for is not None or person.id in message.reactions.get(emoji, ()):
            raise NotPossible("You can't react to that, or did so already.")
        with self.workspace.changing():
            message.reactions.setdefault(emoji, []).append(person.id)
        if self.workspace.cast.bot_user_id not in room.members:
            return None
        reacted = partial(payloads.reacted, self.workspace, person, message, emoji)
        return self._tell(reacted, "reaction_added")

    def deliver_again(self) -> Acknowledgement:
        """Send the last command once more: the same body and trigger id, signed anew."""
        if self._last_command is None:
            raise NotPossible("No command was typed yet.")
        return self._send_command(self._last_command)

    def press(
        self,
        user: str,
        *,
        action_id: str,
        block_id: str | None = None,
        channel: str | None = None,
        ts: str | None = None,
        view_id: str | None = None,
        **chosen: Any,
    ) -> Acknowledgement:
        """Use an element of a message (channel, ts) or of a view (view_id).

        What was chosen is given as Slack names it (`selected_option`, `selected_date`) or as
        `value`; beside it, `values` are the other inputs' values so far.
        """
        person = self.workspace.who(user)
        surface = self._surface(person, channel, ts, view_id)
        found = find_element(surface.blocks, block_id, action_id)
        if found is None:
            raise NotPossible("That is not there any more.")
        return self._use(person, surface, found, chosen)

    def click(self, user: str, label: str, *, channel: str | None = None) -> Acknowledgement:
        """Press the button with this text: the newest in the channel, or in the open modal."""
        person = self.workspace.who(user)
        for surface in self._surfaces(person, channel):
            found = find_label(surface.blocks, label)
            if found:
                return self._use(person, surface, found, {})
        raise NotPossible(f"{person.real_name} sees no button “{label}”.")

    def submit(
        self, user: str, values: Json | None = None, *, view_id: str | None = None
    ) -> Acknowledgement | None:
        """Submit a modal (the top one if none is named).

        `values` is Slack's `state.values`, or simply {block id: what was entered}. Returns None
        where Slack's client objects before it asks the app.
        """
        person = self.workspace.who(user)
        with self.workspace.changing():
            view = self._modal(person, view_id)
            view.values = dict(values or {})
            view.errors = missing_inputs(view.blocks, view.state)
            if view.errors:
                return None
            payload = payloads.submission(self.workspace, person, view)
        answer = self.wire.send(interaction_delivery(payload))
        self.effects.of_submission(view, answer)
        return answer

    def close(self, user: str, *, view_id: str | None = None) -> Acknowledgement | None:
        """Close a modal without submitting it; the app is told if it asked for that."""
        person, views = self.workspace.who(user), self.workspace.views
        with self.workspace.changing():
            view = self._modal(person, view_id)
            is_cleared = bool(view.spec.get("clear_on_close"))
            payload = payloads.closing(self.workspace, person, view, is_cleared=is_cleared)
            if is_cleared:
                views.clear(person.id)
            else:
                views.close(view)
        if not view.spec.get("notify_on_close"):
            return None
        return self.wire.send(interaction_delivery(payload))

    def shortcut(
        self, user: str, callback_id: str, *, channel: str | None = None, ts: str | None = None
    ) -> Acknowledgement:
        """Choose a shortcut: from the menu of a message (channel, ts), or a global one."""
        person = self.workspace.who(user)
        shortcut = self.workspace.app.shortcut(callback_id)
        if shortcut is None or not self.workspace.may_command(person.id):
            raise NotPossible(f"There is no shortcut “{callback_id}”.")
        with self.workspace.lock:
            if shortcut.type == "message":
                message = self._message(person, channel, ts)
                reply_url = self._reply_url(person, message.room_id)
                payload = payloads.message_shortcut(
                    self.workspace, person, message, callback_id, reply_url
                )
            else:
                payload = payloads.global_shortcut(self.workspace, person, callback_id)
        room_id = payload.get("channel", {}).get("id")
        return self._interact(person, room_id, f"“{shortcut.name}”", payload)

    def open_home(self, user: str) -> Acknowledgement | None:
        """Look at the app's Home; the app is told if it subscribed to that."""
        person = self.workspace.who(user)
        if self.workspace.is_outsider(person.id):
            raise NotPossible(f"{person.real_name} is of another company and has no Home here.")
        return self._tell(lambda: payloads.home_opened(self.workspace, person), "app_home_opened")

    def change_person(self, user: str, **changes: Any) -> Acknowledgement | None:
        """Change somebody (deleted=True, is_restricted=True); the app is told if it subscribed."""
        person = self.workspace.change_person(self.workspace.who(user).id, **changes)
        return self._tell(lambda: payloads.person_changed(self.workspace, person), "user_change")

    def change_group(self, group_id: str, members: Sequence[str]) -> Acknowledgement | None:
        """Let a user group have these members (ids); the app is told if it subscribed to that."""
        before = self.workspace.groups[group_id]
        after = self.workspace.change_group(group_id, members=tuple(members))
        return self._tell(
            lambda: payloads.group_changed(self.workspace, before, after), "subteam_members_changed"
        )

    def give_id(self, room_id: str, to: str) -> Acknowledgement | None:
        """Give a channel another id; the app is told if it subscribed to that."""
        self.workspace.give_id(room_id, to)
        return self._tell(
            lambda: payloads.id_changed(self.workspace, room_id, to), "channel_id_changed"
        )

    def archive(self, user: str, room_id: str) -> Acknowledgement | None:
        """Archive a channel; the app is told if it subscribed to that."""
        person = self.workspace.who(user)
        room = self.workspace.change_room(room_id, is_archived=True)
        kind = "group_archive" if room.is_private else "channel_archive"
        return self._tell(lambda: payloads.archived(self.workspace, kind, room, person), kind)

    def _command(
        self, person: Person, room: Room, text: str, thread_ts: str | None
    ) -> Acknowledgement | None:
        command, _, rest = re.sub(r"\s", " ", text, count=1).partition(" ")
        declared = self.workspace.app.command(command)
        if thread_ts or declared is None or not self.workspace.may_command(person.id):
            problem = _NOT_IN_THREADS if thread_ts else _NO_COMMAND
            self.workspace.whisper(person.id, room.id, f"{command} {problem}", thread_ts)
            return None
        sent = self._escaped(rest.strip()) if declared.should_escape else plain(rest.strip())
        with self.workspace.lock:
            reply_url = self._reply_url(person, room.id)
            fields = payloads.command_fields(self.workspace, person, room, command, sent, reply_url)
        self._last_command = _Typed(command_delivery(fields), person, room, command)
        return self._send_command(self._last_command)

    def _send_command(self, typed: _Typed) -> Acknowledgement:
        answer = self.wire.send(typed.delivery)
        self.effects.of_command(typed.person, typed.room, typed.command, answer)
        return answer

    def _post(self, person: Person, room: Room, text: str, thread_ts: str | None) -> None:
        if not text.strip():
            raise NotPossible("Type something first.")
        with self.workspace.changing():
            timeline = self.workspace.timeline
            root_ts = timeline.root_ts(room.id, thread_ts) if thread_ts else None
            message = timeline.add(room.id, person.id, self._escaped(text), thread_ts=root_ts)
        self._tell_in(room, partial(payloads.message_posted, self.workspace, message))
        self._tell_of_mention(room, message)

    def _tell_of_mention(self, room: Room, message: Message) -> Acknowledgement | None:
        """Tell the app of a message that mentions it, also since an edit, if it subscribed."""
        bot = self.workspace.cast.bot_user_id
        if bot not in room.members or room.is_dm or f"<@{bot}" not in message.text:
            return None
        return self._tell(partial(payloads.mentioned, self.workspace, message), "app_mention")

    def _use(
        self, person: Person, surface: Message | View, found: tuple[Json, Json], chosen: Json
    ) -> Acknowledgement:
        block, element = found
        with self.workspace.lock:
            action = payloads.action_of(self.workspace, block, element, chosen)
            if (values := chosen.get("values")) is not None:
                surface.values = {key: dict(value) for key, value in values.items()}
            if key := CHOICE.get(element["type"]):
                entered = surface.values.setdefault(block["block_id"], {})
                entered[element["action_id"]] = {key: action[key]}
            if isinstance(surface, View):
                payload = payloads.view_press(self.workspace, person, surface, action)
            else:
                reply_url = self._reply_url(person, surface.room_id, surface.ts)
                payload = payloads.message_press(self.workspace, person, surface, action, reply_url)
        label = element.get("text")
        what = f"“{label['text']}”" if isinstance(label, dict) else "Your choice"
        return self._interact(person, surface.room_id, what, payload)

    def _interact(
        self, person: Person, room_id: str | None, what: str, payload: Json
    ) -> Acknowledgement:
        if not self.workspace.app.is_interactive:
            raise NotPossible("This app is not configured to handle interactive responses.")
        answer = self.wire.send(interaction_delivery(payload))
        self.effects.of_press(person, room_id, what, answer)
        return answer

    def _tell_in(self, room: Room, event: Callable[[], Json]) -> Acknowledgement | None:
        """Tell the app of a message in a room that it is in, if it subscribed to those."""
        if self.workspace.cast.bot_user_id not in room.members:
            return None
        if room.is_dm:
            return self._tell(event, "message.im")
        return self._tell(event, "message.groups" if room.is_private else "message.channels")

    def _tell(self, event: Callable[[], Json], kind: str) -> Acknowledgement | None:
        if kind not in self.workspace.app.events:
            return None
        with self.workspace.lock:
            payload = event()
        return self.wire.send(event_delivery(payload))

    def _reply_url(self, person: Person, room_id: str, ts: str | None = None) -> str:
        return f"{self._address}/hook/{self.workspace.replies.issue(person.id, room_id, ts)}"

    def _escaped(self, text: str) -> str:
        people = {person.name: person.id for person in self.workspace.people.values()}
        rooms = {room.name: room.id for room in self.workspace.rooms.values() if room.name}
        return escaped(text, people, rooms)

    def _writable(self, channel: str, person: Person) -> Room:
        room = self.workspace.where(channel, person)
        if person.deleted:
            raise NotPossible(f"{person.real_name} is deactivated and cannot write any more.")
        if room.is_archived:
            raise NotPossible(f"#{room.name} is archived: nobody can write there.")
        return room

    def _modal(self, person: Person, view_id: str | None) -> View:
        stack = self.workspace.views.stack(person.id)
        for view in reversed(stack):
            if view_id in (None, view.id):
                return view
        raise NotPossible(f"{person.real_name} has no such form open.")

    def _message(self, person: Person, channel: str | None, ts: str | None) -> Message:
        room = self.workspace.where(channel or "", person)
        message = self.workspace.timeline.find(room.id, ts or "")
        if message is None or message.only_for not in (None, person.id):
            raise NotPossible("That message is not there any more.")
        return message

    def _surface(
        self, person: Person, channel: str | None, ts: str | None, view_id: str | None
    ) -> Message | View:
        if view_id is None:
            return self._message(person, channel, ts)
        view = self.workspace.views.find(view_id)
        if view is None or view.user_id != person.id:
            raise NotPossible("That form is not open any more.")
        return view

    def _surfaces(self, person: Person, channel: str | None) -> list[Message | View]:
        if channel is None:
            home = self.workspace.views.home(person.id)
            stack = self.workspace.views.stack(person.id)
            return [*reversed(stack), *([home] if home else [])]
        room = self.workspace.where(channel, person)
        return list(reversed(self.workspace.timeline.seen_by(room.id, person.id)))
