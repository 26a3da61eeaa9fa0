"""What Slack hands out for a short while: trigger ids and response addresses."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from slackapp.pretend_slack.state.refusals import Refused
from slackapp.pretend_slack.state.story_clock import StoryClock

_REPLIES = 5
_REPLY_TIME = timedelta(minutes=30)


@dataclass
class Trigger:
    """What a trigger id stands for: who did something, where, and whether it was spent."""

    user_id: str
    room_id: str | None
    made: float
    spent: bool = False


class Triggers:
    """Trigger ids: they live a few seconds of real time and serve once."""

    def __init__(self, lifetime: float) -> None:
        """Let triggers live `lifetime` seconds (3 in Slack)."""
        self._lifetime = lifetime
        self._known: dict[str, Trigger] = {}

    def issue(self, user_id: str, room_id: str | None) -> str:
        """Return a new trigger id for something this person did."""
        now = time.monotonic()
        trigger_id = f"{int(now * 1000)}.{len(self._known) + 1}.{secrets.token_hex(16)}"
        self._known[trigger_id] = Trigger(user_id, room_id, now)
        return trigger_id

    def spend(self, trigger_id: str) -> Trigger:
        """Use a trigger id up; raises Refused if it is unknown, used or too old."""
        trigger = self._known.get(trigger_id)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.spent:
            raise Refused("exchanged_trigger_id")
        if time.monotonic() - trigger.made > self._lifetime:
            raise Refused("expired_trigger_id")
        trigger.spent = True
        return trigger


@dataclass
class ReplyAddress:
    """What a response_url stands for. `message_ts` is the message whose button was pressed."""

    user_id: str
    room_id: str
    message_ts: str | None
    made: datetime
    uses: int = 0


class ReplyAddresses:
    """Response addresses: five uses within 30 minutes of the story."""

    def __init__(self, clock: StoryClock) -> None:
        self._clock = clock
        self._known: dict[str, ReplyAddress] = {}

    def issue(self, user_id: str, room_id: str, message_ts: str | None = None) -> str:
        """Return the token of a new response address."""
        token = secrets.token_urlsafe(18)
        self._known[token] = ReplyAddress(user_id, room_id, message_ts, self._clock.now())
        return token

    def use(self, token: str) -> ReplyAddress:
        """Use a response address once; raises Refused if it is unknown, used up or too old."""
        address = self._known.get(token)
        if address is None:
            raise Refused("invalid_url")
        if self._clock.now() - address.made > _REPLY_TIME:
            raise Refused("expired_url")
        if address.uses >= _REPLIES:
            raise Refused("used_url")
        address.uses += 1
        return address
