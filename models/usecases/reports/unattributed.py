"""I5: what cannot be given to a customer: the admins are asked whose it is.

If they say so, all that is said in its channel is that customer's from then on.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from models.rows.customers import Customer
from models.rows.reports import Arrival
from models.rules.reports import CameOf
from models.usecases import finding, people
from models.usecases.customer import other_channels
from models.usecases.letter import Letter, say_later
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
    """Return whose something is that came in, if its channel is somebody's by now; else ask the
    admins, and of what came in there uninvited.
    """
    if (channel := channel_of(arrival)) is not None:
        other_channels.lock(turn, channel)
    customer = finding.customer_of_channel(turn, channel)
    if is_of_the_uninvited(arrival):
        customer = None
    if customer is None:
        _ask(turn, arrival)
    else:
        arrival.customer_id = customer.id
    return customer


def _ask(turn: Turn, arrival: Arrival) -> None:
    """Ask the admins whose something is: once for all that says the same, and for all that comes
    from the same channel until it is answered; of something critical once more.
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
    return one.identity == other.identity or is_from_the_same(one, other)


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
    """Whether two came from the same channel."""
    channel = channel_of(one)
    return channel is not None and channel == channel_of(other)


def is_of_the_uninvited(arrival: Arrival) -> bool:
    """Whether something came in a customer's channel of somebody who does not belong there (I1)."""
    return bool(arrival.read_as.get("uninvited"))


def channel_of(arrival: Arrival) -> str | None:
    """Return the channel from which something came, if it came from one."""
    channel = arrival.read_as.get("channel")
    return str(channel) if channel else None
