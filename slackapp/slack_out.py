"""From the outbox into the world: to Slack, or outside; and what a refusal of Slack's means."""

from __future__ import annotations

import http.client
import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from handlers import letters
from handlers.outside import NotReached
from models.problems import Impossible
from models.rows.people import Person
from models.usecases import people
from models.usecases.attempts import OUTSIDE
from models.usecases.contacts import address_of_attempt
from models.usecases.handovers import GROUP
from models.usecases.outbox import Letter
from models.usecases.turn import Desk

_TRY_AGAIN = {
    "fatal_error",
    "internal_error",
    "rate_limited",
    "ratelimited",
    "request_timeout",
    "service_unavailable",
}
# What an edit may meet: the message was deleted, or is not the desk's. There is nothing to mend.
_NOTHING_TO_EDIT = {"message_not_found", "cant_update_message"}
_NO_CHANNEL = "channel_not_found"
NOBODY_SAYS = "Slack does not say who reads that channel"

SendOutside = Callable[[str, str, str], None]


class NotSent(Exception):
    """Somebody did not take a message. `hopeless`: never will, until something is changed."""

    def __init__(
        self, reason: str, *, hopeless: bool = False, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(reason)
        self.hopeless = hopeless
        self.retry_after = retry_after


@dataclass(frozen=True)
class Arrived:
    """A message went out: where Slack put it. `needless`: there was nothing to say any more."""

    channel_id: str | None = None
    ts: str | None = None
    needless: bool = False


class Pace:
    """About one message a second and channel. What is urgent does not wait: Slack allows bursts."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._free_at: dict[str, float] = {}

    def wait(self, channel: str, *, urgent: bool) -> None:
        """Wait until it is this message's turn in a channel."""
        if not self._seconds:
            return
        with self._lock:
            now = time.monotonic()
            turn = now if urgent else max(now, self._free_at.get(channel, 0.0))
            self._free_at = {name: at for name, at in self._free_at.items() if at > now}
            self._free_at[channel] = turn + self._seconds
        if turn > now:
            time.sleep(turn - now)


class Audience:
    """Whether people from outside read a channel: asked of Slack, and again after a minute."""

    def __init__(self, client: WebClient, kept_for: float = 60.0) -> None:
        self._client = client
        self._kept_for = kept_for
        self._known: dict[str, tuple[float, bool]] = {}

    def is_shared(self, channel: str) -> bool:
        """Return whether a channel is shared with another workspace; NotSent if nobody knows.

        While Slack does not say, a channel that was shared counts as shared, and of any other
        nothing is known.
        """
        at, shared = self._known.get(channel, (-math.inf, False))
        if time.monotonic() - at < self._kept_for:
            return shared
        try:
            with _slack_answers():
                info = self._client.conversations_info(channel=channel)["channel"]
        except NotSent as silence:
            if shared:
                return True
            if str(silence) == _NO_CHANNEL:  # a post would be refused for the same reason
                raise
            raise NotSent(NOBODY_SAYS, retry_after=silence.retry_after) from silence
        shared = bool(info.get("is_ext_shared") or info.get("is_pending_ext_shared"))
        self._known[channel] = (time.monotonic(), shared)
        return shared


class Sender:
    """Sends letters, each worded from the facts of its moment."""

    def __init__(
        self, desk: Desk, client: WebClient, outside: SendOutside, pace: float = 0.0
    ) -> None:
        """`outside` takes an address, a title and a text; `pace` is in seconds a message."""
        self._desk = desk
        self._client = client
        self._outside = outside
        self._pace = Pace(pace)
        self._audience = Audience(client)

    def send(self, letter: Letter, moment: datetime) -> Arrived:
        """Word a letter and send it; NotSent if it was not taken."""
        if letter.topic == OUTSIDE:
            return self._send_outside(letter, moment)
        if letter.topic == GROUP:
            return self._fill_group(letter)
        return self._send_to_slack(letter, moment)

    def _send_to_slack(self, letter: Letter, moment: datetime) -> Arrived:
        with self._desk.reading(DESK_ITSELF, moment) as turn:
            person = people.known(turn.session, letter.recipient)
            said = letters.worded(turn, letter.topic, letter.about)
        if said is None:
            return Arrived(needless=True)
        if person is not None and person.standing != "member":
            raise NotSent(f"{person.handle} is not a full member any more", hopeless=True)
        if letter.recipient[:1] in "CG" and self._audience.is_shared(letter.recipient):
            raise NotSent("people from outside read that channel", hopeless=True)
        text, blocks = said.answer.text, said.answer.blocks
        self._pace.wait(letter.recipient, urgent=letter.urgent)
        with _slack_answers():
            if said.edits is not None:
                return self._edit(letter.recipient, said.edits, text, blocks)
            taken = self._client.chat_postMessage(
                channel=letter.recipient,
                text=text,
                blocks=blocks,
                thread_ts=said.thread_ts,
                unfurl_links=False,
                unfurl_media=False,
            )
        return Arrived(str(taken["channel"]), str(taken["ts"]))

    def _edit(self, channel: str, ts: str, text: str, blocks: list[dict[str, object]]) -> Arrived:
        try:
            self._client.chat_update(channel=channel, ts=ts, text=text, blocks=blocks)
        except SlackApiError as error:
            if error.response.get("error") not in _NOTHING_TO_EDIT:
                raise
            return Arrived(needless=True)
        return Arrived(channel, ts)

    def _fill_group(self, letter: Letter) -> Arrived:
        users = letter.about["users"]
        assert isinstance(users, list)
        with _slack_answers():
            self._client.usergroups_users_update(usergroup=letter.recipient, users=users)
        return Arrived()

    def _send_outside(self, letter: Letter, moment: datetime) -> Arrived:
        assert letter.page_attempt is not None
        with self._desk.reading(DESK_ITSELF, moment) as turn:
            said = letters.outside(turn, letter.about)
            if said is None:
                return Arrived(needless=True)
            if people.gone(turn.session, [letter.recipient]):
                raise NotSent("not a full member any more", hopeless=True)
            try:
                address = address_of_attempt(turn, letter.page_attempt)
            except Impossible as problem:
                raise NotSent(problem.sentence, hopeless=True) from problem
        try:
            self._outside(address, *said)
        except NotReached as problem:
            raise NotSent(str(problem), hopeless=problem.hopeless) from problem
        return Arrived()


@contextmanager
def _slack_answers() -> Iterator[None]:
    try:
        yield
    except SlackApiError as error:
        raise _not_sent(error) from error
    except OSError as error:
        raise NotSent(_plainly(error)) from error


def _plainly(error: OSError) -> str:
    """Say in plain words why nothing came back; libraries' own words help nobody at night."""
    reason = getattr(error, "reason", error)
    if isinstance(reason, TimeoutError):
        return "Slack did not answer in time"
    if isinstance(reason, http.client.RemoteDisconnected | ConnectionResetError):
        return "Slack hung up without an answer"
    return "Slack can't be reached"


def _not_sent(error: SlackApiError) -> NotSent:
    response = error.response
    if response.status_code == 429:
        seconds = str(response.headers.get("Retry-After", ""))
        asked = timedelta(seconds=int(seconds)) if seconds.isdecimal() else None
        return NotSent("ratelimited", retry_after=asked)
    if response.status_code >= 500:
        return NotSent(f"Slack answered {response.status_code}")
    reason = str(response.get("error", "unknown"))
    return NotSent(reason, hopeless=reason not in _TRY_AGAIN)


DESK_ITSELF = Person(
    id="desk",
    team_id="",
    handle="desk",
    name="desk",
    standing="bot",
    is_workspace_admin=False,
    seen_at=datetime.min.replace(tzinfo=UTC),
)
