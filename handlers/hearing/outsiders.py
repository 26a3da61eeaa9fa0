"""What people from outside say to the desk, mark or press: reports, and a few questions (I).

They can do nothing else, and only in the channel of their customer. All that is done for something
that they do is done once, in one transaction, from its own instant; what they are told of it in the
thread is left in the outbox by the same.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
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
from handlers.intents.from_outside import (
    Reported,
    case_named,
    is_for_ours,
    understood,
    would_close,
)
from handlers.intents.pieces.markup import as_seen
from handlers.intents.questions_from_outside import Asks
from handlers.letters.outsiders import reply
from handlers.phrases.channel import A_PROGRAM, MESSAGE_OF
from handlers.phrases.writer import Writer
from handlers.slack.permalink import link_in
from handlers.slack_json import Json
from handlers.talk import Request, reading_of
from models.problems import Unknown
from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.people import Person
from models.rows.reports import WaitingMessage
from models.rules.reports import Listens, Reply, ReportDoor
from models.rules.service_definition import Severity
from models.rules.standing import FROM_OUTSIDE
from models.usecases import finding
from models.usecases.case.opening import Origin
from models.usecases.channels import posts, threads
from models.usecases.reports import arrivals, known_reports, told, waiting
from models.usecases.reports.arrivals import Taken, on_word_of
from models.usecases.reports.incoming import Incoming, message_identity
from models.usecases.reports.told import ToTell
from models.usecases.turn import Turn


@dataclass(frozen=True)
class Outsiders:
    """Takes what people from outside do. `desk_id` is the desk's own id among people."""

    conversation: Conversation
    workspace_url: str | None
    desk_id: str

    # --- what they say ---------------------------------------------------------------------------

    def hears(self, request: Request, person: Person, message: Message, text: str) -> None:
        """Take what somebody says beside a mention of the desk; it is answered in its thread, but
        for the uninvited.
        """
        uninvited = is_uninvited(self.conversation, message.channel_id, person)
        with self._reading(person) as turn:
            seen = _as_seen(turn, text)
            here = finding.customer_of_channel(turn, message.channel_id)
            meant = understood(seen, (here.key, here.name) if here is not None else ())
        if meant is Asks.NOTHING or (uninvited and not isinstance(meant, Reported)):
            return

        def takes(turn: Turn, customer: Customer | None) -> ToTell | None:
            about = _of_one_case(turn, customer, meant, seen) if not uninvited else None
            if about is not None:
                return about
            if isinstance(meant, Reported):
                return self._reported(turn, customer, message, meant, uninvited)
            return _answers(customer, meant)

        def takes_in(turn: Turn) -> None:
            """However long ago it was told of: once, and so answered once."""
            if told.is_news(turn, message.said_key):
                said = _if_heard(turn, message.channel_id, takes)
            else:
                customer = finding.customer_of_channel(turn, message.channel_id)
                said = _edited(turn, customer, message, meant)
            if said is not None and not uninvited:
                told.tell(turn, message.channel_id, message.root, said)

        self._once(request, person, takes_in)

    def _reported(
        self,
        turn: Turn,
        customer: Customer | None,
        message: Message,
        meant: Reported,
        uninvited: bool,
    ) -> ToTell | None:
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
            return _edited(turn, customer, message, meant)
        taken = arrivals.take_in(turn, incoming, None if uninvited else customer)
        if taken.case is not None and is_for_ours(meant.text):
            return ToTell(Reply.FOR_OURS, case=taken.case.id)
        if taken.is_new and _is_shown_in(message.root, taken):
            return None
        return _how_it_stands(taken)

    # --- what they call critical by a siren ------------------------------------------------------

    def sees(self, request: Request, person: Person, reaction: Reaction) -> None:
        """Take a siren on a message of theirs, or of a program of theirs; or in its thread on
        anybody's, such as the headline of their case: it is critical. They are told where no
        headline there says so.
        """
        with self._reading(person) as turn:
            headline = posts.headline_at(turn, reaction.channel_id, reaction.ts)
        author = self._author(request, reaction)
        uninvited = is_uninvited(self.conversation, reaction.channel_id, person)
        if uninvited and (headline is not None or author is None):
            return
        if headline is not None:
            takes: _Takes = partial(_pressed_on_case, number=headline.case_id)
            self._takes_siren(request, person, reaction, takes, headline.thread_ts)
            return
        message = message_at(request.client, reaction)
        if author is not None or _is_by_a_program_of_theirs(request, message):
            takes = partial(self._called_critical, author, message, uninvited)
        else:
            takes = partial(_siren_in_thread, channel_id=message.channel_id, thread_ts=message.root)
        thread = None if uninvited else message.root
        self._takes_siren(request, person, reaction, takes, thread)

    def _takes_siren(
        self,
        request: Request,
        person: Person,
        reaction: Reaction,
        takes: _Takes,
        thread_ts: str | None,
    ) -> None:
        """Take a siren, and tell of it in a thread what nobody was told yet, whoever else puts one
        there.
        """
        channel = reaction.channel_id

        def takes_in(turn: Turn) -> None:
            said = _if_heard(turn, channel, takes)
            if said is None or thread_ts is None:
                return
            if told.is_news(turn, f"siren:{channel}:{reaction.ts}"):
                told.tell(turn, channel, thread_ts, said)

        self._once(request, person, takes_in)

    def _author(self, request: Request, reaction: Reaction) -> Person | None:
        """Return who of those from outside has written that on which there is a siren; None where
        it was the desk, one of ours or a program, which Slack may not know as anybody.
        """
        if reaction.author_id in (None, self.desk_id):
            return None
        with suppress(Unknown):
            author = self.conversation.who(request, reaction.author_id)
            return author if author.standing in FROM_OUTSIDE else None
        return None

    def _called_critical(
        self,
        author: Person | None,
        message: Message,
        uninvited: bool,
        turn: Turn,
        customer: Customer | None,
    ) -> ToTell | None:
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
        return None if _is_shown_in(message.root, taken) else _how_it_stands(taken)

    # --- what they press -------------------------------------------------------------------------

    def presses(
        self, request: Request, person: Person, press: Press | None, number: int
    ) -> Answer | None:
        """Take a press, authorised by channel, customer and workspace: of a button on the case, or
        on the message that waits, with a number. Return what only who has pressed is told.

        That is no more than a courtesy; what somebody in need reads nowhere else is said in the
        thread.
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

        def tells(turn: Turn) -> Answer | None:
            said = _if_heard(turn, request.channel_id, takes)
            if said is None:
                return None
            channel, thread = request.channel_id, _thread_of(request)
            if channel is None or thread is None or not _is_said_nowhere_else(turn, said):
                return reply(turn, said)
            told.tell(turn, channel, thread, said)
            return None

        return self._once(request, person, tells)

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


def _is_by_a_program_of_theirs(request: Request, message: Message) -> bool:
    """Whether a program of another workspace has written something: what its people call critical
    is their report (I1).
    """
    ours = (None, request.team_id)
    return message.is_by_program and message.authors_team not in ours


def _as_seen(turn: Turn, text: str) -> str:
    seen, _ = as_seen(text.replace("\0", ""), reading_of(turn).name_of)
    return seen


def _without_words(
    turn: Turn, customer: Customer | None, author: Person | None, at: datetime
) -> str:
    """Return the title of a case of which no words are known, for its customer's people too."""
    write = Writer(customer.language) if customer is not None else IN_ENGLISH
    who = author.name if author is not None else write.say(A_PROGRAM)
    return write.say(MESSAGE_OF, who=who, at=write.instant(turn.calendar.local(at)))


