"""To what of a customer's people the desk listens in its channel (I12)."""

from __future__ import annotations

from models.problems import Impossible
from models.rows.cases import Change
from models.rows.customers import Customer
from models.rules.noted import AboutCustomer
from models.rules.permissions import Permission
from models.rules.reports import Listens
from models.usecases import people
from models.usecases.turn import Turn


@people.may(Permission.OWN_CUSTOMERS, "say to what the desk listens")
def set_listens(
    turn: Turn, customer: Customer, listens: Listens, undoes: Change | None = None
) -> Listens:
    """Listen to everything, to mentions, or to nothing of a customer's; return what it was.

    What waits already goes on waiting. Impossible if it is so already.
    """
    customer = people.managed(turn, customer, "say to what the desk listens")
    old, new = customer.listens, Listens.of(listens)
    if old is new:
        raise Impossible(f"The desk listens to `{new}` of {customer.key} already.")
    customer.listens = new
    turn.note(AboutCustomer.LISTENS, customer.id, old, new, undoes=undoes)
    return old
