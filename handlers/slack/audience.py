"""Who reads a channel: nothing about a customer is shown where people from outside read it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from structlog import get_logger

from handlers.slack.directory import Directory
from handlers.slack_json import Json
from models.clock import Clock
from models.rows.people import Person
from models.rules.standing import FROM_OUTSIDE, Standing

NO_CHANNEL = "channel_not_found"  # what Slack says of a private channel that the app is not in

_log = get_logger(__name__)


class Audience:
    """Whether people from outside read a channel: asked of Slack, and again after a minute."""

    def __init__(
        self,
        client: WebClient,
        directory: Directory,
        clock: Clock,
        own_team: Callable[[], str | None],
        kept_for: float = 60.0,
    ) -> None:
        """`own_team` tells our own workspace; an answer is kept for so many seconds."""
        self._client = client
        self._directory = directory
        self._clock = clock
        self._own_team = own_team
        self._kept_for = kept_for
        self._known: dict[str, tuple[float, bool]] = {}
        self._shared_with: dict[str, frozenset[str]] = {}

    def is_from_outside(self, channel: str) -> bool:
        """Return whether a channel is shared with another workspace, or has guests in it.

        While Slack does not say, a channel that people from outside read counts as one, and of any
        other nothing is known: SlackApiError or OSError, as Slack or the network put it.
        """
        at, known = self._known.get(channel, (-math.inf, False))
        if time.monotonic() - at < self._kept_for:
            return known
        try:
            found = self._ask(channel)
        except (SlackApiError, OSError):
            if known:
                return True
            raise
        self._known[channel] = (time.monotonic(), found)
        return found

    def lets_in(self, channel: str, person: Person) -> bool:
        """Whether a channel is shared with the workspace of somebody from outside, or they are a
        guest of ours, as far as Slack says: it told us what they did there. An organisation may
        stand for each of its workspaces.
        """
        team = person.team_id
        if person.standing is Standing.GUEST or team in self._shared_with.get(channel, ()):
            return True
        try:
            told = self._client.conversations_info(channel=channel).get("channel") or {}
        except (SlackApiError, OSError):
            return True
        teams = self._shared_with[channel] = frozenset(told.get("shared_team_ids") or ())
        return not teams or team in teams or any(each.startswith("E") for each in (team, *teams))

    def _ask(self, channel: str) -> bool:
        if is_shared(self._client.conversations_info(channel=channel).get("channel") or {}):
            return True
        members, moment = list(self._members(channel)), self._clock.now()
        people = self._directory.look_up_all(self._client, members, self._own_team(), moment)
        return any(person.standing in FROM_OUTSIDE for person in people)

    def _members(self, channel: str) -> Iterator[str]:
        """Yield who is in a channel; nobody, where a double of Slack has no such method."""
        try:
            for page in self._client.conversations_members(channel=channel, limit=_A_PAGE):
                yield from page.get("members") or ()
        except SlackApiError as error:
            if error.response.get("error") != "unknown_method":
                raise
            _log.warning("slack does not know who is in a channel", channel=channel)


_A_PAGE = 1000


def is_shared(channel: Json) -> bool:
    """Whether a channel, as Slack describes it, is shared with another workspace, or soon will."""
    return bool(channel.get("is_ext_shared") or channel.get("is_pending_ext_shared"))
