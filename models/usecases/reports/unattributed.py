"""I5: what cannot be given to a customer: the admins are asked whose it is.

If they say so, all that is said in its channel, or comes in mails of its sender, is that customer's
from then on.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from models.rows.customers import Customer
from models.rows.reports import Arrival
from models.rules.reports import CameOf
from models.usecases import finding, people
from models.usecases.customer import mail_senders, other_channels
from models.usecases.letter import Letter, say_later
from models.usecases.reports.incoming import mail_of
from models.usecases.turn import Turn


class WhoseIsIt(Letter, topic="whose", called="the question whose a report is"):
    """Asks the admins whose a report is."""

    arrival: int


class WhoseCritical(
    Letter, topic="whose critical", called="the question whose a critical report is", urgent=True
):
    """Asks the admins whose a critical report is."""

    arrival: int


def whose(turn: Turn, arrival: Arrival) -> Customer | None:
    """Return whose something is that came in, if its channel, or its sender, is somebody's by now;
    else ask the admins, and of what came in a channel uninvited.
    """
    if (channel := channel_of(arrival)) is not None:
        other_channels.lock(turn, channel)
    if (sender := vouched_sender_of(arrival)) is not None:
        mail_senders.lock(turn, sender)
    customer = None if is_of_the_uninvited(arrival) else owner_of(turn, arrival)
    if customer is None:
        _ask(turn, arrival)
    else:
        arrival.customer_id = customer.id
    return customer


def owner_of(turn: Turn, arrival: Arrival) -> Customer | None:
    """Return the customer whose the channel, or the vouched sender, of an arrival is by now."""
    if (sender := vouched_sender_of(arrival)) is not None:
        return mail_senders.customer_of(turn, sender)
    return finding.customer_of_channel(turn, channel_of(arrival))


def _ask(turn: Turn, arrival: Arrival) -> None:
    """Ask the admins whose something is: once for all that says the same, and for all that comes
    from the same place until it is answered; of something critical once more.
    """
    asked = [each for each in arrivals_asked(turn) if _is_asked_with(each, arrival)]
    arrival.came = CameOf.ASKED
    turn.session.flush()
    if not asked or (_is_critical(arrival) and not any(map(_is_critical, asked))):
        _say(turn, arrival)


def ask_of_the_next(turn: Turn, answered: Arrival) -> None:
    """Ask whose the rest is that came from where an arrival came from, of what is critical first:
    the answer was for that one alone.
    """
    rest = [each for each in arrivals_asked(turn) if is_from_the_same(each, answered)]
    if rest:
        _say(turn, max(rest, key=_is_critical))


def _is_asked_with(one: Arrival, other: Arrival) -> bool:
    return says_the_same(one, other) or is_from_the_same(one, other)


def _is_critical(arrival: Arrival) -> bool:
    return bool(arrival.read_as["critical"])


def _say(turn: Turn, arrival: Arrival) -> None:
    letter = WhoseCritical(arrival.id) if _is_critical(arrival) else WhoseIsIt(arrival.id)
    for admin in people.admins(turn):
        say_later(turn, admin, letter)


def arrivals_asked(turn: Turn) -> Sequence[Arrival]:
    """Return all of which nobody has said yet whose it is, in the order of their arrival."""
    asked = select(Arrival).where(Arrival.came == CameOf.ASKED).order_by(Arrival.id)
    return turn.session.scalars(asked).all()


def is_from_the_same(one: Arrival, other: Arrival) -> bool:
    """Whether two came from the same channel, or in mails that name the same sender; what our own
    mail server vouches for is not from where that comes for which it does not.
    """
    place = _place_of(one)
    return place is not None and place == _place_of(other)


def says_the_same(one: Arrival, other: Arrival) -> bool:
    """Whether two have the same identity; of mails also the same sender, for whoever forges one may
    give it another's Message-ID.
    """
    return one.identity == other.identity and _sender_of(one) == _sender_of(other)


def _place_of(arrival: Arrival) -> object:
    return channel_of(arrival) or _sender_of(arrival)


def _sender_of(arrival: Arrival) -> tuple[str, bool] | None:
    mail = mail_of(arrival)
    return (mail.sender, mail.vouched) if mail is not None else None


def vouched_sender_of(arrival: Arrival) -> str | None:
    """Return the address from which a mail came for sure."""
    mail = mail_of(arrival)
    return mail.sender if mail is not None and mail.vouched else None


def is_of_the_uninvited(arrival: Arrival) -> bool:
    """Whether something came in a customer's channel of somebody who does not belong there (I1)."""
    return bool(arrival.read_as.get("uninvited"))


def channel_of(arrival: Arrival) -> str | None:
    """Return the channel from which something came, if it came from one."""
    channel = arrival.read_as.get("channel")
    return str(channel) if channel else None
