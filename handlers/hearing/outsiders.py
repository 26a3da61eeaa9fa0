"""What people from outside say to the desk, mark or press: reports, and a few questions (I).

They can do nothing else, and only in the channel of their customer. All that is done for something
that they do is done once, in one transaction, from its own instant.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from handlers.blocks.case import to_outsiders as say
from handlers.blocks.pieces.answer import Answer
from handlers.blocks.pieces.from_outside import Press
from handlers.front.conversation import Conversation
from handlers.hearing.message import Message
from handlers.hearing.reactions import Reaction, message_at
from handlers.hearing.uninvited import is_uninvited
from handlers.intents.from_outside import Asks, Reported, understood
from handlers.intents.pieces.markup import as_seen
from handlers.letters.channels import thread_facts
from handlers.slack.permalink import link_in
from handlers.slack_json import Json
from handlers.talk import Request, reading_of
from models.rows.customers import Customer
from models.rows.people import Person
from models.rows.reports import WaitingMessage
from models.rules.reports import Listens, ReportDoor
from models.rules.service_definition import Severity
from models.rules.standing import FROM_OUTSIDE
from models.usecases import finding
from models.usecases.case.opening import Origin
from models.usecases.channels import posts
from models.usecases.customer.balances import balance
from models.usecases.reports import arrivals
from models.usecases.reports.arrivals import Incoming, message_identity, on_word_of
from models.usecases.turn import Turn


@dataclass(frozen=True)
class Outsiders:
    """Takes what people from outside do, and says what they are told (None: nothing)."""

    conversation: Conversation
    workspace_url: str | None

    # --- what they say ---------------------------------------------------------------------------

    def hears(self, request: Request, person: Person, message: Message, text: str) -> Answer | None:
        """Take what somebody says beside a mention of the desk; the answer is for its thread, and
        for those who belong there.
        """
        uninvited = is_uninvited(self.conversation, message.channel_id, person)
        with self._reading(person) as turn:
            customer = finding.customer_of_channel(turn, message.channel_id)
            if customer is not None and customer.listens is Listens.NOTHING:
                return None if uninvited else say.nobody_listens()
            meant = understood(_as_seen(turn, text))
            said = self._answers(turn, customer, meant) if isinstance(meant, Asks) else None
        if isinstance(meant, Reported):
            said = self._reported(request, person, message, meant)
        elif uninvited or (said is not None and not self._is_first(message, person)):
            return None
        return None if uninvited else said

    def _is_first(self, message: Message, person: Person) -> bool:
        """Whether nobody has answered this yet: no other process, nor before it was caught up, or
        edited.
        """
        now = self.conversation.clock.now()
        with self.conversation.desk.writing(on_word_of(person), now) as turn:
            return turn.is_news(f"told:{replace(message, is_edited=False).key}")

    def _answers(self, turn: Turn, customer: Customer | None, asks: Asks) -> Answer | None:
        if customer is None:
            return say.channel_not_known() if asks is not Asks.NOTHING else None
        match asks:
            case Asks.STATUS:
                cases = finding.open_cases_of(turn, customer.id)
                return say.status([thread_facts(turn, case) for case in cases])
            case Asks.BALANCE:
                return say.balance(customer, balance(turn, customer))
            case Asks.HELP:
                return say.how_to_report(customer)
            case Asks.NOTHING:
                return None
            case _:
                assert_never(asks)

    def _reported(
        self, request: Request, person: Person, message: Message, meant: Reported
    ) -> Answer | None:
        """Take a report. The headline of the case that it opens is its answer; where it is about
        one that stands elsewhere, or already, how that stands. An edit changes no report.
        """
        whose = self._whose(message.channel_id, person)
        incoming = Incoming(
            ReportDoor.MENTION,
            message_identity(message.channel_id, message.ts),
            message.at,
            meant.title,
            raw=message.text,
            critical=meant.critical,
            text=meant.text,
            origin=self._origin(message),
            person_id=person.id,
        )

        def takes(turn: Turn) -> Answer | None:
            if message.is_edited and arrivals.was_reported(turn, incoming.identity):
                return None
            customer = whose(turn)
            taken = arrivals.take_in(turn, incoming, customer)
            if taken.case is None:
                return say.channel_not_known(is_kept=True)
            if taken.is_new and taken.case.thread_ts == message.root:
                return None
            return say.stands(thread_facts(turn, taken.case))

        return self._once(request, person, takes)

    # --- what they call critical by a siren ------------------------------------------------------

    def sees(self, request: Request, person: Person, reaction: Reaction) -> None:
        """Take a siren on a message of theirs, or on the headline of their case: it is critical."""
        with self._reading(person) as turn:
            customer = finding.customer_of_channel(turn, reaction.channel_id)
            if customer is not None and customer.listens is Listens.NOTHING:
                return
            shown = posts.headline_at(turn, reaction.channel_id, reaction.ts)
        if shown is not None:
            self.presses(request, person, Press.CASE_CRITICAL, shown)
        elif reaction.author_id is not None:
            author = self.conversation.who(request, reaction.author_id)
            if author.standing in FROM_OUTSIDE:
                self._called_critical(request, person, author, reaction)

    def _called_critical(
        self, request: Request, person: Person, author: Person, reaction: Reaction
    ) -> None:
        message = message_at(request.client, reaction)
        whose = self._whose(reaction.channel_id, person)

        def takes(turn: Turn) -> None:
            seen = _as_seen(turn, message.text)
            meant = understood(seen)
            title = meant.title if isinstance(meant, Reported) else seen
            incoming = Incoming(
                ReportDoor.REACTION,
                message_identity(reaction.channel_id, reaction.ts),
                message.at,
                title or f"Message of {author.name}, {turn.wall.dated(message.at)}",
                raw=message.text,
                critical=True,
                text=seen,
                origin=self._origin(message),
                person_id=person.id,
            )
            arrivals.take_in(turn, incoming, whose(turn))

        self._once(request, person, takes)

    # --- what they press -------------------------------------------------------------------------

    def presses(
        self, request: Request, person: Person, press: Press | None, number: int
    ) -> Answer | None:
        """Take a press, authorised by channel, customer and workspace: of a button on the case, or
        on the message that waits, with a number.
        """
        if press is None or is_uninvited(self.conversation, request.channel_id, person):
            return say.does_nothing_here()
        takes = _of_case if press is Press.CASE_CRITICAL else _of_message

        def takes_in(turn: Turn) -> Answer | None:
            customer = finding.customer_of_channel(turn, request.channel_id)
            if customer is None:
                return say.does_nothing_here()
            return takes(turn, customer, number, critical=press is not Press.MESSAGE_OPENS)

        return self._once(request, person, takes_in)

    # --- how it is done --------------------------------------------------------------------------

    def _reading(self, person: Person) -> AbstractContextManager[Turn]:
        return self.conversation.desk.reading(on_word_of(person), self.conversation.clock.now())

    def _origin(self, message: Message) -> Origin:
        link = link_in(self.workspace_url, message.channel_id, message.ts, message.thread_ts)
        return Origin(message.channel_id, message.root, link)

    def _whose(self, channel_id: str, person: Person) -> Callable[[Turn], Customer | None]:
        """Return what tells, in a turn, for whom somebody may report in a channel; None: nobody
        knows (I5).
        """
        if is_uninvited(self.conversation, channel_id, person):
            return lambda _: None
        return lambda turn: finding.customer_of_channel(turn, channel_id)

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


def _of_case(turn: Turn, customer: Customer, number: int, *, critical: bool) -> Answer | None:
    """Call a case critical that lives in its customer's channel, if that is news."""
    case = finding.open_case(turn, number)
    if case is None or (case.customer_id, case.channel_id) != (customer.id, customer.channel_id):
        return say.does_nothing_here()
    is_critical = case.severity is Severity.SEV1 or arrivals.was_critical(turn, case)
    if is_critical or case.responded_at is not None or case.thread_ts is None:
        return say.stands(thread_facts(turn, case))
    origin = Origin(str(case.channel_id), case.thread_ts, case.link)
    arrivals.take_in(turn, _pressed(turn, origin, case.title, turn.moment, critical), customer)
    return None


def _of_message(turn: Turn, customer: Customer, number: int, *, critical: bool) -> Answer | None:
    """Open a case from a message that waits in its customer's channel, or call that critical."""
    message = turn.session.get(WaitingMessage, number)
    if message is None or (message.customer_id, message.channel_id) != (
        customer.id,
        customer.channel_id,
    ):
        return say.does_nothing_here()
    origin = Origin(message.channel_id, message.ts, message.link)
    pressed = _pressed(turn, origin, message.text, message.sent_at, critical)
    arrivals.take_in(turn, pressed, customer)
    return None


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
