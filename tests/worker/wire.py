"""The way from a worker to Slack and to telephones, on which things go wrong as fates have it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any, NoReturn, Protocol

from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse, WebClient

from handlers.front.outside import NotReached, Purpose
from slackapp.pretend_slack.slack import PretendSlack
from slackapp.pretend_slack.state.faults import Status
from slackapp.worker.sender import SendOutside
from tests.worker.fates import Fate, Fates
from tests.worker.mortal import Diary

RETRY_AFTER = 7  # seconds
OUTLASTS = timedelta(seconds=40)  # a slow call outlasts its lease


@dataclass(frozen=True)
class Shown:
    """What a message says, as of the moment at which it was worded."""

    text: str
    blocks: list[dict[str, Any]]
    at: datetime


class World(Protocol):
    """What is at the other end: Slack by method, and telephones."""

    def answer(self, method: str, said: dict[str, Any]) -> dict[str, Any]:
        """Take a call, and answer it."""

    def refuse(self, method: str, said: dict[str, Any], fate: Fate) -> NoReturn:
        """Do not take a call; raises what the client does then."""

    def ring(self, address: str, title: str, body: str, *, well: bool) -> None:
        """Ring a telephone; NotReached if it is not `well`."""


class Wire:
    """Stands where the desk expects Slack's client, and the way outside.

    A slow call lasts: `meanwhile` is called, in which everybody else goes on.
    """

    def __init__(
        self, world: World, fates: Fates, diary: Diary, meanwhile: Callable[[], None]
    ) -> None:
        self._world, self._fates, self._diary = world, fates, diary
        self._meanwhile = meanwhile
        self.shown: dict[tuple[str, str], Shown] = {}

    def chat_postMessage(self, **said: Any) -> dict[str, Any]:  # noqa: N802 (Slack's own name)
        taken = self._carried("chat_postMessage", said)
        self._shows(str(taken["channel"]), str(taken["ts"]), said)
        self._answered()
        return taken

    def chat_update(self, **said: Any) -> dict[str, Any]:
        taken = self._carried("chat_update", said)
        self._shows(said["channel"], said["ts"], said)
        self._answered()
        return taken

    def usergroups_users_update(self, **said: Any) -> dict[str, Any]:
        taken = self._carried("usergroups_users_update", said)
        self._answered()
        return taken

    def conversations_info(self, **said: Any) -> dict[str, Any]:
        return self._world.answer("conversations_info", said)

    def conversations_members(self, **said: Any) -> list[dict[str, Any]]:
        return [self._world.answer("conversations_members", said)]

    def users_info(self, **said: Any) -> dict[str, Any]:
        return self._world.answer("users_info", said)

    def outside(self, address: str, title: str, body: str, purpose: Purpose) -> None:  # noqa: ARG002
        """Ring a telephone."""
        fate = self._sets_out()
        if fate in ("500", "429", "unreachable", "refused"):
            self._world.ring(address, title, body, well=False)
        self._world.ring(address, title, body, well=True)
        self._took()
        try:
            self._answered()
        except OSError as lost:
            raise NotReached("No answer.") from lost

    def _carried(self, method: str, said: dict[str, Any]) -> dict[str, Any]:
        fate = self._sets_out()
        if fate in ("500", "429", "unreachable", "refused"):
            self._world.refuse(method, said, fate)
        taken = self._world.answer(method, said)
        self._took()
        return taken

    def _sets_out(self) -> Fate:
        trip = self._diary.trip
        assert trip is not None
        self._fates.passes("before sending")
        trip.fate = self._fates.of_call()
        if trip.fate == "429":
            trip.retry_after = timedelta(seconds=RETRY_AFTER)
        if trip.fate == "slow":
            self._meanwhile()
        return trip.fate

    def _took(self) -> None:
        trip = self._diary.trip
        assert trip is not None
        trip.taken = self._diary.number()

    def _answered(self) -> None:
        self._fates.passes("sent, not recorded")
        trip = self._diary.trip
        assert trip is not None
        if trip.fate == "lost":
            raise TimeoutError("the answer was lost")

    def _shows(self, channel: str, ts: str, said: dict[str, Any]) -> None:
        assert self._diary.trip is not None
        self.shown[channel, ts] = Shown(said["text"], said["blocks"], self._diary.trip.at)


class LittleSlack:
    """Just enough of Slack, in memory; telephones ring nowhere."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def answer(self, method: str, said: dict[str, Any]) -> dict[str, Any]:
        if method == "conversations_info":
            return {"channel": {}}
        if method == "conversations_members":
            return {"members": []}
        channel = str(said.get("channel", ""))
        place = channel.replace("U", "D", 1) if channel.startswith("U") else channel
        return {"channel": place, "ts": said.get("ts") or f"1780000000.{next(self._numbers):06}"}

    def refuse(self, method: str, said: dict[str, Any], fate: Fate) -> NoReturn:  # noqa: ARG002
        if fate == "unreachable":
            raise ConnectionResetError("nobody answers")
        status = int(fate) if fate.isdecimal() else 200
        data = {"ok": False, "error": "ratelimited" if status == 429 else "is_archived"}
        headers = {"Retry-After": str(RETRY_AFTER)} if status == 429 else {}
        response = SlackResponse(
            client=None,
            http_verb="POST",
            api_url=method,
            req_args={},
            data=data,
            headers=headers,
            status_code=status,
        )
        raise SlackApiError("refused", response)  # type: ignore[no-untyped-call]

    def ring(self, address: str, title: str, body: str, *, well: bool) -> None:  # noqa: ARG002
        if not well:
            raise NotReached("The service there refused it (error 500).")


class WholeSlack:
    """The pretend Slack over HTTP, and its telephones by apprise."""

    def __init__(
        self,
        slack: PretendSlack,
        client: WebClient,
        outside: SendOutside,
    ) -> None:
        self._slack, self._client, self._outside = slack, client, outside

    def answer(self, method: str, said: dict[str, Any]) -> dict[str, Any]:
        found = getattr(self._client, method)(**said).data
        assert isinstance(found, dict)
        return found

    def refuse(self, method: str, said: dict[str, Any], fate: Fate) -> NoReturn:
        name = {"usergroups_users_update": "usergroups.users.update"}.get(
            method, method.replace("_", ".", 1)
        )
        if fate == "refused":
            self._slack.api.fail_next(name, "is_archived")
        elif fate == "unreachable":  # the client calls once more by itself
            self._slack.faults.next("unreachable", "unreachable", methods=[name])
        else:
            failure: Status = 429 if fate == "429" else 500
            self._slack.faults.next(failure, retry_after=RETRY_AFTER, methods=[name])
        self.answer(method, said)
        raise AssertionError("Slack took what it was told to refuse")

    def ring(self, address: str, title: str, body: str, *, well: bool) -> None:
        user = address.rpartition("/")[2]
        if not well:
            self._slack.phones.broken.add(user)
        try:
            self._outside(address, title, body, Purpose.WAKES)
        finally:
            self._slack.phones.broken.discard(user)
