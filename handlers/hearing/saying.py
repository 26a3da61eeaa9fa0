"""How an answer reaches whoever said something to the desk, and that it is said to them once.

Only our own people read of our troubles: what could not be done for anybody else is not
acknowledged, and Slack tells of it again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from slack_sdk.errors import SlackApiError
from structlog import get_logger

from handlers.blocks.case import to_outsiders
from handlers.blocks.pieces.answer import Answer
from handlers.blocks.pieces.charts import or_plainer
from handlers.blocks.pieces.plain_words import in_thread
from handlers.front.answering import NotKept
from handlers.front.asked import tell_directly
from handlers.hearing.message import Message
from handlers.slack_json import Json
from handlers.talk import Form, Request
from models.rows.people import Person
from models.rules.standing import FROM_OUTSIDE, Standing

_log = get_logger(__name__)

_MOST = 500  # answers that are remembered; Slack tells again within minutes


class AnsweredLately:
    """What this process has answered lately: what Slack tells again is not answered again."""

    def __init__(self) -> None:
        self._answers: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._lock = Lock()

    def was(self, key: str, text: str) -> bool:
        """Whether this was said to what has this key."""
        with self._lock:
            return (key, text) in self._answers

    def note(self, key: str, text: str) -> None:
        """Note that it was said."""
        with self._lock:
            self._answers[key, text] = None
            if len(self._answers) > _MOST:
                self._answers.popitem(last=False)


@dataclass(frozen=True)
class InThread:
    """A thread in which everybody reads what is said: it reaches people from outside in any case.

    What is only for one of them may not.
    """

    request: Request
    channel_id: str
    thread_ts: str
    told: AnsweredLately

    def __call__(self, said: Answer) -> None:
        """Say it, unless it was said; whatever becomes of that, what it tells of was done."""
        if self.told.was(self.request.key, said.text):
            return
        try:
            or_plainer(lambda blocks: self._post(said, blocks), said.blocks)
        except (SlackApiError, OSError) as error:
            _log.warning("not told in the thread", error=str(error))
        else:
            self.told.note(self.request.key, said.text)

    def _post(self, said: Answer, blocks: list[Json]) -> None:
        self.request.client.chat_postMessage(
            channel=self.channel_id, thread_ts=self.thread_ts, text=said.text, blocks=blocks
        )


@dataclass(frozen=True)
class Saying:
    """Where an answer to a message is said.

    In a channel to its author alone, in the thread if it stands in one, or to everybody where the
    answer is for all; in direct messages as a message, unless it says a secret: that does not stay.
    """

    message: Message
    request: Request
    told: AnsweredLately

    def __call__(self, said: Answer | Form) -> None:
        """Say it, unless it was said; whom it does not reach there is told directly."""
        if isinstance(said, Form):
            raise TypeError("a message opens no form: a button does")
        if self.told.was(self.request.key, said.text):
            return
        if self.message.thread_ts is not None and not self.message.is_direct:
            said = in_thread(said)
        try:
            or_plainer(lambda blocks: self._post(said, blocks), said.blocks)
        except SlackApiError as error:
            _log.warning("told directly what was not taken", error=error.response.get("error"))
            tell_directly(self.request, said)
        self.told.note(self.request.key, said.text)

    def _post(self, said: Answer, blocks: list[Json]) -> None:
        client, message = self.request.client, self.message
        channel, thread = message.channel_id, message.thread_ts
        if said.for_all or (message.is_direct and said.again is None):
            client.chat_postMessage(
                channel=channel, thread_ts=thread, text=said.text, blocks=blocks
            )
        else:
            client.chat_postEphemeral(
                channel=channel,
                user=message.author_id,
                thread_ts=thread,
                text=said.text,
                blocks=blocks,
            )


@dataclass
class ByStanding:
    """How whoever mentions the desk is answered: as one of ours, or as people from outside, who
    read in the thread that what could not be done is tried again.

    While it is not known who that is, they are told nothing.
    """

    ours: Saying
    outside: InThread
    is_ours: bool
    is_from_outside: bool

    def meet(self, person: Person) -> None:
        """Learn who it is."""
        self.is_ours = person.standing is Standing.MEMBER and not self.is_from_outside
        self.is_from_outside = self.is_from_outside or person.standing in FROM_OUTSIDE

    def __call__(self, said: Answer | Form) -> None:
        """Say it. NotKept where something was not done for somebody who is not ours."""
        if self.is_ours:
            self.ours(said)
        elif _is_refusal(said):
            if self.is_from_outside:
                self.outside(to_outsiders.not_now())
            raise NotKept


@dataclass
class ToPresser:
    """How whoever presses a button for people from outside is answered: our own read all; anybody
    else what is `worded` for them, and of our troubles, in every language, what it means for them.
    """

    say: Callable[[Answer | Form], None]
    is_ours: bool
    worded: Answer | None = None

    def words(self, said: Answer | None) -> Answer | None:
        """Note what is worded for whoever presses, and return it."""
        self.worded = said
        return said

    def __call__(self, said: Answer | Form) -> None:
        """Say it."""
        if self.is_ours or said is self.worded:
            self.say(said)
        else:
            self.say(to_outsiders.not_done() if _is_refusal(said) else to_outsiders.done_later())


def to_nobody(said: Answer | Form) -> None:
    """Say nothing to whoever asked nothing of the desk. NotKept where something was not done."""
    if _is_refusal(said):
        raise NotKept


def _is_refusal(said: Answer | Form) -> bool:
    return isinstance(said, Answer) and said.refused
