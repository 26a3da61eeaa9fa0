"""What people from outside say to the desk, mark or press: reports, and a few questions (I).

They can do nothing else, and only in the channel of their customer. All that is done for something
that they do is done once, in one transaction, from its own instant.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import assert_never

from handlers.blocks.case import to_outsiders as say
from handlers.blocks.pieces.answer import Answer
from handlers.blocks.pieces.from_outside import Press
from handlers.blocks.pieces.wording import IN_ENGLISH
from handlers.front.conversation import Conversation
from handlers.hearing.message import Message
from handlers.hearing.reactions import Reaction, message_at
from handlers.hearing.uninvited import is_uninvited
from handlers.intents.from_outside import Asks, Reported, understood
from handlers.intents.pieces.markup import as_seen
from handlers.letters.channels import thread_facts
from handlers.phrases.channel import MESSAGE_OF
from handlers.phrases.writer import Writer
from handlers.slack.permalink import link_in
from handlers.slack_json import Json
from handlers.talk import Request, reading_of
from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.people import Person
from models.rows.reports import WaitingMessage
from models.rules.reports import Listens, ReportDoor
from models.rules.service_definition import Severity
from models.rules.standing import FROM_OUTSIDE
from models.usecases import finding
from models.usecases.case.opening import Origin
from models.usecases.channels import posts, threads
from models.usecases.customer.balances import balance
from models.usecases.reports import arrivals, known_reports, told, waiting
from models.usecases.reports.arrivals import Taken, on_word_of
from models.usecases.reports.incoming import Incoming, message_identity
from models.usecases.turn import Turn


@dataclass(frozen=True)
class Reply:
    """What is said in a thread where people from outside read."""

    said: Answer
    thread_ts: str


@dataclass(frozen=True)
class Outsiders:
    """Takes what people from outside do, and says what they are told (None: nothing). `desk_id` is
    the desk's own id among people.
    """

    conversation: Conversation
    workspace_url: str | None
    desk_id: str

    # --- what they say ---------------------------------------------------------------------------

    def hears(self, request: Request, person: Person, message: Message, text: str) -> Answer | None:
        """Take what somebody says beside a mention of the desk; the answer is for its thread, and
        not for the uninvited.
        """
        uninvited = is_uninvited(self.conversation, message.channel_id, person)
        with self._reading(person) as turn:
            meant = understood(_as_seen(turn, text))
        if meant is Asks.NOTHING or (uninvited and not isinstance(meant, Reported)):
            return None

        def takes(turn: Turn, customer: Customer | None) -> Answer | None:
            if isinstance(meant, Reported):
                return self._reported(turn, customer, message, meant, uninvited)
            return _answers(turn, customer, meant)

        key = replace(message, is_edited=False).key
        said = self._told_once(request, person, takes, key)
        return None if uninvited else said

    def _reported(
        self,
        turn: Turn,
        customer: Customer | None,
        message: Message,
        meant: Reported,
        uninvited: bool,
    ) -> Answer | None:
        """Take a report. The headline of the case that it opens is its answer; where it is about
        one that stands elsewhere, or already, how that stands. An edit changes no report.
        """
        incoming = Incoming(
            ReportDoor.MENTION,
            message_identity(message.channel_id, message.ts),
            message.at,
            meant.title,
            raw=message.text,
            critical=meant.critical,
            text=meant.text,
            origin=self._origin(message),
            person_id=turn.person.id,
            uninvited=uninvited,
        )
        if message.is_edited and known_reports.was_reported(turn, incoming.identity):
            return None
        taken = arrivals.take_in(turn, incoming, None if uninvited else customer)
        if taken.is_new and _is_shown_in(message.root, taken):
            return None
        return _how_it_stands(turn, taken)

    # --- what they call critical by a siren ------------------------------------------------------

    def sees(self, request: Request, person: Person, reaction: Reaction) -> Reply | None:
        """Take a siren on a message of theirs, or in its thread on anybody's, such as the headline
        of their case: it is critical. They are told where no headline there says so.
        """
        with self._reading(person) as turn:
            headline = posts.headline_at(turn, reaction.channel_id, reaction.ts)
        author = self._author(request, reaction)
        uninvited = is_uninvited(self.conversation, reaction.channel_id, person)
        if uninvited and (headline is not None or author is None):
            return None
        key = f"siren:{reaction.channel_id}:{reaction.ts}"  # whoever else puts one there
        if headline is not None:
            takes: _Takes = partial(_pressed_on_case, number=headline.case_id)
            said = self._told_once(request, person, takes, key)
            return Reply(said, str(headline.thread_ts)) if said is not None else None
        message = message_at(request.client, reaction)
        if author is not None:
            takes = partial(self._called_critical, author, message, uninvited)
        else:
            takes = partial(_siren_in_thread, channel_id=message.channel_id, thread_ts=message.root)
        said = self._told_once(request, person, takes, key)
        return Reply(said, message.root) if said is not None and not uninvited else None

    def _author(self, request: Request, reaction: Reaction) -> Person | None:
        """Return who of those from outside has written that on which there is a siren; None where
        it was the desk, one of ours or a program.
        """
        if reaction.author_id in (None, self.desk_id):
            return None
        author = self.conversation.who(request, reaction.author_id)
        return author if author.standing in FROM_OUTSIDE else None

    def _called_critical(
        self,
        author: Person,
        message: Message,
        uninvited: bool,
        turn: Turn,
        customer: Customer | None,
    ) -> Answer | None:
        seen = _as_seen(turn, message.text)
        meant = understood(seen)
        title = meant.title if isinstance(meant, Reported) else seen
        incoming = Incoming(
            ReportDoor.REACTION,
            message_identity(message.channel_id, message.ts),
            message.at,
            title or _without_words(turn, customer, author, message.at),
            raw=message.text,
            critical=True,
            text=seen,
            origin=self._origin(message),
            person_id=turn.person.id,
            uninvited=uninvited,
        )
        taken = arrivals.take_in(turn, incoming, None if uninvited else customer)
        return None if _is_shown_in(message.root, taken) else _how_it_stands(turn, taken)

    # --- what they press -------------------------------------------------------------------------

    def presses(
        self, request: Request, person: Person, press: Press | None, number: int
    ) -> Answer | None:
        """Take a press, authorised by channel, customer and workspace: of a button on the case, or
        on the message that waits, with a number.
        """
        if press is None or is_uninvited(self.conversation, request.channel_id, person):
            return self._does_nothing(request, person)
        match press:
            case Press.CASE_CRITICAL:
                takes: _Takes = partial(_pressed_on_case, number=number)
            case Press.MESSAGE_CRITICAL | Press.MESSAGE_OPENS:
                critical = press is Press.MESSAGE_CRITICAL
                takes = partial(_pressed_on_message, number=number, critical=critical)
            case _:
                assert_never(press)
        return self._once(request, person, lambda turn: _if_heard(turn, request.channel_id, takes))

    def _does_nothing(self, request: Request, person: Person) -> Answer:
        with self._reading(person) as turn:
            customer = finding.customer_of_channel(turn, request.channel_id)
            return say.does_nothing_here(customer)

    # --- how it is done --------------------------------------------------------------------------

    def _reading(self, person: Person) -> AbstractContextManager[Turn]:
        return self.conversation.desk.reading(on_word_of(person), self.conversation.clock.now())

    def _origin(self, message: Message) -> Origin:
        link = link_in(self.workspace_url, message.channel_id, message.ts, message.thread_ts)
        return Origin(message.channel_id, message.root, link)

    def _told_once(
        self, request: Request, person: Person, takes: _Takes, key: str
    ) -> Answer | None:
        """Take something as `_once` does; return the answer only to who has done it, and if nothing
        was told yet of what has this key: it is read in a thread.
        """
        answers: list[Answer] = []

        def takes_in(turn: Turn) -> None:
            said = _if_heard(turn, request.channel_id, takes)
            answers[:] = [said] if said is not None and told.is_news(turn, key) else []

        self._once(request, person, takes_in)
        return answers[0] if answers else None

    def _once(
        self, request: Request, person: Person, work: Callable[[Turn], Answer | None]
    ) -> Answer | None:
        """Do `work` in one transaction, once however often it is told; return the first answer."""

        def message(turn: Turn) -> Json:
            said = work(turn)
            return said.message() | {"refused": said.refused} if said is not None else {}

        now = self.conversation.clock.now()
        kept = self.conversation.desk.once(request.key, on_word_of(person), now, message)
        return replace(Answer.kept(kept), refused=kept["refused"]) if kept else None


def _as_seen(turn: Turn, text: str) -> str:
    seen, _ = as_seen(text.replace("\0", ""), reading_of(turn).name_of)
    return seen


def _without_words(turn: Turn, customer: Customer | None, author: Person, at: datetime) -> str:
    """Return the title of a case of which no words are known, for its customer's people too."""
    write = Writer(customer.language) if customer is not None else IN_ENGLISH
    return write.say(MESSAGE_OF, who=author.name, at=write.instant(turn.calendar.local(at)))


