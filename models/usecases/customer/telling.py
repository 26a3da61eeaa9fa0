"""N2: at an opening account managers are told what is news, and customers in their channels (I9).

It is looked for in a turn that only reads, and given message by message, each in a short turn of
its own. What was said last of a subject is a row with a unique key: whoever else looks says it no
second time, and what nobody looked for is news whenever somebody does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select

from models.rows.customers import Customer
from models.rows.notices import NoticeRow
from models.rows.outbox import Remembered
from models.rules.notices import Expires, Left, Notice, Notices
from models.rules.reports import Listens
from models.usecases import finding, people
from models.usecases.customer.notices import (
    CustomerNotices,
    Subjects,
    is_news,
    notices_of,
    said_last,
    say,
)
from models.usecases.letter import Letter, say_later
from models.usecases.turn import Turn

MOST_MESSAGES: Final = 3  # at an opening to one person, a customer each: more are one digest
MOST_IN_DIGEST: Final = 100  # customers


class CustomerNews(Letter, topic="notice", called="what there is to know of a customer"):
    """Tells an account manager what is news of one customer: rows by number, as given `at`."""

    notices: tuple[int, ...]
    at: datetime

    def given_up(self, turn: Turn, recipient: str) -> None:
        """Tell the admins instead."""
        _tell_admins(turn, self, recipient)


class Digest(Letter, topic="digest", called="what there is to know of several customers"):
    """Tells an account manager what is news of several customers, as `CustomerNews` does of one."""

    notices: tuple[int, ...]
    at: datetime

    def given_up(self, turn: Turn, recipient: str) -> None:
        """Tell the admins instead."""
        _tell_admins(turn, self, recipient)


class NewsOutside(Letter, topic="notice outside", called="what is left, in a customer's channel"):
    """Tells a customer's people in its channel what is left, and what expires (I9): nobody else,
    should the `channel` be another's by then.
    """

    notices: tuple[int, ...]
    at: datetime
    channel: str = ""


def _tell_admins(turn: Turn, letter: Letter, recipient: str) -> None:
    admins = people.admins(turn)
    for admin in admins if recipient not in admins else ():
        say_later(turn, admin, letter)


@dataclass(frozen=True)
class NoticeMessage:
    """One message: a letter of a kind, to whom, and the news of customers that it tells of."""

    kind: type[CustomerNews | Digest | NewsOutside]
    recipients: Sequence[str]
    news: Sequence[tuple[int, Notice]]


@dataclass(frozen=True)
class NoticeRound:
    """What is to be given at the opening of an open day (None: nothing now), and the next one."""

    opened: datetime | None
    next_opening: datetime
    messages: Sequence[NoticeMessage] = ()


def to_give(turn: Turn) -> NoticeRound:
    """Return what is to be given now: at the first look of an open day all that is news (N2).

    A digest is due at the first opening of a week. Nothing is changed here.
    """
    next_opening = turn.calendar.next_opening(turn.moment)
    opened = turn.calendar.opening(turn.today)
    if not turn.calendar.is_open(turn.moment) or _made(turn, _ROUND) == opened.isoformat():
        return NoticeRound(None, next_opening)
    told = [each for each in finding.customers(turn) if _is_told(each) or is_told_outside(each)]
    known, said = notices_of(turn, told), said_last(turn)
    return NoticeRound(
        opened, next_opening, [*_ours(turn, known, said), *_theirs(turn, known, said)]
    )


def give(turn: Turn, message: NoticeMessage) -> None:
    """Leave a message in the outbox, with what of it is still news: nobody else has said it."""
    theirs = message.kind is NewsOutside
    said = (say(turn, customer, notice, theirs=theirs) for customer, notice in message.news)
    numbers = tuple(number for number in said if number is not None)
    where = message.recipients if theirs else ()
    for recipient in message.recipients if numbers else ():
        say_later(turn, recipient, message.kind(numbers, turn.moment, *where))


def round_made(turn: Turn, opened: datetime) -> None:
    """Keep that all was given that was news at an opening: there is no other look before the next.

    A message that stumbled is news at the next one.
    """
    turn.is_news(_ROUND, opened.isoformat())
    turn.is_news(_DIGESTS, _monday(turn).isoformat())


_ROUND, _DIGESTS = "round of notices", "round of digests"  # up to which opening, and which week


def _made(turn: Turn, key: str) -> str | None:
    kept = turn.session.get(Remembered, key)
    return kept.value if kept is not None else None


def _monday(turn: Turn) -> date:
    return turn.today - timedelta(days=turn.today.weekday())


def _is_told(customer: Customer) -> bool:
    return customer.notices is not Notices.OFF


def is_told_outside(customer: Customer) -> bool:
    """Whether a customer's channel is told: where the desk hears nothing it says nothing either."""
    listens = customer.listens is not Listens.NOTHING
    return customer.shows_balance and customer.channel_id is not None and listens


