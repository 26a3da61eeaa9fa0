"""The pretend Slack as one object: made once, served by routes, driven by people or by tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from starlette.routing import BaseRoute

from slackapp.pretend_slack.acts import Acts
from slackapp.pretend_slack.app.deliveries import Wire
from slackapp.pretend_slack.app.effects import Answers
from slackapp.pretend_slack.state.cast import STORY, Cast
from slackapp.pretend_slack.state.faults import Faults
from slackapp.pretend_slack.state.installed_app import load_manifest
from slackapp.pretend_slack.state.open_views import View
from slackapp.pretend_slack.state.phones import Phones
from slackapp.pretend_slack.state.story_clock import SandboxClock
from slackapp.pretend_slack.state.tickets import Refused
from slackapp.pretend_slack.state.timeline import Message
from slackapp.pretend_slack.state.traffic import Traffic
from slackapp.pretend_slack.state.workspace import Workspace
from slackapp.pretend_slack.state.written_time import instant_of, span_of
from slackapp.pretend_slack.web.routes import web_routes
from slackapp.pretend_slack.web.screen import clock_state, page_state
from slackapp.pretend_slack.web_api.call import WebApi
from slackapp.pretend_slack.web_api.chat_methods import CHAT
from slackapp.pretend_slack.web_api.directory_methods import DIRECTORY
from slackapp.pretend_slack.web_api.usergroup_methods import GROUPS
from slackapp.pretend_slack.web_api.view_methods import VIEWS

PATIENCE = 3.0
# What Slack rightly refuses an app that believed everything it was told twice.
_OF_TWICE = {"exchanged_trigger_id", "hash_conflict"}


class PretendSlack(Acts):
    """A Slack workspace with one app in it, in memory.

    `routes()` serves it, `live_at()` says where; people's acts (`type`, `press`, `submit`, ...) are
    called by the page over HTTP, or directly by tests. `refusals` lists in words whatever the app
    did that Slack refused; `faults` is what is wrong with Slack itself, and `phones` where people
    are rung without it.
    """

    def __init__(
        self,
        *,
        manifest_path: Path,
        signing_secret: str,
        bot_token: str,
        clock: SandboxClock,
        next_opening: Callable[[datetime], datetime],
        examples: Sequence[str] = (),
        cast: Cast = STORY,
        patience: float = PATIENCE,
    ) -> None:
        """Raise the curtain.

        `next_opening` takes an aware instant and returns the next one at which the business opens;
        `examples` are lines a newcomer may click; `patience` is how many seconds Slack waits for an
        answer and trigger ids live (3; tests of lateness take less).
        """
        self.traffic = Traffic()
        self.refusals: list[str] = []
        self.clock = clock
        self.closing: Callable[[], bool] = lambda: False
        # What the desk does before time leaps, and after: nobody's clock leaps outside a sandbox.
        self.before_leap: Callable[[], object] = lambda: None
        self.after_leap: Callable[[], object] = lambda: None
        self._next_opening = next_opening
        self._examples = tuple(examples)
        workspace = Workspace(cast, clock, patience=patience)
        manifest = load_manifest(manifest_path)
        self.faults = Faults(workspace.touch)
        self.phones = Phones(workspace)
        wire = Wire(signing_secret, self.traffic, clock, patience=patience, faults=self.faults)
        super().__init__(workspace, manifest, wire, Answers(workspace, self._objected))
        methods = {**DIRECTORY, **GROUPS, **CHAT, **VIEWS}
        self.api = WebApi(workspace, manifest, bot_token, methods)

    def routes(self) -> list[BaseRoute]:
        """Return what is served: the Web API, response addresses, the page and its JSON."""
        return web_routes(self)

    def messages_seen_by(self, user: str, channel: str) -> list[Message]:
        """Return what a person sees in a room, replies and ephemeral ones too, oldest first."""
        person = self.workspace.who(user)
        with self.workspace.lock:
            room = self.workspace.where(channel, person)
            return self.workspace.timeline.seen_by(room.id, person.id)

    def modal_of(self, user: str) -> View | None:
        """Return the modal on top of what a person has open, or None."""
        stack = self.workspace.views.stack(self.workspace.who(user).id)
        return stack[-1] if stack else None

    def home_of(self, user: str) -> View | None:
        """Return the Home the app published for a person, or None."""
        return self.workspace.views.home(self.workspace.who(user).id)

    def state_for(self, user: str, seen: str | None = None) -> dict[str, Any]:
        """Return what the page draws for a person; `seen` is the room they are looking at."""
        person = self.workspace.who(user)
        if seen and seen in self.workspace.rooms:
            with self.workspace.lock:
                self.workspace.timeline.mark_read(seen, person.id)
        with self.workspace.lock:
            return {
                **page_state(self.workspace, self.manifest, self._examples, person.id),
                "faults": self.faults.as_json(),
                "phone": self.phones.as_json(person.id),
            }

    def move_clock(self, *, advance: str | None = None, to: str | None = None) -> dict[str, Any]:
        """Move the story's clock by "5m", "1h" or "2d", to "opening", or to a Zurich wall clock.

        `to` may be "03:00" (the next one), "9 Jun 03:00", "Tue 9 Jun 03:00", "2026-06-09 03:00".
        Returns the clock as the page reads it; raises NotPossible for what is not understood and
        BackwardsInTime for what has passed.
        """
        self.before_leap()
        with self.workspace.changing():
            if advance is not None:
                self.clock.advance(span_of(advance))
            elif to == "opening":
                self.clock.move_to(self._next_opening(self.clock.now()))
            else:
                self.clock.move_to(instant_of(to or "", self.clock.now()))
        self.after_leap()
        return clock_state(self.workspace)

    def answer_api(self, method: str, args: dict[str, Any], token: str | None) -> dict[str, Any]:
        """Answer a call of the Web API; refusals are noted."""
        answer = self.api.call(method, args, token)
        if not answer["ok"]:
            self._objected(method, Refused(answer["error"], answer.get("errors")))
        return answer

    def answer_reply(self, token: str, content: Any) -> str | None:
        """Act on a post to a response address; returns Slack's error code, None if it was fine."""
        try:
            self._answers.to_reply_address(token, content)
        except Refused as refused:
            self._objected("response_url", refused)
            return refused.code
        return None

    def _objected(self, what: str, refused: Refused) -> None:
        if self.faults.wrong.deliver_twice and refused.code in _OF_TWICE:
            return
        self.refusals.append(" ".join([f"{what}: {refused.code}", *refused.messages]))