_Takes = Callable[[Turn, Customer | None], Answer | None]


def _if_heard(turn: Turn, channel_id: str | None, takes: _Takes) -> Answer | None:
    """Take something that was done in a channel, unless the desk listens to nothing there."""
    customer = finding.customer_of_channel(turn, channel_id)
    if customer is not None and customer.listens is Listens.NOTHING:
        return say.nobody_listens(customer)
    return takes(turn, customer)


def _answers(turn: Turn, customer: Customer | None, asks: Asks) -> Answer | None:
    if customer is None:
        return say.channel_not_known()
    match asks:
        case Asks.STATUS:
            cases = finding.open_cases_of(turn, customer.id)
            return say.status(customer, [thread_facts(turn, case) for case in cases])
        case Asks.BALANCE:
            return say.balance(customer, balance(turn, customer))
        case Asks.HELP:
            return say.how_to_report(customer)
        case Asks.NOTHING:
            return None
        case _:
            assert_never(asks)


def _is_shown_in(thread_ts: str, taken: Taken) -> bool:
    """Whether the headline of an open case says in a thread what came of something."""
    case = taken.case
    return case is not None and case.closed_at is None and case.thread_ts == thread_ts


def _how_it_stands(turn: Turn, taken: Taken) -> Answer:
    if taken.case is None:
        return say.channel_not_known(is_kept=True)
    return say.stands(thread_facts(turn, taken.case))


