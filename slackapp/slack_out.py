"""From the outbox into the world: to Slack, or outside; and what a refusal of Slack's means."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from handlers import home, letters
from handlers.blocks.pieces.answer import Answer
from handlers.blocks.pieces.charts import or_plainer
from handlers.front import who_may
from handlers.front.outside import NotReached
from handlers.letters.pages import outside
from handlers.letters.said import NEVER, Said
from handlers.slack.audience import NO_CHANNEL, Audience
from models.problems import Impossible, Problem
from models.usecases import people
from models.usecases.home import open_homes
from models.usecases.oncall.contacts import address_of_attempt
from models.usecases.oncall.handovers import GROUP
from models.usecases.outbox import Held, Letter
from models.usecases.paging.attempts import OUTSIDE
from models.usecases.people import DESK_ITSELF
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
NOBODY_SAYS = "Slack does not say who reads that channel"
SAYS_SLOWLY = "Slack took long to say who reads that channel"
ASKS_WITHIN = 5.0  # seconds; with the post, which may take 20, that lies within a claim

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
    """A message went out: where Slack put it.

    `needless`: there was nothing to say any more. `cautious`: it is worded for outsiders because
    Slack did not say whether any read it.
    """

    channel_id: str | None = None
    ts: str | None = None
    needless: bool = False
    cautious: bool = False


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


class Sender:
    """Sends letters, each worded from the facts of its moment."""

    def __init__(
        self,
        desk: Desk,
        client: WebClient,
        outside: SendOutside,
        audience: Audience,
        pace: float = 0.0,
    ) -> None:
        """`outside` takes an address, a title and a text; `pace` is in seconds a message."""
        self._desk = desk
        self._client = client
        self._outside = outside
        self._pace = Pace(pace)
        self._audience = audience

    def send(self, letter: Letter, moment: datetime) -> Arrived:
        """Word a letter and send it; NotSent if it was not taken."""
        if letter.topic == OUTSIDE:
            return self._send_outside(letter, moment)
        if letter.topic == GROUP:
            return self._fill_group(letter)
        if letter.topic == open_homes.HOME:
            return self._publish_home(letter, moment)
        return self._send_to_slack(letter, moment)

    def _send_to_slack(self, letter: Letter, moment: datetime) -> Arrived:
        with self._desk.reading(DESK_ITSELF, moment) as turn:
            gone = people.gone(turn, [letter.recipient])
            said = letters.worded(turn, letter.topic, letter.about)
        if said is None:
            return Arrived(needless=True)
        if gone:
            raise NotSent(gone[letter.recipient], hopeless=True)
        answer, cautious = self._fit_for_readers(letter.recipient, said)
        if answer is None:
            return Arrived(needless=True)
        text, blocks = answer.text, answer.blocks
        self._pace.wait(letter.recipient, urgent=letter.urgent)
        with _slack_answers():
            if said.edits is not None:
                return self._edit(letter.recipient, said.edits, text, blocks)
            taken = or_plainer(
                lambda blocks: self._client.chat_postMessage(
                    channel=letter.recipient,
                    text=text,
                    blocks=blocks,
                    thread_ts=said.thread_ts,
                    unfurl_links=False,
                    unfurl_media=False,
                ),
                blocks,
            )
        return Arrived(str(taken["channel"]), str(taken["ts"]), cautious=cautious)

    def _fit_for_readers(self, recipient: str, said: Said) -> tuple[Answer | None, bool]:
        """Return what whoever reads there may be told, None if that is nothing; and if it is
        cautious.

        While Slack does not say who reads a channel, it is told what outsiders may know; an edit
        waits. NotSent for what may not be said there, or where too little of the claim is left:
        then Slack's answer is known by the next attempt, and another sender posts nothing twice.
        """
        if recipient[:1] not in "CG":
            return said.answer, False
        brief, began, cautious = said.to_outsiders, time.monotonic(), False
        try:
            from_outside = self._is_from_outside(recipient)
        except NotSent as silence:
            fits = isinstance(brief, Answer) and said.edits is None
            if not fits or str(silence) == NO_CHANNEL:
                raise
            from_outside = cautious = True
        if time.monotonic() - began > ASKS_WITHIN:
            raise NotSent(SAYS_SLOWLY)
        if not from_outside:
            return said.answer, False
        if brief is NEVER:
            raise NotSent("people from outside read that channel", hopeless=True)
        return (brief, cautious) if isinstance(brief, Answer) else (None, False)

    def _is_from_outside(self, channel: str) -> bool:
        try:
            with _slack_answers():
                return self._audience.is_from_outside(channel)
        except NotSent as silence:
            if str(silence) == NO_CHANNEL:  # a post would be refused for the same reason
                raise
            raise NotSent(NOBODY_SAYS, retry_after=silence.retry_after) from silence

    def _edit(self, channel: str, ts: str, text: str, blocks: list[dict[str, object]]) -> Arrived:
        try:
            or_plainer(
                lambda blocks: self._client.chat_update(
                    channel=channel, ts=ts, text=text, blocks=blocks
                ),
                blocks,
            )
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

    def _publish_home(self, letter: Letter, moment: datetime) -> Arrived:
        """Publish a Home as it is now; Held if it was published less than a minute ago."""
        with self._desk.reading(DESK_ITSELF, moment) as turn:
            person = people.known(turn.session, letter.recipient)
            earliest = open_homes.may_be_published_at(turn, letter.recipient)
            pages = open_homes.pages_of(turn, letter.recipient)
        if earliest > moment:
            raise Held(earliest, keeps_lane=True)  # two at once would overtake each other
        if person is None:
            return Arrived(needless=True)
        try:
            people.refuse_strangers(person)
            with self._desk.reading(person, moment) as turn:
                who_may.authorise(turn.session, self._desk, people.roles(turn), who_may.HOME)
                shown = home.view(turn, pages)
        except Problem as refused:  # they may look at it no longer
            shown = home.refusal(refused)
        with _slack_answers():
            home.publish(self._client, person.id, shown)
        return Arrived()

    def _send_outside(self, letter: Letter, moment: datetime) -> Arrived:
        assert letter.page_attempt is not None
        with self._desk.reading(DESK_ITSELF, moment) as turn:
            said = outside(turn, letter.about)
            if said is None:
                return Arrived(needless=True)
            if gone := people.gone(turn, [letter.recipient]):
                raise NotSent(gone[letter.recipient], hopeless=True)
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
