"""What would come of it, said in a form before it is confirmed, in the words of the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from handlers.blocks.case.opening import target_words, where_it_goes
from handlers.blocks.escalation.entries import day_notes, how_far, other_effects, why_free
from handlers.blocks.oncall.ladder import ladder_words
from handlers.blocks.pieces.due import first_response_due
from handlers.blocks.pieces.wording import duration, left, long_day, ordinal, person
from models.rules.ladder import Ladder
from models.rules.response import ClockState
from models.rules.service_definition import BLOCK_MINUTES
from models.rules.statement import Charge, Statement
from models.rules.written_time import Wall
from models.usecases.case.opening import CasePreview
from models.usecases.escalation.time_entries import TimePreview


def time_would(found: TimePreview, worked: date, wall: Wall) -> str:
    """Say what a time entry would take from the customer's escalations, how far it would go, and
    whether its day may be a slip."""
    account = found.account
    said = [*_would_take(found), *other_effects(found.difference, wall.today)]
    if not said:
        free = account.why_free
        said = [f"Takes nothing: {why_free(account)} ({free})." if free else "Takes nothing more."]
    first, *rest = said
    far = [] if account.why_free else [how_far(account.minutes, account)]
    notes = day_notes(found.case, worked, wall)
    return "\n".join([f"*{first}*", *rest, *far, *notes])


def _would_take(found: TimePreview) -> Iterator[str]:
    after = found.difference.after
    for charge in found.difference.new_charges:
        if charge.grant is not None:
            yield _takes(charge, after)
    if asks := found.would_ask:
        yield (
            f"Passes {duration(BLOCK_MINUTES * (asks.block - 1))}: "
            f"{_who_is_asked(found.customer.key, asks.recipients)} (E5)."
        )


def _takes(charge: Charge, after: Statement) -> str:
    line = next(line for line in after.every_grant if line.grant == charge.grant)
    grant = line.grant
    return (
        f"Takes the {ordinal(line.charged)} of {grant.quantity} escalations from {grant.label}, "
        f"{line.remaining} left until {long_day(grant.last_day)}."
    )


def _who_is_asked(customer: str, recipients: Sequence[str]) -> str:
    if not recipients:
        return f"{customer} has no account manager, so nobody can be asked"
    if len(recipients) == 1 and recipients[0][0] in "UW":
        return f"{customer}'s account manager will be asked"
    return "the admins will be asked"


def case_would(found: CasePreview, wall: Wall) -> str:
    """Say by when a case's first response would be due, and where it would go and why (R6)."""
    by_when = first_response_due(found.clock.clock, wall)
    if found.clock.clock.state(wall.now) is ClockState.OVERDUE:
        by_when = f":warning: {by_when}"
    goes = where_it_goes(found.route, None, ())
    if found.route.pages:
        goes = f":rotating_light: {_rings(found.rings)} {goes}"
    return "\n".join(
        [
            f"*{by_when}.* {target_words(found.clock, wall)}",
            goes,
            f"{found.customer.key} has {left(found.statement)}.",
        ]
    )


def page_would(rings: Sequence[str], ladder: Ladder) -> str:
    """Say whom a page would ring, now and then (O3, O6)."""
    return f":rotating_light: {_rings(rings)}\nUntil somebody acknowledges: {ladder_words(ladder)}."


def _rings(people: Sequence[str]) -> str:
    if not people:
        return "*Nobody is on call (O4): it goes on up the ladder.*"
    return f"*Rings {' and '.join(person(who) for who in people)} at once.*"
