"""The pretend Slack as one object: made once, served by doors, driven by people or by tests."""

from __future__ import annotations

from slackapp.pretend_slack.acts import Acts
from slackapp.pretend_slack.app.deliveries import Wire
from slackapp.pretend_slack.app.effects import Effects
from slackapp.pretend_slack.block_kit.elements import Json
from slackapp.pretend_slack.state.faults import Faults
from slackapp.pretend_slack.state.open_views import View
from slackapp.pretend_slack.state.phones import Phones
from slackapp.pretend_slack.state.refusals import Refused
from slackapp.pretend_slack.state.timeline import Message
from slackapp.pretend_slack.state.traffic import Traffic
from slackapp.pretend_slack.state.workspace import Workspace
from slackapp.pretend_slack.web_api.call import WebApi
from slackapp.pretend_slack.web_api.chat_methods import CHAT
from slackapp.pretend_slack.web_api.directory_methods import DIRECTORY
from slackapp.pretend_slack.web_api.file_methods import FILES
from slackapp.pretend_slack.web_api.history_methods import HISTORY
from slackapp.pretend_slack.web_api.usergroup_methods import GROUPS
from slackapp.pretend_slack.web_api.view_methods import VIEWS

# What Slack rightly refuses an app that believed everything it was told twice.
_OF_TWICE = {"exchanged_trigger_id", "hash_conflict"}


class PretendSlack(Acts):
    """A Slack workspace with one app in it, in memory.

    People's acts (`type`, `press`, `submit`, ...) are called by the page over HTTP, or directly by
    tests; `live_at()` says where it is served. `refusals` lists in words whatever the app did that
    Slack refused; `faults` is what is wrong with Slack itself, and `phones` where people are rung
    without it.
    """

    def __init__(self, workspace: Workspace, *, bot_token: str, signing_secret: str) -> None:
        """Serve the app that has this token, and sign what it is told with this secret."""
        self.refusals: list[str] = []
        self.clock = workspace.clock
        self.traffic = Traffic()
        self.faults = Faults(workspace.touch)
        self.phones = Phones(workspace)
        methods = {**DIRECTORY, **GROUPS, **CHAT, **FILES, **HISTORY, **VIEWS}
        self.api = WebApi(workspace, bot_token, methods, self._objected)
        wire = Wire(workspace, signing_secret, self.traffic, self.faults)
        super().__init__(workspace, wire, Effects(workspace, self._objected))

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

    def answer_api(self, method: str, args: Json, token: str | None) -> Json:
        """Answer a call of the Web API."""
        return self.api.call(method, args, token)

    def _objected(self, what: str, refused: Refused) -> None:
        if self.faults.wrong.deliver_twice and refused.code in _OF_TWICE:
            return
        self.refusals.append(" ".join([f"{what}: {refused.code}", *refused.messages]))
