"""`/balance`: what is left, on any date, for one customer or for all."""

from __future__ import annotations

from typing import assert_never

from handlers.blocks.customer import balance as say
from handlers.blocks.pieces.answer import Answer
from handlers.intents.customer.balance import (
    BALANCE,
    AllBalances,
    BalanceIntent,
    Quote,
    ShowBalance,
    understand,
)
from handlers.talk import Door, Talk, customer_named
from models.usecases import people
from models.usecases.customer import customers
from models.usecases.customer.balances import balance, balances


def do(talk: Talk, intent: BalanceIntent) -> Answer:
    """Answer `/balance`; everybody with a role may read."""
    turn = talk.turn
    match intent:
        case ShowBalance(customer=typed, on=on):
            customer = customer_named(turn, typed)
            may_settle = people.may_manage(turn, customer)
            return say.balance(customer, balance(turn, customer, on), turn.today, may_settle)
        case Quote(customer=typed, number=number):
            customer = customer_named(turn, typed)
            return say.quoted_packs(customer, balance(turn, customer), number)
        case AllBalances(on=on):
            found, own = balances(turn, on)
            found.sort(key=customers.tightness)
            whose = " of yours" if own else ""
            return say.all_balances(found, whose, on or turn.today, turn.today)
        case _:
            assert_never(intent)


DOOR = Door(BALANCE, understand, do)
