"""Treating an arrival again: when a mistake was mended (I10), or it is known whose it is (I5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from models.problems import Impossible
from models.rows.customers import Customer
from models.rows.reports import Arrival, Source
from models.rules.permissions import Permission
from models.rules.reports import CameOf
from models.usecases import finding, people
from models.usecases.customer import mail_senders, other_channels
from models.usecases.reports import arrivals, known_reports, unattributed, waiting
from models.usecases.reports.arrivals import Taken
from models.usecases.reports.arrivals_shown import arrival_numbered
from models.usecases.reports.incoming import mail_of
from models.usecases.turn import Turn

_COUNTED: Final = (CameOf.OPENED, CameOf.SEEN_AGAIN, CameOf.RAISED)
_NOT_AGAIN: Final[Mapping[CameOf, str]] = {
    CameOf.ASKED: "Nobody has said yet whose it is: choose the customer first (I5).",
    CameOf.HELD: "It is held for a change window, and is routed when that ends (I8).",
    CameOf.WAITS: "It waits in its queue, where a case is opened from it (I12).",
    CameOf.ADDED: "It belongs to a message that waits in its queue (I12).",
    CameOf.ACKNOWLEDGED: "It was an acknowledgement of theirs, which ends no page (R7).",
    CameOf.ALIVE: "It was a sign of life, of which nothing follows (I11).",
}


@people.may(Permission.ADMINS, "treat arrivals again")
def treat_again(turn: Turn, number: int) -> Taken:
    """Do what follows of an arrival as if it came in now: with its own instant, and by the channel,
    the source and the words as they are now.

    What its case has counted of it is not counted twice. Impossible for what still follows by
    itself, and where its case was withdrawn.
    """
    arrival = _locked(turn, number)
    if (why_not := _NOT_AGAIN.get(arrival.came)) is not None:
        raise Impossible(why_not)
    if arrival.case_id is not None:
        case = finding.case(turn, arrival.case_id)
        finding.refuse_withdrawn(finding.standing_for(turn, case))
    _uncount(turn, arrival)
    arrival.read_as = {
        **arrival.read_as,
        "treated_by": turn.person.id,
        "treated_at": turn.moment.isoformat(),
    }
    return arrivals.treat(turn, arrival, _whose_now(turn, arrival))


@people.may(Permission.ADMINS, "say whose a report is")
def give(turn: Turn, number: int, customer: Customer, *, always: bool = False) -> Taken:
    """Say whose an arrival is: it counts from its own instant; and so does all that said the same,
    or, if it is `always` so, that came from its channel or its sender, which is the customer's from
    now on.

    Impossible if it is somebody's already.
    """
    arrival = _locked(turn, number)
    if arrival.came is not CameOf.ASKED and not (always and arrival.customer_id == customer.id):
        raise Impossible(f"Whose arrival {number} is was said already.")
    taken = Taken(arrival)
    if arrival.came is CameOf.ASKED:
        taken = waiting.treat(turn, arrival, customer)
    if always:
        _give_place(turn, arrival, customer)
    for other in unattributed.arrivals_asked(turn):
        if unattributed.says_the_same(other, arrival) or (
            always and unattributed.is_from_the_same(other, arrival)
        ):
            _give_too(turn, other, customer)
    if not always:
        unattributed.ask_of_the_next(turn, arrival)
    return taken


def _give_place(turn: Turn, arrival: Arrival, customer: Customer) -> None:
    """Let from where something came be a customer's."""
    mail = mail_of(arrival)
    if mail is None:
        _give_channel(turn, arrival, customer)
    elif not mail.vouched:
        raise Impossible(
            f"Nobody vouches that arrival {arrival.id} is of whom it names as its sender: that has "
            "to be said of each."
        )
    elif (owner := unattributed.owner_of(turn, arrival)) is None or owner.id != customer.id:
        mail_senders.add(turn, customer, [mail.sender])


def _give_channel(turn: Turn, arrival: Arrival, customer: Customer) -> None:
    """Let the channel from which something came be a customer's, unless it is so already."""
    if unattributed.is_of_the_uninvited(arrival):
        raise Impossible(
            f"Arrival {arrival.id} is by somebody with whose workspace its channel is not shared: "
            "that has to be said of each."
        )
    channel = unattributed.channel_of(arrival)
    if channel is None:
        raise Impossible(
            f"Arrival {arrival.id} came from no channel that could be {customer.key}'s."
        )
    if finding.customer_id_of_channel(turn, channel) != customer.id:
        other_channels.add(turn, customer, channel)


def _give_too(turn: Turn, other: Arrival, customer: Customer) -> None:
    """Treat another arrival as the customer's too, unless somebody has just said whose it is."""
    if _locked(turn, other.id).came is CameOf.ASKED:
        waiting.treat(turn, other, customer)


def _locked(turn: Turn, number: int) -> Arrival:
    arrival = arrival_numbered(turn, number)
    turn.lock(f"report {arrival.identity}")
    turn.session.refresh(arrival)
    return arrival


def _uncount(turn: Turn, arrival: Arrival) -> None:
    """Take off what the case of an arrival has counted of it, before it counts it again."""
    if arrival.came not in _COUNTED:
        return
    for known in known_reports.reports_of(turn, arrival.identity):
        if arrival.case_id in (known.report.case_id, known.case.id):
            known.report.seen -= 1
            return


def _whose_now(turn: Turn, arrival: Arrival) -> Customer:
    """Return whose an arrival is: its source's, its channel's, its sender's, or else whose it was.

    Impossible where nobody knows that.
    """
    if arrival.source_id is not None:
        source = turn.session.get_one(Source, arrival.source_id)
        return turn.session.get_one(Customer, source.customer_id)
    if (owner := unattributed.owner_of(turn, arrival)) is not None:
        return owner
    if arrival.customer_id is None:
        raise Impossible(f"Nobody knows whose arrival {arrival.id} is.")
    return turn.session.get_one(Customer, arrival.customer_id)
