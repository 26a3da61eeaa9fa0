"""An account manager's queue of contracts to decide about, by the day on which that is due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slackblocks import Block

from handlers.blocks.customer.notices import snoozes
from handlers.blocks.customer.renewals import argument, comes, offered
from handlers.blocks.home.parts import Setting, page_of, titled
from handlers.blocks.pieces.answer import buttons, section
from handlers.blocks.pieces.wording import as_typed
from models.usecases.customer.renewals import RenewalDue

_RENEWALS = 4  # on a page


def renewals(found: Sequence[RenewalDue], setting: Setting) -> Iterator[Block]:
    """Yield what is to be decided about contracts within 90 days, what its year used beside it."""
    if not found:
        return
    shown = page_of("renewals", found, _RENEWALS, setting)
    today = setting.wall.today
    yield titled("Contracts to decide about", "The next 90 days, by the day a decision is due.")
    for each in shown.items:
        customer = each.line.customer
        name = f"*{as_typed(customer.name)}* (`{customer.key}`)"
        yield section(f"{name}: {comes(each.renewal, today)}\n{argument(each.use)}")
        soon, later = snoozes(customer.key, today)
        row = buttons([*offered(customer.key, each.renewal, today), soon], [later])
        if row is not None:
            yield row
    if shown.turns is not None:
        yield shown.turns
