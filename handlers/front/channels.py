"""What Slack tells of channels: that one has another id, or that nobody reaches the desk there.

It is done before it is acknowledged: what fails, Slack tells again.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from slack_bolt import App

from handlers.front.conversation import Conversation
from handlers.slack_json import Json
from models.rules.reports import ShutBy
from models.usecases.people import DESK_ITSELF
from models.usecases.reports.changed_ids import change_id
from models.usecases.reports.shut import is_shut

ID_CHANGED: Final = "channel_id_changed"
SHUT_BY: Final[Mapping[str, ShutBy]] = {
    "channel_archive": ShutBy.ARCHIVING,
    "group_archive": ShutBy.ARCHIVING,
    "channel_deleted": ShutBy.DELETION,
    "group_deleted": ShutBy.DELETION,
    "channel_left": ShutBy.LEAVING,
    "group_left": ShutBy.LEAVING,
}
"""The events that tell of a channel in which nobody reaches the desk any more; of private ones they
tell as of groups.
"""


def listen_to_channels(app: App, conversation: Conversation) -> None:
    """Learn what becomes of channels."""
    desk, clock = conversation.desk, conversation.clock

    @app.event(ID_CHANGED)
    def id_changed(event: Json) -> None:
        changes = partial(change_id, former=event["old_channel_id"], now=event["new_channel_id"])
        desk.write(DESK_ITSELF, clock.now(), changes)

    def shut(event: Json) -> None:
        tells = partial(is_shut, channel_id=event["channel"], by=SHUT_BY[event["type"]])
        desk.write(DESK_ITSELF, clock.now(), tells)

    for name in SHUT_BY:
        app.event(name)(shut)
