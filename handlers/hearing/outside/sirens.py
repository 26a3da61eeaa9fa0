"""What people from outside call critical by a siren on a message (I1, I2)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from handlers.blocks.pieces.wording import IN_ENGLISH
from handlers.hearing.message import Message
from handlers.hearing.outside import presses
from handlers.hearing.outside.taking import (
    Takes,
    Taking,
    how_it_stands,
    if_heard,
    is_shown_in,
    seen_in,
)
from handlers.hearing.reactions import Reaction, message_at
from handlers.hearing.uninvited import is_uninvited
from handlers.intents.from_outside import Reported, understood
from handlers.phrases.channel import A_PROGRAM, MESSAGE_OF
from handlers.phrases.writer import Writer
from handlers.talk import Request
from models.problems import Unknown
from models.rows.customers import Customer
from models.rows.people import Person
from models.rules.reports import ReportDoor
from models.rules.standing import FROM_OUTSIDE
from models.usecases.channels import posts, threads
from models.usecases.reports import arrivals, told, waiting
from models.usecases.reports.incoming import Incoming, message_identity
from models.usecases.reports.told import ToTell
from models.usecases.turn import Turn


@dataclass(frozen=True)
class Sirens:
    """Takes 🚨 on messages. `desk_id` is the desk's own id among people."""

    taking: Taking
    desk_id: str

    def take(self, request: Request, person: Person, reaction: Reaction) -> None:
        """Take a siren on a message of theirs, or of a program of theirs; or in its thread on
        anybody's, such as the headline of their case: it is critical. They are told where no
        headline there says so.
        """
        with self.taking.reading(person) as turn:
            headline = posts.headline_at(turn, reaction.channel_id, reaction.ts)
        author = self._author(request, reaction)
        uninvited = is_uninvited(self.taking.conversation, reaction.channel_id, person)
        if uninvited and (headline is not None or author is None):
            return
        if headline is not None:
            takes: Takes = partial(presses.on_case, number=headline.case_id)
            self._take_once(request, person, reaction, takes, headline.thread_ts)
            return
        message = message_at(request.client, reaction)
        if author is not None or _is_by_a_program_of_theirs(request, message):
            takes = partial(self._called_critical, author, message, uninvited)
        else:
            takes = partial(_siren_in_thread, channel_id=message.channel_id, thread_ts=message.root)
        thread = None if uninvited else message.root
        self._take_once(request, person, reaction, takes, thread)

    def _take_once(
        self,
        request: Request,
        person: Person,
        reaction: Reaction,
        takes: Takes,
        thread_ts: str | None,
    ) -> None:
        """Take a siren, and tell of it in a thread what nobody was told yet, whoever else puts one
        there.
        """
        channel = reaction.channel_id

        def takes_in(turn: Turn) -> None:
            said = if_heard(turn, channel, takes)
            if said is None or thread_ts is None:
                return
            if told.is_news(turn, f"siren:{channel}:{reaction.ts}"):
                told.tell(turn, channel, thread_ts, said)

        self.taking.once(request, person, takes_in)

    def _author(self, request: Request, reaction: Reaction) -> Person | None:
        """Return who of those from outside has written that on which there is a siren; None where
        it was the desk, one of ours or a program, which Slack may not know as anybody.
        """
        if reaction.author_id in (None, self.desk_id):
            return None
        with suppress(Unknown):
            author = self.taking.conversation.who(request, reaction.author_id)
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
        seen = seen_in(turn, message.text)
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
            origin=self.taking.origin(message),
            person_id=turn.person.id,
            uninvited=uninvited,
        )
        taken = arrivals.take_in(turn, incoming, None if uninvited else customer)
        return None if is_shown_in(message.root, taken) else how_it_stands(taken)


def _siren_in_thread(
    turn: Turn, customer: Customer | None, *, channel_id: str, thread_ts: str
) -> ToTell | None:
    """Call critical what a thread is about in which somebody else has said something, if it is
    known.
    """
    message = waiting.begun_at(turn, channel_id, thread_ts)
    if message is not None:
        return presses.on_message(turn, customer, number=message.id, critical=True)
    case = threads.case_of(turn, channel_id, thread_ts)
    return presses.on_case(turn, customer, number=case.id) if case is not None else None


def _is_by_a_program_of_theirs(request: Request, message: Message) -> bool:
    """Whether a program of another workspace has written something: what its people call critical
    is their report (I1).
    """
    ours = (None, request.team_id)
    return message.is_by_program and message.authors_team not in ours


def _without_words(
    turn: Turn, customer: Customer | None, author: Person | None, at: datetime
) -> str:
    """Return the title of a case of which no words are known, for its customer's people too."""
    write = Writer(customer.language) if customer is not None else IN_ENGLISH
    who = author.name if author is not None else write.say(A_PROGRAM)
    return write.say(MESSAGE_OF, who=who, at=write.instant(turn.calendar.local(at)))
