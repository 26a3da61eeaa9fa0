"""I5: what cannot be given to a customer: the admins are asked whose it is.

If they say so, the answer is remembered for its channel; of what was said directly, for the
workspace of whoever said it; of what the uninvited say in a customer's channel, for both.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from models.rows.customers import Customer
from models.rows.outbox import Remembered
from models.rows.reports import Arrival
from models.rules.reports import CameOf
from models.usecases import finding, people
from models.usecases.letter import Letter, say_later
from models.usecases.turn import Turn

_DIRECT = "D"  # how the ids of direct conversations begin


class WhoseIsIt(Letter, topic="whose", called="the question whose a report is"):
    """Asks the admins whose a report is."""

    arrival: int


class WhoseCritical(
    Letter, topic="whose critical", called="the question whose a critical report is", urgent=True
):
    """Asks the admins whose a critical report is."""

    arrival: int


def ask(turn: Turn, arrival: Arrival) -> None:
    """Ask the admins whose something is that came in: once for all that says the same, and for all
    that comes from the same place until it is answered; of something critical once more.
    """
    if (key := _key_of(turn, arrival)) is not None:
        turn.lock(key)
    asked = [each for each in arrivals_asked(turn) if _is_asked_with(turn, each, arrival)]
    arrival.came = CameOf.ASKED
    turn.session.flush()
    if not asked or (_is_critical(arrival) and not any(map(_is_critical, asked))):
        _say(turn, arrival)


def ask_of_the_next(turn: Turn, answered: Arrival) -> None:
    """Ask whose the rest is that came from where an arrival came from, of what is critical first:
    the answer was for that one alone.
    """
    rest = [each for each in arrivals_asked(turn) if is_from_the_same(turn, each, answered)]
    if rest:
        _say(turn, max(rest, key=_is_critical))


def _is_asked_with(turn: Turn, one: Arrival, other: Arrival) -> bool:
    return one.identity == other.identity or is_from_the_same(turn, one, other)


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


def remembered(turn: Turn, channel_id: str | None, person_id: str | None) -> Customer | None:
    """Return whose everything is that comes from a channel, or directly from somebody's workspace,
    if somebody has said so.
    """
    key = _key(turn, channel_id, person_id)
    kept = turn.session.get(Remembered, key) if key is not None else None
    return turn.session.get(Customer, int(kept.value)) if kept is not None else None


def remember(turn: Turn, arrival: Arrival, customer: Customer) -> None:
    """Keep that what comes from where something came from is this customer's."""
    if (key := _key_of(turn, arrival)) is not None:
        turn.is_news(key, str(customer.id))


def is_from_the_same(turn: Turn, one: Arrival, other: Arrival) -> bool:
    """Whether two came from the same channel, or directly from the same workspace."""
    key = _key_of(turn, one)
    return key is not None and key == _key_of(turn, other)


def _key_of(turn: Turn, arrival: Arrival) -> str | None:
    channel = arrival.read_as.get("channel")
    return _key(turn, str(channel) if channel else None, arrival.person_id)


def _key(turn: Turn, channel_id: str | None, person_id: str | None) -> str | None:
    person = people.known(turn.session, person_id) if person_id is not None else None
    if channel_id is None or channel_id.startswith(_DIRECT):
        return f"whose: {person.team_id}" if person is not None else None
    if person is not None and finding.customer_id_of_channel(turn, channel_id) is not None:
        return f"whose: {channel_id} {person.team_id}"  # who does not belong to that customer
    return f"whose: {channel_id}"