_Takes = Callable[[Turn, Customer | None], ToTell | None]


def _if_heard(turn: Turn, channel_id: str | None, takes: _Takes) -> ToTell | None:
    """Take something that was done in a channel, unless the desk listens to nothing there."""
    customer = finding.customer_of_channel(turn, channel_id)
    if customer is not None and customer.listens is Listens.NOTHING:
        return ToTell(Reply.NOBODY_LISTENS, customer=customer.id)
    return takes(turn, customer)


def _of_one_case(
    turn: Turn, customer: Customer | None, meant: Asks | Reported, seen: str
) -> ToTell | None:
    """Answer what is said of one case of theirs by its number: how it stands; of an open one also
    where it is only named, or to be closed. Nothing is opened of that; of all else a case is.
    """
    number = case_named(seen)
    named = finding.known_case(turn, number) if number is not None else None
    if named is None or customer is None or named.customer_id != customer.id:
        return None
    if meant is Asks.STATUS:
        case = finding.standing_for(turn, named)
        return _stands(case) if case.customer_id == customer.id else None
    if isinstance(meant, Reported) and not meant.critical and would_close(seen):
        return ToTell(Reply.OURS_CLOSE, case=named.id) if named.closed_at is None else None
    return None


def _edited(
    turn: Turn, customer: Customer | None, message: Message, meant: Asks | Reported
) -> ToTell | None:
    """Say once that an edit changes nothing, where it calls critical what was not called so."""
    if not message.is_edited or not isinstance(meant, Reported) or not meant.critical:
        return None
    if customer is None or customer.listens is Listens.NOTHING:
        return None
    identity = message_identity(message.channel_id, message.ts)
    if known_reports.said_critical(turn, {identity}):
        return None
    is_news = told.is_news(turn, f"edit:{message.channel_id}:{message.ts}")
    return ToTell(Reply.EDITED, customer=customer.id) if is_news else None


