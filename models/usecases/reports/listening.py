"""To what of a customer's people the desk listens in its channel (I12), and what it tells (I9)."""

from __future__ import annotations

from models.problems import Impossible
from models.rows.cases import Change
from models.rows.customers import Customer
from models.rules.noted import AboutCustomer
from models.rules.permissions import Permission
from models.rules.reports import Listens
from models.usecases import finding, people
from models.usecases.channels import posts
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
    for case in finding.open_cases_of(turn, customer.id):  # whose buttons its people press
        posts.refresh(turn, case.id)
    turn.note(AboutCustomer.LISTENS, customer.id, old, new, undoes=undoes)
    return old


@people.may(Permission.OWN_CUSTOMERS, "say whether a balance is shown")
def set_shows_balance(
    turn: Turn, customer: Customer, *, shows: bool, undoes: Change | None = None
) -> None:
    """Tell a customer's people in its channel what is left, or do not (I9). Impossible if it is so
    already.
    """
    customer = people.managed(turn, customer, "say whether its people read the balance")
    if customer.shows_balance == shows:
        told = "are told what is left" if shows else "are told nothing of what is left"
        raise Impossible(f"{customer.key}'s people {told} already.")
    customer.shows_balance = shows
    turn.note(AboutCustomer.SHOWS_BALANCE, customer.id, not shows, shows, undoes=undoes)
