"""What people from outside are told in a thread: by the outbox, with what was done for them.

So it is lost neither with a process nor where Slack does not take it; and it is told once, whoever
hears of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import func, select

from models.rows.cases import Case
from models.rows.outbox import OutboxRow
from models.rows.reports import Arrival
from models.rules.reports import Reply
from models.usecases import people
from models.usecases.channels import queues
from models.usecases.derived.clocks import clock_of
from models.usecases.letter import Letter, Way, say_later
from models.usecases.reports.incoming import FromMail
from models.usecases.turn import Turn

MOST_ANSWERS: Final = 10  # to the mails of one address, within an hour
TOLD = "told:"  # how the keys of what was told begin


@dataclass(frozen=True)
class ToTell:
    """A reply: about a case, or a customer, by its number, where it is about one."""

    reply: Reply
    case: int | None = None
    customer: int | None = None


class Replied(Letter, topic="replied", called="a reply to people from outside"):
    """Tells people from outside something in a thread."""

    thread: str
    reply: Reply
    case: int | None = None
    customer: int | None = None


class MailAnswered(
    Letter, topic="mail answered", called="the answer to a customer's mail", way=Way.MAIL
):
    """Tells whoever wrote a mail of the `customer`'s what came of it, in answer to the mail with
    that Message-ID. Its recipient is an address.
    """

    case: int
    customer: int
    message_id: str | None = None


class MailCame(Letter, topic="mail came", called="a customer's mail about a case"):
    """Tells ours what a customer has written by mail about a case that there is: that `arrival`."""

    case: int
    arrival: int


class WouldClose(Letter, topic="would close", called="a customer's wish that a case be closed"):
    """Tells ours who from outside would have a case closed."""

    case: int
    person: str


def tell_of_mail(turn: Turn, case: Case, arrival: Arrival) -> None:
    """Tell ours what a customer has written about a case by mail: where people from outside read
    its thread, that does not say it.
    """
    turn.session.flush()
    _tell_ours(turn, case, MailCame(case.id, arrival.id))


def tell_who_would_close(turn: Turn, case: Case) -> bool:
    """Tell ours who would have a case closed; return whether there is anybody to be told."""
    return _tell_ours(turn, case, WouldClose(case.id, turn.person.id))


def _tell_ours(turn: Turn, case: Case, letter: Letter) -> bool:
    """Tell who has a case, else its queue."""
    to = case.owner_id
    if to is None or people.gone(turn, [to]):
        to = queues.channel_of(turn, clock_of(turn, case).level)
    if to is not None:
        say_later(turn, to, letter)
    return to is not None


def answer_mail(turn: Turn, case: Case, mail: FromMail) -> None:
    """Answer the mail of which a case has come, where mails are answered: only whom our own mail
    server vouches for, so that nobody is written to in whose name another wrote.

    Whoever was answered that often within the hour is not: it is a machine that answers us, and
    does not say so.
    """
    if turn.desk.answers_mails and mail.vouched and _answers_of_the_hour(turn, mail) < MOST_ANSWERS:
        say_later(turn, mail.sender, MailAnswered(case.id, case.customer_id, mail.message_id))


def _answers_of_the_hour(turn: Turn, mail: FromMail) -> int:
    answered = select(func.count()).where(
        OutboxRow.recipient == mail.sender,
        OutboxRow.topic == MailAnswered.topic,
        OutboxRow.at > turn.moment - timedelta(hours=1),
    )
    return turn.session.scalar(answered) or 0


def tell(turn: Turn, channel_id: str, thread_ts: str, what: ToTell) -> None:
    """Tell people from outside something in a thread, if this turn is committed."""
    say_later(turn, channel_id, Replied(thread_ts, what.reply, what.case, what.customer))


def is_news(turn: Turn, key: str) -> bool:
    """Whether nobody was told anything yet of what has this key; from now on they were."""
    return turn.is_news(f"{TOLD}{key}")