def _answers(customer: Customer | None, asks: Asks) -> ToTell | None:
    if customer is None:
        return ToTell(Reply.NOT_KNOWN)
    match asks:
        case Asks.STATUS:
            return ToTell(Reply.STATUS, customer=customer.id)
        case Asks.BALANCE:
            return ToTell(Reply.BALANCE, customer=customer.id)
        case Asks.HELP:
            return ToTell(Reply.HELP, customer=customer.id)
        case Asks.NOTHING:
            return None
        case _:
            assert_never(asks)


def _is_shown_in(thread_ts: str, taken: Taken) -> bool:
    """Whether the headline of an open case says in a thread what came of something."""
    case = taken.case
    return case is not None and case.closed_at is None and case.thread_ts == thread_ts


def _thread_of(request: Request) -> str | None:
    """Return the thread in which a button was pressed, or would be answered."""
    pressed = request.body.get("container") or {}
    thread: str | None = pressed.get("thread_ts") or pressed.get("message_ts")
    return thread


def _does_nothing(customer: Customer | None) -> ToTell:
    return ToTell(Reply.DOES_NOTHING, customer=customer.id if customer is not None else None)


def _how_it_stands(taken: Taken) -> ToTell:
    return _stands(taken.case) if taken.case is not None else ToTell(Reply.KEPT)


def _stands(case: Case) -> ToTell:
    return ToTell(Reply.STANDS, case=case.id)


def _is_said_nowhere_else(turn: Turn, said: ToTell) -> bool:
    """Whether whoever is in need reads it in no headline: that nothing is taken in the channel, or
    that nobody is rung for a case that is closed.
    """
    if said.case is not None:
        return finding.case(turn, said.case).closed_at is not None
    return said.reply is Reply.NOBODY_LISTENS


def _pressed_on_case(turn: Turn, customer: Customer | None, *, number: int) -> ToTell | None:
    """Call a case critical that lives in its customer's channel, or the one that stands for it by
    now (S6), if that is news.
    """
    pressed = finding.known_case(turn, number)
    if pressed is None or not _is_at_home(turn, customer, pressed):
        return _does_nothing(customer)
    case = finding.standing_for(turn, pressed)
    if customer is None or case.customer_id != customer.id:
        return _does_nothing(customer)
    is_critical = case.severity is Severity.SEV1 or known_reports.was_critical(turn, case)
    if is_critical or not case.waits or case.thread_ts is None:
        return _stands(case)
    origin = Origin(str(case.channel_id), case.thread_ts, case.link)
    incoming = _pressed(turn, origin, case.title, turn.moment, critical=True)
    taken = arrivals.take_in(turn, incoming, customer)
    here = str(pressed.thread_ts)
    return None if _is_shown_in(here, taken) else _how_it_stands(taken)


def _pressed_on_message(
    turn: Turn, customer: Customer | None, *, number: int, critical: bool
) -> ToTell | None:
    """Open a case from a message that waits in its customer's channel, or call that critical."""
    message = turn.session.get(WaitingMessage, number)
    if message is None or not _is_at_home(turn, customer, message):
        return _does_nothing(customer)
    origin = Origin(message.channel_id, message.ts, message.link)
    incoming = _pressed(turn, origin, message.text, message.sent_at, critical)
    taken = arrivals.take_in(turn, incoming, customer)
    return None if _is_shown_in(message.ts, taken) else _how_it_stands(taken)


def _siren_in_thread(
    turn: Turn, customer: Customer | None, *, channel_id: str, thread_ts: str
) -> ToTell | None:
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
