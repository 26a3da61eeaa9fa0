"""What is said of packs and adjustments (G3, G4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from handlers.blocks.customer.balance import ways_to_settle
from handlers.blocks.escalation.entries import taken
from handlers.blocks.pieces.answer import Answer, answer, buttons, lines, small
from handlers.blocks.pieces.wording import chf, counted, left, long_day
from models.rules.facts import GrantSource
from models.usecases.customer.grants import GrantChanged


def granted(done: GrantChanged, today: date) -> Answer:
    """Say what was bought or given, until when it lasts, and what is left."""
    grant = done.grant
    price = f" at {chf(grant.price)} excl. VAT" if grant.price is not None else ""
    what = "Recorded" if grant.source is GrantSource.PACK else "Gave"
    return answer(
        f"{what} {done.label} for {done.customer.key}: "
        f"{counted(grant.quantity, 'escalation')}{price}, {long_day(grant.first_day)} to "
        f"{long_day(grant.last_day)}. {left(done.difference.after).capitalize()}.",
        lines(taken(done.difference, today)),
        small("Neither refundable nor transferable (G4)")
        if grant.source is GrantSource.PACK
        else None,
        buttons([*_settling(done), *([("Undo", _void(done))] if done.can_be_undone else [])]),
    )


def _settling(done: GrantChanged) -> Sequence[tuple[str, str]]:
    """What is still uncovered is settled from what there is now (E7)."""
    told = done.difference.after
    if not (told.uncovered and told.remaining):
        return []
    return ways_to_settle(done.customer, told, told.uncovered[0])[:1]


def voided(done: GrantChanged, today: date) -> Answer:
    """Say that a pack or an adjustment counts no more (G4)."""
    return answer(
        f"Voided {done.customer.key}'s {done.label}. {left(done.difference.after).capitalize()}.",
        lines(taken(done.difference, today)),
        buttons([("Put it back", f"{_void(done)} back")]),
    )


def _void(done: GrantChanged) -> str:
    return f"/customer void {done.customer.key} {done.grant.source} {done.grant.number}"