def _pressed_on_case(turn: Turn, customer: Customer | None, *, number: int) -> Answer | None:
    """Call a case critical that lives in its customer's channel, or the one that stands for it by
    now (S6), if that is news.
    """
    pressed = finding.known_case(turn, number)
    if pressed is None or not _is_at_home(turn, customer, pressed):
        return say.does_nothing_here(customer)
    case = finding.standing_for(turn, pressed)
    if customer is None or case.customer_id != customer.id:
        return say.does_nothing_here(customer)
    is_critical = case.severity is Severity.SEV1 or known_reports.was_critical(turn, case)
    if is_critical or not case.waits or case.thread_ts is None:
        return say.stands(thread_facts(turn, case))
    origin = Origin(str(case.channel_id), case.thread_ts, case.link)
    incoming = _pressed(turn, origin, case.title, turn.moment, critical=True)
    taken = arrivals.take_in(turn, incoming, customer)
    here = str(pressed.thread_ts)
    return None if _is_shown_in(here, taken) else _how_it_stands(turn, taken)


def _pressed_on_message(
    turn: Turn, customer: Customer | None, *, number: int, critical: bool
) -> Answer | None:
    """Open a case from a message that waits in its customer's channel, or call that critical."""
    message = turn.session.get(WaitingMessage, number)
    if message is None or not _is_at_home(turn, customer, message):
        return say.does_nothing_here(customer)
    origin = Origin(message.channel_id, message.ts, message.link)
    incoming = _pressed(turn, origin, message.text, message.sent_at, critical)
    taken = arrivals.take_in(turn, incoming, customer)
    return None if _is_shown_in(message.ts, taken) else _how_it_stands(turn, taken)


def _siren_in_thread(
    turn: Turn, customer: Customer | None, *, channel_id: str, thread_ts: str
) -> Answer | None:
    """Call critical what a thread is about in which somebody else has said something, if it is
    known.
    """
    message = waiting.begun_at(turn, channel_id, thread_ts)
    if message is not None:
        return _pressed_on_message(turn, customer, number=message.id, critical=True)
    case = threads.case_of(turn, channel_id, thread_ts)
    return _pressed_on_case(turn, customer, number=case.id) if case is not None else None


def _is_at_home(turn: Turn, customer: Customer | None, found: Case | WaitingMessage) -> bool:
    """Whether a case, or a message, is of this customer and in one of its channels."""
    at_home = finding.customer_id_of_channel(turn, found.channel_id)
    return customer is not None and found.customer_id == at_home == customer.id


def _pressed(turn: Turn, origin: Origin, words: str, sent_at: datetime, critical: bool) -> Incoming:
    return Incoming(
        ReportDoor.PRESS,
        message_identity(origin.channel_id, origin.thread_ts),
        sent_at,
        words.partition("\n")[0],
        raw="This is critical" if critical else "Open a case",
        critical=critical,
        text=words,
        origin=origin,
        person_id=turn.person.id,
    )
