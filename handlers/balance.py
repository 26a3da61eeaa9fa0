"""`/balance`: what is left, on any date, and why; what if, and what comes; the books."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import assert_never

from handlers.blocks.customer import balance as say
from handlers.blocks.customer import books as say_books
from handlers.blocks.customer.charges import charges
from handlers.blocks.customer.explanation import day_explained, explained
from handlers.blocks.customer.figures import figures as say_figures
from handlers.blocks.customer.figures import part_of_figures
from handlers.blocks.customer.forecast import forecast
from handlers.blocks.customer.quote import quoted_packs, quoted_time
from handlers.blocks.customer.statements import comes
from handlers.blocks.customer.what_if import what_if as say_what_if
from handlers.blocks.pieces.answer import Answer, with_line
from handlers.documents.figures import Part
from handlers.forms.reopen_books import reopen_form
from handlers.intents.customer.balance import (
    BALANCE,
    AllBalances,
    BalanceIntent,
    QuotePacks,
    QuoteTime,
    ShowBalance,
    ShowCharges,
    ShowForecast,
    understand,
)
from handlers.intents.customer.books import (
    AskWhyReopened,
    CloseBooks,
    ExplainBalance,
    ReopenBooks,
    ShowBooks,
)
from handlers.intents.customer.figures import ShowFigures
from handlers.intents.customer.statements import SendStatement
from handlers.intents.customer.what_if import WhatIf
from handlers.talk import Door, Form, Talk, customer_named
from models.rows.customers import Customer
from models.rules.quote import quote, quote_for
from models.usecases import finding, people
from models.usecases.books import closing
from models.usecases.books.issued import send
from models.usecases.customer import customers, first_day
from models.usecases.customer.balances import balance, balances, shown
from models.usecases.customer.explained import explain, explain_day
from models.usecases.customer.forecasts import what_comes
from models.usecases.customer.what_if import what_if
from models.usecases.figures.of_quarter import figures
from models.usecases.turn import Turn


def do(talk: Talk, intent: BalanceIntent) -> Answer | Form:
    """Answer `/balance`; everybody with a role may read what is of a customer."""
    turn = talk.turn
    if isinstance(intent, AllBalances | ShowFigures):
        return _of_all(turn, intent)
    customer = customer_named(turn, intent.customer)
    match intent:
        case ShowBalance(on=on):
            managed = people.may_manage(turn, customer)
            return say.balance(shown(turn, customer, on), turn.today, managed=managed)
        case ShowCharges(on=on):
            return charges(shown(turn, customer, on), turn.today)
        case ShowForecast():
            return forecast(customer, *what_comes(turn, customer))
        case WhatIf(supposed=supposed):
            return say_what_if(what_if(turn, customer, supposed), turn.today)
        case QuotePacks(number=number):
            return quoted_packs(customer, balance(turn, customer), quote(number), turn.today)
        case QuoteTime(minutes=minutes):
            return quoted_time(customer, balance(turn, customer), quote_for(minutes), turn.today)
        case SendStatement(until=until):
            return _kept_apart(talk, customer, until or turn.today)
        case ExplainBalance(day=date() as day):
            return day_explained(explain_day(turn, customer, day), turn.wall)
        case ExplainBalance():
            return explained(explain(turn, customer), turn.wall)
        case AskWhyReopened(day=day):
            return reopen_form(turn, customer, day)
        case _:
            return _books(turn, intent, customer)


def _kept_apart(talk: Talk, customer: Customer, until: date) -> Answer:
    """Let a year come; to the person, where the channel is another customer's (I9)."""
    owner = finding.customer_of_channel(talk.turn, talk.channel_id)
    if owner is None:
        return _sent(talk, customer, until)
    if owner.id == customer.id:
        return with_line(
            _sent(talk, customer, until), "It comes to you alone if people from outside read here"
        )
    said = _sent(replace(talk, channel_id=None), customer, until)
    return with_line(said, f"It comes to you alone: this is {owner.key}'s channel")


def _of_all(turn: Turn, intent: AllBalances | ShowFigures) -> Answer:
    """Show the balances of all customers, or the figures of a quarter."""
    match intent:
        case AllBalances(on=on):
            found, own = balances(turn, on)
            found.sort(key=customers.tightness)
            return say.all_balances(found, " of yours" if own else "", on or turn.today, turn.today)
        case ShowFigures(quarter=quarter, part=Part() as part):
            return part_of_figures(figures(turn, quarter), part)
        case ShowFigures(quarter=quarter):
            return say_figures(figures(turn, quarter))
        case _:
            assert_never(intent)


def _books(turn: Turn, intent: CloseBooks | ReopenBooks | ShowBooks, customer: Customer) -> Answer:
    """Close a customer's books, open them again, or show what was kept."""
    match intent:
        case CloseBooks(day=day, anyway=anyway):
            return say_books.closed(closing.close(turn, customer, day, anyway=anyway))
        case ReopenBooks(day=day, because=because):
            return say_books.reopened(closing.reopen(turn, customer, day, because))
        case ShowBooks():
            return say_books.books(closing.books(turn, customer), turn.wall)
        case _:
            assert_never(intent)


def _sent(talk: Talk, customer: Customer, until: date) -> Answer:
    """Let a year come where it was asked for: into the channel, or its thread; to the person where
    that was nowhere else.
    """
    here = talk.channel_id if (talk.channel_id or "")[:1] in ("C", "G") else None
    thread = talk.thread.thread_ts if here and talk.thread else None
    first_day.refuse_year_before(talk.turn, customer, until.year)
    send(talk.turn, customer, until, here, thread)
    return comes(customer, until.year)


DOOR = Door(BALANCE, understand, do)