# --- what is news, and to whom --------------------------------------------------------------------

_News = tuple[CustomerNotices, Sequence[Notice]]


def _ours(turn: Turn, known: Sequence[CustomerNotices], said: Subjects) -> Iterator[NoticeMessage]:
    digests = _made(turn, _DIGESTS) != _monday(turn).isoformat()
    told: dict[Sequence[str], list[_News]] = defaultdict(list)
    for each in known:
        way = each.customer.notices
        if way is Notices.OFF or (way is Notices.DIGEST and not digests):
            continue
        if news := _news(turn, each, each.notices, said, theirs=False):
            told[tuple(people.deciding(turn, each.customer))].append((each, news))
    for recipients, all_news in told.items():
        yield from _messages(recipients, all_news)


def _news(
    turn: Turn, known: CustomerNotices, notices: Sequence[Notice], said: Subjects, *, theirs: bool
) -> list[Notice]:
    id_ = known.customer.id
    return [
        each for each in notices if is_news(said.get((id_, theirs, each.subject)), each, turn.today)
    ]


def _messages(recipients: Sequence[str], all_news: Sequence[_News]) -> Iterator[NoticeMessage]:
    """Yield a message for each customer; of many at once, and of those who want one, a digest."""
    alone = [each for each in all_news if each[0].customer.notices is Notices.ON]
    together = [each for each in all_news if each[0].customer.notices is not Notices.ON]
    if len(alone) > MOST_MESSAGES:
        alone, together = [], list(all_news)
    for each in alone:
        yield NoticeMessage(CustomerNews, recipients, _flat([each]))
    for first in range(0, len(together), MOST_IN_DIGEST):
        yield NoticeMessage(Digest, recipients, _flat(together[first : first + MOST_IN_DIGEST]))


def _flat(all_news: Sequence[_News]) -> Sequence[tuple[int, Notice]]:
    return [(known.customer.id, notice) for known, news in all_news for notice in news]


def _theirs(
    turn: Turn, known: Sequence[CustomerNotices], said: Subjects
) -> Iterator[NoticeMessage]:
    for each in known:
        if not is_told_outside(each.customer) or each.customer.channel_id is None:
            continue
        shown = [notice for notice in each.notices if isinstance(notice, Left | Expires)]
        if news := _news(turn, each, shown, said, theirs=True):
            yield NoticeMessage(NewsOutside, [each.customer.channel_id], _flat([(each, news)]))


# --- what a letter tells when it goes out ---------------------------------------------------------


def still_standing(
    turn: Turn, letter: CustomerNews | Digest | NewsOutside
) -> list[CustomerNotices]:
    """Return what a letter tells of that still stands, by customer, as it stands now.

    What was told again since, or snoozed, is left to that.
    """
    rows = turn.session.scalars(select(NoticeRow).where(NoticeRow.id.in_(letter.notices)))
    subjects: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        if row.at == letter.at:
            subjects[row.customer_id].add(row.subject)
    wanted = select(Customer).where(Customer.id.in_(subjects)).order_by(Customer.key)
    found = []
    for known in notices_of(turn, turn.session.scalars(wanted).all()):
        told = subjects[known.customer.id]
        if notices := [each for each in known.notices if each.subject in told]:
            found.append(CustomerNotices(known.customer, known.statement, notices))
    return found
