"""The grammar of a customer's books: close them, reopen them, show what was kept (E10)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from handlers.intents.pieces.customer_names import take_customer_anywhere, written_customer
from handlers.intents.pieces.days import ANY, ON
from handlers.intents.pieces.intent import BehindCustomer, Word
from handlers.intents.pieces.line import Words
from handlers.intents.pieces.reading import Reading
from handlers.intents.pieces.taking import ANYWAY, optional_reason, take_day, take_end
from handlers.intents.pieces.written import Anyway, Reason, Written
from models.rules.permissions import Permission

_UP_TO = (*ON, "to", "until", "from", "bis")


class CloseBooks(BehindCustomer):
    """Close a customer's books up to a day, and keep its statement as issued."""

    word = Word(
        "/balance acme close",
        Permission.OWN_CUSTOMERS,
        help={"/balance acme close 2026-03-31": "closes the books: that statement stays as it is"},
        words=("close",),
        writes=True,
    )

    day: date
    anyway: Anyway = False

    @staticmethod
    def read(words: Words, reading: Reading) -> CloseBooks:
        """Read `acme [until] 2026-03-31`; a button adds `--anyway`."""
        anyway = words.take_last(ANYWAY)
        customer = take_customer_anywhere(words, reading, "/balance acme close 2026-03-31")
        example = f"/balance {written_customer(customer)} close 2026-03-31"
        words.skip(words.word() in _UP_TO)
        day = take_day(words, reading, ANY, example)
        take_end(words, f"/balance {written_customer(customer)} close {day}")
        return CloseBooks(customer, day, anyway)


class ReopenBooks(BehindCustomer):
    """Open a customer's books again, of a day and of all later ones, with a reason."""

    word = Word(
        "/balance acme reopen",
        Permission.ADMINS,
        help={
            "/balance acme reopen 2026-03-31 because …": (
                "opens the books again from that day on, so that they can be corrected"
            )
        },
        words=("reopen",),
        writes=True,
    )

    day: date
    because: Reason

    @staticmethod
    def read(words: Words, reading: Reading) -> ReopenBooks | AskWhyReopened:
        """Read `acme [from] 2026-03-31 because …`, or without a reason for a form."""
        customer = take_customer_anywhere(words, reading, "/balance acme reopen 2026-03-31")
        line = f"/balance {written_customer(customer)} reopen"
        words.skip(words.word() in _UP_TO)
        day = take_day(words, reading, ANY, f"{line} 2026-03-31 because recorded late")
        because = optional_reason(words, f"{line} {day} because recorded late")
        return ReopenBooks(customer, day, because) if because else AskWhyReopened(customer, day)


class AskWhyReopened(BehindCustomer):
    """Open the form that asks why a customer's books are reopened."""

    word = Word(
        "/balance acme reopen (form)",
        Permission.ADMINS,
        words=("reopen",),
        opens="Reopen books",
    )

    day: date


class ShowBooks(BehindCustomer):
    """Show every statement that was kept of a customer, and every reopening."""

    word = Word(
        "/balance acme books",
        Permission.EVERYBODY,
        help={"/balance acme books": "up to when the books are closed, and what was kept"},
        words=("books",),
    )


class ExplainBalance(BehindCustomer):
    """Explain a customer's statement: all of it, or why a day cost what it did, or nothing."""

    word = Word(
        "/balance acme explain",
        Permission.EVERYBODY,
        help={
            "/balance acme explain [2026-03-10]": (
                "every grant and charge, or a day's: from which fact, by whom, by which rule"
            )
        },
        words=("explain",),
    )

    day: Annotated[date | None, Written()] = None

    @staticmethod
    def read(words: Words, reading: Reading) -> ExplainBalance:
        """Read `acme [on] [2026-03-10]`."""
        customer = take_customer_anywhere(words, reading, "/balance acme explain")
        if words.done:
            return ExplainBalance(customer)
        example = f"/balance {written_customer(customer)} explain 2026-03-10"
        words.skip(words.word() in ON)
        day = take_day(words, reading, ANY, example)
        take_end(words, f"/balance {written_customer(customer)} explain {day}")
        return ExplainBalance(customer, day)


BooksIntent = CloseBooks | ReopenBooks | AskWhyReopened | ShowBooks | ExplainBalance
